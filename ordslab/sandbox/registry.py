"""Which sandboxes this user has, wherever their homes are: none goes on unnamed.

Whoever starts a sandbox notes its home in a folder of the user's, a file each; whoever stops it takes the note away. A
note is a hint, no proof: that a sandbox runs, the lock of its home tells. Notes that are not true any more are dropped.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import belongs_to_somebody_else, write_safely
from ordslab.sandbox.home import Home
from ordslab.sandbox.running import Run, Status, status_of


def note(home: Home) -> None:
    """Keep in mind that a sandbox was started in `home`. A folder that can't be written is no reason not to start."""
    path = _path(home)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not belongs_to_somebody_else(path.parent):
            write_safely(path, str(home.folder), durable=False)


def forget(home: Home) -> None:
    """The sandbox in `home` is stopped."""
    with contextlib.suppress(OSError):
        _path(home).unlink(missing_ok=True)


def all_running() -> list[Status]:
    """The status of each sandbox that runs, in the order of their homes. Of one that doesn't answer, only `pid` and
    `home` are there."""
    homes = {path.read_text(encoding="utf-8"): path for path in _notes()}
    homes.setdefault(str(Home.at(None).folder), _path(Home.at(None)))
    found = [(Home(Path(folder)), path) for folder, path in sorted(homes.items())]
    return [status for home, path in found if (status := _status(home, path))["running"]]


def _status(home: Home, path: Path) -> Status:
    if not home.folder.is_dir():
        path.unlink(missing_ok=True)  # a running sandbox whose home was deleted ends by itself
        return {"running": False}
    try:
        status = status_of(home)
        if status["running"]:
            return status
        if not home.lock.is_held():
            _drop(home, path)
            return status
    except SandboxError:
        pass
    silent: Status = {"running": True, "home": str(home.folder)}
    if run := Run.last(home):
        silent["pid"] = run.pid
    return silent


def _drop(home: Home, path: Path) -> None:
    """Take away a note that is not true, unless somebody is starting a sandbox there: then it soon will be."""
    lock = home.start_lock
    if path.exists() and lock.acquire():
        if not home.lock.is_held():
            path.unlink(missing_ok=True)
        lock.release()


def _notes() -> list[Path]:
    folder = _folder()
    return sorted(folder.glob("*.home")) if folder.is_dir() and not belongs_to_somebody_else(folder) else []


def _path(home: Home) -> Path:
    return _folder() / f"{hashlib.sha256(str(home.folder).encode()).hexdigest()[:16]}.home"


def _folder() -> Path:
    from platformdirs import user_state_path  # slow to import

    return user_state_path("ordslab", appauthor=False) / "sandboxes"
