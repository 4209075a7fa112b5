"""The sandbox's log: of bounded size, and without what passes through the sandbox.

Of an exception it keeps the kind and the place, never the text: that may hold a value, and the value may be a secret.
"""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import NO_LINKS

_LARGEST = 512 * 1024  # bytes; one older file of that size is kept

_ExcInfo: TypeAlias = "tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]"


class _Formatter(logging.Formatter):
    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802  logging's name
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or error.__context__
        return "\ncaused by\n".join(parts)


class _File(RotatingFileHandler):
    """A log that follows no link: what it leads to would be written to."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINKS
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding=self.encoding)


def open_log(path: Path) -> None:
    """Let everything that is logged, warnings and worse of other packages included, go to `path`.

    Raises `SandboxError` where it can't be opened, or is a link.
    """
    try:
        handler = _File(path, maxBytes=_LARGEST, backupCount=1, encoding="utf-8")
    except OSError as error:
        raise SandboxError(
            f"The log {path} can't be written: {error.strerror}.", "Remove it, or choose another folder: --home DIR"
        ) from None
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("ordslab").setLevel(logging.INFO)
