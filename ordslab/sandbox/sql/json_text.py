"""JSON out of text, numbers as they are written: the one place.

Python's quick reader lets no other thread run, and makes objects that take many times what their text does. So a
document of many values is read by the slow one, which does, and one of too many is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json.decoder import JSONArray, JSONObject  # type: ignore[attr-defined]  # CPython's own, in Python
from json.scanner import py_make_scanner  # type: ignore[attr-defined]  # the same
from typing import Any

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.memory import call_limit, out_of_memory
from ordslab.sandbox.sql.number_text import decimal_of, json_whole

_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=str)
_QUICK = 200_000  # values that are read in a tenth of a second
_VALUE, _OBJECT = 80, 250  # bytes that one takes


def read_json(text: str) -> Any:
    """A document: dicts, lists, texts, booleans, None, and numbers as int or Decimal, however large.

    Raises ValueError or RecursionError for what is none, ORA-04036 for one that needs more memory than a call may take.
    """
    objects = text.count("{")
    values = objects + text.count("[") + text.count(",")  # as many as there may be
    if values * _VALUE + objects * _OBJECT > call_limit():
        raise out_of_memory()
    return json.loads(text, cls=None if values <= _QUICK else _Slow, **_HOOKS)


def write_json(value: Any) -> str:
    """Such a document as text, again so that other threads run meanwhile."""
    return "".join(_WRITER.iterencode(value))


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
