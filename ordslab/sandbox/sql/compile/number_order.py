"""Comparing and sorting numbers some of which may be wide: SQLite finds them equal by itself, but sorts them wrong.

What cannot be wide is left to SQLite alone. For a column, SQLite still does the work for all numbers that are not wide:
`x >= x''` is true of a wide one only, and only then is one of our functions called.
"""

from __future__ import annotations

from ordslab.sandbox.sql.compile.code import native
from ordslab.sandbox.sql.compile.pieces import Context, Piece
from ordslab.sandbox.sql.types import OracleType

_INT_DIGITS = 18  # a 64-bit integer holds every whole number of so many digits
_FLOAT_DIGITS = 15  # a float shows every number of so many digits


def may_be_wide(piece: Piece) -> bool:
    """Can this be a number that SQLite's own do not hold? Its type or the number of its digits may say no."""
    kind = piece.type
    if kind.family != "NUMBER" or kind.size is not None:
        return False
    if piece.digits is not None and piece.digits <= _INT_DIGITS:
        return False
    if kind.precision is None:
        return True
    scale = kind.scale or 0
    return kind.precision > _FLOAT_DIGITS if scale > 0 else kind.precision - scale > _INT_DIGITS


def is_computed(text: str) -> bool:
    """Does it cost something to write this text twice? (It is neither a column nor a bind nor a literal.)"""
    return "(" in text


def compared(operator: str, left: str, right: str, wide: tuple[bool, bool], context: Context) -> str:
    """left < right and the like. `wide`: which of the two may be wide. The index of a column stays of use."""
    if not any(wide):
        return native(f"({left} {operator} {right})", left, right)
    asked = f"{context.call('ORA_COMPARE', left, right)} {operator} 0"
    if any(is_computed(text) for text, may_be in zip((left, right), wide, strict=True) if may_be):
        return native(f"({asked})", left, right)
    if all(wide):
        return f"(case when {left} >= x'' or {right} >= x'' then {asked} else {left} {operator} {right} end)"
    column = left if wide[0] else right
    above = (operator[0] == ">") is wide[0]  # SQLite takes every wide number for larger than the others
    if above:
        return f"({left} {operator} {right} and ({column} < x'' or {asked}))"
    return f"({left} {operator} {right} or ({column} >= x'' and {asked}))"


def between(column: str, low: str, high: str, context: Context) -> str:
    """column BETWEEN low AND high, where only the column may be wide: SQLite looks into one range of its index."""
    asked = f"{context.call('ORA_COMPARE', column, low)} >= 0 and {context.call('ORA_COMPARE', column, high)} <= 0"
    return f"({column} between {low} and {high} or ({column} >= x'' and {asked}))"


def sort_terms(text: str, direction: str, context: Context) -> str:
    """Terms of ORDER BY for what may be wide."""
    if is_computed(text):
        return context.call("ORA_KEY_NUMBER", text) + direction
    near = f"case when {text} >= x'' then {context.call('ORA_NEAR', text)} else {text} end"
    side = f"case when {text} >= x'' then {context.call('ORA_SIDE', text)} else x'80' end"
    return f"{near}{direction}, {side}{direction}"


def width_key(text: str, context: Context) -> str:
    """The key of a window that is so many units wide: SQLite calculates with it, so a wide number is refused."""
    if is_computed(text):
        return context.call("ORA_REFUSE_WIDE", text)
    return f"case when {text} >= x'' then {context.call('ORA_REFUSE_WIDE', text)} else {text} end"


def extreme(name: str, text: str, context: Context, over: str = "") -> str:
    """MIN or MAX: of the wide numbers, of the others, and one of these two.

    `over`: what stands behind each call, ' over (...)' or ' filter (where ...)', or nothing.
    """
    if is_computed(text):
        return context.call(f"ORA_{name}", text) + over
    if name == "MAX":
        largest, others = f"max({text}){over}", f"max(case when {text} < x'' then {text} end){over}"
        return context.call("ORA_LARGER", largest, others)
    smallest, others = f"min({text}){over}", f"min(case when {text} >= x'' then {text} end){over}"
    return context.call("ORA_SMALLER", smallest, others)


def unlimited(kind: OracleType) -> OracleType:
    """The type of what a declared precision does not hold for: a function's result, a recursive query's column."""
    return OracleType("NUMBER") if kind.family == "NUMBER" else kind
