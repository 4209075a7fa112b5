"""Whatever is refused, the session goes on: the request was read to its end, and nothing of the work before is lost.

Every class of error is sent without a bind, and with one that goes in, comes out, does both or is an array. It must
always be the same error.
"""

import oracledb
import pytest

SQL = {
    "no statement": "selct * from dual where 1 = {}",
    "another database's statement": "upsert into t values ({})",
    "a command of SQL*Plus": "exec p({})",
    "a feature that is not there": "with function f return number is begin return 1; end; select {} from dual",
    "a character that Oracle does not know": "select 1 from dual where ‘a’ = {}",
    "a comment that does not end": "insert into nowhere values ({}) /* x",
    "a syntax error": "select 1 from dual where where 1 = {}",
    "a semicolon": "insert into refused values ({});",
    "no such table": "select * from nowhere where a = {}",
    "no such table to change": "update nowhere set a = {}",
    "no such column": "select nothing from dual where 1 = {}",
    "no such function": "insert into refused values (no_such_function({}))",
    "too many values": "insert into refused values (1, {})",
    "a broken merge": "merge into refused using dual on (a = {}) when",
    "RETURNING without INTO": "update refused set a = {} returning a",
    "RETURNING of nothing": "insert into refused values ({}) returning nothing into :y",
    "RETURN, which the driver does not know": "insert into refused values ({}) return a into :y",
    "RETURNING in BULK": "insert into refused values ({}) returning a bulk collect into :y",
    "a constraint": "insert into refused select nvl({}, 2) - nvl({}, 2) from dual connect by level < 3",
    "a division by zero": "insert into refused values (1 / (nvl({}, 1) - nvl({}, 1)))",
    "a role by bind": "set role {}",
    "a plan": "explain plan for select {} from nowhere",
    "a plain command with more": "commit {}",
}  # fmt: skip
BLOCKS = {
    "a typed quote": "begin x := ‘a’; :z := {}; end;",
    "a typed dash": "begin null; – comment\n :z := {}; end;",
    "a grave accent": "begin x := `a`; :z := {}; end;",
    "conditional compilation": "begin $if {} $then null; $end end;",
    "a syntax error": "begin nul {}; end;",
    "an END that is missing": "begin dbms_output.put_line({});",
    "no such procedure": "begin no_such_procedure({}); end;",
    "no such variable": "begin nothing := {}; end;",
    "no such member of a package": "begin dbms_output.nothing({}); end;",
    "an exception": "begin if {} is null then null; end if; raise no_data_found; end;",
    "an error of the application": "begin if {} is null then null; end if; raise_application_error(-20001, 'x'); end;",
    "a declaration": "declare x nothing; begin x := {}; end;",
    "a call": "call no_such_procedure({})",
    "a label first": "<<a>> begin no_such_procedure({}); end;",
}
ALL = {f"SQL: {what}": text for what, text in SQL.items()} | {f"block: {what}": text for what, text in BLOCKS.items()}


def error_of(call, *arguments, **more):
    with pytest.raises(oracledb.Error) as failure:
        call(*arguments, **more)
    return failure.value.args[0].full_code


def ways(cursor, blocks):
    """What a bind may be, by name."""
    long_text = "1" + " " * 40_000
    given = {
        "in": 1,
        "in, text": "1",
        "in, null": None,
        "in, longer than strings are": long_text,
        "in, over several packets": "1" + " " * 200_000,
        "in, a LOB": cursor.connection.createlob(oracledb.DB_TYPE_CLOB, "1"),
        "out": cursor.var(int),
        "out, text": cursor.var(str, 100),
        "out, LOB": cursor.var(oracledb.DB_TYPE_CLOB),
        "out, cursor": cursor.var(oracledb.DB_TYPE_CURSOR),
        "in and out": cursor.var(int),
        "JSON": cursor.var(oracledb.DB_TYPE_JSON),
    }
    given["in and out"].setvalue(0, 1)
    given["JSON"].setvalue(0, {"a": [1]})
    if blocks:
        given["array"] = cursor.arrayvar(int, [1, 2, 3])
        given["array out"] = cursor.arrayvar(str, 1000, 10)
    return given


