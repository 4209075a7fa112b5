"""Oracle's datetime format models, taken apart into elements.

Described in the SQL Language Reference, "Datetime Format Models".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ordslab.sandbox.sql.errors import OraError

MONTHS = (
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
)
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TIME_ZONE_ELEMENTS = frozenset({"TZH", "TZM", "TZR", "TZD"})

_ELEMENTS = (
    "SYYYY Y,YYY YYYY SYEAR YEAR RRRR IYYY SSSSS MONTH A.M. P.M. A.D. B.C. HH24 HH12 YYY IYY DDD DAY MON TZH TZM TZR "
    "TZD FF1 FF2 FF3 FF4 FF5 FF6 FF7 FF8 FF9 SCC YY RR IY MM MI DD DY DL DS TS HH SS RM WW IW CC FF AM PM AD BC FM FX "
    "Q W D J Y I X"
)
_TOKEN = re.compile(
    "(?P<element>" + "|".join(re.escape(name) for name in _ELEMENTS.split()) + ")(?P<suffix>SPTH|THSP|TH|SP)?"
    r'|"(?P<literal>[^"]*)"|(?P<mark>[^A-Za-z0-9"])',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Element:
    """One piece of a model. `name` in upper case, '' for a literal (`text`, `quoted` or not); `text` as written."""

    name: str
    text: str
    suffix: str = ""
    quoted: bool = False
    fill: bool = True
    exact: bool = False


@lru_cache(maxsize=512)
def parse(model: str) -> tuple[Element, ...]:
    """The elements of a model, with FM and FX worked in. ORA-01821 for what is no element."""
    elements: list[Element] = []
    position, fill, exact = 0, True, False
    while position < len(model):
        found = _TOKEN.match(model, position)
        if found is None:
            raise OraError(1821, message="date format not recognized")
        position = found.end()
        name = (found["element"] or "").upper()
        if name == "FM":
            fill = not fill
        elif name == "FX":
            exact = not exact
        elif name == "DS":  # the short date of territory AMERICA
            elements += parse("FMMM/DD/RRRR")
        elif name == "DL":
            elements += parse("FMDay, Month DD, YYYY")
        elif name == "TS":
            elements += parse("HH:MI:SS AM")
        elif name:
            suffix = (found["suffix"] or "").upper()
            elements.append(Element(name, found["element"], suffix, fill=fill, exact=exact))
        else:
            literal = found["literal"]
            elements.append(
                Element("", found["mark"] if literal is None else literal, "", literal is not None, fill, exact)
            )
    return tuple(elements)
