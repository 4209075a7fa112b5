"""TO_DATE, TO_TIMESTAMP and TO_TIMESTAMP_TZ: reading a text by a datetime format model."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.date_models import DAYS, MONTHS, ROMAN, Element, parse

# The most digits a numeric element takes, its range, and the error outside it.
_NUMBERS: dict[str, tuple[int, int, int, int]] = {
    "MM": (2, 1, 12, 1843),
    "DD": (2, 1, 31, 1847),
    "DDD": (3, 1, 366, 1848),
    "D": (1, 1, 7, 1846),
    "HH24": (2, 0, 23, 1850),
    "HH12": (2, 1, 12, 1849),
    "HH": (2, 1, 12, 1849),
    "MI": (2, 0, 59, 1851),
    "SS": (2, 0, 59, 1852),
    "SSSSS": (5, 0, 86_399, 1853),
    "J": (7, 1, 5_373_484, 1854),
    "YYYY": (4, 1, 9999, 1841),
    "RRRR": (4, 0, 9999, 1841),
    "YYY": (3, 0, 999, 1841),
    "YY": (2, 0, 99, 1841),
    "RR": (2, 0, 99, 1841),
    "Y": (1, 0, 9, 1841),
    "SYYYY": (4, 1, 9999, 1841),
    "TZM": (2, 0, 59, 1875),
}
_MESSAGES = {
    1810: "format code appears twice",
    1818: "'HH24' precludes use of meridian indicator",
    1820: "format code cannot appear in date input format",
    1821: "date format not recognized",
    1830: "date format picture ends before converting entire input string",
    1834: "day of month conflicts with Julian date",
    1839: "date not valid for month specified",
    1840: "input value not long enough for date format",
    1841: "(full) year must be between -4713 and +9999, and not be 0",
    1843: "not a valid month",
    1846: "not a valid day of the week",
    1847: "day of month must be between 1 and last day of month",
    1848: "day of year must be between 1 and 365 (366 for leap year)",
    1849: "hour must be between 1 and 12",
    1850: "hour must be between 0 and 23",
    1851: "minutes must be between 0 and 59",
    1852: "seconds must be between 0 and 59",
    1853: "seconds in day must be between 0 and 86399",
    1854: "julian date must be between 1 and 5373484",
    1855: "AM/A.M. or PM/P.M. required",
    1858: "a non-numeric character was found where a numeric was expected",
    1861: "literal does not match format string",
    1874: "time zone hour must be between -15 and 15",
    1875: "time zone minute must be between -59 and 59",
    1882: "timezone region not found",
}
_OUTPUT_ONLY = frozenset(["Q", "WW", "IW", "W", "CC", "SCC", "IYYY", "IYY", "IY", "I", "YEAR", "SYEAR", "TZD"])
_NAMES = {"MONTH", "MON", "RM", "DAY", "DY"}
_ZONE = re.compile(r"([+-]?)(\d{1,2}):(\d{2})")
_REGION_UTC = re.compile(r"UTC|GMT|Z|ETC/UTC", re.IGNORECASE)


def _error(number: int) -> OraError:
    return OraError(number, message=_MESSAGES[number])


@dataclass
class _Reading:
    """The text being read, and what was found in it so far."""

    text: str
    today: date
    position: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    zone: str | None = None

    def rest(self) -> str:
        return self.text[self.position :]

    def number(self, element: Element, most: int) -> int:
        """Digits, `most` at most; all of them with FX and filling."""
        rest = self.rest()
        digits = re.match(r"\d+", rest[:most])
        if not rest:
            raise _error(1840)
        if digits is None:
            raise _error(1858)
        if element.exact and element.fill and digits.end() != most:
            raise OraError(1862, message="the numeric value does not match the length of the format item")
        self.position += digits.end()
        return int(digits[0])

    def name(self, names: tuple[str, ...], error: int) -> int:
        """The index of the name that the text goes on with; full names or their first three letters."""
        rest = self.rest().upper()
        if not rest:
            raise _error(1840)
        for wanted in (names, tuple(name[:3] for name in names)):
            found = [index for index, name in enumerate(wanted) if rest.startswith(name)]
            if found:
                best = max(found, key=lambda index: len(wanted[index]))
                self.position += len(wanted[best])
                return best
        raise _error(error)


def parse_datetime(text: str, model: str, today: date) -> tuple[datetime, str | None]:
    """The moment that `text` writes by `model`, and its '+HH:MM' if it has one. Year and month default to `today`'s."""
    elements = parse(model)
    _check(elements)
    reading = _Reading(text.strip(" "), today)
    for index, element in enumerate(elements):
        if element.name == "":
            _literal(reading, element)
        else:
            follows = elements[index + 1] if index + 1 < len(elements) else None
            _read(reading, element, follows is not None and follows.name != "" and follows.name not in _NAMES)
    if reading.rest().strip(" "):
        raise _error(1830)
    return _assemble(reading), reading.zone


