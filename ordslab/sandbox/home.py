"""The sandbox's folder: where it is and what lies in it.

    HOME/
      sandbox.lock         locked as long as the sandbox runs: by this the others know that it does
      start.lock           locked by whoever starts, stops or resets it
      running.json         who runs and where: see `running`
      sandbox.log          see `log`
      sandbox/             all data, in the form of version `FORMAT`; only its owner may enter
        home.json          marks the folder: its format, and what one run leaves for the next
        passwords/PAGE     the logon password of a schema
        system.db, schemas/, tokens.db, ...     the engine's

The helper keeps files of its own in HOME; nothing here touches them.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import BESIDE, belongs_to_somebody_else, write_safely
from ordslab.sandbox.lock import Lock

FORMAT = 1
"""The form of the data. Raise it when an older sandbox's data can't be read any more."""


def default_home() -> Path:
    """`ORDSLAB_HOME`, else `.ordslab` in the user's home directory."""
    return Path(os.environ.get("ORDSLAB_HOME") or Path.home() / ".ordslab")


@dataclass(frozen=True)
class Home:
    """The files of one home folder."""

    folder: Path

    @classmethod
    def at(cls, folder: str | Path | None) -> Home:
        """The home at `folder`; None is the default one."""
        return cls(Path(folder or default_home()).expanduser().resolve())

    @property
    def lock(self) -> Lock:
        """Held by the process that is the sandbox."""
        return Lock(self.folder / "sandbox.lock")

    @property
    def start_lock(self) -> Lock:
        """Held while the sandbox is being started, stopped or reset."""
        return Lock(self.folder / "start.lock")

    @property
    def running(self) -> Path:
        """Who runs and where."""
        return self.folder / "running.json"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "sandbox.log"

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.folder / "sandbox"

    @property
    def mark(self) -> Path:
        """The file that marks the folder of the data."""
        return self.data / "home.json"

    def password_file(self, user: str) -> Path:
        """Where the logon password of a schema is kept."""
        return self.data / "passwords" / user.upper()

    def keep_password(self, user: str, password: str) -> None:
        """A user has a new password: it is kept where the old one was. Raises OSError."""
        if self.password_file(user).exists():
            write_safely(self.password_file(user), password + "\n")

    def is_foreign(self) -> bool:
        """Whether something lies in the folder of the data that no sandbox has put there."""
        if self.mark.exists() or not self.data.is_dir():
            return False
        begun = self.mark.with_name(self.mark.name + BESIDE)  # all that a process killed at its first step leaves
        return any(entry != begun for entry in self.data.iterdir())

    def make(self) -> None:
        """Make the folder, for its owner alone, unless it is there.

        Raises `SandboxError` where it can't be made, and for a folder that is somebody else's: who owns it can read
        all of it, and put something else in its place.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SandboxError(
                f"The folder {self.folder} can't be made: {error.strerror}.", "Choose another one: --home DIR"
            ) from None
        for folder in (self.folder, self.data):
            if belongs_to_somebody_else(folder):
                raise SandboxError(f"The folder {folder} is somebody else's.", "Choose one of your own: --home DIR")


@dataclass
class Mark:
    """What `home.json` says. `complete`: the data were made to the end. `user`: the first schema. For the next run: how
    often the sandbox was started, with which seed the last time, and by how many seconds its clock was moved."""

    format: int = FORMAT
    complete: bool = False
    starts: int = 0
    seed: int | None = None
    clock_moved: float = 0.0
    user: str = "PAGE"

    @classmethod
    def read(cls, home: Home) -> Mark | None:
        """The mark of a home's data, None when there are none yet.

        Raises `SandboxError` for data of another version, for a damaged file and for a folder that is not ours.
        """
        try:
            found = json.loads(home.mark.read_bytes())
        except FileNotFoundError:
            if home.is_foreign():
                raise SandboxError(
                    f"{home.data} is there, but it is not a sandbox's.", "Choose another home folder: --home DIR"
                ) from None
            return None
        except (OSError, ValueError):
            raise damaged(home.mark, "can't be read") from None
        version = found.get("format") if isinstance(found, dict) else None
        if isinstance(version, int) and version != FORMAT:
            raise SandboxError(
                f"The data in {home.folder} are of another version of the sandbox (format {version}, not {FORMAT}).",
                f"Use that version or another --home DIR, or throw the data away: {command('reset', home)}",
            )
        try:
            mark = cls(**found)
            if isinstance(version, int) and float(mark.clock_moved) >= 0 and mark.starts >= 0:
                return mark
        except (TypeError, ValueError):
            pass
        raise damaged(home.mark, "can't be read")

    def write(self, home: Home) -> None:
        """Keep it, so that not even a power failure leaves half of it."""
        write_safely(home.mark, json.dumps(asdict(self)))


def damaged(file: Path, fault: str) -> SandboxError:
    """The error for a file that can't be used, and what is wrong with it; nothing was changed.

    What can be read of the others is worth keeping, so the advice is not to throw anything away.
    """
    return SandboxError(
        f"The sandbox's data are damaged: {file} {fault}.",
        "Put a copy of that file in its place, or begin in another folder and keep this one: --home DIR",
    )


def command(verb: str, home: Home) -> str:
    """What to type for a verb on this home."""
    is_default = home.folder == Home.at(None).folder
    return f"ordslab sandbox {verb}" + ("" if is_default else f' --home "{home.folder}"')
