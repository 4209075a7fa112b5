"""What a caller gives to a session and gets back: statements, binds, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ordslab.sandbox.sql.open_rows import OpenRows
from ordslab.sandbox.sql.types import NULL, Column, OracleType


@dataclass(frozen=True)
class Statement:
    """A statement that has been looked at, not yet run.

    `kind`: "query", "dml", "ddl", "plsql" or "control" (commit, rollback, savepoint, alter session, set ...).
    `binds`: names in upper case, without the colon. SQL: one per occurrence, left to right. PL/SQL: one per distinct
    name, in order of first occurrence. This is the order in which the drivers send values.
    `returning`: how many of `binds`, at the end, are targets of RETURNING ... INTO.
    """

    text: str
    kind: str
    binds: tuple[str, ...] = ()
    returning: int = 0


@dataclass
class Bind:
    """One bind variable of one execution.

    `value`: in the engine's form (see `types`). For an array bind (`is_array`), a list of such values.
    `max_bytes`: how long a text or RAW may become that goes back; 0 where nobody says.
    In PL/SQL the interpreter assigns `value` and sets `written`; in RETURNING it appends to `returned`. `only_out`: the
    interpreter's word that the block never looks at the value.
    """

    type: OracleType = NULL
    value: Any = None
    is_array: bool = False
    max_elements: int = 0
    max_bytes: int = 0
    written: bool = False
    only_out: bool = False
    returned: list[Any] = field(default_factory=list)


@dataclass
class Result:
    """What an execution gave.

    `columns` and `rows` for a query (rows are materialised, values in the engine's form), or `opened` in place of rows
    that were to stay open; `rowcount` for DML and `SELECT INTO`; `last_rowid` where one row was touched; `warning`
    where something was created with errors.
    """

    columns: tuple[Column, ...] = ()
    rows: Sequence[tuple[Any, ...]] = ()
    rowcount: int = 0
    last_rowid: int | None = None
    warning: bool = False
    opened: OpenRows | None = None
