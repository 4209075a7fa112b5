"""Tables: created, described, altered, dropped; and Oracle's errors where that is not possible."""

import pytest


def columns(bench, table):
    return bench.rows(
        "select column_name, data_type, data_length, data_precision, data_scale, nullable "
        "from user_tab_columns where table_name = :1 order by column_id",
        table,
    )


def test_declared_types_are_what_the_dictionary_shows(bench):
    bench.run(
        """create table t (a number, b number(10), c number(8,2), d varchar2(10 char), e varchar2(10), f char(3),
        g date, h timestamp, i timestamp(3) with time zone, j clob, k blob, l raw(16), m integer, n float,
        o interval day to second)"""
    )
    assert columns(bench, "T") == [
        ("A", "NUMBER", 22, None, None, "Y"),
        ("B", "NUMBER", 22, 10, 0, "Y"),
        ("C", "NUMBER", 22, 8, 2, "Y"),
        ("D", "VARCHAR2", 40, None, None, "Y"),
        ("E", "VARCHAR2", 10, None, None, "Y"),
        ("F", "CHAR", 3, None, None, "Y"),
        ("G", "DATE", 7, None, None, "Y"),
        ("H", "TIMESTAMP(6)", 11, None, 6, "Y"),
        ("I", "TIMESTAMP(3) WITH TIME ZONE", 13, None, 3, "Y"),
        ("J", "CLOB", 4000, None, None, "Y"),
        ("K", "BLOB", 4000, None, None, "Y"),
        ("L", "RAW", 16, None, None, "Y"),
        ("M", "NUMBER", 22, None, 0, "Y"),
        ("N", "FLOAT", 22, 126, None, "Y"),
        ("O", "INTERVAL DAY(2) TO SECOND(6)", 11, 2, 6, "Y"),
    ]


def test_a_table_as_a_query_has_its_types_and_rows(customers):
    customers.run("create table copies as select id, name, since + 1 later from customers")
    assert columns(customers, "COPIES")[1:] == [
        ("NAME", "VARCHAR2", 20, None, None, "N"),
        ("LATER", "DATE", 7, None, None, "Y"),
    ]
    assert customers.value("select count(*) from copies") == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("create table customers (id number)", "ORA-00955"),
        ("create table t (id number, id date)", "ORA-00957"),
        ("create table t (id nummer)", "ORA-00902"),
        ("create table t (id number(39))", "ORA-01727"),
        ("create table t ()", "ORA-00904"),
        ("create table t (id number", "ORA-00907"),
        ("create table select (id number)", "ORA-00903"),
        ("create table t (id number primary key, x number primary key)", "ORA-02260"),
        ("create table t (x number references nowhere (id))", "ORA-00942"),
        ("create table t (x number references customers (name))", "ORA-02270"),
        ("create table t (x varchar2(3) references customers (id))", "ORA-02267"),
        ("create table t (x number check (y > 1))", "ORA-00904"),
        ("create table t (name varchar2(10) default 5 unknown)", "ORA-0"),
        ("create table t (name varchar2)", "ORA-00906"),
        ("create table t as select 1 from dual", "ORA-00998"),
        ("drop table nowhere", "ORA-00942"),
        ("drop table customers", "ORA-02449"),
        ("alter table customers add name number", "ORA-01430"),
        ("alter table customers add x number not null", "ORA-01758"),
        ("alter table customers drop column nope", "ORA-00904"),
        ("alter table customers modify name number", "ORA-01439"),
        ("alter table customers modify name varchar2(3)", "ORA-01441"),
        ("alter table customers add constraint seats_positive check (id > 0)", "ORA-02264"),
        ("alter table customers add constraint c check (id > 1)", "ORA-02293"),
        ("alter table customers drop constraint nope", "ORA-02443"),
        ("alter table customers drop primary key", "ORA-02273"),
        ("truncate table customers", "ORA-02266"),
        ("create unique index u on licenses (customer_id, nope)", "ORA-00904"),
        ("drop sequence nope", "ORA-02289"),
        ("create sequence s increment by 0", "ORA-04002"),
        ("create view v as select nope from customers", "ORA-00904"),
        ("create view v (a, b) as select id from customers", "ORA-01730"),
        ("drop view nope", "ORA-00942"),
        ("rename nope to t", "ORA-04043"),
        ("create table sys.t (id number)", "ORA-0"),
        ("grant select on customers to nobody", "ORA-01917"),
    ],
)
def test_what_cannot_be_has_oracles_error(customers, text, error):
    assert customers.fails(text).startswith(error)


