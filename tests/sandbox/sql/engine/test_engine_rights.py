"""Users, roles and grants; other schemas' tables."""

import pytest

from ordslab.sandbox.sql.errors import OraError


@pytest.fixture
def admin(database, open_bench):
    database.create_administrator("Secret#2")
    return open_bench("ADMIN")


@pytest.fixture
def bob(admin, open_bench):
    """A new user, who may log on and create tables and views."""
    admin.run('create user bob identified by "Bob_1234" quota unlimited on users')
    admin.run("grant create session, create table, create view, create synonym to bob")
    return open_bench("BOB")


def refused(database, user):
    """The text of the error with which a user's logon ends."""
    with pytest.raises(OraError) as caught:
        database.admit(user)
    return str(caught.value)


def test_a_new_user_needs_create_session(admin, database):
    admin.run("create user bob identified by Bob_1234")
    assert refused(database, "BOB").startswith("ORA-01045: user BOB lacks CREATE SESSION privilege; logon denied")
    admin.run("grant connect to bob")
    database.admit("BOB")


def test_locked_and_expired_accounts(admin, database):
    admin.run("create user bob identified by Bob_1234 account lock")
    admin.run("grant connect to bob")
    assert refused(database, "BOB").startswith("ORA-28000")
    admin.run("alter user bob account unlock password expire")
    assert refused(database, "BOB").startswith("ORA-28001")
    assert admin.value("select account_status from dba_users where username = 'BOB'") == "EXPIRED"
    admin.run("alter user bob identified by New_1234")
    database.admit("BOB")


def test_rows_take_a_quota(admin, open_bench):
    """The classic first stumble: the table is created, the first row is refused."""
    admin.run("create user bob identified by Bob_1234")
    admin.run("grant create session, create table to bob")
    bob = open_bench("BOB")
    bob.run("create table t (n number)")
    assert bob.fails("insert into t values (1)") == "ORA-01950: no privileges on tablespace 'USERS'"
    admin.run("alter user bob quota 10M on users")
    bob.run("insert into t values (1)")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("create user bob identified by x", "ORA-01920"),
        ("create user sys identified by x", "ORA-01920"),
        ("create user carl identified by 1x", "ORA-00988"),
        ("create user carl identified by x quota 1M on nowhere", "ORA-00959"),
        ("create user carl identified by x nonsense", "ORA-00922"),
        ("create role connect", "ORA-01921"),
        ("drop user nobody", "ORA-01918"),
        ("drop user admin cascade", "ORA-28050"),
        ("drop role nobody", "ORA-01919"),
        ("alter user nobody account lock", "ORA-01918"),
        ("grant create session to nobody", "ORA-01917"),
        ("grant nonsense to bob", "ORA-01919"),
        ("grant create nonsense to bob", "ORA-00990"),
        ("grant unlimited tablespace to connect", "ORA-01931"),
        ("revoke dba from bob", "ORA-01951"),
        ("revoke create user from bob", "ORA-01952"),
        ("alter system kill session '99,1'", "ORA-00030"),
        ("alter system flush shared_pool", "ORA-03001"),
    ],
)
def test_what_administrators_do_wrong(admin, bob, text, error):
    assert admin.fails(text).startswith(error)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("create user carl identified by x", "ORA-01031"),
        ("create role r", "ORA-01031"),
        ("drop user page", "ORA-01031"),
        ("alter user page identified by x", "ORA-01031"),
        ("grant create table to page", "ORA-01031"),
        ("grant connect to page", "ORA-01932"),
        ("create sequence s", "ORA-01031"),
        ("create table page.t (n number)", "ORA-01031"),
        ("drop table page.customers", "ORA-01031"),
        ("alter system kill session '1,2'", "ORA-01031"),
        ("select * from dba_users", "ORA-00942"),
        ("set role dba", "ORA-01924"),
    ],
)
def test_what_others_may_not(customers, bob, text, error):
    assert bob.fails(text).startswith(error)


def test_a_table_does_not_exist_for_who_was_granted_nothing(customers, bob):
    assert bob.fails("select * from page.customers").startswith("ORA-00942")
    customers.run("grant select on customers to bob")
    assert bob.rows("select name from page.customers order by id") == [("Ada",), ("Grace",)]
    assert bob.fails("delete from page.customers").startswith("ORA-01031")
    customers.run("grant delete on customers to bob")
    assert bob.fails("delete from page.customers").startswith("ORA-03001")  # refused, and said so
    customers.run("revoke select on customers from bob")
    assert bob.fails("select * from page.customers").startswith("ORA-01031")
    customers.run("revoke all on customers from bob")
    assert bob.fails("select * from page.customers").startswith("ORA-00942")


def test_another_schemas_rows_are_those_that_are_committed(customers, bob):
    customers.run("grant select on customers to bob")
    bob.run("create table mine (id number)")
    bob.run("insert into mine values (1)")
    customers.run("insert into customers (id, name) values (3, 'Ken')")
    assert bob.value("select count(*) from page.customers") == 2
    customers.run("commit")
    assert bob.value("select count(*) from page.customers") == 3, "each statement looks anew, within a transaction too"
    assert bob.value("select c.name from page.customers c join mine using (id)") == "Ada"


def test_views_and_synonyms_over_another_schema(customers, bob):
    customers.run("grant select on customers to bob")
    bob.run("create view theirs as select name from page.customers where id = 1")
    bob.run("create synonym them for page.customers")
    assert bob.rows("select * from theirs") == [("Ada",)]
    assert bob.value("select count(*) from them") == 2
    assert bob.fails("grant select on theirs to page").startswith("ORA-01720")
    customers.run("revoke select on customers from bob")
    assert bob.fails("select * from theirs").startswith("ORA-04063")


