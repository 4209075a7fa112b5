"""Literals and binds."""

from __future__ import annotations

import re
from dataclasses import replace

from ordslab.sandbox.sql.compile import nodes, values
from ordslab.sandbox.sql.compile.compiler import Base
from ordslab.sandbox.sql.compile.nodes import IntervalLiteral, TypedLiteral
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import moments
from ordslab.sandbox.sql.functions.overload import INTERVAL_DS, INTERVAL_YM
from ordslab.sandbox.sql.types import DATE, OracleType, national

_DATE_FORM = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*")


class Literals(Base):
    """The methods for what is written out, and for binds."""

    def _literal(self, node: nodes.Literal) -> Piece:
        if node.args["is_string"]:
            piece = values.text_literal(node.this, self.context)
            return replace(piece, type=national(piece.type)) if node.args.get("national") else piece
        return values.number_literal(node.this, self.context)

    def _null(self, _node: nodes.Null) -> Piece:
        return values.NULL_PIECE

    def _bind(self, node: nodes.Placeholder) -> Piece:
        number: int = node.this
        return Piece(self.context.constant(f"?{number + 1}"), self.context.binds[number])

    def _paren(self, node: nodes.Paren) -> Piece:
        return self.expression(node.this)

    def _typed_literal(self, node: TypedLiteral) -> Piece:
        text = node.this
        if node.args["family"] == "DATE":
            found = _DATE_FORM.fullmatch(text)
            if found is None:
                raise OraError(1861, message="literal does not match format string")
            year, month, day = found.groups()
            return self._constant(_checked(f"{year}-{int(month):02d}-{int(day):02d} 00:00:00"), DATE)
        found = re.fullmatch(
            r"\s*(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:\s*([+-]\d\d?:\d\d|UTC|GMT))?\s*", text
        )
        if found is None:
            if re.search(r"\d\s+[A-Za-z]+/[A-Za-z_]+\s*$", text):
                raise not_supported("time zones by region: give an offset such as '+01:00'")
            raise OraError(1861, message="literal does not match format string")
        day, time, fraction, zone = found.groups()
        stamp = f"{day} {time}"
        micros = (fraction or "")[:6].ljust(6, "0")
        stamp = _checked(stamp) + (f".{micros}" if int(micros) else "")
        if zone is None:
            return self._constant(stamp, OracleType("TIMESTAMP", scale=9))
        if zone[0] not in "+-":
            zone = moments.UTC_OFFSET
        hours, _, minutes = zone[1:].partition(":")
        return self._constant(f"{stamp} {zone[0]}{int(hours):02d}:{minutes}", OracleType("TIMESTAMP_TZ", scale=9))

    def _interval_literal(self, node: IntervalLiteral) -> Piece:
        text, unit, to = node.this.strip(), node.args["unit"], node.args.get("to")
        if unit in ("YEAR", "MONTH"):
            return self._constant(moments.months_text(_months(text, unit, to)), INTERVAL_YM)
        return self._constant(_day_second(text, unit, to), INTERVAL_DS)

    def _constant(self, text: str, kind: OracleType) -> Piece:
        return Piece(self.context.constant(f"'{text}'"), kind, nullable=False)


def _checked(text: str) -> str:
    """A moment's text, if there is such a day and time. ORA-01843, 01847, 01839, 01850 ..."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    if not 1 <= month <= 12:
        raise OraError(1843, message="not a valid month")
    if not 1 <= day <= 31:
        raise OraError(1847, message="day of month must be between 1 and last day of month")
    for low, number, limit, what in ((11, 1850, 23, "hour"), (14, 1851, 59, "minutes"), (17, 1852, 59, "seconds")):
        if int(text[low : low + 2]) > limit:
            raise OraError(number, message=f"{what} must be between 0 and {limit}")
    if year == 0:
        raise moments.year_out_of_range()
    try:
        moments.moment(text)
    except ValueError:
        raise OraError(1839, message="date not valid for month specified") from None
    return text


def _months(text: str, unit: str, to: str | None) -> int:
    found = re.fullmatch(r"([+-]?)(\d{1,9})(?:-(\d{1,9}))?", text)
    if found is None or (found[3] is not None) != (to is not None):
        raise OraError(1867, message="the interval is invalid")
    count = int(found[2]) * (12 if unit == "YEAR" else 1) + int(found[3] or 0)
    return -count if found[1] == "-" else count


_FIELDS = ("DAY", "HOUR", "MINUTE", "SECOND")
_SEPARATORS = {"HOUR": r"\s+", "MINUTE": ":", "SECOND": ":"}


def _day_second(text: str, unit: str, to: str | None) -> str:
    last = to or unit
    if last not in _FIELDS or _FIELDS.index(last) < _FIELDS.index(unit):
        raise OraError(30089, message="missing or invalid <datetime field>")
    fields = _FIELDS[_FIELDS.index(unit) : _FIELDS.index(last) + 1]
    pattern = r"([+-]?)"
    for position, field in enumerate(fields):
        number = r"(\d{1,9}(?:\.\d+)?)" if field == "SECOND" else r"(\d{1,9})"
        pattern += (_SEPARATORS[field] if position else "") + number
    found = re.fullmatch(pattern, text)
    if found is None:
        raise OraError(1867, message="the interval is invalid")
    parts = dict(zip(fields, found.groups()[1:], strict=True))
    second, _, fraction = parts.get("SECOND", "0").partition(".")
    total = (
        int(parts.get("DAY", 0)) * 86_400
        + int(parts.get("HOUR", 0)) * 3600
        + int(parts.get("MINUTE", 0)) * 60
        + int(second)
    )
    day, rest = divmod(total, 86_400)
    hour, rest = divmod(rest, 3600)
    sign = "-" if found[1] == "-" else "+"
    return f"{sign}{day:09d} {hour:02d}:{rest // 60:02d}:{rest % 60:02d}.{fraction[:9].ljust(9, '0')}"
