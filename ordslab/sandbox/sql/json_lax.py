"""Oracle's lax JSON syntax, written strictly: names without quotes, single quotes, TRUE, .5, a comma before the end.

Source: JSON Developer's Guide, "About Strict and Lax JSON Syntax" (documented): lax where nothing is said.
"""

from __future__ import annotations

import json
import re

from ordslab.sandbox.sql import interruption

_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<single>'(?:[^'\\]|\\.)*')
  | (?P<name>[^\W\d][\w$]*)(?=\s*:)
  | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
  | (?P<word>[A-Za-z]+)
  | (?P<comma>,\s*(?=[}\]]))
  | (?P<other>[{}\[\]:,]|\s+)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset({"true", "false", "null"})
_LONGEST = 1 << 20  # characters: what is longer is written strictly, or is none
_BETWEEN_CHECKS = 4096


def strict(text: str) -> str:
    """The same document in strict syntax. Raises ValueError for what is none."""
    if len(text) > _LONGEST:
        raise ValueError("too long for lax syntax")
    parts: list[str] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(text[position : position + 1])
        parts.append(_strict(found.lastgroup or "other", found.group()))
        position = found.end()
        if not len(parts) % _BETWEEN_CHECKS:
            interruption.check()
    return "".join(parts)


def _strict(kind: str, text: str) -> str:
    if kind == "single":
        return '"' + text[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    if kind == "name":
        return json.dumps(text)
    if kind == "number":
        sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text.lstrip("+"))
        mantissa, _, exponent = digits.lower().partition("e")
        whole, _, fraction = mantissa.partition(".")
        tail = f".{fraction}" if fraction else ""
        return f"{sign}{whole.lstrip('0') or '0'}{tail}" + (f"e{exponent}" if exponent else "")
    if kind == "word":
        if text.lower() not in _WORDS:
            raise ValueError(text)
        return text.lower()
    return "" if kind == "comma" else text
