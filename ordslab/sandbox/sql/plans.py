"""Statements that were compiled before: by text, types of the binds, and what the names meant then."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

_T = TypeVar("_T")
_LIMIT = 4000


class PlanCache:
    """The most recently used plans. Any thread may call; two may compile the same at once, that does no harm."""

    def __init__(self) -> None:
        self._plans: dict[Hashable, object] = {}

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The plan for `key`, made when there is none. What `make` raises is not kept."""
        found = self._plans.get(key)
        if found is None:
            if len(self._plans) >= _LIMIT:
                for old in list(self._plans)[: _LIMIT // 4]:
                    self._plans.pop(old, None)
            found = self._plans[key] = make()
        return found  # type: ignore[return-value]  # the key says which kind of plan it is
