"""Files of the home: they appear whole or not at all, for their owner alone, and no link leads a write elsewhere."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

BESIDE = ".new"
"""Ends the name of a file that is being made: beside the one that it will be."""
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
"""A flag of `os.open`: a link is an error (ELOOP). Windows lets only administrators make links."""


def write_safely(path: Path, content: str | bytes, *, durable: bool = True) -> None:
    """Write a file for its owner alone: beside it, then renamed, so that no reader ever sees half of it.

    `durable`: not even after a power failure. Raises OSError.
    """
    data = content.encode() if isinstance(content, str) else content
    beside = path.with_name(path.name + BESIDE)
    beside.unlink(missing_ok=True)  # of a process that was killed, or a link that somebody has planted
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINKS, 0o600), "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    put_in_place(beside, path, durable=durable)


def put_in_place(beside: Path, path: Path, *, durable: bool = True) -> None:
    """Give a finished file its name. `durable`: it has it even after a power failure. Raises OSError."""
    for _ in range(100):  # Windows lets nobody replace a file that somebody is just reading
        try:
            beside.replace(path)
            break
        except PermissionError:
            if os.name == "posix":
                raise
            time.sleep(0.01)
    if durable and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some file systems don't sync folders
                os.fsync(folder)
        finally:
            os.close(folder)


def belongs_to_somebody_else(path: Path) -> bool:
    """Whether a file or folder that is there is another user's."""
    if os.name != "posix":
        return False
    try:
        return path.stat().st_uid != os.geteuid()
    except FileNotFoundError:
        return False
