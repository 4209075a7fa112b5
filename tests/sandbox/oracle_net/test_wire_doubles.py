"""Infinities and NaN of BINARY_DOUBLE and BINARY_FLOAT, there and back through the real driver and a table."""

from __future__ import annotations

import math

import oracledb
import pytest

VALUES = [math.nan, math.inf, -math.inf, 0.0, -1.5, None]
KINDS = {"binary_double": oracledb.DB_TYPE_BINARY_DOUBLE, "binary_float": oracledb.DB_TYPE_BINARY_FLOAT}


def shown(values):
    """Values that can be compared: NaN as text."""
    return [str(value) for value in values]


@pytest.mark.parametrize("column", KINDS)
@pytest.mark.parametrize("bound", KINDS)
@pytest.mark.parametrize("repeats", [1, 16, 1000])
def test_what_a_client_binds_it_fetches_again(page, table, column, bound, repeats):
    """Promise: one by one and in arrays of any size, and none of them is NULL but None."""
    table("doubles_there", f"id number, x {column}")
    values = VALUES * repeats
    page.setinputsizes(None, KINDS[bound])
    page.executemany("insert into doubles_there values (:1, :2)", list(enumerate(values)))
    page.execute("select x from doubles_there order by id")
    assert page.description[0].type_code is KINDS[column]
    assert shown(value for (value,) in page) == shown(values)
    page.execute("select count(*) from doubles_there where x is null")
    assert page.fetchone() == (repeats,)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("kind", KINDS.values())
def test_a_bind_comes_back_from_a_query_and_from_returning(page, table, kind, value):
    table("doubles_back", "x binary_double")
    page.setinputsizes(v=kind)
    page.execute("select :v from dual", v=value)
    assert shown(page.fetchone()) == shown([value])
    out = page.var(kind)
    page.setinputsizes(v=kind)
    page.execute("insert into doubles_back values (:v) returning x into :out", v=value, out=out)
    assert shown(out.getvalue()) == shown([value])


def test_a_block_passes_them_on(page):
    out = page.var(oracledb.DB_TYPE_BINARY_DOUBLE)
    page.setinputsizes(given=oracledb.DB_TYPE_BINARY_DOUBLE)
    page.execute("begin select :given into :out from dual; end;", given=math.nan, out=out)
    assert math.isnan(out.getvalue())


@pytest.mark.parametrize("text", ["0d is nan", "1 is infinite", "0 < binary_double_nan", "1 > binary_float_infinity"])
def test_plsql_refuses_them_by_name(page, text):
    with pytest.raises(oracledb.DatabaseError, match=r"ORA-03001.*(NAN|INFINIT).* in PL/SQL"):
        page.execute(f"begin if {text} then null; end if; end;")
