"""How deep what users write may be nested, and the stack of the threads in which it is worked on.

Python's own calls take no place on the C stack, but what goes through C in between does (joins, sorts, generators). So
the depth of the input is bounded where it is read, far below what two megabytes of stack take, and every thread that
runs users' statements has several times as much.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

DEEPEST = 250
"""Levels of parentheses, calls, queries, blocks ... within each other."""

_BYTES = 16 * 1024 * 1024
_CALLS = 24_000  # of Python's own, within each other: a tree of DEEPEST levels, calls within calls of PL/SQL

_starting = threading.Lock()  # the size of new stacks is the process's, not the thread's

sys.setrecursionlimit(max(sys.getrecursionlimit(), _CALLS))


def start_thread(target: Callable[[], None], name: str) -> None:
    """Start a thread with a stack that does, whatever the system gives by itself (macOS: half a megabyte)."""
    with _starting:
        usual = threading.stack_size(_BYTES)
        try:
            threading.Thread(target=target, name=name, daemon=True).start()
        finally:
            threading.stack_size(usual)
