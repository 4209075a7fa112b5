"""APEX_JSON's other half: parses JSON and gives its values by their paths.

Marks. Documented (APEX API Reference): the subprograms and their defaults, paths with %s, %d and %0 to %4, what is
converted to VARCHAR2, NULL for the count of nothing, VALUE_ERROR for other kinds. Inferred: the text of ORA-20987,
NULL for null.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.numbers import number_text, whole
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Cell, Record
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import json_paths, json_values, moments
from ordslab.sandbox.sql.functions.date_input import parse_datetime

_PLACES = ", ".join(f"p{number} varchar2 default null" for number in range(5))
_VALUES = "p_values t_values default g_values"
_KINDS = ("varchar2", "clob", "number", "date", "boolean")


def _getter(kind: str) -> str:
    behind = ", p_format varchar2 default null" if kind == "date" else ""
    return (
        f"function get_{kind}(p_path varchar2, {_PLACES}, p_default {kind} default null, {_VALUES}{behind})"
        f" return {kind};"
    )


SPECIFICATION = f"""
      type t_values is record (source clob);
      g_values t_values;
      e_parse_error exception;
      pragma exception_init(e_parse_error, -20987);
      procedure parse(p_source varchar2, p_strict boolean default true);
      procedure parse(p_source clob, p_strict boolean default true);
      procedure parse(p_values in out nocopy t_values, p_source varchar2, p_strict boolean default true);
      procedure parse(p_values in out nocopy t_values, p_source clob, p_strict boolean default true);
      {" ".join(map(_getter, _KINDS))}
      function get_count(p_path varchar2, {_PLACES}, {_VALUES}) return number;
      function does_exist(p_path varchar2, {_PLACES}, {_VALUES}) return boolean;
"""
"""What the package's specification says of it."""

_MISSING = object()
_PART = re.compile(r'\[(\d{1,9})\]|"((?:[^"\\]|\\.)*)"|([^.\["]+)|\.')


def _value_error() -> OraError:
    return OraError(6502, message="PL/SQL: value or conversion error")


def _checked(source: str | None, strict: bool | None) -> Record:
    try:
        json_values.parsed(source or "")
    except OraError:
        if not strict:
            raise not_supported("APEX_JSON.PARSE of what is not strict JSON") from None
        raise OraError(20987, message="APEX - JSON.PARSER.ERROR: the text is not JSON") from None
    return Record(source=source)


def _parse(call: PackageCall, p_source: str | None, p_strict: bool | None) -> None:
    call.variables["G_VALUES"] = _checked(p_source, p_strict)


def _parse_into(call: PackageCall, p_values: Cell, p_source: str | None, p_strict: bool | None) -> None:
    p_values.value = _checked(p_source, p_strict)


def _found(values: Record | None, path: str | None, places: dict[str, str | None]) -> Any:
    """The value at a path; `_MISSING` where there is none."""
    source = getattr(values, "source", None)
    if source is None:
        return _MISSING
    value: Any = json_values.document_of(source)
    for step in _steps(path or ".", [places[f"p{number}"] or "" for number in range(5)]):
        if isinstance(value, list) and isinstance(step, int) and 1 <= step <= len(value):
            value = value[step - 1]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return _MISSING
    return value


def _steps(path: str, places: list[str]) -> Iterator[str | int]:
    """Names, and positions from 1: departments[2].employees[%d]."""
    given = iter(places)
    path = re.sub(r"%([sd0-4])", lambda found: next(given, "") if found[1] in "sd" else places[int(found[1])], path)
    position = 0
    while position < len(path):
        part = _PART.match(path, position)
        if part is None:
            raise _value_error()
        position = part.end()
        if part[1]:
            yield int(part[1])
        elif part[2] is not None or part[3]:
            yield part[3] or part[2]


def _text(call: PackageCall, value: Any, _format: str | None) -> Any:
    if isinstance(value, dict | list):
        raise _value_error()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_text(whole(Decimal(value)))
    return json_paths.scalar_text(value) or None


def _number(call: PackageCall, value: Any, _format: str | None) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _value_error()
    return whole(Decimal(value))


def _boolean(call: PackageCall, value: Any, _format: str | None) -> Any:
    if not isinstance(value, bool):
        raise _value_error()
    return value


def _date(call: PackageCall, value: Any, model: str | None) -> Any:
    if not isinstance(value, str):
        raise _value_error()
    if model is None:
        return moments.moment(json_values.converted(call.session, value, {"to": "DATE", "with_time": True}))
    found: datetime = parse_datetime(value, model, call.session.database.clock.now().date())[0]
    return found


_GIVEN = {"varchar2": _text, "clob": _text, "number": _number, "date": _date, "boolean": _boolean}


def add_to(package: Package) -> None:
    """Give the package these bodies."""
    for overload in (1, 2):
        package.body("parse", overload)(_parse)
        package.body("parse", overload + 2)(_parse_into)
    for kind in _KINDS:
        package.body(f"get_{kind}")(_getter_of(kind))
    package.body("get_count")(_count)
    package.body("does_exist")(_exists)


def _getter_of(kind: str) -> Any:
    def get(
        call: PackageCall, p_path: str, p_default: Any, p_values: Record, p_format: str | None = None, **places: Any
    ) -> Any:
        value = _found(p_values, p_path, places)
        if value is _MISSING:
            return p_default
        return None if value is None else _GIVEN[kind](call, value, p_format)

    return get


def _count(call: PackageCall, p_path: str, p_values: Record, **places: Any) -> int | None:
    value = _found(p_values, p_path, places)
    if value is _MISSING or value is None:
        return None
    if not isinstance(value, dict | list):
        raise _value_error()
    return len(value)


def _exists(call: PackageCall, p_path: str, p_values: Record, **places: Any) -> bool:
    return _found(p_values, p_path, places) is not _MISSING
