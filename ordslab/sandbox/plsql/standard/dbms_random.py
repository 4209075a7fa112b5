"""DBMS_RANDOM, from the database's entropy, so that a seed of the sandbox repeats it."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2

DBMS_RANDOM = Package(
    """
    package dbms_random as
      function value return number;
      function value(low number, high number) return number;
      function string(opt char, len number) return varchar2;
      function random return binary_integer;
      function normal return number;
      procedure seed(val binary_integer);
      procedure seed(val varchar2);
      procedure initialize(val binary_integer);
      procedure terminate;
    end dbms_random;
    """
)


def _value(call: PackageCall) -> Any:
    return registry.call(call.session, "DBMS_RANDOM.VALUE", [], [])[0]


@DBMS_RANDOM.body("value")
def value(call: PackageCall) -> Any:
    """From 0 up to, not including, 1."""
    return _value(call)


@DBMS_RANDOM.body("value", 2)
def value_between(call: PackageCall, low: Any, high: Any) -> Any:
    """From `low` up to, not including, `high`."""
    return registry.call(call.session, "DBMS_RANDOM.VALUE", [low, high], [NUMBER, NUMBER])[0]


@DBMS_RANDOM.body("string")
def string(call: PackageCall, opt: str | None, len: Any) -> Any:  # noqa: A002
    """A text of letters (U, L, A), letters and digits (X) or printable characters (P)."""
    return registry.call(call.session, "DBMS_RANDOM.STRING", [opt, len], [VARCHAR2, NUMBER])[0]


@DBMS_RANDOM.body("random")
def random(call: PackageCall) -> int:
    """A whole number of 32 bits."""
    return int(Decimal(str(_value(call))) * 2**32) - 2**31


@DBMS_RANDOM.body("normal")
def normal(call: PackageCall) -> Decimal:
    """From the standard normal distribution."""
    radius = math.sqrt(-2 * math.log(1 - float(_value(call))))
    return Decimal(repr(radius * math.cos(2 * math.pi * float(_value(call)))))


@DBMS_RANDOM.body("seed")
def seed(call: PackageCall, val: int | None) -> None:
    """Nothing to do: numbers come from the database's entropy."""


@DBMS_RANDOM.body("seed", 2)
def seed_by_text(call: PackageCall, val: str | None) -> None:
    """The same."""


@DBMS_RANDOM.body("initialize")
def initialize(call: PackageCall, val: int | None) -> None:
    """The same."""


@DBMS_RANDOM.body("terminate")
def terminate(call: PackageCall) -> None:
    """The same."""
