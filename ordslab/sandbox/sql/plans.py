"""Statements that were compiled before: by text, types of the binds, and what the names meant then."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")
_LIMIT = 4000


@dataclass(frozen=True)
class Planned(Generic[_T]):
    """A plan. `others`: the dictionaries of other schemas that it depends on, by their versions."""

    plan: _T
    others: Mapping[str, int]


class PlanCache:
    """The most recently used plans. Any thread may call; two may compile the same at once, that does no harm."""

    def __init__(self) -> None:
        self._plans: dict[Hashable, Planned[object]] = {}

    def get(self, key: Hashable) -> Planned[object] | None:
        """The plan for `key`, None when there is none."""
        return self._plans.get(key)

    def put(self, key: Hashable, planned: Planned[_T]) -> Planned[_T]:
        """Keep a plan."""
        if len(self._plans) >= _LIMIT:
            for old in list(self._plans)[: _LIMIT // 4]:
                self._plans.pop(old, None)
        self._plans[key] = planned  # type: ignore[assignment]  # only its key says of which kind it is
        return planned
