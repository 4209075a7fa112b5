"""Literals, binds, conversion between families, and what stands on both sides of a comparison."""

from __future__ import annotations

from decimal import Decimal

from ordslab.sandbox.sql.compile import number_order
from ordslab.sandbox.sql.compile.code import native
from ordslab.sandbox.sql.compile.number_order import may_be_wide
from ordslab.sandbox.sql.compile.pieces import Context, Piece
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.decimals import storable
from ordslab.sandbox.sql.functions.overload import BINARY_DOUBLE, common_type, group, text_size
from ordslab.sandbox.sql.number_text import decimal_of, double_of
from ordslab.sandbox.sql.types import DATETIME, NULL, NUMBER, SHORT_NUMBER, OracleType

_RANKS = ("DATE", "TIMESTAMP", "TIMESTAMP_TZ")
_FLOAT_DIGITS = 15  # a double keeps so many digits of a fraction
_TENS = 15  # a double holds this power of ten, and SQLite reads it without a doubt

NULL_PIECE = Piece("NULL", NULL)


def quoted(text: str) -> str:
    """A text as SQLite's literal; '' does not exist."""
    if not text:
        return "NULL"
    if "\0" in text:
        return f"cast(x'{text.encode().hex()}' as text)"
    return "'" + text.replace("'", "''") + "'"


def text_literal(text: str, context: Context) -> Piece:
    """'text': a CHAR, as in Oracle."""
    kind = OracleType("CHAR", size=max(1, len(text)))
    return Piece(context.constant(quoted(text)), kind, not text, literal=text)


def number_literal(text: str, context: Context) -> Piece:
    """A number as it is written. ORA-01426 beyond NUMBER's range."""
    if text[-1] in "fFdD":
        kind = OracleType("BINARY_FLOAT") if text[-1] in "fF" else BINARY_DOUBLE
        return Piece(_float_text(double_of(text[:-1]), context), kind, nullable=False)
    number = decimal_of(text)
    if number and not -130 <= number.adjusted() < 126:
        raise OraError(1426, message="numeric overflow")
    stored = storable(number)
    if isinstance(stored, bytes):
        return Piece(context.constant(f"x'{stored.hex()}'"), NUMBER, nullable=False)
    if isinstance(stored, int):
        return Piece(context.constant(str(stored)), NUMBER, nullable=False, digits=len(str(abs(stored))))
    return Piece(_float_text(stored, context), SHORT_NUMBER, nullable=False)


def _float_text(number: float, context: Context) -> str:
    """A float as SQLite reads it: a quotient of whole numbers, for SQLite is a bit off with some decimal points."""
    _, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    if len(digits) <= _FLOAT_DIGITS and -_TENS <= exponent < 0:
        mantissa = int("".join(map(str, digits)))
        return f"({context.constant(str(mantissa if number > 0 else -mantissa))} / 1{'0' * -exponent}.0)"
    return context.constant(repr(number))


def converted(piece: Piece, family: str, context: Context) -> str:
    """The text of a value converted to a family, as Oracle converts by itself. ORA-00932."""
    function = registry.conversion(piece.type, family)
    return piece.text if function is None else context.call(function, piece.text)


def key(text: str, kind: OracleType, context: Context) -> str:
    """What to group by, and what equal values share."""
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
    if {first, second} == {"BOOLEAN", "NUMBER"}:
        return "NUMBER"
    if "TEXT" in (first, second):
        other = two if first == "TEXT" else one
        return {"NUMBER": "NUMBER", "BINARY": "RAW"}.get(group(other), other)
    raise mismatch(left, right)


def sides(left: Piece, right: Piece, context: Context) -> tuple[str, str]:
    """The texts of both sides of a comparison, such that SQLite compares them as Oracle does. ORA-00932."""
    not_a_key(left.type)
    not_a_key(right.type)
    if {"JSON"} < {left.type.family, right.type.family}:
        return _as_json(left, context), _as_json(right, context)
    family = compared_family(left.type, right.type)
    if family is None:
        if left.type.family == right.type.family == "CHAR":
            return _blank_padded(left, right, context)
        if left.type.family != right.type.family and group(left.type.family) == group(right.type.family) == "NUMBER":
            return _as_double(left, context), _as_double(right, context)
        kind = left.type if left.type.family != "NULL" else right.type
        return key(left.text, kind, context), key(right.text, kind, context)
    kind = OracleType(family)
    one, two = converted(left, family, context), converted(right, family, context)
    return key(one, kind, context), key(two, kind, context)


