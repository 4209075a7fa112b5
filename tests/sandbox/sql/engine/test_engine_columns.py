"""Virtual columns, indexes on expressions, temporary tables."""

import pytest


@pytest.fixture
def staff(bench):
    bench.run(
        """create table staff (id number primary key, first varchar2(10), last varchar2(10), salary number,
        name varchar2(30) generated always as (first || ' ' || last) virtual,
        yearly as (salary * 12) constraint yearly_limit check (yearly < 1000))"""
    )
    bench.run("insert into staff (id, first, last, salary) values (1, 'Ada', 'Lovelace', 10)")
    bench.run("commit")
    return bench


def test_virtual_columns_follow_their_row(staff):
    assert staff.rows("select name, yearly from staff where name like 'Ada%'") == [("Ada Lovelace", 120)]
    staff.run("update staff set salary = 20 where yearly = 120")
    assert staff.value("select yearly from staff") == 240
    staff.run("insert into staff values (2, 'Bob', 'M', 1, default, default)")
    assert staff.run("delete from staff where name = 'Bob M'").rowcount == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("insert into staff (id, name) values (2, 'x')", "ORA-54013"),
        ("update staff set yearly = 1", "ORA-54017"),
        ("insert into staff (id, salary) values (2, 100)", "ORA-02290: check constraint (PAGE.YEARLY_LIMIT)"),
        ("alter table staff drop column salary", "ORA-54031"),
        ("alter table staff rename column salary to pay", "ORA-54032"),
        ("alter table staff add today as (sysdate)", "ORA-54002"),
        ("alter table staff add twice as (yearly * 2)", "ORA-54012"),
        ("alter table staff add oops as (nope)", 'ORA-00904: "NOPE"'),
        ("alter table staff add constraint k unique (yearly)", "ORA-03001"),
        ("create table t (d date check (d < sysdate))", "ORA-02436"),
    ],
)
def test_what_virtual_columns_cannot_do(staff, text, error):
    assert staff.fails(text).startswith(error)


def test_the_dictionary_shows_virtual_columns(staff):
    assert staff.rows(
        "select column_name, data_type, data_default from user_tab_cols where virtual_column = 'YES' order by column_id"
    ) == [("NAME", "VARCHAR2", "first || ' ' || last"), ("YEARLY", "NUMBER", "salary * 12")]


def test_indexes_on_expressions_are_known_and_change_nothing(staff):
    staff.run("create index staff_upper on staff (upper(first), last)")
    assert (
        staff.value("select index_type from user_indexes where index_name = 'STAFF_UPPER'") == "FUNCTION-BASED NORMAL"
    )
    assert staff.rows("select column_expression, column_position from user_ind_expressions") == [("upper(first)", 1)]
    assert staff.fails("create index again on staff (upper(first), last)").startswith("ORA-01408")
    assert staff.fails("create index wrong on staff (nope(first))").startswith("ORA-00904")
    staff.run("drop index staff_upper")


@pytest.fixture
def accounts(bench):
    """One active row an owner: the way of Oracle's to make a key of some rows only, seen in public ORDS scripts."""
    bench.run(
        "create table accounts (id number primary key, owner varchar2(10), active char(1), at date default sysdate)"
    )
    bench.run("create unique index one_active on accounts (case when active = 'Y' then upper(owner) end)")
    bench.run("insert into accounts (id, owner, active) values (1, 'ada', 'Y')")
    bench.run("insert into accounts (id, owner, active) select level + 1, 'ADA', 'N' from dual connect by level <= 2")
    bench.run("commit")
    return bench


def test_a_unique_index_on_an_expression_keeps_keys_apart(accounts):
    broken = "ORA-00001: unique constraint (PAGE.ONE_ACTIVE) violated"
    assert accounts.value("select uniqueness from user_indexes where index_name = 'ONE_ACTIVE'") == "UNIQUE"
    assert accounts.fails("insert into accounts (id, owner, active) values (9, 'Ada', 'Y')") == broken
    assert accounts.fails("update accounts set active = 'Y' where id = 2") == broken
    assert accounts.fails("update accounts set active = 'Y', owner = 'bob' where id > 1") == broken
    accounts.run("update accounts set active = case id when 1 then 'N' when 2 then 'Y' else active end")
    accounts.run("delete from accounts where id = 2")
    accounts.run("insert into accounts (id, owner, active) values (9, 'Ada', 'Y')")
    assert accounts.fails("create unique index u on accounts (upper(owner))") == (
        "ORA-01452: cannot CREATE UNIQUE INDEX; duplicate keys found"
    )
    accounts.run("drop index one_active")
    accounts.run("update accounts set active = 'Y'")


def test_the_key_of_an_expression_is_held_until_its_transaction_ends(accounts, open_bench):
    other = open_bench()
    accounts.run("insert into accounts (id, owner, active) values (5, 'bob', 'Y')")
    assert other.fails("insert into accounts (id, owner, active) values (6, 'BOB', 'Y')").startswith("ORA-00054")
    other.run("insert into accounts (id, owner, active) values (6, 'BOB', 'N')")
    accounts.run("rollback")
    other.run("update accounts set active = 'Y' where id = 6")
    other.run("commit")
    assert accounts.fails("insert into accounts (id, owner, active) values (7, 'Bob', 'Y')").startswith("ORA-00001")