def test_errors_point_into_the_statement(customers):
    assert customers.offset("create table t (id number, x nummer)") == 29
    assert customers.offset("create table t (x number check (y > 1))") == 25
    assert customers.offset("drop table nowhere") == 11


def test_a_failed_statement_leaves_nothing(customers):
    customers.fails("create table t (id number, x number references nowhere (id))")
    assert customers.rows("select * from user_tables where table_name = 'T'") == []
    customers.run("create table t (id number)")


def test_ddl_commits_what_was_open(customers, open_bench):
    customers.run("insert into customers (id, name) values (3, 'Edsger')")
    customers.run("create table t (id number)")
    customers.run("rollback")
    assert open_bench().value("select count(*) from customers") == 3


def test_a_column_added_with_a_default_fills_old_rows(customers):
    customers.run("alter table customers add (status varchar2(10) default 'new' not null, points number)")
    assert customers.rows("select status, points from customers") == [("new", None)] * 2


def test_columns_and_tables_are_renamed_with_what_hangs_on_them(customers):
    customers.run("alter table licenses rename column seats to places")
    customers.run("alter table customers rename to clients")
    assert customers.fails("insert into licenses (customer_id, places) values (1, 0)").startswith("ORA-02290")
    assert customers.fails("insert into licenses (customer_id, places) values (9, 1)").startswith("ORA-02291")


def test_constraints_can_be_switched_off_and_on(customers):
    customers.run("alter table licenses disable constraint seats_positive")
    customers.run("insert into licenses (customer_id, seats) values (1, 0)")
    assert customers.fails("alter table licenses enable constraint seats_positive").startswith("ORA-02293")
    customers.run("rollback")


def test_names_in_quotes_keep_their_case(bench):
    bench.run('create table "Mixed" ("Id" number, name varchar2(5))')
    bench.run("""insert into "Mixed" ("Id", NAME) values (1, 'x')""")
    assert bench.run('select "Id", name from "Mixed"').columns[0].name == "Id"
    assert bench.fails("select id from mixed").startswith("ORA-00942")


def test_views_and_synonyms_follow_their_tables(customers):
    customers.run("create view adults (who, how_long) as select name, since from customers where id < 2")
    customers.run("create synonym people for adults")
    assert customers.rows("select who from people") == [("Ada",)]
    customers.run("create or replace view adults as select upper(name) who from customers order by id desc")
    assert customers.rows("select * from people") == [("GRACE",), ("ADA",)]
    customers.run("drop table licenses")
    customers.run("drop table customers")
    assert customers.fails("select * from adults").startswith("ORA-04063")


def test_sequences_count_over_rollbacks_and_restarts(bench, database):
    bench.run("create sequence s start with 10 increment by 5")
    assert bench.fails("select s.currval from dual").startswith("ORA-08002")
    assert bench.value("select s.nextval from dual") == 10
    bench.run("rollback")
    assert bench.rows("select s.nextval, s.currval from dual") == [(15, 15)]
    bench.run("alter sequence s restart start with 100")
    assert bench.value("select s.nextval from dual") == 100
    bench.run("create sequence small start with 2 maxvalue 2 nocache")
    bench.value("select small.nextval from dual")
    assert bench.fails("select small.nextval from dual").startswith("ORA-08004")


def test_the_dictionary_knows_objects_constraints_and_indexes(customers):
    assert customers.rows(
        "select object_name, object_type from user_objects where object_type = 'TABLE' order by 1"
    ) == [
        ("CUSTOMERS", "TABLE"),
        ("LICENSES", "TABLE"),
    ]
    assert customers.rows(
        "select constraint_name, constraint_type, delete_rule from user_constraints "
        "where table_name = 'LICENSES' and generated = 'USER NAME' order by 1"
    ) == [("LICENSES_FK", "R", "CASCADE"), ("SEATS_POSITIVE", "C", None)]
    assert customers.rows(
        "select column_name, position from user_cons_columns where constraint_name = 'LICENSES_FK'"
    ) == [("CUSTOMER_ID", 1)]
    assert customers.value("select uniqueness from user_indexes where table_name = 'CUSTOMERS'") == "UNIQUE"
    assert customers.value("select username from user_users") == "PAGE"


def test_the_database_says_what_it_is(bench):
    """The sandbox names itself: nobody takes it for Oracle's software."""
    assert "not Oracle software" in bench.value("select banner from v$version")
