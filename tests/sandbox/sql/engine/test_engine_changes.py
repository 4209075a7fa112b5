"""INSERT, UPDATE, DELETE, MERGE: values, constraints, what a failed statement leaves."""

import pytest

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import NUMBER, OracleType

TEXT = OracleType("VARCHAR2", size=100)


def test_defaults_identity_and_rowcount(customers):
    assert customers.run("insert into customers (id, name) values (3, 'Edsger')").rowcount == 1
    assert customers.value("select to_char(since, 'YYYY-MM-DD') from customers where id = 3") == "2026-01-01"
    customers.run("insert into customers values (4, 'Barbara', default)")
    assert customers.rows("select id from licenses order by id") == [(1,), (2,)]


def test_values_are_converted_and_rounded_as_they_are_stored(bench):
    bench.run("create table t (n number(5,2), v varchar2(10), d date, c char(4), i integer)")
    bench.run("insert into t values ('12.345', 7, '15-JAN-26', 'x', 2.5)")
    assert bench.rows("select n, v, to_char(d, 'YYYY-MM-DD'), c, i from t") == [(12.35, "7", "2026-01-15", "x   ", 3)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("insert into customers (id, name) values (1, 'again')", r"ORA-00001: unique constraint \(PAGE.SYS_C00"),
        ("insert into customers (id) values (3)", 'ORA-01400: cannot insert NULL into ("PAGE"."CUSTOMERS"."NAME")'),
        ("insert into customers (id, name) values (3, '')", "ORA-01400"),
        ("update customers set name = null", 'ORA-01407: cannot update ("PAGE"."CUSTOMERS"."NAME") to NULL'),
        (
            "insert into customers (id, name) values (3, rpad('x', 21, 'x'))",
            'ORA-12899: value too large for column "PAGE"."CUSTOMERS"."NAME" (actual: 21, maximum: 20)',
        ),
        ("insert into licenses (customer_id, seats) values (1, 1000)", "ORA-01438"),
        (
            "insert into licenses (customer_id, seats) values (1, 0)",
            "ORA-02290: check constraint (PAGE.SEATS_POSITIVE)",
        ),
        (
            "insert into licenses (customer_id, seats) values (9, 1)",
            "ORA-02291: integrity constraint (PAGE.LICENSES_FK) violated - parent key not found",
        ),
        ("insert into licenses (id, customer_id) values (1, 1)", "ORA-32795"),
        ("insert into customers (id, name) values ('x', 'y')", "ORA-01722"),
        ("insert into customers (id, name) values (1)", "ORA-00947"),
        ("insert into customers (id) values (1, 'y')", "ORA-00913"),
        ("insert into customers (id, nope) values (1, 2)", 'ORA-00904: "NOPE": invalid identifier'),
        ("insert into customers (id, name) values (id, 'y')", "ORA-00984"),
        ("insert into nowhere values (1)", "ORA-00942"),
        ("insert into customers (id, name) value (1, 'y')", "ORA-00926"),
        ("update customers set nope = 1", "ORA-00904"),
        ("update customers name = 'x'", "ORA-00971"),
        ("update customers set id = 9 where id = 1", "ORA-02292"),
        ("delete from nowhere", "ORA-00942"),
        ("delete from customers where nope = 1", "ORA-00904"),
        ("delete from customers whereid = 1", "ORA-00933"),
        ("insert into user_tables (table_name) values ('x')", "ORA-01031"),
    ],
)
def test_what_cannot_be_stored_has_oracles_error(customers, text, error):
    message = customers.fails(text)
    assert message.startswith(error.replace("\\", ""))


def test_a_failed_statement_is_taken_back_alone(customers):
    """Promise: a statement is all or nothing, and earlier work of the transaction stays."""
    customers.run("insert into customers (id, name) values (3, 'Edsger')")
    assert customers.fails("insert into customers (id, name) select id + 1, name from customers").startswith(
        "ORA-00001"
    )
    assert customers.value("select count(*) from customers") == 3


def test_keys_may_change_places_in_one_statement(customers):
    customers.run("delete from licenses")
    customers.run("update customers set id = 3 - id")
    assert customers.rows("select id, name from customers order by id") == [(1, "Grace"), (2, "Ada")]


def test_a_composite_key_counts_nulls_as_oracle_does(bench):
    """(1, NULL) twice is a duplicate; (NULL, NULL) never is."""
    bench.run("create table t (a number, b number, constraint t_uk unique (a, b))")
    bench.run("insert into t values (null, null)")
    bench.run("insert into t values (null, null)")
    bench.run("insert into t values (1, null)")
    assert bench.fails("insert into t values (1, null)") == "ORA-00001: unique constraint (PAGE.T_UK) violated"


def test_children_go_with_their_parent(customers):
    assert customers.run("delete customers where id = 1").rowcount == 1
    assert customers.value("select count(*) from licenses") == 1


def test_children_keep_their_parent_without_a_rule(bench):
    bench.run("create table p (id number primary key)")
    bench.run("create table c (p number constraint c_fk references p)")
    bench.run("insert into p values (1)")
    bench.run("insert into c values (1)")
    assert bench.fails("delete from p") == "ORA-02292: integrity constraint (PAGE.C_FK) violated - child record found"


def test_updates_see_the_rows_as_they_were(customers):
    customers.run("update customers set name = (select max(name) from customers), id = id where id > 0")
    assert customers.rows("select distinct name from customers") == [("Grace",)]


def test_returning_gives_values_back(customers):
    number, name = Bind(NUMBER), Bind(TEXT)
    customers.run(
        "insert into customers (id, name) values (3, 'Edsger') returning id * 2, upper(name) into :1, :2", number, name
    )
    assert (number.returned, name.returned) == ([6], ["EDSGER"])
    names = Bind(TEXT)
    customers.run("update customers set name = name || :1 where id < 3 returning name into :2", "!", names)
    assert sorted(names.returned) == ["Ada!", "Grace!"]
    gone = Bind(NUMBER)
    customers.run("delete from customers where id = 3 returning id into :1", gone)
    assert gone.returned == [3]


def test_merge_updates_and_inserts(customers):
    merged = customers.run(
        """merge into customers c using (select 2 id, 'Grace H' name from dual union all select 7, 'Ken' from dual) s
        on (c.id = s.id) when matched then update set c.name = s.name when not matched then insert (id, name)
        values (s.id, s.name)"""
    )
    assert merged.rowcount == 2
    assert customers.rows("select id, name from customers order by id") == [(1, "Ada"), (2, "Grace H"), (7, "Ken")]
    twice = """merge into customers c using (select 1 id from dual union all select 1 from dual) s on (c.id = s.id)
        when matched then update set c.name = 'x'"""
    assert customers.fails(twice).startswith("ORA-30926")


def test_insert_from_a_query_and_several_rows_of_values(customers):
    assert customers.run("insert into customers (id, name) select id + 10, name from customers").rowcount == 2
    assert customers.run("insert into customers (id, name) values (20, 'a'), (21, 'b')").rowcount == 2


def test_binds_count_by_occurrence(customers):
    customers.run("update customers set name = :1 where id = :2 or name = :3", "X", 1, "nobody")
    assert customers.rows("select name from customers where id = :1", 1) == [("X",)]
    assert customers.fails("select 1 from dual where 1 = :1").startswith("ORA-01008")


def test_an_error_points_at_the_word(customers):
    assert customers.offset("update customers set name = 'x' where nope = 1") == 38
    assert customers.offset("insert into customers (id, nope) values (1, 2)") == 27
