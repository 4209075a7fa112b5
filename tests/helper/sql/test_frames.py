"""Rows as a DataFrame."""

from __future__ import annotations

import datetime
from decimal import Decimal

from ordslab.secrets.secret import Secret
from ordslab.sql.frames import frame


class Cursor:
    """As much of a cursor as a table needs."""

    def __init__(self, names, rows):
        self.description = [(name, None, None, None, None, None, True) for name in names]
        self.rows = rows

    def fetchall(self):
        return self.rows


class Lob:
    """A CLOB's locator."""

    def read(self):
        return "select 1 from dual"


def test_whole_numbers_stay_whole_beside_nulls():
    """Promise: 1 and NULL are 1 and <NA>, not 1.0 and NaN."""
    table = frame(Cursor(["A", "B"], [(1, 1), (None, 2)]))
    assert repr(table["A"]).split()[:4] == ["0", "1", "1", "<NA>"]
    assert table["B"].dtype == "int64"


def test_numbers_beyond_64_bits_and_decimals_are_kept():
    """Promise: Oracle's 38 digits are not cut."""
    table = frame(Cursor(["A", "B"], [(10**37, Decimal("0.1"))]))
    assert (table["A"][0], table["B"][0]) == (10**37, Decimal("0.1"))
    for number in (2**53 + 1, 2**63, 10**37 + 1, -(10**38) + 1):  # alone, beside a NULL, beside a fraction
        for values in ([number], [number, None], [number, 0.5]):
            kept = frame(Cursor(["A"], [(each,) for each in values]))["A"][0]
            assert not isinstance(kept, float) and int(kept) == number


def test_dates_are_dates():
    """Promise: a DATE column sorts and filters as dates, and shows without a time when it has none."""
    table = frame(Cursor(["VALID_UNTIL"], [(datetime.datetime(2035, 12, 31),), (None,)]))
    assert table["VALID_UNTIL"].dtype.kind == "M"
    assert "2035-12-31" in repr(table) and "00:00" not in repr(table)


def test_years_that_pandas_may_not_know_are_shown():
    """Promise: Oracle's 31-DEC-9999, the usual 'for ever', is shown."""
    assert "9999-12-31" in repr(frame(Cursor(["A"], [(datetime.datetime(9999, 12, 31),)])))


def test_secrets_are_masked_by_column():
    """Promise: CLIENT_SECRET and CLIENT_SECRET_2 are Secrets, CLIENT_SECRET_ISSUED_ON and NULL are not."""
    names = ["CLIENT_SECRET", "CLIENT_SECRET_2", "client_secret_issued_on"]
    table = frame(Cursor(names, [("geheim", None, "today")]))
    assert table["CLIENT_SECRET"][0] == Secret("geheim") and "geheim" not in repr(table)
    assert table["CLIENT_SECRET_2"][0] is None
    assert table["client_secret_issued_on"][0] == "today"


def test_lobs_are_read_and_names_may_repeat():
    """Promise: a handler's source is text, and a join with two columns of a name is shown."""
    table = frame(Cursor(["SOURCE", "ID", "ID"], [(Lob(), 1, 2)]))
    assert table["SOURCE"][0] == "select 1 from dual"
    assert list(table.columns) == ["SOURCE", "ID", "ID"]


def test_no_rows_keep_their_columns():
    """Promise: a query without rows still says what its columns are."""
    table = frame(Cursor(["ID", "NAME"], []))
    assert list(table.columns) == ["ID", "NAME"] and len(table) == 0


def test_texts_look_the_same_in_every_pandas():
    """Promise: NULL beside text is None, whichever pandas shows it."""
    assert repr(frame(Cursor(["A"], [("x",), (None,)]))) == "      A\n0     x\n1  None"
