"""Oracle's number format models: TO_CHAR(number, format) and TO_NUMBER(text, format).

Described in the SQL Language Reference, "Number Format Models".
D, G, L and C follow territory AMERICA: '.', ',', '$', 'USD'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import exact, number_text, plain, quantized, simplest
from ordslab.sandbox.sql.number_bytes import EXACT
from ordslab.sandbox.sql.number_text import double_of, number_of

_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
)
_ROMAN += ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_FIXED = re.compile(r"[09,G]*(?:[.D][09]*|V[09]*)?")


@dataclass(frozen=True)
class NumberModel:
    """A fixed-point model: digits and groups before the point, digits after it, and what stands around them."""

    whole: str
    fraction: str
    point: bool
    shift: int
    fill: bool
    currency: str
    sign: str  # '', 'MI', 'PR', 'S' (in front) or 'TS' (S behind)
    blank: bool
    scientific: bool


def _bad_model() -> OraError:
    return OraError(1481, message="invalid number format model")


def _not_a_number() -> OraError:
    return OraError(1722, message="unable to convert string value to a number by the format model")


@lru_cache(maxsize=256)
def parse(model: str) -> NumberModel:
    """A model without TM, RN and X. ORA-01481 for what is none."""
    text = model.upper()
    fill = not text.startswith("FM")
    text = text.removeprefix("FM")
    sign = currency = ""
    for ending, name in (("MI", "MI"), ("PR", "PR"), ("S", "TS")):
        if not sign and text.endswith(ending):
            text, sign = text[: -len(ending)], name
    if text.startswith("S"):
        if sign:
            raise _bad_model()
        text, sign = text[1:], "S"
    for letter, shown in (("$", "$"), ("L", "$"), ("C", "USD"), ("U", "$")):
        if letter in text:
            if currency or text.count(letter) > 1:
                raise _bad_model()
            text, currency = text.replace(letter, ""), shown
    blank = "B" in text
    text = text.replace("B", "", 1)
    scientific = text.endswith("EEEE")
    text = text.removesuffix("EEEE")
    if _FIXED.fullmatch(text) is None or not re.search("[09]", text):
        raise _bad_model()
    whole, mark, fraction = re.match(r"([^.DV]*)([.DV]?)(.*)", text).groups()  # type: ignore[union-attr]
    shift = len(fraction) if mark == "V" else 0
    if shift:
        whole, fraction = whole + fraction, ""
    if whole[:1] in (",", "G"):
        raise _bad_model()
    return NumberModel(
        whole, fraction, mark in (".", "D") and mark != "", shift, fill, currency, sign, blank, scientific
    )


def format_number(value: Any, model: str) -> str:
    """The number by the model; '#' in every place where it does not fit."""
    upper = model.upper()
    bare = upper.removeprefix("FM")
    if bare in ("TM", "TM9"):
        return number_text(value)
    if bare == "TME":
        return _scientific(exact(value), None)
    if bare == "RN":
        return _roman(value, fill=bare == upper, lower=model.endswith("n"))
    if bare and set(bare) <= {"X", "0"} and "X" in bare:
        return _hexadecimal(value, bare, fill=bare == upper, lower="x" in model)
    parsed = parse(model)
    return _scientific_model(exact(value), parsed) if parsed.scientific else _fixed(exact(value), parsed)


def _fixed(value: Decimal, model: NumberModel) -> str:
    number = Decimal(quantized(value.scaleb(model.shift, EXACT) if model.shift else value, len(model.fraction)))
    negative = number < 0
    whole, _, fraction = plain(number.copy_abs()).partition(".")
    whole = whole.lstrip("0")
    width = _width(model)
    places = sum(character in "09" for character in model.whole)
    if len(whole) > places:
        return "#" * width
    if model.blank and number == 0:
        return " " * width if model.fill else ""
    body = _with_groups(whole, model)
    if not body and not model.fraction and number == 0:
        body = "0"
    if model.point:
        kept = fraction.ljust(len(model.fraction), "0")
        if not model.fill:
            kept = kept.rstrip("0").ljust(model.fraction.rfind("0") + 1, "0")
            if not body and not kept:
                body = "0"
        body += "." + kept
    body = _signed(model.currency + body, negative, model)
    return body.rjust(width) if model.fill and model.sign != "MI" else _mi(body, width, model)


def _mi(body: str, width: int, model: NumberModel) -> str:
    return body.rjust(width) if model.fill else body.strip(" ") if model.sign in ("MI", "PR") else body


def _with_groups(digits: str, model: NumberModel) -> str:
    """The digits before the point, with commas and the zeros that the model asks for."""
    first_zero = min((i for i, character in enumerate(model.whole) if character == "0"), default=len(model.whole))
    places = [index for index, character in enumerate(model.whole) if character in "09"]
    padded = digits.rjust(len(places))
    shown: dict[int, str] = {}
    for digit, place in zip(padded, places, strict=True):
        shown[place] = "0" if digit == " " and place >= first_zero else digit
    result = ""
    for index, character in enumerate(model.whole):
        piece = shown.get(index, ",") if character in "09" else ","
        if piece == " " or (piece == "," and not result):
            continue
        result += piece
    return result


def _signed(body: str, negative: bool, model: NumberModel) -> str:
    if model.sign == "MI":
        return body + ("-" if negative else " ")
    if model.sign == "TS":
        return body + ("-" if negative else "+")
    if model.sign == "PR":
        return f"<{body}>" if negative else f" {body} "
    if model.sign == "S":
        return ("-" if negative else "+") + body
    return ("-" if negative else "") + body


def _width(model: NumberModel) -> int:
    digits = len(model.whole) + len(model.fraction) + model.point
    currency = {"": 0, "$": 1, "USD": 7}[model.currency]
    return digits + currency + (2 if model.sign == "PR" else 1)


def _scientific(value: Decimal, places: int | None) -> str:
    if value == 0:
        return "0E+00" if not places else f"0.{'0' * places}E+00"
    text = format(value.normalize(EXACT), "E") if places is None else format(value, f".{places}E")
    mantissa, _, power = text.partition("E")
    return f"{mantissa}E{power[0]}{int(power[1:]):02d}"


def _scientific_model(value: Decimal, model: NumberModel) -> str:
    text = _signed(_scientific(value.copy_abs(), len(model.fraction)), value < 0, model)
    return text.rjust(len(model.fraction) + model.point + 7) if model.fill else text


def _roman(value: Any, *, fill: bool, lower: bool) -> str:
    number = int(quantized(value, 0))
    if not 1 <= number <= 3999:
        return "#" * 15
    text = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        text += letters * count
    text = text.lower() if lower else text
    return text.rjust(15) if fill else text


def _hexadecimal(value: Any, model: str, *, fill: bool, lower: bool) -> str:
    number = int(quantized(value, 0))
    text = f"{number:x}" if lower else f"{number:X}"
    if number < 0 or len(text) > len(model):
        return "#" * (len(model) + 1)
    if model.startswith("0"):
        text = text.zfill(len(model))
    return text.rjust(len(model) + 1) if fill else text


def parse_number(text: str, model: str) -> Any:
    """The number that a text writes by the model. ORA-01722 if it does not match."""
    bare = model.upper().removeprefix("FM")
    if bare and set(bare) <= {"X", "0"} and "X" in bare:
        if re.fullmatch(r"\s*[0-9A-Fa-f]+", text) is None or len(text.strip()) > len(bare):
            raise _not_a_number()
        return int(text, 16)
    if bare in ("TM", "TM9", "TME"):
        return plain_number(text)
    parsed = parse(model)
    body = text.strip(" ")
    negative = False
    if parsed.sign == "PR" and body.startswith("<") and body.endswith(">"):
        negative, body = True, body[1:-1]
    elif parsed.sign in ("MI", "TS") and body[-1:] in ("-", "+"):
        negative, body = body[-1] == "-", body[:-1]
    elif parsed.sign in ("", "S") and body[:1] in ("-", "+"):
        negative, body = body[0] == "-", body[1:]
    body = body.removeprefix(parsed.currency) if parsed.currency else body
    if parsed.scientific:
        return plain_number(("-" if negative else "") + body)
    whole, point, fraction = body.partition(".")
    if (point and not parsed.point) or not re.fullmatch(r"\d*", fraction) or not _fits_groups(whole, parsed.whole):
        raise _not_a_number()
    if len(fraction) > len(parsed.fraction) or not (whole or fraction):
        raise _not_a_number()
    number = Decimal(f"{whole.replace(',', '') or '0'}.{fraction or '0'}").scaleb(-parsed.shift, EXACT)
    return simplest(-number if negative else number)


def _fits_groups(whole: str, model: str) -> bool:
    """Whether digits and commas stand where the model has them, counted from the right."""
    if not re.fullmatch(r"[\d,]*", whole):
        return False
    pattern = model.replace("G", ",").replace("9", "0")
    shown = re.sub(r"\d", "0", whole)
    if "," in whole:
        return pattern.endswith(shown)
    return len(whole) <= pattern.count("0") and ("," not in pattern or len(whole) <= len(pattern.rpartition(",")[2]))


# Source: SQL Language Reference, "TO_BINARY_DOUBLE" (documented)
_NO_DIGITS = frozenset({"inf", "+inf", "-inf", "nan"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d+)?", re.ASCII)


def plain_number(text: str) -> Any:
    """The number that a text writes, as implicit conversion reads it. ORA-01722 names the first wrong character."""
    return number_of(_checked(text))


def plain_double(text: str) -> float:
    """The same as BINARY_DOUBLE, which holds larger ones, infinity and NaN."""
    word = text.strip().lower()
    if word in _NO_DIGITS:
        return float(word)
    return double_of(_checked(text))


def _checked(text: str) -> str:
    body = text.strip()
    found = _NUMBER.match(body)
    if found is None or found.end() != len(body):
        wrong = body[found.end() if found else 0 :][:1]
        raise OraError(1722, f"'{wrong}'" if wrong else "' '")
    return body