def test_rows_of_a_temporary_table_belong_to_the_session_and_end_with_the_transaction(bench, open_bench):
    other = open_bench()
    bench.run("create global temporary table basket (id number primary key, n number check (n > 0))")
    bench.run("insert into basket values (1, 1)")
    other.run("insert into basket values (1, 2)")
    assert bench.fails("insert into basket values (1, 1)").startswith("ORA-00001")
    assert bench.fails("insert into basket values (2, 0)").startswith("ORA-02290")
    assert bench.rows("select * from basket") == [(1, 1)]
    assert other.rows("select * from basket") == [(1, 2)]
    bench.run("commit")
    assert bench.rows("select * from basket") == []
    assert other.rows("select * from basket") == [(1, 2)]
    assert bench.fails("alter table basket add x number").startswith("ORA-14452")
    other.run("rollback")
    bench.run("alter table basket add x number")


def test_rows_that_are_preserved_outlive_the_commit_and_not_the_session(bench, open_bench):
    bench.run("create global temporary table basket (id number) on commit preserve rows")
    bench.run("insert into basket values (1)")
    bench.run("rollback")
    assert bench.rows("select * from basket") == []
    bench.run("insert into basket values (1)")
    bench.run("commit")
    assert bench.rows("select * from basket") == [(1,)]
    assert open_bench().rows("select * from basket") == []
    assert open_bench().fails("drop table basket").startswith("ORA-14452")
    bench.run("truncate table basket")
    open_bench().run("drop table basket")


def test_temporary_rows_survive_another_sessions_work(bench, open_bench):
    """Promise: parked and replayed, a transaction has its temporary rows again."""
    bench.run("create table t (n number)")
    bench.run("create global temporary table basket (id number)")
    bench.run("insert into basket values (1)")
    bench.run("savepoint s")
    bench.run("insert into basket values (2)")
    open_bench().run("insert into t values (1)")
    assert bench.value("select count(*) from basket") == 2
    bench.run("rollback to s")
    assert bench.value("select count(*) from basket") == 1
    assert bench.rows("select temporary, duration from user_tables where table_name = 'BASKET'") == [
        ("Y", "SYS$TRANSACTION")
    ]


def test_foreign_keys_of_temporary_tables_are_refused(customers):
    assert customers.fails("create global temporary table b (c number references customers)").startswith("ORA-14455")


@pytest.fixture
def moments(bench):
    """Documented (Datatypes, TIMESTAMP WITH LOCAL TIME ZONE): normalized when stored, shown in the session's zone."""
    bench.run("create table m (id number, at timestamp(3) with local time zone default systimestamp not null)")
    bench.run("alter session set time_zone = '+02:00'")
    bench.run("insert into m values (1, timestamp '2026-05-01 12:00:00')")
    bench.run("insert into m values (2, timestamp '2026-05-01 12:00:00 -04:00')")
    bench.run("insert into m values (3, date '2026-05-01')")
    return bench


def test_a_local_moment_is_shown_in_the_sessions_zone(moments):
    shown = "select to_char(at, 'DD HH24:MI:SS') from m order by id"
    assert moments.rows(shown) == [("01 12:00:00",), ("01 18:00:00",), ("01 00:00:00",)]
    moments.run("alter session set time_zone = '-05:30'")
    assert moments.rows(shown) == [("01 04:30:00",), ("01 10:30:00",), ("30 16:30:00",)]
    assert moments.rows("select id from m where at = timestamp '2026-05-01 10:00:00 +00:00'") == [(1,)]
    assert moments.rows("select id from m where at > timestamp '2026-05-01 04:30:00'") == [(2,)]


def test_a_local_moment_is_described_rounded_and_compared(moments):
    assert moments.value("select data_type from user_tab_columns where column_name = 'AT'") == (
        "TIMESTAMP(3) WITH LOCAL TIME ZONE"
    )
    moments.run("update m set at = at + interval '1.2346' second where id = 1")
    assert moments.value("select at from m where id = 1") == "2026-05-01 12:00:01.235000"
    moments.run("create unique index m_ix on m (at)")
    assert moments.fails("insert into m values (4, timestamp '2026-05-01 16:00:00 +00:00')").startswith("ORA-00001")
    assert moments.value("select count(*) from m where at is not null") == 3


def test_a_local_moment_has_defaults_and_can_be_returned(moments):
    moments.run("insert into m (id) values (5)")
    assert moments.value("select count(*) from m where id = 5 and abs(sysdate - cast(at as date)) < 1/24") == 0
    assert moments.value("select extract(hour from systimestamp - at) from m where id = 5") == 0
    moments.run(
        "merge into m using dual on (m.id = 1) when matched then update set at = timestamp '2026-01-01 00:00:00'"
    )
    assert moments.value("select at from m where id = 1") == "2026-01-01 00:00:00"
    assert moments.fails("select cast(sysdate as timestamp with local time zone) from dual").startswith("ORA-03001")
