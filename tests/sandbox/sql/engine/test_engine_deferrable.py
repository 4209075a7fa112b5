"""Deferrable constraints. Source: SQL Language Reference, "constraint", SET CONSTRAINTS, ALTER SESSION (documented)."""

import pytest

# A constraint of each kind: what breaks it, what heals that, and the error.
KINDS = {
    "unique": ("unique (a)", "insert into t (id, a) select {n} + level, 1 from dual connect by level <= 2",
               "update t set a = id", "ORA-00001: unique constraint (PAGE.C) violated"),
    "unique of two columns": ("unique (a, b)",
                              "insert into t (id, a) select {n} + level, 1 from dual connect by level <= 2",
                              "update t set b = id", "ORA-00001: unique constraint (PAGE.C) violated"),
    "primary key": ("primary key (id)", "insert into t (id) select {n} from dual connect by level <= 2",
                    "update t set id = rownum", "ORA-00001: unique constraint (PAGE.C) violated"),
    "check": ("check (a > 0)", "insert into t (id, a) values ({n}, -1)",
              "update t set a = 1", "ORA-02290: check constraint (PAGE.C) violated"),
    "foreign key": ("foreign key (a) references p (id)", "insert into t (id, a) values ({n}, 7)",
                    "insert into p values (7)",
                    "ORA-02291: integrity constraint (PAGE.C) violated - parent key not found"),
    "foreign key, its parent": ("foreign key (a) references p (id)", "delete from p where id = 2",
                                "update t set a = 1",
                                "ORA-02292: integrity constraint (PAGE.C) violated - child record found"),
}  # fmt: skip


@pytest.fixture(params=KINDS)
def kind(request, bench):
    constraint, *rest = KINDS[request.param]
    bench.run("create table p (id number primary key)")
    bench.run("insert into p select level from dual connect by level < 3")
    bench.run("create table t (id number, a number, b number)")
    bench.run("insert into t (id, a) values (1, 2)")
    bench.run("commit")
    return constraint, *rest


def add(bench, constraint, how):
    bench.run(f"alter table t add constraint c {constraint} {how}")


@pytest.mark.parametrize(
    "how", ["deferrable initially deferred", "initially deferred deferrable", "initially deferred"]
)
def test_a_deferred_constraint_is_looked_at_when_the_transaction_ends(bench, kind, how):
    constraint, breaks, heals, error = kind
    add(bench, constraint, how)
    bench.run(breaks.format(n=50))
    bench.run(heals)
    bench.run("commit")
    bench.run("delete from t where id > 40")
    bench.run("insert into t (id, b) values (90, 1)")
    bench.run("update t set a = 2 where id = 1")
    bench.run("merge into p using dual on (id = 2) when not matched then insert values (2)")
    bench.run("delete from p where id = 7")
    bench.run("commit")
    bench.run("insert into t (id, b) values (91, 1)")
    bench.run(breaks.format(n=60))
    assert bench.fails("commit") == f"ORA-02091: transaction rolled back\n{error}"
    assert not bench.session.in_transaction
    assert bench.value("select count(*) from t where id = 91") == 0
    bench.run("commit")


@pytest.mark.parametrize("how", ["", "not deferrable", "deferrable", "deferrable initially immediate"])
def test_another_is_looked_at_when_the_statement_ends(bench, kind, how):
    constraint, breaks, _, error = kind
    add(bench, constraint, how)
    assert bench.fails(breaks.format(n=50)) == error
    bench.run("commit")
    wanted = ("DEFERRABLE", "IMMEDIATE") if how.startswith("deferrable") else ("NOT DEFERRABLE", "IMMEDIATE")
    assert bench.rows("select deferrable, deferred from user_constraints where constraint_name = 'C'") == [wanted]


@pytest.mark.parametrize("names", ["all", "c"])
def test_set_constraints_counts_for_a_transaction(bench, kind, names):
    constraint, breaks, heals, error = kind
    add(bench, constraint, "deferrable")
    bench.run(f"set constraint{'s' if names == 'all' else ''} {names} deferred")
    bench.run(breaks.format(n=50))
    assert bench.fails(f"set constraints {names} immediate") == error
    assert bench.session.in_transaction
    bench.run(heals)
    bench.run(f"set constraints {names} immediate")
    bench.run("rollback")
    assert bench.fails(breaks.format(n=50)) == error


def test_alter_session_counts_until_it_is_taken_back(bench, kind):
    constraint, breaks, _, error = kind
    add(bench, constraint, "deferrable")
    bench.run("alter session set constraints = deferred")
    for _ in range(2):
        bench.run(breaks.format(n=50))
        assert error in bench.fails("commit")
    bench.run("alter session set constraints = default")
    assert bench.fails(breaks.format(n=50)) == error


def test_what_is_rolled_back_breaks_nothing(bench, kind):
    constraint, breaks, _, _ = kind
    add(bench, constraint, "initially deferred")
    bench.run("insert into t (id, b) values (91, 1)")
    bench.run("savepoint here")
    bench.run(breaks.format(n=50))
    bench.run("rollback to here")
    bench.run("commit")
    assert bench.value("select count(*) from t where id = 91") == 1


def test_other_transactions_wait_for_a_key_or_find_it(bench, open_bench):
    """A key that both take is given to one of them, though neither statement looks at it."""
    bench.run("create table t (id number constraint c primary key deferrable initially deferred)")
    other = open_bench()
    bench.run("insert into t values (1)")
    bench.run("commit")
    other.run("insert into t values (1)")
    assert "ORA-00001" in other.fails("commit")


def test_the_dictionary_and_a_restart_keep_it(bench, database):
    bench.run(
        "create table t (id number constraint c unique initially deferred, n number constraint d not null deferrable)"
    )
    asked = "select constraint_name, deferrable, deferred from user_constraints where table_name = 'T' order by 1"
    assert bench.rows(asked) == [("C", "DEFERRABLE", "DEFERRED"), ("D", "DEFERRABLE", "IMMEDIATE")]
    assert bench.rows("select uniqueness from user_indexes where index_name = 'C'") == [("NONUNIQUE",)]
    bench.run("alter table t modify constraint c initially immediate")
    bench.run("alter table t disable constraint c")
    bench.run("insert into t values (1, 1)")
    bench.run("insert into t values (1, 1)")
    assert bench.fails("alter table t enable constraint c").startswith("ORA-02299")
    bench.run("delete from t")
    bench.run("alter table t enable constraint c")
    bench.run("alter table t rename constraint c to e")
    assert bench.rows(asked) == [("D", "DEFERRABLE", "IMMEDIATE"), ("E", "DEFERRABLE", "IMMEDIATE")]
    assert bench.fails("insert into t values (1, null)") == "ORA-02290: check constraint (PAGE.D) violated"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("set constraints nothing deferred", 2448),
        ("set constraints plain deferred", 2447),
        ("alter table t modify constraint plain initially deferred", 2447),
        ("alter table t add constraint x check (a > 0) not deferrable initially deferred", 2447),
        ("set constraints all", 905),
        ("alter session set constraints = maybe", 2248),
    ],
)
def test_what_cannot_wait_says_so(bench, text, number):
    bench.run("create table t (a number constraint plain unique)")
    assert bench.fails(text).startswith(f"ORA-{number:05}")


def test_ddl_ends_the_transaction_as_a_commit_does(bench):
    bench.run("create table t (id number constraint c check (id > 0) initially deferred)")
    bench.run("insert into t values (-1)")
    assert bench.fails("create table u (id number)").startswith("ORA-02091")
    assert bench.rows("select * from t") == []
