"""Indexes with DESC: beside a key on the same columns, and in the dictionary.

Sources: SQL Language Reference, "CREATE INDEX": a descending index counts as function-based (documented);
Database Reference, "ALL_IND_COLUMNS" and "ALL_IND_EXPRESSIONS".
"""

from __future__ import annotations

import sqlite3

import pytest

from ordslab.sandbox.sql.dictionary import storage

COLUMNS = "select column_name, column_position, descend from user_ind_columns where index_name = '{}' order by 2"
EXPRESSIONS = "select column_expression, column_position from user_ind_expressions where index_name = '{}' order by 2"


@pytest.fixture
def staff(bench):
    bench.run("create table staff (a number, b varchar2(10), c date, primary key (a, b))")
    return bench


@pytest.mark.parametrize(
    ("listed", "columns", "expressions"),
    [
        ("a desc, b", [("SYS_NC00004$", 1, "DESC"), ("B", 2, "ASC")], [('"A"', 1)]),
        ("a, b desc", [("A", 1, "ASC"), ("SYS_NC00005$", 2, "DESC")], [('"B"', 2)]),
        ("a desc, b desc", [("SYS_NC00004$", 1, "DESC"), ("SYS_NC00005$", 2, "DESC")], [('"A"', 1), ('"B"', 2)]),
        ("c desc", [("SYS_NC00004$", 1, "DESC")], [('"C"', 1)]),
        ("b asc, a asc", [("B", 1, "ASC"), ("A", 2, "ASC")], []),
        ("upper(b) desc, a", [("SYS_NC00004$", 1, "DESC"), ("A", 2, "ASC")], [("upper(b)", 1)]),
    ],
)
@pytest.mark.parametrize("unique", ["", "unique "])
def test_the_dictionary_tells_which_columns_go_downwards(staff, unique, listed, columns, expressions):
    staff.run(f"create {unique}index i on staff ({listed})")
    assert staff.rows(COLUMNS.format("I")) == columns
    assert staff.rows(EXPRESSIONS.format("I")) == expressions
    kind = "FUNCTION-BASED NORMAL" if expressions else "NORMAL"
    assert staff.value("select index_type from user_indexes where index_name = 'I'") == kind


def test_only_the_same_list_is_indexed_already(staff):
    assert staff.fails("create index i on staff (a, b)").startswith("ORA-01408")
    assert staff.fails("create index i on staff (a asc, b asc)").startswith("ORA-01408")
    for number, listed in enumerate(["a desc, b", "a, b desc", "a desc, b desc", "b, a desc"]):
        staff.run(f"create index i{number} on staff ({listed})")
        assert staff.fails(f"create index again on staff ({listed})").startswith("ORA-01408")


def test_a_key_gets_an_index_of_its_own_beside_one_that_goes_downwards(bench):
    bench.run("create table t (a number, b number)")
    bench.run("create index downwards on t (a desc, b)")
    bench.run("alter table t add constraint t_key unique (a, b)")
    assert bench.rows("select index_name, uniqueness from user_indexes order by 1") == [
        ("DOWNWARDS", "NONUNIQUE"),
        ("T_KEY", "UNIQUE"),
    ]
    bench.run("alter table t drop constraint t_key")
    assert bench.rows("select index_name from user_indexes") == [("DOWNWARDS",)]


@pytest.mark.parametrize("many", [1, 16, 1000])
def test_rows_come_in_order_and_unique_ones_stay_apart(bench, many):
    bench.run("create table t (a number, b varchar2(10))")
    bench.run(f"insert into t select mod(level * 7, {many}) , 'x' || level from dual connect by level <= {many}")
    bench.run("create unique index i on t (a desc, b)")
    assert [a for (a,) in bench.rows("select a from t order by a desc, b")] == sorted(
        (level * 7 % many for level in range(1, many + 1)), reverse=True
    )
    assert bench.fails("insert into t select * from t where rownum = 1").startswith("ORA-00001")


def test_it_follows_its_column_and_goes_with_it(staff):
    staff.run("create index i on staff (c desc)")
    staff.run("alter table staff rename column c to since")
    assert staff.rows(EXPRESSIONS.format("I")) == [('"SINCE"', 1)]
    staff.run("alter table staff drop column since")
    assert staff.rows("select * from user_indexes where index_name = 'I'") == []


def test_a_file_of_an_older_sandbox_is_read(tmp_path):
    """Promise: what was made before the dictionary knew of DESC opens, and its indexes go upwards."""
    with sqlite3.connect(tmp_path / "old") as connection:
        storage.create_tables(connection)
        connection.execute('ALTER TABLE "ORA$INDEXES" DROP COLUMN descending')
        connection.execute("""INSERT INTO "ORA$OBJECTS" VALUES (1, 'T', 'TABLE', '', '', NULL, NULL, '{}')""")
        connection.execute("""INSERT INTO "ORA$INDEXES" VALUES (1, 1, 'I', '["A"]', 0, NULL, '[]')""")
        storage.create_tables(connection)
        (index,) = storage.load(connection, "PAGE").table("T").indexes
    assert (index.columns, index.descending, index.is_plain) == (("A",), (), True)
