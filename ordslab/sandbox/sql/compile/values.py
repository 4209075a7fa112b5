"""Literals, binds, conversion between families, and what stands on both sides of a comparison."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ordslab.sandbox.sql.compile.pieces import Context, Piece
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.overload import BINARY_DOUBLE, group, text_size
from ordslab.sandbox.sql.types import DATETIME, NULL, NUMBER, OracleType

_RANKS = ("DATE", "TIMESTAMP", "TIMESTAMP_TZ")
_SAFE_DIGITS = 18  # a 64-bit integer holds every whole number of so many digits
_FLOAT_DIGITS = 15  # a double keeps so many digits of a fraction

NULL_PIECE = Piece("NULL", NULL)


def quoted(text: str) -> str:
    """A text as SQLite's literal; '' does not exist."""
    if not text:
        return "NULL"
    if "\0" in text:
        return f"cast(x'{text.encode().hex()}' as text)"
    return "'" + text.replace("'", "''") + "'"


def text_literal(text: str) -> Piece:
    """'text': a CHAR, as in Oracle."""
    kind = OracleType("CHAR", size=max(1, len(text)))
    return Piece(quoted(text), kind, not text, literal=text)


def number_literal(text: str, context: Context) -> Piece:
    """A number as it is written. ORA-01426 beyond NUMBER's range."""
    if text[-1] in "fFdD":
        kind = OracleType("BINARY_FLOAT") if text[-1] in "fF" else BINARY_DOUBLE
        return Piece(repr(float(text[:-1])), kind, nullable=False)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise OraError(1722, text) from None
    if number and not -130 <= number.adjusted() < 126:
        raise OraError(1426, message="numeric overflow")
    digits = number.adjusted() + 1
    if number == number.to_integral_value() and digits <= _SAFE_DIGITS:
        return Piece(str(int(number)), NUMBER, nullable=False, digits=max(1, digits))
    if len(number.normalize().as_tuple().digits) <= _FLOAT_DIGITS:
        return Piece(repr(float(number)), NUMBER, nullable=False)
    return Piece(context.call("ORA_TO_NUMBER", quoted(text)), NUMBER, nullable=False)


def converted(piece: Piece, family: str, context: Context) -> str:
    """The text of a value converted to a family, as Oracle converts by itself. ORA-00932."""
    function = registry.conversion(piece.type, family)
    return piece.text if function is None else context.call(function, piece.text)


def key(text: str, kind: OracleType, context: Context) -> str:
    """What to sort, group and compare by."""
    function = registry.comparison_key(kind)
    return text if function is None else context.call(function, text)


def spoken(kind: OracleType) -> str:
    """A family's name in ORA-00932."""
    return {
        "VARCHAR2": "CHAR",
        "TIMESTAMP_TZ": "TIMESTAMP WITH TIME ZONE",
        "INTERVAL_DS": "INTERVAL DAY TO SECOND",
        "INTERVAL_YM": "INTERVAL YEAR TO MONTH",
        "RAW": "BINARY",
    }.get(kind.family, kind.family)


def mismatch(expected: OracleType, got: OracleType, offset: int | None = None) -> OraError:
    """ORA-00932."""
    message = f"inconsistent datatypes: expected {spoken(expected)} got {spoken(got)}"
    return OraError(932, message=message, offset=offset)


def not_a_key(kind: OracleType, offset: int | None = None) -> None:
    """Raises ORA-00932 for what cannot be compared, sorted or grouped by."""
    if kind.family in ("CLOB", "BLOB"):
        raise OraError(932, message=f"inconsistent datatypes: expected - got {kind.family}", offset=offset)


def compared_family(left: OracleType, right: OracleType) -> str | None:
    """The family that two sides of a comparison are converted to; None if they compare as they are. ORA-00932."""
    one, two = left.family, right.family
    if "NULL" in (one, two) or one == two:
        return None
    not_a_key(left)
    not_a_key(right)
    first, second = group(one), group(two)
    if first == second:
        return None
    if one in DATETIME and two in DATETIME:
        return max(one, two, key=_RANKS.index)
    if "TEXT" in (first, second):
        other = two if first == "TEXT" else one
        return {"NUMBER": "NUMBER", "BINARY": "RAW"}.get(group(other), other)
    raise mismatch(left, right)


def sides(left: Piece, right: Piece, context: Context) -> tuple[str, str]:
    """The texts of both sides of a comparison, such that SQLite compares them as Oracle does. ORA-00932."""
    not_a_key(left.type)
    not_a_key(right.type)
    family = compared_family(left.type, right.type)
    if family is None:
        if left.type.family == right.type.family == "CHAR":
            return _blank_padded(left, right)
        kind = left.type if left.type.family != "NULL" else right.type
        return key(left.text, kind, context), key(right.text, kind, context)
    kind = OracleType(family)
    one, two = converted(left, family, context), converted(right, family, context)
    return key(one, kind, context), key(two, kind, context)


def _blank_padded(left: Piece, right: Piece) -> tuple[str, str]:
    """Two CHARs: the shorter one counts as filled up with blanks. A column's values are filled up already."""
    if left.literal is not None and right.literal is not None:
        return quoted(left.literal.rstrip(" ")), quoted(right.literal.rstrip(" "))
    for column, other, swapped in ((left, right, False), (right, left, True)):
        if other.literal is not None and column.type.size is not None:
            text = quoted(other.literal.rstrip(" ").ljust(column.type.size)) if other.literal else "NULL"
            return (text, column.text) if swapped else (column.text, text)
    if left.type.size == right.type.size:
        return left.text, right.text
    return f"rtrim({left.text}, ' ')", f"rtrim({right.text}, ' ')"


def row_count(piece: Piece, context: Context, function: str = "ORA_LIMIT") -> str:
    """A number of rows: a whole number from 0, 0 for NULL."""
    if piece.digits and piece.text.isdigit() and function == "ORA_LIMIT":
        return piece.text
    return context.call(function, converted(piece, "NUMBER", context))


def described(kind: OracleType) -> OracleType:
    """The type of a column as it is described: an untyped NULL is a VARCHAR2."""
    if kind.family == "NULL":
        return OracleType("VARCHAR2", size=1)
    if kind.family in ("VARCHAR2", "CHAR") and kind.size is None:
        return OracleType(kind.family, size=text_size(kind))
    return kind
