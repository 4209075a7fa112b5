"""Rows of a cursor as a pandas DataFrame that reads as the database would show it."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import Any

import oracledb
import pandas as pd

from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.masking import is_secret_column, is_secret_name
from ordslab.secrets.secret import Secret

_MAY_HOLD_TEXT = (str, bytes, dict, list)  # the last two: JSON


def frame(cursor: oracledb.Cursor) -> pd.DataFrame:
    """Fetch all rows. Column names as Oracle gives them; whole numbers stay whole beside NULLs; secrets are masked."""
    names = [str(column[0]) for column in cursor.description or ()]
    rows = [tuple(_read(value) for value in row) for row in cursor.fetchall()]
    columns = [_column(name, [row[index] for row in rows]) for index, name in enumerate(names)]
    table: pd.DataFrame = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    table.columns = pd.Index(names)  # two columns may have the same name
    return table


def hidden(table: pd.DataFrame, known: KnownSecrets) -> pd.DataFrame:
    """The table in which each value that holds a known secret is a `Secret` as a whole."""
    clients = [at for at, name in enumerate(table.columns) if is_secret_column(str(name))]
    known.learn(*(each for at in clients for each in table.iloc[:, at] if isinstance(each, Secret)))
    for at in range(len(table.columns)):
        values = list(table.iloc[:, at])
        if known.hold("\n".join(str(each) for each in values if isinstance(each, _MAY_HOLD_TEXT))):
            texts = [isinstance(each, _MAY_HOLD_TEXT) and known.hold(str(each)) for each in values]
            values = [Secret(str(each)) if holds else each for each, holds in zip(values, texts, strict=True)]
            table.isetitem(at, pd.Series(values, dtype=object, index=table.index))
    table.columns = pd.Index([known.hide(str(name)) for name in table.columns])
    return table


def _read(value: Any) -> Any:
    return value.read() if hasattr(value, "read") else value  # a LOB


def _column(name: str, values: list[Any]) -> pd.Series[Any]:
    if is_secret_name(name):
        values = [Secret(value) if isinstance(value, str) else value for value in values]
    known = [value for value in values if value is not None]
    # Objects first: by itself pandas turns whole numbers beside a NULL into 1.0, and its versions differ on text.
    column: pd.Series[Any] = pd.Series(values, dtype=object)
    if known and all(type(value) is int and abs(value) < 2**63 for value in known):
        column = column.astype("Int64" if len(known) < len(values) else "int64")
    elif known and all(type(value) is float or (type(value) is int and abs(value) <= 2**53) for value in known):
        column = column.astype("float64")
    elif known and all(isinstance(value, datetime.datetime) for value in known):
        with suppress(ValueError, OverflowError):  # Oracle's years go from -4712 to 9999, older pandas' to 2262
            column = pd.to_datetime(column)
    return column
