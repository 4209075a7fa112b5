"""What functions of NUMBERs give for a BINARY_DOUBLE that is infinite or NaN. A function without an answer is refused.

Functions that are declared for BINARY_DOUBLE get them like every other value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.functions.decimals import is_finite
from ordslab.sandbox.sql.functions.overload import Overload

# Source: SQL Language Reference, each function's page: SIGN of NaN is +1, SQRT of -Inf is NaN (documented).
_ANSWERS: dict[str, Callable[[float], Any]] = {
    "ABS": abs,
    "CEIL": float,
    "FLOOR": float,
    "ROUND": float,
    "TRUNC": float,
    "SIGN": lambda value: -1 if value < 0 else 1,
    "SQRT": lambda value: value if value > 0 else math.nan,
    "TO_BINARY_DOUBLE": float,
}
_AGGREGATES = frozenset({"SUM", "AVG"})


def finder(overload: Overload) -> Callable[[tuple[Any, ...]], bool]:
    """What says whether there is infinity or NaN where a NUMBER is expected, among arguments in the engine's form."""
    wanted = [overload.wanted(position) == "NUMBER" for position in range(len(overload.parameters))]

    def beyond(values: tuple[Any, ...]) -> bool:
        return any(
            type(value) is float and not math.isfinite(value) and wanted[min(position, len(wanted) - 1)]
            for position, value in enumerate(values)
        )

    return beyond


def answer(name: str, values: tuple[Any, ...]) -> Any:
    """What the function gives. Raises ORA-03001 for one that is not known here."""
    first = values[0]
    if name not in _ANSWERS or is_finite(first):
        raise not_supported(f"infinity and NaN in {name}")
    return _ANSWERS[name](first)


def check_aggregate(name: str) -> None:
    """Raises ORA-03001 for an aggregate that cannot take infinity and NaN here."""
    if name not in _AGGREGATES:
        raise not_supported(f"infinity and NaN in {name}")
