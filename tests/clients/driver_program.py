"""What a program does with the database driver, as checks that run with any release of python-oracledb.

A program of its own, because a process has one driver: `python driver_program.py DSN`, the driver on the path, the
password in PASSWORD. Each check is a function; one line of JSON a check says its name and null, or what failed.
"""

from __future__ import annotations

import array
import asyncio
import datetime
import decimal
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

import oracledb

DSN, PASSWORD = sys.argv[1], os.environ["PASSWORD"]
CHECKS: list[Callable[[], Any]] = []


def check(function):
    CHECKS.append(function)
    return function


def connect(**options):
    return oracledb.connect(**{"user": "page", "password": PASSWORD, "dsn": DSN} | options)


def raises(number, function, *arguments, **options):
    """The driver's error object of a call that has to fail with this code."""
    try:
        function(*arguments, **options)
    except oracledb.Error as error:
        assert number in str(error), f"{number} expected, not {error}"
        return error.args[0]
    raise AssertionError(f"{number} expected, but nothing happened")


def equal(found, expected):
    assert found == expected, f"{str(found)[:300]} instead of {str(expected)[:300]}"


def table(cursor, name, columns):
    """A new table; the one of an earlier check goes."""
    if cursor.execute("select 1 from user_tables where table_name = :1", [name.upper()]).fetchall():
        cursor.execute(f"drop table {name}")
    cursor.execute(f"create table {name} ({columns})")


# --- Logon ------------------------------------------------------------------------------------------------------------


@check
def wrong_password_and_unknown_user_are_the_same():
    one = raises("ORA-01017", connect, password="wrong")
    two = raises("ORA-01017", connect, user="nobody", password="wrong")
    equal(one.message, two.message)


@check
def unknown_service_is_refused():
    raises("DPY-6001", connect, dsn=DSN.replace("FREEPDB1", "NOSUCH"))


@check
def unknown_sid_is_refused():
    host, _, rest = DSN.partition(":")
    raises("DPY-6003", connect, dsn=oracledb.makedsn(host, int(rest.split("/")[0]), sid="NOSUCH"))


@check
def full_connect_descriptor():
    host, _, rest = DSN.partition(":")
    port = rest.split("/")[0]
    dsn = f"(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))(CONNECT_DATA=(SERVICE_NAME=freepdb1)))"
    with connect(dsn=dsn) as connection:
        connection.ping()
        assert connection.is_healthy()
        assert connection.version.startswith("23."), connection.version


# --- Queries ----------------------------------------------------------------------------------------------------------


@check
def query_with_describe():
    with connect() as connection, connection.cursor() as cursor:
        table(
            cursor, "people", "id number(9) not null, name varchar2(30), price number(10, 2), born date, seen timestamp"
        )
        cursor.execute("select * from people")
        names = [column[0] for column in cursor.description]
        equal(names, ["ID", "NAME", "PRICE", "BORN", "SEEN"])
        types = [column[1] for column in cursor.description]
        number, text = oracledb.DB_TYPE_NUMBER, oracledb.DB_TYPE_VARCHAR
        equal(types, [number, text, number, oracledb.DB_TYPE_DATE, oracledb.DB_TYPE_TIMESTAMP])
        equal(cursor.description[0][4:], (9, 0, False))
        equal(cursor.description[2][4:], (10, 2, True))
        equal(cursor.description[1][2], 30)
        equal(cursor.fetchall(), [])


@check
def fetch_in_batches():
    with connect() as connection, connection.cursor() as cursor:
        for rows in (0, 1, 2, 99, 100, 101, 2500):
            for prefetch, size in ((0, 100), (2, 100), (5, 7), (1000, 1000)):
                cursor.prefetchrows, cursor.arraysize = prefetch, size
                cursor.execute("select level, 'row ' || level from dual connect by level <= :1", [rows])
                equal(len(cursor.fetchall()), rows if rows else 1)  # CONNECT BY has a root at least
        cursor.execute("select level from dual connect by level <= 10")
        equal(cursor.fetchone(), (1,))
        equal(cursor.fetchmany(3), [(2,), (3,), (4,)])
        equal([row[0] for row in cursor], [5, 6, 7, 8, 9, 10])
        equal(cursor.rowcount, 10)
        equal(cursor.fetchone(), None)