@pytest.fixture
def connection(whole):
    with whole.connect() as connection:
        yield connection


@pytest.fixture(scope="module", autouse=True)
def refused(whole):
    with whole.connect() as connection, connection.cursor() as cursor:
        cursor.execute("create table refused (a number primary key)")
        yield
        cursor.execute("drop table refused purge")


# Whose type the statement cannot take may be told before what else is wrong with it.
ALSO = {
    "in, a LOB": "ORA-00932",
    "out, LOB": "ORA-00932",
    "out, cursor": "ORA-00932",
    "JSON": "ORA-00932",
}


@pytest.mark.parametrize("what", ALL)
def test_a_refused_statement_leaves_the_session_alive_whatever_its_binds(connection, what):
    """The same error with every kind of bind as without, and work that is not committed is still there."""
    text, cursor = ALL[what], connection.cursor()
    cursor.execute("insert into refused values (99)")
    targets = {name: cursor.var(int) for name in ("y", "z") if f":{name}" in text}
    plain = text.replace("{}", "1")
    expected = error_of(cursor.execute, plain, targets)
    assert expected.startswith("ORA-")
    for way, value in ways(cursor, what.startswith("block")).items():
        got = error_of(cursor.execute, text.replace("{}", ":x"), targets | {"x": value})
        alive = cursor.execute("select count(*) from refused where a = 99").fetchall()
        wanted = got if got == ALSO.get(way) else expected
        assert (way, got, alive) == (way, wanted, [(1,)])


CHANGES = [what for what in ALL if ALL[what].startswith(("insert", "update", "merge"))]
MANY = [(what, False) for what in [*CHANGES, *(name for name in ALL if name.startswith("block"))]]


@pytest.mark.parametrize("rows", [1, 16, 1000])
@pytest.mark.parametrize(("what", "batch"), MANY + [(what, True) for what in CHANGES])
def test_a_refused_statement_with_rows_of_binds_leaves_the_session_alive(connection, what, rows, batch):
    """executemany: the error of one execution, or a batch error for each row; all rows were read."""
    text, cursor = ALL[what], connection.cursor()
    cursor.execute("insert into refused values (99)")
    targets = {name: cursor.var(int, arraysize=rows) for name in ("y", "z") if f":{name}" in text}
    expected = error_of(cursor.execute, text.replace("{}", "1"), {name: cursor.var(int) for name in targets})
    given = [targets | {"x": 1} for _ in range(rows)]
    try:
        cursor.executemany(text.replace("{}", ":x"), given, batcherrors=batch)
        got = {error.full_code for error in cursor.getbatcherrors()}
    except oracledb.Error as error:
        got = {error.args[0].full_code}
    alive = cursor.execute("select count(*) from refused where a = 99").fetchall()
    assert (got, alive) == ({expected}, [(1,)])


@pytest.mark.parametrize(
    "text", ["insert into going values (:x)", "select :x from going", "begin insert into going values (:x); end;"]
)
def test_a_statement_that_is_refused_when_it_is_executed_again_leaves_the_session_alive(connection, whole, text):
    """The short form of an execution has rows and no descriptions: they are known from the first."""
    cursor = connection.cursor()
    cursor.execute("create table going (a number)")
    cursor.execute(text, x=1)
    connection.commit()
    with whole.connect() as other:
        other.cursor().execute("drop table going purge")
    connection.cursor().execute("insert into refused values (99)")
    for value in (2, "3" * 40_000):
        assert error_of(cursor.execute, text, x=value) in ("ORA-00942", "ORA-06550")
    assert connection.cursor().execute("select count(*) from refused where a = 99").fetchall() == [(1,)]
