"""JSON out of text, numbers as they are written: the one place; and the form in which values of type JSON are kept.

Python's quick reader lets no other thread run, and makes objects that take many times what their text does. So a
document of many values is read by the slow one, which does, and one of too many is refused.

A value of type JSON can have scalars that JSON has not: dates, moments, intervals, bytes, binary floating point. It is
kept as JSON text. Where it has such scalars, `TYPED` stands before it, and before each of them as a text; no document
that comes from outside can begin so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]  # CPython's own, in Python
from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # the same
from typing import Any

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.memory import call_limit, out_of_memory
from ordslab.sandbox.sql.number_text import decimal_of, json_whole

_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=str)
_QUICK = 200_000  # values that are read in a tenth of a second
_VALUE, _OBJECT = 80, 250  # bytes that one takes
TYPED = "\x01"
"""What a kept document begins with that has scalars which JSON has not."""


@dataclass(frozen=True)
class TypedScalar:
    """A scalar of JSON data that JSON itself has not, in the engine's form of `family` (bytes in hexadecimal).

    Binary floating point is Python's float.
    """

    family: str  # DATE, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DS, INTERVAL_YM, RAW
    value: str

    def __str__(self) -> str:
        """As JSON text has it: ISO 8601, or hexadecimal (JSON Developer's Guide, "Textual JSON from JSON type")."""
        if self.family in ("DATE", "TIMESTAMP", "TIMESTAMP_TZ"):
            return self.value.replace(" ", "T", 1).replace(" ", "")
        if self.family == "INTERVAL_DS":
            return _iso_days(self.value)
        if self.family == "INTERVAL_YM":
            years, _, months = self.value[1:].partition("-")
            return f"{self.value[0].strip('+')}P{int(years)}Y{int(months)}M"
        return self.value


def _iso_days(value: str) -> str:
    days, _, clock = value[1:].partition(" ")
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    tail = f".{digits}" if (digits := fraction.rstrip("0")) else ""
    parts = [f"{int(number)}{unit}" for number, unit in ((hours, "H"), (minutes, "M")) if int(number)]
    if int(whole) or tail:
        parts.append(f"{int(whole)}{tail}S")
    day = f"{int(days)}D" if int(days) or not parts else ""
    return f"{value[0].strip('+')}P{day}" + ("T" + "".join(parts) if parts else "")


def read_json(text: str) -> Any:
    """A document: dicts, lists, texts, booleans, None, and numbers as int or Decimal, however large.

    Raises ValueError or RecursionError for what is none, ORA-04036 for one that needs more memory than a call may take.
    """
    objects = text.count("{")
    values = objects + text.count("[") + text.count(",")  # as many as there may be
    if values * _VALUE + objects * _OBJECT > call_limit():
        raise out_of_memory()
    return json.loads(text, cls=None if values <= _QUICK else _Slow, **_HOOKS)


def read_kept(text: str) -> Any:
    """A document of type JSON, or text that is one. It may hold `TypedScalar` and float besides. Raises as above."""
    return _unmarked(read_json(text[1:])) if text.startswith(TYPED) else read_json(text)


def check_unique(text: str) -> None:
    """Raises ValueError where an object has a name twice."""
    json.loads(text, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def write_json(value: Any) -> str:
    """Such a document as text, again so that other threads run meanwhile."""
    return "".join(_WRITER.iterencode(value))


def stored(value: Any, write: Callable[[Any], str]) -> str:
    """A document as values of type JSON are kept. `write` makes plain JSON text."""
    return TYPED + write(_marked(value)) if _has_typed(value) else write(value)


def _has_typed(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_typed, value.values()))
    if isinstance(value, list):
        return any(map(_has_typed, value))
    return isinstance(value, TypedScalar | float)


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if isinstance(value, TypedScalar):
        return f"{TYPED}{value.family} {value.value}"
    if isinstance(value, float):
        return f"{TYPED}BINARY_DOUBLE {value!r}"
    return f"{TYPED} {value}" if isinstance(value, str) and value.startswith(TYPED) else value


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unmarked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unmarked(each) for each in value]
    if not isinstance(value, str) or not value.startswith(TYPED):
        return value
    family, _, rest = value[1:].partition(" ")
    if not family:
        return rest
    return float(rest) if family == "BINARY_DOUBLE" else TypedScalar(family, rest)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_HOOKS: dict[str, Any] = {"parse_float": decimal_of, "parse_int": json_whole, "parse_constant": _no_constant}


class _Slow(json.JSONDecoder):
    def __init__(self, **hooks: Any) -> None:
        super().__init__(**hooks)
        self.parse_array, self.parse_object = _watched(JSONArray), _watched(JSONObject)
        self.scan_once = py_make_scanner(self)


def _watched(parse: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any) -> Any:
        interruption.check()
        return parse(*arguments)

    return run
