"""DBMS_RANDOM, from the database's entropy, so that a seed repeats it."""

from __future__ import annotations

import string
from decimal import Decimal
from typing import Any

from ordslab.sandbox.sql.functions.context import FunctionSession
from ordslab.sandbox.sql.functions.decimals import exact, simplest
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.memory import LONGEST_IN_SQL
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2

_ALPHABETS = {
    "u": string.ascii_uppercase,
    "l": string.ascii_lowercase,
    "a": string.ascii_letters,
    "x": string.ascii_uppercase + string.digits,
    "p": string.digits + string.ascii_letters + string.punctuation + " ",
}


def _fraction(session: FunctionSession) -> Decimal:
    """A number from 0 up to, not including, 1, with 15 digits: what a NUMBER in SQLite keeps."""
    return Decimal(int.from_bytes(session.database.entropy.bytes("dbms_random"), "big") % 10**15).scaleb(-15)


def _value(session: FunctionSession) -> Any:
    return simplest(_fraction(session))


def _value_between(session: FunctionSession, low: Any, high: Any) -> Any:
    return simplest(exact(low) + (exact(high) - exact(low)) * _fraction(session))


def _string(session: FunctionSession, option: str, length: Any) -> str:
    alphabet = _ALPHABETS.get(option.lower()[:1], string.ascii_uppercase)
    count = max(0, min(int(length), LONGEST_IN_SQL))
    return "".join(alphabet[int(_fraction(session) * len(alphabet))] for _ in range(count))


_RANDOM: dict[str, Any] = {"needs_session": True, "deterministic": False}

TABLE: tuple[Overload, ...] = (
    function("DBMS_RANDOM.VALUE", "", NUMBER, _value, **_RANDOM),
    function("DBMS_RANDOM.VALUE", "NUMBER NUMBER", NUMBER, _value_between, suffix="BETWEEN", **_RANDOM),
    function("DBMS_RANDOM.STRING", "VARCHAR2 NUMBER", VARCHAR2, _string, **_RANDOM),
)
