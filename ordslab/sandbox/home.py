"""The sandbox's folder: where it is and what lies in it. All of it is for its owner alone."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


class SandboxError(Exception):
    """The sandbox cannot do what was asked: `what` went wrong, and what to do `next`."""

    def __init__(self, what: str, next: str) -> None:  # noqa: A002  (the name that callers read)
        self.what = what
        self.next = next
        super().__init__(f"{what}\n{next}")


def default_home() -> Path:
    """`ORDSLAB_HOME`, else the folder for a user's data that the platform names."""
    if chosen := os.environ.get("ORDSLAB_HOME"):
        return Path(chosen).expanduser().resolve()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "ordslab"


@dataclass(frozen=True)
class Home:
    """The files of one home folder."""

    folder: Path

    @classmethod
    def at(cls, folder: str | Path | None) -> Home:
        """The home at `folder`; None is the default one."""
        return cls(default_home() if folder is None else Path(folder).expanduser().resolve())

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "sandbox.log"

    def password_file(self, user: str) -> Path:
        """Where the logon password of a schema is kept."""
        return self.folder / "passwords" / user.upper()
