"""Functions that choose among their arguments: NVL, COALESCE, NULLIF, DECODE, GREATEST, LEAST ..."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ordslab.sandbox.sql.functions import moments
from ordslab.sandbox.sql.functions.decimals import in_order
from ordslab.sandbox.sql.functions.overload import Overload, common_type, first_argument, function, group
from ordslab.sandbox.sql.types import VARCHAR2, OracleType


def _all_alike(arguments: Sequence[OracleType]) -> Sequence[str]:
    return [common_type(arguments).family] * len(arguments)


def _nvl2_type(arguments: Sequence[OracleType]) -> OracleType:
    return common_type(arguments[1:])


def _nvl2_families(arguments: Sequence[OracleType]) -> Sequence[str]:
    return ["ANY", *[_nvl2_type(arguments).family] * 2]


def decode_type(arguments: Sequence[OracleType]) -> OracleType:
    """DECODE: its first result decides, and it is VARCHAR2 if that is NULL or text."""
    results = [arguments[index] for index in _result_positions(len(arguments))]
    first = results[0]
    if group(first.family) in ("NULL", "TEXT"):
        return common_type([VARCHAR2 if first.family == "NULL" else first, *results])
    return common_type([each for each in results if group(each.family) == group(first.family)])


def _result_positions(count: int) -> list[int]:
    positions = list(range(2, count, 2))
    return positions if count % 2 else [*positions, count - 1]


def _decode_families(arguments: Sequence[OracleType]) -> Sequence[str]:
    """The expression and all searches like the first search; all results like the first result."""
    results = set(_result_positions(len(arguments)))
    compared = common_type([arguments[1], arguments[0]]).family
    wanted = decode_type(arguments).family
    return [wanted if index in results else compared for index in range(len(arguments))]


def _decode(value: Any, *rest: Any) -> Any:
    """NULL equals NULL here."""
    for index in range(0, len(rest) - 1, 2):
        if value == rest[index]:
            return rest[index + 1]
    return rest[-1] if len(rest) % 2 else None


def _nvl(value: Any, other: Any) -> Any:
    return other if value is None else value


def _nvl2(value: Any, present: Any, absent: Any) -> Any:
    return absent if value is None else present


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _nullif(left: Any, right: Any) -> Any:
    return None if left == right else left


_KEYS: dict[str, Callable[[str], Any]] = {
    "TIMESTAMP_TZ": moments.utc,
    "INTERVAL_DS": moments.interval,
    "INTERVAL_YM": moments.months,
}


def _extremes(name: str, choose: Callable[..., Any]) -> list[Overload]:
    def by(key: Callable[[str], Any]) -> Callable[..., Any]:
        return lambda *values: choose(values, key=key)

    keyed = [
        function(name, f"{family} {family}*", common_type, by(key), suffix=family) for family, key in _KEYS.items()
    ]
    return [
        function(
            name, "ANY ANY*", common_type, lambda *values: choose(values, key=in_order(values)), families=_all_alike
        ),
        *keyed,
    ]


_NULLS: dict[str, Any] = {"null_in_null_out": False}

TABLE: tuple[Overload, ...] = (
    function("NVL", "ANY ANY", common_type, _nvl, families=_all_alike, **_NULLS),
    function("NVL2", "ANY ANY ANY", _nvl2_type, _nvl2, families=_nvl2_families, **_NULLS),
    function("COALESCE", "ANY ANY*", common_type, _coalesce, families=_all_alike, **_NULLS),
    function("NULLIF", "ANY ANY", first_argument, _nullif, families=_all_alike, **_NULLS),
    function("DECODE", "ANY ANY ANY*", decode_type, _decode, families=_decode_families, **_NULLS),
    *_extremes("GREATEST", max),
    *_extremes("LEAST", min),
)
