"""The specification of an administrators' package, made from that of the schema owner's package."""

from __future__ import annotations

import re

_SUBPROGRAM = re.compile(r"^  (?=procedure |function )", re.MULTILINE)
_HEAD = re.compile(r"(?:procedure|function) (?P<name>\w+)")
_OPTIONAL_SCHEMA = re.compile(r"(p_schema\s+in varchar2) default null")


def administrators_specification(specification: str, without: frozenset[str] = frozenset(), more: str = "") -> str:
    """The same subprograms with p_schema, without a default: where it was, else as the first parameter.

    `specification` has its subprograms indented by two blanks. `without`: those to leave out; `more`: text to add.
    """
    head, *subprograms = _SUBPROGRAM.split(specification)
    name = re.search(r"^package (\w+)", head, re.MULTILINE)
    assert name is not None
    last, end = subprograms[-1].rsplit("\nend ", 1)
    kept = [_with_schema(text) for text in (*subprograms[:-1], last) if _name(text) not in without]
    start = head.replace(f"package {name[1]}", f"package {name[1]}_admin")
    return start + "".join(f"  {text}" for text in kept) + more + "\nend " + end.replace(name[1], f"{name[1]}_admin")


def _name(subprogram: str) -> str:
    found = _HEAD.match(subprogram)
    assert found is not None, subprogram
    return found["name"]


def _with_schema(subprogram: str) -> str:
    if _OPTIONAL_SCHEMA.search(subprogram):
        return _OPTIONAL_SCHEMA.sub(r"\1", subprogram)
    found = _HEAD.match(subprogram)
    assert found is not None
    rest = subprogram[found.end() :]
    if rest.startswith("("):
        return f"{found[0]}(\n    p_schema in varchar2,\n    {rest[1:].lstrip()}"
    return f"{found[0]}(\n    p_schema in varchar2){rest}"
