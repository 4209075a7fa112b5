"""Statements that were compiled before: by text, types of the binds, and what the names meant then."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ordslab.sandbox.sql.recent import MEGABYTE, Recent

_T = TypeVar("_T")
_MOST = 64 * MEGABYTE
_BYTES = {"block": 200}  # of a plan, for each character of its text, as measured: a block is a tree of closures
_OTHERS = 40
_LEAST = 1000


@dataclass(frozen=True)
class Planned(Generic[_T]):
    """A plan. `others`: the dictionaries of other schemas that it depends on, by their versions."""

    plan: _T
    others: Mapping[str, int]


class PlanCache:
    """The most recently used plans. Any thread may call; two may compile the same at once, that does no harm."""

    def __init__(self) -> None:
        self._plans: Recent[Hashable, Planned[object]] = Recent(_MOST)

    @property
    def size(self) -> int:
        """About how many bytes the plans take."""
        return self._plans.size

    def get(self, key: Hashable) -> Planned[object] | None:
        """The plan for `key`, None when there is none."""
        return self._plans.get(key)

    def put(self, key: Hashable, planned: Planned[_T], kind: str, characters: int) -> Planned[_T]:
        """Keep a plan of a kind, made from so many characters."""
        size = _LEAST + _BYTES.get(kind, _OTHERS) * characters
        self._plans.put(key, planned, size)  # type: ignore[arg-type]  # only its key says of which kind it is
        return planned
