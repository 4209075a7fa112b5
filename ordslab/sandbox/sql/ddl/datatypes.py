"""Declared types: what stands behind a column's name, and how USER_TAB_COLUMNS writes it."""

from __future__ import annotations

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import BLOB, BOOLEAN, CLOB, DATE, JSON, NUMBER, OracleType, national

_NUMBERS = frozenset({"NUMERIC", "DECIMAL", "DEC"})
_WHOLE = frozenset({"INTEGER", "INT", "SMALLINT"})
_LOBS = {"CLOB": CLOB, "NCLOB": national(CLOB), "BLOB": BLOB}
_VARYING = frozenset({"VARCHAR2", "VARCHAR", "NVARCHAR2", "CHARVARYING"})
_WHOLE_NUMBER = OracleType("NUMBER", precision=38, scale=0, told="INTEGER")
_MOST_BINARY_DIGITS, _OF_REAL = 126, 63
_LONGEST_VARCHAR, _LONGEST_CHAR, _LONGEST_RAW = 32767, 2000, 32767


def parse_type(stream: TokenStream, *, in_characters: bool = False) -> tuple[OracleType, bool]:
    """The type under the finger, and whether its length counts bytes. Raises ORA-00902 and what belongs to sizes.

    `in_characters`: a length without BYTE or CHAR counts characters (NLS_LENGTH_SEMANTICS).
    """
    offset = stream.token.offset
    if stream.token.kind != "word":
        raise stream.error(902, "invalid datatype")
    word = stream.next().value
    if word in ("CHARACTER", "NATIONAL"):
        prefix = ""
        if word == "NATIONAL":
            prefix = "N"
            if stream.accept_word("CHARACTER", "CHAR") is None:
                raise stream.error(902, "invalid datatype")
        word = prefix + ("VARCHAR2" if stream.accept_word("VARYING") else "CHAR")
    elif word in ("CHAR", "NCHAR") and stream.accept_word("VARYING"):
        word = "NVARCHAR2" if word == "NCHAR" else "VARCHAR2"
    if word == "NUMBER" or word in _NUMBERS:
        return _number(stream, NUMBER if word == "NUMBER" else _WHOLE_NUMBER), False
    if word in _WHOLE:
        return _WHOLE_NUMBER, False
    if word in ("FLOAT", "REAL", "DOUBLE"):
        return _float(stream, word), False
    if word in _VARYING or word in ("CHAR", "NCHAR"):
        kind, counts_bytes, is_said = _text(stream, word, offset)
        return kind, counts_bytes and (is_said or not in_characters)
    if word == "RAW":
        stream.expect("(")
        size = _size(stream, _LONGEST_RAW)
        stream.expect(")")
        return OracleType("RAW", size=size), False
    if word == "TIMESTAMP":
        return _timestamp(stream), False
    if word == "INTERVAL":
        return _interval(stream), False
    if word in _LOBS:
        return _LOBS[word], False
    if word in ("BINARY_DOUBLE", "BINARY_FLOAT"):
        return OracleType(word), False
    if word == "DATE":
        return DATE, False
    if word in ("BOOLEAN", "BOOL"):
        return BOOLEAN, False
    if word == "JSON":
        if stream.is_symbol("("):
            raise not_supported("JSON (OBJECT), JSON (ARRAY) and the like", offset)
        return JSON, False
    if word in ("LONG", "BFILE", "XMLTYPE", "VECTOR", "ROWID", "UROWID", "SDO_GEOMETRY"):
        raise not_supported(f"columns of type {word}", offset)
    raise OraError(902, message="invalid datatype", offset=offset)