@check
def all_scalar_types_with_null():
    with connect() as connection, connection.cursor() as cursor:
        table(
            cursor,
            "scalars",
            """id number, n number, p number(12, 3), v varchar2(50), c char(5), r raw(20), d date, ts timestamp(6),
            tz timestamp(6) with time zone, ds interval day to second, ym interval year to month,
            bd binary_double, bf binary_float, cl clob, bl blob, nv nvarchar2(20)""",
        )
        moment = datetime.datetime(2026, 2, 28, 13, 14, 15, 123456)
        values = [
            1, 7.25, decimal.Decimal("123456.789"), "Zürich €", "ab", b"\x00\xff", moment.replace(microsecond=0),
            moment, moment, datetime.timedelta(3, 7, 500), oracledb.IntervalYM(2, 3), -2.5, 0.5, "clob", b"blob",
            "Größe",
        ]  # fmt: skip
        marks = ", ".join(f":{number}" for number in range(1, len(values) + 1))
        cursor.setinputsizes(*[oracledb.DB_TYPE_TIMESTAMP if value is moment else None for value in values])
        cursor.execute(f"insert into scalars values ({marks})", values)
        cursor.execute("insert into scalars (id) values (2)")
        for _ in range(2):
            first, second = cursor.execute("select * from scalars order by id").fetchall()
            equal(first[:4], (1, 7.25, 123456.789, "Zürich €"))
            equal(first[4:9], ("ab   ", b"\x00\xff", moment.replace(microsecond=0), moment, moment))
            equal(first[9:13], (datetime.timedelta(3, 7, 500), oracledb.IntervalYM(2, 3), -2.5, 0.5))
            equal((first[13].read(), first[14].read(), first[15]), ("clob", b"blob", "Größe"))
            equal(second, (2, *[None] * 15))


@check
def numbers_are_exact():
    oracledb.defaults.fetch_decimals = True
    try:
        with connect() as connection, connection.cursor() as cursor:
            table(cursor, "numbers", "n number, w number(38)")
            values = [
                decimal.Decimal(2**70), decimal.Decimal(-(2**70)), decimal.Decimal("0.3"), decimal.Decimal(10**37),
                decimal.Decimal("0.1234567890123456789012345678901234567"), decimal.Decimal("-1E-20"),
                decimal.Decimal(5),
            ]  # fmt: skip
            cursor.executemany("insert into numbers (n) values (:1)", [(value,) for value in values])
            rows = cursor.execute("select n from numbers order by n").fetchall()
            equal([row[0] for row in rows], sorted(values))
            for value in values:
                equal(cursor.execute("select n from numbers where n = :1", [value]).fetchall(), [(value,)])
            cursor.execute("insert into numbers (w) values (99999999999999999999999999999999999999)")
            equal(cursor.execute("select max(w), 0.1 + 0.2, 1 / 3 from numbers").fetchone(),
                  (decimal.Decimal("9" * 38), decimal.Decimal("0.3"), decimal.Decimal("0." + "3" * 40)))  # fmt: skip
            out = cursor.var(decimal.Decimal)
            cursor.execute("declare x number := power(2, 70); begin :o := (x / 3) * 3 - x + mod(x, 7); end;", o=out)
            equal(out.getvalue(), decimal.Decimal("1.999999999999999999"))  # x / 3 has 18 digits behind the point
            cursor.execute("begin select max(n) / 7 into :o from numbers where n > :x; end;", o=out, x=2**69)
            equal(out.getvalue(), decimal.Decimal("1428571428571428571428571428571428571.43"))
    finally:
        oracledb.defaults.fetch_decimals = False
    with connect() as connection, connection.cursor() as cursor:
        equal(cursor.execute("select power(2, 70), 1 / 4, 1 / 3 from dual").fetchone(), (2**70, 0.25, 1 / 3))


@check
def clobs_as_locators_and_as_text():
    text, data = "äö€x" * 30_000, bytes(range(256)) * 500
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "documents", "id number, doc clob, pic blob")
        cursor.execute("insert into documents values (1, :1, :2)", [text, data])
        clob, blob = connection.createlob(oracledb.DB_TYPE_CLOB), connection.createlob(oracledb.DB_TYPE_BLOB)
        clob.write(text)
        blob.write(data)
        cursor.execute("insert into documents values (2, :1, :2)", [clob, blob])
        cursor.execute("insert into documents values (3, null, null)")
        for _ in range(2):
            rows = cursor.execute("select doc, pic from documents order by id").fetchall()
            for doc, pic in rows[:2]:
                equal((doc.size(), doc.read(), doc.read(3, 5)), (len(text), text, text[2:7]))
                equal(pic.read(), data)
            equal(rows[2], (None, None))
        oracledb.defaults.fetch_lobs = False
        try:
            for _ in range(2):
                rows = cursor.execute("select doc, pic from documents  order by id").fetchall()
                equal(rows, [(text, data), (text, data), (None, None)])
        finally:
            oracledb.defaults.fetch_lobs = True


