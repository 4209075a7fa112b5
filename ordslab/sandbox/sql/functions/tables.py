"""The areas' tables, in one; those of `fallible` need the registry and are added there."""

from __future__ import annotations

from ordslab.sandbox.sql.functions import (
    aggregates,
    casts,
    choices,
    conversion,
    dates,
    json_documents,
    json_makers,
    json_values,
    numbers,
    operators,
    ordered,
    random_values,
    raw,
    regexps,
    session_info,
    statistics,
    text,
    wide_numbers,
)
from ordslab.sandbox.sql.functions.overload import Overload

ALL: tuple[Overload, ...] = (
    *operators.TABLE,
    *conversion.TABLE,
    *dates.TABLE,
    *numbers.TABLE,
    *text.TABLE,
    *regexps.TABLE,
    *choices.TABLE,
    *raw.TABLE,
    *session_info.TABLE,
    *random_values.TABLE,
    *aggregates.TABLE,
    *ordered.TABLE,
    *casts.TABLE,
    *statistics.TABLE,
    *json_values.TABLE,
    *json_makers.TABLE,
    *json_documents.TABLE,
    *wide_numbers.TABLE,
)