def _as_json(piece: Piece, context: Context) -> str:
    """The key of one side where the other is of type JSON: another value counts as a scalar of JSON data."""
    if piece.type.family in ("JSON", "NULL"):
        return piece.text if piece.type.family == "NULL" else key(piece.text, piece.type, context)
    scalar = context.call("ORA_JSON_SCALAR", piece.text, quoted(piece.type.family))
    return context.call("ORA_KEY_JSON", scalar)


def _as_double(piece: Piece, context: Context) -> str:
    """One side where the other is binary floating point."""
    return converted(piece, "BINARY_DOUBLE", context) if may_be_wide(piece) else piece.text


def compare(operator: str, left: Piece, right: Piece, context: Context) -> str:
    """left operator right, by Oracle's rules of implicit conversion. ORA-00932."""
    one, two = sides(left, right, context)
    families = {left.type.family, right.type.family}
    if operator in ("=", "<>") or "NUMBER" not in families or families & {"BINARY_DOUBLE", "BINARY_FLOAT", "NULL"}:
        return native(f"({one} {operator} {two})", one, two)
    wide = [may_be_wide(piece) or piece.type.family != "NUMBER" for piece in (left, right)]
    return number_order.compared(operator, one, two, (wide[0], wide[1]), context)


def sort_terms(piece: Piece, direction: str, context: Context) -> str:
    """Terms of ORDER BY, in Oracle's order."""
    if may_be_wide(piece):
        return number_order.sort_terms(piece.text, direction, context)
    return key(piece.text, piece.type, context) + direction


def sort_key(piece: Piece, context: Context) -> str:
    """One key that also Python can sort by."""
    if may_be_wide(piece):
        return context.call("ORA_KEY_NUMBER", piece.text)
    return key(piece.text, piece.type, context)


def _blank_padded(left: Piece, right: Piece, context: Context) -> tuple[str, str]:
    """Two CHARs: the shorter one counts as filled up with blanks. A column's values are filled up already."""

    def constant(text: str) -> str:
        return context.constant(quoted(text))

    if left.literal is not None and right.literal is not None:
        return constant(left.literal.rstrip(" ")), constant(right.literal.rstrip(" "))
    for column, other, swapped in ((left, right, False), (right, left, True)):
        if other.literal is not None and column.type.size is not None:
            text = constant(other.literal.rstrip(" ").ljust(column.type.size)) if other.literal else "NULL"
            return (text, column.text) if swapped else (column.text, text)
    if left.type.size == right.type.size:
        return left.text, right.text
    return f"rtrim({left.text}, ' ')", f"rtrim({right.text}, ' ')"


def row_count(piece: Piece, context: Context, function: str = "ORA_LIMIT") -> str:
    """A number of rows: a whole number from 0, 0 for NULL."""
    if piece.digits and piece.text.isdigit() and function == "ORA_LIMIT":
        return piece.text
    return context.call(function, converted(piece, "NUMBER", context))


def common(results: list[tuple[Piece, int | None]]) -> OracleType:
    """The type of CASE and COALESCE: all results, with their offsets, are of one kind. ORA-00932."""
    typed = [each for each in results if each[0].text != "NULL" and each[0].type.family != "NULL"] or results
    first = typed[0][0].type
    for piece, offset in typed[1:]:
        datetimes = {first.family, piece.type.family} <= DATETIME
        if group(piece.type.family) != group(first.family) and not datetimes:
            raise mismatch(first, piece.type, offset)
    types = [piece.type for piece, _ in typed]
    if first.family == "CHAR" and all(kind == first for kind in types):
        return first
    return common_type(types)


def described(kind: OracleType) -> OracleType:
    """The type of a column as it is described: an untyped NULL is a VARCHAR2."""
    if kind.family == "NULL":
        return OracleType("VARCHAR2", size=1)
    if kind.family == "NUMBER" and kind.size is not None:
        return NUMBER
    if kind.family in ("VARCHAR2", "CHAR") and kind.size is None:
        return OracleType(kind.family, size=text_size(kind))
    return kind