# --- Changes and binds ------------------------------------------------------------------------------------------------


@check
def dml_rowcount_and_last_rowid():
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "t", "id number primary key, name varchar2(10)")
        cursor.execute("insert into t values (1, 'a')")
        rowid = cursor.lastrowid
        equal(cursor.rowcount, 1)
        equal(cursor.execute("select id from t where rowid = :1", [rowid]).fetchall(), [(1,)])
        cursor.execute("insert into t select level + 1, 'b' from dual connect by level <= 4")
        equal(cursor.rowcount, 4)
        cursor.execute("update t set name = 'c' where id > 2")
        equal(cursor.rowcount, 3)
        cursor.execute("delete from t where id > 100")
        equal(cursor.rowcount, 0)


@check
def executemany_with_batch_errors_and_row_counts():
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "t", "id number primary key, name varchar2(10) not null")
        rows = [(1, "a"), (2, "b"), (1, "again"), (3, None), (4, "d"), (5, "much too long a name")]
        cursor.executemany("insert into t values (:1, :2)", rows, batcherrors=True, arraydmlrowcounts=True)
        found = [(error.offset, error.full_code) for error in cursor.getbatcherrors()]
        equal(found, [(2, "ORA-00001"), (3, "ORA-01400"), (5, "ORA-12899")])
        equal(cursor.getarraydmlrowcounts(), [1, 1, 0, 0, 1, 0])
        equal(cursor.execute("select count(*) from t").fetchone(), (3,))
        raises("ORA-00001", cursor.executemany, "insert into t values (:1, :2)", [(10, "x"), (1, "y"), (11, "z")])
        equal(cursor.rowcount, 1)
        many = [(number, "x" * (number % 10 + 1)) for number in range(1000, 6000)]
        for _ in range(2):
            cursor.execute("delete from t")
            cursor.executemany("insert into t values (:1, :2)", many)
            equal(cursor.rowcount, 5000)
        equal(
            cursor.execute("select count(*), sum(length(name)) from t").fetchone(), (5000, sum(len(n) for _, n in many))
        )


@check
def binds_by_name_and_position():
    with connect() as connection, connection.cursor() as cursor:
        equal(cursor.execute("select :1 || :2 || :1 from dual", ["a", "b", "c"]).fetchone(), ("abc",))
        equal(cursor.execute("select :x || :y || :x from dual", x="a", y="b").fetchone(), ("aba",))
        equal(cursor.execute("select :x + 1 from dual", {"x": 41}).fetchone(), (42,))
        raises("DPY-4008", cursor.execute, "select :x from dual", {"y": 1})
        raises("DPY-4009", cursor.execute, "select :1, :2 from dual", [1])
        moment = datetime.datetime(2026, 1, 2, 3, 4, 5)
        equal(cursor.execute("select :1 + 1 from dual", [moment]).fetchone(), (moment + datetime.timedelta(1),))
        equal(cursor.execute("select :1 from dual", [None]).fetchone(), (None,))
        equal(cursor.execute("select nvl(:1, 'nothing') from dual", [""]).fetchone(), ("nothing",))


@check
def returning_into():
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "t", "id number generated always as identity, name varchar2(10)")
        number, name = cursor.var(int), cursor.var(str)
        cursor.execute("insert into t (name) values (:1) returning id, name into :2, :3", ["a", number, name])
        equal((number.getvalue(), name.getvalue()), ([1], ["a"]))
        number = cursor.var(int, arraysize=3)
        cursor.setinputsizes(None, number)
        cursor.executemany("insert into t (name) values (:1) returning id into :2", [("b",), ("c",), ("d",)])
        equal(number.values, [[2], [3], [4]])
        out = cursor.var(int)
        cursor.execute("update t set name = 'x' where id > 2 returning id into :out", out=out)
        equal(sorted(out.getvalue()), [3, 4])


# --- PL/SQL -----------------------------------------------------------------------------------------------------------