def _check(elements: tuple[Element, ...]) -> None:
    names = [element.name for element in elements if element.name]
    if any(element.suffix for element in elements):
        raise _error(1820)
    if _OUTPUT_ONLY & set(names):
        raise _error(1820)
    kinds = [_KIND.get(name, name) for name in names]
    if len(set(kinds)) != len(kinds):
        raise _error(1810)
    if "HH24" in names and {"AM", "PM", "A.M.", "P.M."} & set(names):
        raise _error(1818)


_KIND = dict.fromkeys(("SYYYY", "Y,YYY", "YYYY", "RRRR", "YYY", "YY", "RR", "Y"), "year")
_KIND |= dict.fromkeys(("MM", "MON", "MONTH", "RM"), "month")
_KIND |= dict.fromkeys(("HH", "HH12", "HH24"), "hour")
_KIND |= dict.fromkeys(("AM", "PM", "A.M.", "P.M."), "meridian")
_KIND |= dict.fromkeys(("AD", "BC", "A.D.", "B.C."), "era")
_KIND |= dict.fromkeys(("D", "DY", "DAY"), "weekday")


def _literal(reading: _Reading, element: Element) -> None:
    rest = reading.rest()
    if element.quoted:
        if not rest and element.text:
            raise _error(1840)
        if rest[: len(element.text)].upper() != element.text.upper():
            raise _error(1861)
        reading.position += len(element.text)
    elif rest[:1] == element.text:
        reading.position += 1
    elif element.exact or element.text.isspace():
        if element.exact or (rest and not rest[0].isalnum()):
            raise _error(1861 if rest else 1840)
    elif rest and not rest[0].isalnum() and not rest[0].isspace():
        reading.position += 1  # any punctuation stands for any other
    elif rest and rest[0].isalpha():
        raise _error(1861)
    if element.text.isspace() and not element.exact:
        while reading.rest()[:1] == " ":
            reading.position += 1


def _read(reading: _Reading, element: Element, digits_follow: bool) -> None:
    name, parts = element.name, reading.parts
    if not element.exact and name not in ("FF",) and name != "X":
        while reading.rest()[:1] == " ":
            reading.position += 1
    rest = reading.rest()
    if name in ("MONTH", "MON") or (name == "MM" and rest[:1].isalpha() and not element.exact):
        parts["month"] = reading.name(MONTHS, 1843) + 1
    elif name == "RM":
        parts["month"] = reading.name(ROMAN, 1843) + 1
    elif name in ("DAY", "DY"):
        parts["weekday"] = reading.name(DAYS, 1846)
    elif name in ("AM", "PM", "A.M.", "P.M."):
        _meridian(reading)
    elif name in ("AD", "BC", "A.D.", "B.C."):
        found = re.match(r"A\.?D\.?", rest, re.IGNORECASE)
        if found is None:
            raise _error(1841)
        reading.position += found.end()
    elif name.startswith("FF"):
        found = re.match(r"\d{1,9}", rest[: int(name[2:] or 9)])
        if found is not None:
            parts["microsecond"] = _microseconds(found[0])
            reading.position += found.end()
        elif rest[:1].isalpha():
            raise _error(1858)
    elif name == "X":
        if rest[:1] in (".", ","):
            reading.position += 1
    elif name in ("TZH", "TZR"):
        _zone(reading, name)
    elif name == "TZM":
        minute = _checked(reading.number(element, 2), "TZM")
        reading.zone = f"{(reading.zone or '+00:00')[:3]}:{minute:02d}"
    elif name == "Y,YYY":
        found = re.match(r"(\d),?(\d{3})", rest)
        if found is None:
            raise _error(1858)
        reading.position += found.end()
        parts["year"] = int(found[1] + found[2])
    else:
        _numeric(reading, element, digits_follow)