def test_a_view_shows_what_its_owner_may_see(customers, bob):
    customers.run("create view first_ones as select name from customers where id < 2")
    customers.run("grant select on first_ones to bob")
    assert bob.rows("select * from page.first_ones") == [("Ada",)]


def test_what_a_role_allows_is_not_enough_for_a_view(customers, admin, bob, open_bench):
    admin.run("create role readers")
    admin.run("grant readers to bob")
    customers.run("grant select on customers to readers")
    assert bob.fails("select * from page.customers").startswith("ORA-00942"), "roles are enabled at the next logon"
    bob.run("set role all")
    assert bob.value("select count(*) from page.customers") == 2
    assert bob.fails("create view v as select * from page.customers").startswith("ORA-01031")
    bob.run("set role none")
    assert bob.fails("select * from page.customers").startswith("ORA-00942")


def test_grants_with_the_grant_option_go_on_and_end_together(customers, admin, bob, open_bench):
    admin.run("create user carl identified by Carl_123")
    admin.run("grant create session to carl")
    carl = open_bench("CARL")
    customers.run("grant select on customers to bob")
    assert bob.fails("grant select on page.customers to carl").startswith("ORA-01031")
    customers.run("grant select on customers to bob with grant option")
    bob.run("grant select on page.customers to carl")
    assert carl.value("select count(*) from page.customers") == 2
    customers.run("revoke select on customers from bob")
    assert carl.fails("select * from page.customers").startswith("ORA-00942")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("grant select on customers to page", "ORA-01749"),
        ("grant execute on customers to bob", "ORA-02224"),
        ("grant nonsense on customers to bob", "ORA-00990"),
        ("grant select on nowhere to bob", "ORA-00942"),
        ("grant select (name) on customers to bob", "ORA-03001"),
        ("revoke select on customers from bob", "ORA-01927"),
    ],
)
def test_wrong_grants_on_objects(customers, bob, text, error):
    assert customers.fails(text).startswith(error)


def test_sequences_of_others(bench, bob):
    bench.run("create sequence s")
    assert bob.fails("select page.s.nextval from dual").startswith("ORA-02289")
    bench.run("grant select on s to public")
    assert bob.value("select page.s.nextval from dual") == 1


def test_administrators_see_everything_and_work_in_every_schema(customers, admin):
    assert admin.value("select count(*) from page.customers") == 2
    admin.run("alter session set current_schema = page")
    assert admin.value("select count(*) from customers") == 2
    admin.run("create table extra (n number)")
    admin.run("comment on table extra is 'made by ADMIN'")
    assert admin.value("select sys_context('userenv', 'current_schema') || user from dual") == "PAGEADMIN"
    assert customers.rows("select table_name, comments from user_tab_comments where comments is not null") == [
        ("EXTRA", "made by ADMIN")
    ]
    assert admin.rows("select owner from dba_tables where table_name = 'EXTRA'") == [("PAGE",)]
    admin.run("drop table page.extra")
    assert admin.fails("alter session set current_schema = nowhere").startswith("ORA-01435")


def test_a_dropped_user_leaves_nothing_to_the_next_of_that_name(customers, admin, bob, open_bench):
    customers.run("grant select on customers to bob")
    bob.run("create table mine (n number)")
    assert admin.fails("drop user bob").startswith("ORA-01922")
    assert admin.fails("drop user bob cascade").startswith("ORA-01940")
    bob.session.close()
    admin.run("drop user bob cascade")
    admin.run("create user bob identified by Other_123")
    admin.run("grant create session to bob")
    again = open_bench("BOB")
    assert again.fails("select * from page.customers").startswith("ORA-00942")
    assert again.rows("select * from user_tables") == []


def test_the_dictionary_tells_who_may_what(customers, admin, bob):
    customers.run("grant select, insert on customers to bob")
    assert bob.rows("select privilege, grantor from user_tab_privs where table_name = 'CUSTOMERS' order by 1") == [
        ("INSERT", "PAGE"),
        ("SELECT", "PAGE"),
    ]
    assert bob.rows("select owner, table_name from all_tables") == [("PAGE", "CUSTOMERS")]
    assert ("CREATE TABLE",) in bob.rows("select privilege from user_sys_privs")
    assert ("CONNECT", "CREATE SESSION") in admin.rows("select role, privilege from role_sys_privs")
    assert ("ORDS_ADMINISTRATOR_ROLE",) in admin.rows("select granted_role from user_role_privs")
    assert bob.rows("select * from session_roles") == []


@pytest.mark.parametrize("who", ["PAGE", "ADMIN"])
def test_every_view_of_the_dictionary_answers(customers, admin, database, open_bench, who):
    bench = open_bench(who)
    for view in database.views.values():
        if view.visible_to is None or view.visible_to(bench.session.access):
            result = bench.run(f'select * from "{view.name}"')
            assert [column.name for column in result.columns] == [column.name for column in view.columns]


def test_who_holds_up_the_others_can_be_stopped(customers, admin):
    customers.run("update customers set name = 'A' where id = 1")
    (sid, serial), *_ = admin.rows("select sid, serial# from v$session where username = 'PAGE'")
    assert admin.rows("select type from v$lock where sid = :1 order by type", sid) == [("TM",), ("TX",)]
    admin.run(f"alter system kill session '{sid},{serial}'")
    assert admin.rows("select * from v$lock") == []
    assert customers.fails("select 1 from dual").startswith("ORA-00028")