@check
def plsql_in_out_and_in_out():
    with connect() as connection, connection.cursor() as cursor:
        out, both, when = cursor.var(int), cursor.var(str, 100), cursor.var(oracledb.DB_TYPE_DATE)
        for number in (21, 4):
            both.setvalue(0, "in")
            block = "begin :o := :i * 2; :b := :b || ' out ' || :i; :d := date '2026-01-01' + :i; end;"
            cursor.execute(block, o=out, i=number, b=both, d=when)
            equal((out.getvalue(), both.getvalue()), (number * 2, f"in out {number}"))
            equal(when.getvalue(), datetime.datetime(2026, 1, 1) + datetime.timedelta(number))
        result = cursor.callfunc("length", int, ["four"])
        equal(result, 4)


@check
def plsql_arrays():
    with connect() as connection, connection.cursor() as cursor:
        given = cursor.arrayvar(int, [1, 2, 3])
        out = cursor.arrayvar(str, 10, 20)
        total = cursor.var(int)
        block = """
            declare
              type numbers is table of number index by binary_integer;
              type texts is table of varchar2(20) index by binary_integer;
              procedure p (a in numbers, b out texts, c out number) is
              begin
                c := 0;
                for i in 1 .. a.count loop b(i) := 'n' || a(i); c := c + a(i); end loop;
              end;
            begin p(:a, :b, :c); end;"""
        cursor.execute(block, a=given, b=out, c=total)
        equal((out.getvalue(), total.getvalue()), (["n1", "n2", "n3"], 6))


@check
def plsql_booleans_and_clob_out():
    with connect() as connection, connection.cursor() as cursor:
        out, doc = cursor.var(bool), cursor.var(oracledb.DB_TYPE_CLOB)
        cursor.execute("begin :o := not :i; :d := rpad('x', 5000, 'y'); end;", o=out, i=True, d=doc)
        equal((out.getvalue(), len(doc.getvalue().read())), (False, 5000))


@check
def ref_cursor():
    with connect() as connection, connection.cursor() as cursor:
        for rows in (0, 3, 250):
            out = connection.cursor()
            block = "begin open :c for select level as n, 'x' as t from dual where :n > 0 connect by level <= :n; end;"
            cursor.execute(block, c=out, n=rows)
            equal([column[0] for column in out.description], ["N", "T"])
            equal(len(out.fetchall()), rows)


@check
def dbms_output_get_line_and_get_lines():
    with connect() as connection, connection.cursor() as cursor:
        cursor.callproc("dbms_output.enable")
        cursor.execute("begin for i in 1 .. 25 loop dbms_output.put_line('line ' || i); end loop; end;")
        line, status = cursor.var(str), cursor.var(int)
        cursor.callproc("dbms_output.get_line", (line, status))
        equal((line.getvalue(), status.getvalue()), ("line 1", 0))
        lines, count = cursor.arrayvar(str, 10), cursor.var(int)
        found = []
        while True:
            count.setvalue(0, 10)
            cursor.callproc("dbms_output.get_lines", (lines, count))
            found += lines.getvalue()[: count.getvalue()]
            if count.getvalue() < 10:
                break
        equal(found, [f"line {number}" for number in range(2, 26)])
        cursor.callproc("dbms_output.get_line", (line, status))
        equal((line.getvalue(), status.getvalue()), (None, 1))


@check
def plsql_executemany():
    with connect() as connection, connection.cursor() as cursor:
        out = cursor.var(int, arraysize=3)
        cursor.setinputsizes(a=int, b=out)
        for _ in range(2):
            cursor.executemany("begin :b := :a * 10; end;", [{"a": 1}, {"a": 2}, {"a": 3}])
            equal(out.values, [10, 20, 30])


# --- Transactions and sessions ----------------------------------------------------------------------------------------


@check
def commit_rollback_and_rollback_on_disconnect():
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "t", "id number")
        cursor.execute("insert into t values (1)")
        connection.commit()
        cursor.execute("insert into t values (2)")
        connection.rollback()
        cursor.execute("insert into t values (3)")
    with connect() as connection, connection.cursor() as cursor:
        equal(cursor.execute("select id from t").fetchall(), [(1,)])
        connection.autocommit = True
        cursor.execute("insert into t values (4)")
        cursor.executemany("insert into t values (:1)", [(5,), (6,)])
    with connect() as connection:
        equal(connection.cursor().execute("select count(*) from t").fetchone(), (4,))


