"""Writing PL/SQL: literals and calls as ORDS_EXPORT lays them out (the layout was observed in exported scripts)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Literal = str | int | bool | None

_LONGEST_LITERAL = 2000  # characters; a longer text becomes several literals


def literal(value: Literal) -> str:
    """A value as PL/SQL writes it."""
    if value is None or value == "":
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    pieces = [value[start : start + _LONGEST_LITERAL] for start in range(0, len(value), _LONGEST_LITERAL)]
    return " || ".join("'" + piece.replace("'", "''") + "'" for piece in pieces)


def call(name: str, parameters: Sequence[tuple[str, str]]) -> list[str]:
    """The lines of a call; `parameters`: names and what is written for them."""
    if not parameters:
        return [f"  {name};"]
    width = max(len(parameter) for parameter, _ in parameters)
    lines = [f"      {parameter:<{width}} => {value}," for parameter, value in parameters]
    return [f"  {name}(", *lines[:-1], lines[-1][:-1] + ");"]


def array(variable: str, elements: Iterable[str]) -> list[str]:
    """The lines that fill an index-by table."""
    return [f"  {variable}({index}) := {literal(element)};" for index, element in enumerate(elements, start=1)]