def _numeric(reading: _Reading, element: Element, digits_follow: bool) -> None:
    name = element.name
    if name not in _NUMBERS:
        raise _error(1821)
    most = _NUMBERS[name][0]
    if name in ("YY", "RR") and not digits_follow and not element.exact and re.match(r"\d{4}(?!\d)", reading.rest()):
        name, most = "YYYY", 4  # a full year is taken where two digits are enough
    if name == "SYYYY" and reading.rest()[:1] in "+-":
        if reading.rest()[0] == "-":
            raise _error(1841)  # before Christ: not kept here
        reading.position += 1
    start = reading.position
    number = _checked(reading.number(element, most), name)
    if _KIND.get(name) == "year":
        reading.parts["year"] = _year(name, number, reading.position - start, reading.today.year)
    else:
        key = {"MM": "month", "DD": "day", "HH": "hour12", "HH12": "hour12", "HH24": "hour", "MI": "minute"}
        key |= {"SS": "second", "D": "weekday_number"}
        reading.parts[key.get(name, name)] = number


def _checked(number: int, name: str) -> int:
    _, low, high, error = _NUMBERS[name]
    if not low <= number <= high:
        raise _error(error)
    return number


def _year(name: str, number: int, digits: int, current: int) -> int:
    if name in ("RR", "RRRR") and digits <= 2:
        century = current // 100 + (number < 50 <= current % 100) - (number >= 50 > current % 100)
        return century * 100 + number
    size = {"YYY": 1000, "YY": 100, "Y": 10}.get(name, 0)
    if size:
        return current // size * size + number
    if number == 0:
        raise _error(1841)
    return number


def _meridian(reading: _Reading) -> None:
    found = re.match(r"([AP])\.?M\.?", reading.rest(), re.IGNORECASE)
    if found is None:
        raise _error(1855 if reading.rest() else 1840)
    reading.position += found.end()
    reading.parts["afternoon"] = int(found[1].upper() == "P")


def _zone(reading: _Reading, name: str) -> None:
    rest = reading.rest()
    pattern = _ZONE if name == "TZR" else re.compile(r"([+-]?)(\d{1,2})()")
    found = pattern.match(rest)
    if found is not None:
        if int(found[2]) > 15:
            raise _error(1874)
        reading.zone = f"{found[1] or '+'}{int(found[2]):02d}:{found[3] or '00'}"
    else:
        found = _REGION_UTC.match(rest)
        if found is None:
            raise _error(1882 if rest else 1840)
        reading.zone = "+00:00"
    reading.position += found.end()


def _microseconds(digits: str) -> int:
    """Fractions beyond six digits are rounded, not up to a whole second."""
    padded = digits.ljust(9, "0")
    return min(999_999, (int(padded) + 500) // 1000)


def _assemble(reading: _Reading) -> datetime:
    parts = reading.parts
    year = parts.get("year", reading.today.year)
    if "J" in parts:
        day_found = date.fromordinal(max(1, parts["J"] - 1_721_425))
    elif "DDD" in parts:
        day_found = date(year, 1, 1) + timedelta(days=parts["DDD"] - 1)
        if day_found.year != year:
            raise _error(1848)
        if "month" in parts and parts["month"] != day_found.month:
            raise OraError(1833, message="month conflicts with Julian date")
    else:
        month, day = parts.get("month", reading.today.month), parts.get("day", 1)
        if day > monthrange(year, month)[1]:
            raise _error(1839 if "month" in parts else 1847)
        day_found = date(year, month, day)
    if "weekday" in parts and parts["weekday"] != day_found.weekday():
        raise OraError(1835, message="day of week conflicts with Julian date")
    midnight = datetime(day_found.year, day_found.month, day_found.day)
    if "SSSSS" in parts:
        return midnight + timedelta(seconds=parts["SSSSS"], microseconds=parts.get("microsecond", 0))
    hour = parts.get("hour", 0)
    if "hour12" in parts:
        hour = parts["hour12"] % 12 + 12 * parts.get("afternoon", 0)
    return midnight.replace(
        hour=hour,
        minute=parts.get("minute", 0),
        second=parts.get("second", 0),
        microsecond=parts.get("microsecond", 0),
    )