@check
def statement_cache_after_the_table_changed():
    with connect() as connection, connection.cursor() as cursor:
        select = "select * from changing"
        table(cursor, "changing", "a number")
        cursor.execute("insert into changing values (1)")
        for _ in range(3):
            equal(cursor.execute(select).fetchall(), [(1,)])
        table(cursor, "changing", "b varchar2(10), c date")
        cursor.execute("insert into changing values ('x', date '2026-01-01')")
        for _ in range(2):
            equal(cursor.execute(select).fetchall(), [("x", datetime.datetime(2026, 1, 1))])
        table(cursor, "changing", "d clob")
        cursor.execute("insert into changing values ('y')")
        for _ in range(2):
            equal(cursor.execute(select).fetchall(), [("y",)])  # a text that became a CLOB stays a text
        table(cursor, "changing", "e number, f clob")
        cursor.execute("insert into changing values (1, 'z')")
        for _ in range(2):
            equal([row[1].read() for row in cursor.execute(select).fetchall()], ["z"])
        cursor.execute("drop table changing")
        raises("ORA-00942", cursor.execute, select)
        for value, shown in ((5, "5"), ("five", "five"), (None, None), (6.5, "6.5"), ("6", "6")):
            equal(cursor.execute("select to_char(:1) from dual", [value]).fetchone(), (shown,))


@check
def many_statements_and_cursors():
    with connect(stmtcachesize=5) as connection:
        for number in range(400):
            with connection.cursor() as cursor:
                equal(cursor.execute(f"select {number} from dual").fetchone(), (number,))
        cursors = [connection.cursor() for _ in range(50)]
        for number, cursor in enumerate(cursors):
            cursor.execute("select level + :1 from dual connect by level <= 300", [number])
        equal([cursor.fetchall()[-1][0] for cursor in cursors], [300 + number for number in range(50)])


@check
def ping_cancel_and_call_timeout():
    with connect() as connection, connection.cursor() as cursor:
        connection.ping()
        endless = "begin loop null; end loop; end;"
        connection.call_timeout = 300
        raises("DPY-4024", cursor.execute, endless)
        connection.call_timeout = 0
        equal(cursor.execute("select 1 from dual").fetchall(), [(1,)])
        timer = threading.Timer(0.3, connection.cancel)
        timer.start()
        raises("ORA-01013", cursor.execute, endless)
        timer.join()
        equal(cursor.execute("select 2 from dual").fetchall(), [(2,)])


@check
def errors_are_clean_and_have_offsets():
    with connect() as connection, connection.cursor() as cursor:
        for text, code, offset in (
            ("select * from nowhere", "ORA-00942", 14),
            ("select 1, nope from dual", "ORA-00904", 10),
            ("selct 1 from dual", "ORA-00900", 0),
            ("select 1 from dual where", "ORA-00936", 24),
            ("begin nowhere.p; end;", "ORA-06550", 6),
        ):
            error = raises(code, cursor.execute, text)
            equal((error.full_code, error.offset), (code, offset))
        raises("ORA-20001", cursor.execute, "begin raise_application_error(-20001, 'mine'); end;")
        raises("ORA-01476", cursor.execute, "select 1 / 0 from dual")
        raises("ORA-01722", cursor.execute, "select to_number('x') from dual")
        equal(cursor.execute("select 1 from dual").fetchall(), [(1,)])


@check
def documents_of_json_come_back_as_they_went():
    documents = [
        5,
        "text",
        None,
        True,
        {},
        [],
        {"userId": 1, "a": [{"b": None}] * 300, "when": datetime.datetime(2026, 1, 2)},
    ]
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("create table driver_papers (id number, doc json)")
        try:
            cursor.setinputsizes(None, oracledb.DB_TYPE_JSON)
            cursor.executemany("insert into driver_papers values (:1, :2)", list(enumerate(documents)))
            cursor.execute("select doc from driver_papers order by id")
            equal(cursor.description[0].type_code, oracledb.DB_TYPE_JSON)
            equal([document for (document,) in cursor], documents)
        finally:
            cursor.execute("drop table driver_papers purge")


@check
def what_is_not_there_is_refused_and_the_connection_lives():
    with connect() as connection, connection.cursor() as cursor:
        raises("ORA-03001", connection.tpc_begin, connection.xid(1, "a", "b"))
        cursor.setinputsizes(oracledb.DB_TYPE_VECTOR)
        raises("ORA-03001", cursor.execute, "begin p(:1); end;", [array.array("f", [1.0])])
        equal(cursor.execute("select 1 from dual").fetchall(), [(1,)])
        raises("ORA-01031", connect, mode=oracledb.AUTH_MODE_SYSDBA)


