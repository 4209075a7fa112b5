"""Whether the call that runs in this thread was cancelled: for what takes long and knows no session."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

_Check = Callable[[], None]


class _Thread(threading.local):
    check: _Check | None = None


_here = _Thread()


def check() -> None:
    """Raises ORA-01013 when the running call was cancelled."""
    if _here.check is not None:
        _here.check()


class Running:
    """With it, `check` in this thread asks `check_cancelled`; calls may nest."""

    def __init__(self, check_cancelled: _Check) -> None:
        self._check = check_cancelled
        self._outer: _Check | None = None

    def __enter__(self) -> None:
        self._outer, _here.check = _here.check, self._check

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _here.check = self._outer
