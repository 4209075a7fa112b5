"""Views and packages that every schema has: the database's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ordslab.sandbox.sql.rights import Access
from ordslab.sandbox.sql.types import Column


@dataclass(frozen=True)
class SystemView:
    """A view that every schema has: `text` is a native SQLite query on the schema's file, with these columns.

    `{schema}` in it stands for the schema's name as a literal; functions that every session's connection has are in
    `session_functions`. `visible_to`: who sees it by their rights; None for all.
    """

    name: str
    columns: tuple[Column, ...]
    text: str
    visible_to: Callable[[Access], bool] | None = None
    owner: str = "SYS"


@dataclass(frozen=True)
class SystemPackage:
    """A package of the database's own, for ALL_OBJECTS and ALL_PROCEDURES. `visible_to`: as for a `SystemView`."""

    owner: str
    name: str
    subprograms: tuple[str, ...] = ()
    visible_to: Callable[[Access], bool] | None = None
