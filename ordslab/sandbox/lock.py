"""A lock between processes that the operating system gives back when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import NO_LINKS

_PAUSE = 0.01  # seconds between two attempts

if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The lock on a file, which stays when the lock is given back (who waits for it must find the same file)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self, seconds: float = 0) -> bool:
        """Take the lock, waiting that long for it. Raises `SandboxError` where files can't be locked."""
        deadline = time.monotonic() + seconds
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | NO_LINKS, 0o600)
        except OSError as error:
            raise _unusable(self._path, error) from None
        while True:
            try:
                _try(handle)
            except (BlockingIOError, PermissionError):  # what POSIX and Windows say of a lock that somebody holds
                if time.monotonic() >= deadline:
                    os.close(handle)
                    return False
                time.sleep(_PAUSE)
            except OSError as error:
                os.close(handle)
                raise _unusable(self._path, error) from None
            else:
                self._handle = handle
                return True

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held(self) -> bool:
        """Whether a process holds the lock."""
        if not self._path.exists():
            return False
        if self.acquire():
            self.release()
            return False
        return True

    def is_there(self) -> bool:
        """Whether the file that we locked is still in its place: a folder can be deleted under us."""
        try:
            return self._handle is not None and os.path.samestat(self._path.stat(), os.fstat(self._handle))
        except OSError:
            return False

    def __enter__(self) -> Lock:
        """Take the lock. Raises `SandboxError` when another holds it for more than a minute."""
        if not self.acquire(60):
            raise SandboxError(
                f"Another program has been starting or stopping the sandbox in {self._path.parent} for a minute.",
                "Wait for it or end it, then try again.",
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def _unusable(path: Path, error: OSError) -> SandboxError:
    return SandboxError(
        f"The sandbox can't work in {path.parent}: {error.strerror}.",
        "Choose a folder of yours on a local disk: --home DIR",
    )