@check
def session_attributes():
    with connect() as connection, connection.cursor() as cursor:
        connection.module, connection.action, connection.client_identifier = "notebook", "lesson 3", "learner"
        text = """select sys_context('userenv', 'module'), sys_context('userenv', 'action'),
                  sys_context('userenv', 'client_identifier'), sys_context('userenv', 'session_user') from dual"""
        equal(cursor.execute(text).fetchone(), ("notebook", "lesson 3", "learner", "PAGE"))
        connection.current_schema = "PAGE"
        equal(cursor.execute("select sys_context('userenv', 'current_schema') from dual").fetchone(), ("PAGE",))


@check
def pool_with_threads():
    pool = oracledb.create_pool(user="page", password=PASSWORD, dsn=DSN, min=1, max=4)
    found = []

    def work(number):
        for _ in range(5):
            with pool.acquire() as connection:
                found.append(connection.cursor().execute("select :1 from dual", [number]).fetchone()[0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(sorted(found), sorted(list(range(8)) * 5))
    with pool.acquire() as connection, connection.cursor() as cursor:
        table(cursor, "pooled", "id number")
        cursor.execute("insert into pooled values (1)")
    with pool.acquire() as connection:
        equal(connection.cursor().execute("select count(*) from pooled").fetchone(), (0,))
    pool.close()


# --- Asynchronous -----------------------------------------------------------------------------------------------------


@check
async def async_connection():
    async with oracledb.connect_async(user="page", password=PASSWORD, dsn=DSN) as connection:
        with connection.cursor() as cursor:
            await cursor.execute("select level from dual connect by level <= 300")
            equal(len(await cursor.fetchall()), 300)
            out = cursor.var(int)
            await cursor.execute("begin :1 := 42; end;", [out])
            equal(out.getvalue(), 42)
        connection.call_timeout = 300
        try:
            await connection.execute("begin loop null; end loop; end;")
            raise AssertionError("no timeout")
        except oracledb.DatabaseError as error:
            assert "DPY-4024" in str(error), error
        connection.call_timeout = 0
        equal(await connection.fetchone("select 1 from dual"), (1,))


@check
async def async_pool():
    pool = oracledb.create_pool_async(user="page", password=PASSWORD, dsn=DSN, min=1, max=3)

    async def work(number):
        async with pool.acquire() as connection:
            return await connection.fetchone("select :1 from dual", [number])

    equal(await asyncio.gather(*map(work, range(10))), [(number,) for number in range(10)])
    await pool.close()


@check
async def pipelines():
    with connect() as connection, connection.cursor() as cursor:
        table(cursor, "piped", "id number")
    async with oracledb.connect_async(user="page", password=PASSWORD, dsn=DSN) as connection:
        pipeline = oracledb.create_pipeline()
        pipeline.add_execute("delete from piped")
        pipeline.add_executemany("insert into piped values (:1)", [(1,), (2,)])
        pipeline.add_fetchall("select id from piped order by id")
        pipeline.add_fetchone("select count(*) from piped")
        pipeline.add_commit()
        results = await connection.run_pipeline(pipeline)
        equal((results[2].rows, results[3].rows), ([(1,), (2,)], [(2,)]))
        pipeline = oracledb.create_pipeline()
        pipeline.add_fetchall("select nope from dual")
        pipeline.add_fetchall("select 1 from dual")
        results = await connection.run_pipeline(pipeline, continue_on_error=True)
        equal((results[0].error.full_code, results[1].rows), ("ORA-00904", [(1,)]))


# --- Data frames ------------------------------------------------------------------------------------------------------


@check
def arrow_fetch():
    with connect() as connection:
        if not hasattr(connection, "fetch_df_all"):
            return  # came with 3.0
        frame = connection.fetch_df_all("select level as n, 'x' || level as t from dual connect by level <= 1000")
        equal((frame.num_rows(), frame.column_names()), (1000, ["N", "T"]))
        parts = list(connection.fetch_df_batches("select level as n from dual connect by level <= 25", size=10))
        equal([part.num_rows() for part in parts], [10, 10, 5])


def main() -> None:
    for function in CHECKS:
        try:
            result = function()
            if asyncio.iscoroutine(result):
                asyncio.run(result)
            failure = None
        except BaseException as error:
            failure = "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=-2))
        print(json.dumps({"check": function.__name__, "failure": failure, "driver": oracledb.__version__}), flush=True)


if __name__ == "__main__":
    main()
