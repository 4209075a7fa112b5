"""A session for functions, without an engine."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.functions.decimals import from_storage
from ordslab.sandbox.sql.types import DATE, NULL, NUMBER, TIMESTAMP, VARCHAR2, OracleType

FAMILIES = {"n": NUMBER, "t": VARCHAR2, "d": DATE, "s": TIMESTAMP, "z": OracleType("TIMESTAMP_TZ"), "0": NULL}
FAMILIES |= {"i": OracleType("INTERVAL_DS"), "m": OracleType("INTERVAL_YM"), "r": OracleType("RAW")}
FAMILIES |= {"b": OracleType("BINARY_DOUBLE")}


class Clock:
    def now(self):
        return datetime(2026, 1, 15, 9, 30, 15, 250000, tzinfo=UTC)


@dataclass(eq=False)
class FunctionSession:
    """What functions see of a session."""

    user: str = "PAGE"
    id: int = 7
    current_schema: str = "PAGE"
    nls: dict[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    time_zone: str = "+00:00"
    statement_time: datetime | None = None
    module: str | None = None
    action: str | None = None
    client_identifier: str | None = None
    client_info: str | None = None
    pending_error: OraError | None = None
    database: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(
            clock=Clock(), entropy=Entropy(1), user=lambda _: SimpleNamespace(id=100)
        )
    )

    def ask(self, name, families="", *values):
        """Call through the PL/SQL path and through SQLite; both must agree. Gives SQLite's answer."""
        types = [FAMILIES[letter] for letter in families]
        called, _ = registry.call(self, name, values, types)
        overload = registry.resolve(name, types)
        connection = sqlite3.connect(":memory:")
        arguments = []
        needed = {overload.sqlite_name}
        for kind, family in zip(types, overload.wanted_families(types), strict=True):
            converter = registry.conversion(kind, family)
            arguments.append("?" if converter is None else f"{converter}(?)")
            needed |= {converter} - {None}
        registry.ensure(connection, self, needed)
        stored = connection.execute(f"select {overload.sqlite_name}({','.join(arguments)})", values).fetchone()[0]
        if overload.result_type(types).family == "NUMBER":
            stored = from_storage(stored)
        if overload.deterministic:
            assert stored == (float(called) if isinstance(stored, float) else called)
        return stored


@pytest.fixture
def session():
    return FunctionSession()


@pytest.fixture
def ask(session):
    return session.ask


@pytest.fixture
def error_of(ask):
    def error_of(*call):
        with pytest.raises(OraError) as raised:
            ask(*call)
        return raised.value.number

    return error_of