def _float(stream: TokenStream, word: str) -> OracleType:
    """FLOAT [(binary digits)], REAL, DOUBLE PRECISION: a NUMBER whose precision counts in twos."""
    digits = _OF_REAL if word == "REAL" else _MOST_BINARY_DIGITS
    if word == "DOUBLE":
        stream.expect_word("PRECISION", 905)
    elif word == "FLOAT" and stream.accept("("):
        if not stream.accept("*"):
            digits = stream.whole_number()
        if not 1 <= digits <= _MOST_BINARY_DIGITS:
            raise stream.error(1723 if digits == 0 else 1727, "numeric precision specifier is out of range (1 to 126)")
        stream.expect(")")
    return OracleType("NUMBER", told=f"FLOAT({digits})")


def _number(stream: TokenStream, plain: OracleType) -> OracleType:
    if not stream.accept("("):
        return plain
    precision: int | None = None
    if not stream.accept("*"):
        if stream.token.kind != "number":
            raise stream.error(1727, "numeric precision specifier is out of range (1 to 38)")
        precision = stream.whole_number()
        if not 1 <= precision <= 38:
            raise stream.error(1727, "numeric precision specifier is out of range (1 to 38)")
    scale = 0
    if stream.accept(","):
        scale = stream.whole_number()
        if not -84 <= scale <= 127:
            raise stream.error(1728, "numeric scale specifier is out of range (-84 to 127)")
    stream.expect(")")
    if precision is None:
        return OracleType("NUMBER", precision=38, scale=scale, told="INTEGER")
    return OracleType("NUMBER", precision=precision, scale=scale)


def _text(stream: TokenStream, word: str, offset: int) -> tuple[OracleType, bool, bool]:
    """The type, whether its length counts bytes, and whether that was said."""
    varying = word not in ("CHAR", "NCHAR")
    is_national = word.startswith("N")
    if not stream.accept("("):
        if varying:
            raise OraError(906, message="missing left parenthesis", offset=stream.token.offset)
        return _in_charset(OracleType("CHAR", size=1), word), not is_national, False
    size = _size(stream, _LONGEST_VARCHAR if varying else _LONGEST_CHAR)
    unit = stream.accept_word("BYTE", "CHAR")
    stream.expect(")")
    if is_national and unit:
        raise stream.error(907, "missing right parenthesis")
    kind = OracleType("VARCHAR2" if varying else "CHAR", size=size)
    return _in_charset(kind, word), not is_national and unit != "CHAR", unit is not None


def _in_charset(kind: OracleType, word: str) -> OracleType:
    return national(kind) if word.startswith("N") else kind


def _size(stream: TokenStream, longest: int) -> int:
    if stream.token.kind != "number":
        raise stream.error(910 if longest == _LONGEST_CHAR else 906, "specified length too long for its datatype")
    size = stream.whole_number()
    if size < 1:
        raise stream.error(1723, "zero-length columns are not allowed")
    if size > longest:
        raise stream.error(910, "specified length too long for its datatype")
    return size


def _digits(stream: TokenStream, usual: int) -> int:
    if not stream.accept("("):
        return usual
    digits = stream.whole_number()
    stream.expect(")")
    if not 0 <= digits <= 9:
        raise stream.error(30088, "datetime/interval precision is out of range")
    return digits


def _timestamp(stream: TokenStream) -> OracleType:
    scale = _digits(stream, 6)
    if stream.accept_word("WITH"):
        family = "TIMESTAMP_LTZ" if stream.accept_word("LOCAL") else "TIMESTAMP_TZ"
        stream.expect_word("TIME")
        stream.expect_word("ZONE")
        return OracleType(family, scale=scale)
    return OracleType("TIMESTAMP", scale=scale)


def _interval(stream: TokenStream) -> OracleType:
    if stream.accept_word("YEAR"):
        precision = _digits(stream, 2)
        stream.expect_word("TO")
        stream.expect_word("MONTH")
        return OracleType("INTERVAL_YM", precision=precision)
    stream.expect_word("DAY")
    precision = _digits(stream, 2)
    stream.expect_word("TO")
    stream.expect_word("SECOND")
    return OracleType("INTERVAL_DS", precision=precision, scale=_digits(stream, 6))
