"""TO_CHAR of dates, timestamps and their parts by a datetime format model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.date_models import DAYS, MONTHS, ROMAN, TIME_ZONE_ELEMENTS, Element, parse

_ONES = """ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN
    SEVENTEEN EIGHTEEN NINETEEN""".split()  # noqa: SIM905 - a list of words
_TENS = ["TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY"]
_ORDINALS = {"ONE": "FIRST", "TWO": "SECOND", "THREE": "THIRD", "FIVE": "FIFTH", "EIGHT": "EIGHTH", "NINE": "NINTH"}
_ORDINALS["TWELVE"] = "TWELFTH"

# Elements that are numbers: the value and the digits it is filled to.
_NUMBERS: dict[str, tuple[Callable[[datetime], int], int]] = {
    "YYYY": (lambda d: d.year, 4),
    "RRRR": (lambda d: d.year, 4),
    "YYY": (lambda d: d.year % 1000, 3),
    "YY": (lambda d: d.year % 100, 2),
    "RR": (lambda d: d.year % 100, 2),
    "Y": (lambda d: d.year % 10, 1),
    "IYYY": (lambda d: d.isocalendar()[0], 4),
    "IYY": (lambda d: d.isocalendar()[0] % 1000, 3),
    "IY": (lambda d: d.isocalendar()[0] % 100, 2),
    "I": (lambda d: d.isocalendar()[0] % 10, 1),
    "CC": (lambda d: (d.year + 99) // 100, 2),
    "Q": (lambda d: (d.month + 2) // 3, 1),
    "MM": (lambda d: d.month, 2),
    "WW": (lambda d: (d.timetuple().tm_yday + 6) // 7, 2),
    "IW": (lambda d: d.isocalendar()[1], 2),
    "W": (lambda d: (d.day + 6) // 7, 1),
    "DDD": (lambda d: d.timetuple().tm_yday, 3),
    "DD": (lambda d: d.day, 2),
    "D": (lambda d: d.isoweekday() % 7 + 1, 1),  # territory AMERICA: Sunday is 1
    "J": (lambda d: d.toordinal() + 1_721_425, 7),
    "HH24": (lambda d: d.hour, 2),
    "HH12": (lambda d: (d.hour + 11) % 12 + 1, 2),
    "HH": (lambda d: (d.hour + 11) % 12 + 1, 2),
    "MI": (lambda d: d.minute, 2),
    "SS": (lambda d: d.second, 2),
    "SSSSS": (lambda d: d.hour * 3600 + d.minute * 60 + d.second, 5),
}


def format_date(value: datetime, model: str, *, fraction: bool = False, zone: str | None = None) -> str:
    """`value` by `model`. `fraction`: it is a timestamp; `zone`: its '+HH:MM'. ORA-01821 for what it cannot have."""
    return "".join(_piece(value, element, fraction, zone) for element in parse(model))


def _piece(value: datetime, element: Element, fraction: bool, zone: str | None) -> str:
    name = element.name
    if name == "":
        return element.text
    if name in _NUMBERS:
        number, width = _NUMBERS[name]
        return _number(number(value), width, element)
    if name in ("MONTH", "DAY"):
        text = MONTHS[value.month - 1] if name == "MONTH" else DAYS[value.weekday()]
        return _cased(text.ljust(9) if element.fill else text, element.text)
    if name in ("MON", "DY"):
        return _cased((MONTHS[value.month - 1] if name == "MON" else DAYS[value.weekday()])[:3], element.text)
    if name == "RM":
        text = ROMAN[value.month - 1]
        return _cased(text.ljust(4) if element.fill else text, element.text)
    if name in ("AM", "PM"):
        return _cased("PM" if value.hour >= 12 else "AM", element.text)
    if name in ("A.M.", "P.M."):
        text = "P.M." if value.hour >= 12 else "A.M."
        return text if element.text[0].isupper() else text.lower()
    if name in ("AD", "BC"):
        return _cased("AD", element.text)
    if name in ("A.D.", "B.C."):
        return "A.D." if element.text[0].isupper() else "a.d."
    if name in ("SYYYY", "SCC"):
        number, width = _NUMBERS[name[1:]]
        return (" " if element.fill else "") + _number(number(value), width, element)
    if name == "Y,YYY":
        return f"{value.year // 1000},{value.year % 1000:03d}"
    if name in ("YEAR", "SYEAR"):
        return (" " if name == "SYEAR" and element.fill else "") + _cased_words(_year_words(value.year), element.text)
    if name == "X":
        return "."
    if name.startswith("FF") and fraction:
        digits = f"{value.microsecond:06d}000"
        return digits[: int(name[2:] or 6)]
    if name in TIME_ZONE_ELEMENTS and zone is not None:
        return {"TZH": zone[:3], "TZM": zone[4:6], "TZR": zone, "TZD": ""}[name]
    raise OraError(1821, message="date format not recognized")


def _number(number: int, width: int, element: Element) -> str:
    if "SP" in element.suffix:
        words = spelled(number)
        return _cased_words(ordinal_words(words) if "TH" in element.suffix else words, element.text)
    text = str(number).zfill(width) if element.fill else str(number)
    if element.suffix != "TH":
        return text
    ending = "TH" if number % 100 in (11, 12, 13) else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return text + (ending if element.text.isupper() else ending.lower())


def _cased(text: str, written: str) -> str:
    """`text` (upper case) in the case of the format element as written: MONTH, Month or month."""
    if written[0].islower():
        return text.lower()
    return text if written[1].isupper() else text.capitalize()


def _cased_words(text: str, written: str) -> str:
    if written[0].islower():
        return text.lower()
    return text if len(written) > 1 and written[1].isupper() else text.title()


def spelled(number: int) -> str:
    """The number in English words, upper case, as suffix SP writes it."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    for size, word in ((1_000_000, "MILLION"), (1_000, "THOUSAND"), (100, "HUNDRED")):
        if number >= size:
            count, rest = divmod(number, size)
            return f"{spelled(count)} {word}" + (f" {spelled(rest)}" if rest else "")
    raise AssertionError(number)


def ordinal_words(words: str) -> str:
    """The ordinal of spelled-out words."""
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    ending = _ORDINALS.get(last) or (last[:-1] + "IETH" if last.endswith("Y") else last + "TH")
    return words[:cut] + ending


def _year_words(year: int) -> str:
    century, rest = divmod(year, 100)
    if year < 1000 or (century % 10 == 0 and rest < 10):
        return spelled(year)
    return (
        f"{spelled(century)} HUNDRED"
        if rest == 0
        else f"{spelled(century)} {'OH-' if rest < 10 else ''}{spelled(rest)}"
    )
