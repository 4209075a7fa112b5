"""What was made lately and may be asked for again, no more of it than so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import wraps
from typing import Generic, TypeVar

MEGABYTE = 1024 * 1024

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")


class Recent(Generic[_K, _V]):
    """Values by key; those that nobody has asked for longest go when there are more than `most` bytes.

    Any thread may call.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[_K, tuple[_V, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: _K) -> _V | None:
        """The value, None when there is none."""
        found = self._values.get(key)
        if found is None:
            return None
        with suppress(KeyError):  # another thread may have let go of it meanwhile
            self._values.move_to_end(key)
        return found[0]

    def put(self, key: _K, value: _V, size: int) -> None:
        """Keep a value of about `size` bytes; one that is larger than all may be is not kept."""
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self.size -= before
            if size > self._most:
                return
            self._values[key] = value, size
            self.size += size
            while self.size > self._most:
                _, (_, oldest) = self._values.popitem(last=False)
                self.size -= oldest


def remembered(most: int, each: int) -> Callable[[Callable[[str], _V]], Callable[[str], _V]]:
    """A function of a text remembers what it gave lately, in `most` bytes; a character of its text takes `each`."""

    def decorate(function: Callable[[str], _V]) -> Callable[[str], _V]:
        recent: Recent[str, _V] = Recent(most)

        @wraps(function)
        def call(text: str) -> _V:
            found = recent.get(text)
            if found is None:
                found = function(text)
                recent.put(text, found, 200 + each * len(text))
            return found

        return call

    return decorate
