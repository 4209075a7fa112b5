"""Columns, expressions, WHERE, ORDER BY, ROWNUM and row limiting: what a learner types on the first day."""

import pytest

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.functions import registry

CASES = [
    # DUAL and literals
    ("select 1 + 1 from dual", [2]),
    ("select 1", [1]),
    ("select 'x' || null || 'y' from dual", ["xy"]),
    ("select null || null from dual", [None]),
    ("select '' from dual", [None]),
    ("select 'it''s' from dual", ["it's"]),
    ("select q'[it's]' from dual", ["it's"]),
    ("select dummy from dual", ["X"]),
    ("select d.dummy from sys.dual d", ["X"]),
    ("select 10 / 4, 7 - 10, -3 * 2, 2 + 3 * 4, (2 + 3) * 4 from dual", [(2.5, -3, -6, 14, 20)]),
    ("select 0.1 + 0.2 from dual", [0.3]),
    ("select 1e3, .5, 1.50, 5. from dual", [(1000, 0.5, 1.5, 5)]),
    ("select '1' + '2' from dual", [3]),
    ("select 1 || 2 + 3 from dual", [15]),  # || and + are on one level
    ("select 2 * '3.5' from dual", [7]),
    ("select - - 1 from dual", [1]),
    ("select 12345678901234567890 from dual", [12345678901234567890.0]),
    # dates
    ("select date '2024-02-29' + 1 from dual", ["2024-03-01 00:00:00"]),
    ("select date '2024-03-01' - date '2024-02-01' from dual", [29]),
    ("select date '2024-01-31' + interval '1' day from dual", ["2024-02-01 00:00:00"]),
    (
        "select timestamp '2024-01-01 10:00:00' - timestamp '2023-12-31 09:30:00' from dual",
        ["+000000001 00:30:00.000000000"],
    ),
    ("select interval '1-6' year to month from dual", ["+000000001-06"]),
    ("select interval '1 12:30' day to minute from dual", ["+000000001 12:30:00.000000000"]),
    ("select interval '90' minute from dual", ["+000000000 01:30:00.000000000"]),
    ("select timestamp '2024-01-01 10:00:00 +02:00' at time zone 'UTC' from dual", ["2024-01-01 08:00:00 +00:00"]),
    ("select extract(month from date '2024-05-06') from dual", [5]),
    ("select trunc(sysdate) from dual", ["2026-01-15 00:00:00"]),
    ("select to_char(sysdate, 'YYYY-MM-DD HH24:MI') from dual", ["2026-01-15 09:30"]),
    ("select cast(timestamp '2024-01-01 10:00:00.7' as date) from dual", ["2024-01-01 10:00:00"]),
    # functions
    ("select upper('abc'), length('abc'), substr('abcdef', 2, 3), instr('abc', 'c') from dual", [("ABC", 3, "bcd", 3)]),
    ("select trim('  a '), trim(both 'x' from 'xxaxx'), trim(leading '0' from '007') from dual", [("a", "a", "7")]),
    ("select trim(trailing 'x' from 'axx'), ltrim('xxa', 'x'), rpad('a', 3, '*') from dual", [("a", "a", "a**")]),
    ("select nvl(null, 'n'), nvl2('a', 1, 2), coalesce(null, null, 3), nullif(1, 1) from dual", [("n", 1, 3, None)]),
    ("select decode(2, 1, 'one', 2, 'two', 'many'), decode(null, null, 'null') from dual", [("two", "null")]),
    ("select decode(1, 1, 0, 1 / 0), nvl2(1, 2, 1 / 1) from dual", [(0, 2)]),  # what is not needed is not computed
    ("select greatest(1, 3, 2), least('b', 'a'), greatest(1, null) from dual", [(3, "a", None)]),
    ("select round(2.5), trunc(-2.7), mod(7, 3), power(2, 10), abs(-4) from dual", [(3, -2, 1, 1024, 4)]),
    (
        "select case when 1 = 1 then 'yes' else 'no' end, case 2 when 1 then 'a' when 2 then 'b' end from dual",
        [("yes", "b")],
    ),
    ("select case when null = null then 1 when null is null then 2 end from dual", [2]),
    ("select cast('12' as number), cast(2.567 as number(3, 1)), cast(12 as varchar2(5)) from dual", [(12, 2.6, "12")]),
    ("select cast('abcdef' as varchar2(3)), cast('ab' as char(4)) from dual", [("abc", "ab  ")]),
    ("select to_number('1,234.5', '9G999D9'), to_char(1234.5, 'FM9,999.00') from dual", [(1234.5, "1,234.50")]),
    ("select user, uid from dual", [("PAGE", 100)]),
    ("select sys_context('userenv', 'current_schema') from dual", ["PAGE"]),
    ("select hr.greeting('Ann', 3) from dual", ["HR.GREETING/CHAR,NUMBER/Ann/3"]),
    ("select tax(sal) from emp where empno = 7369", ["TAX/NUMBER/800"]),
    ("select today from dual", ["TODAY/"]),
    # conversions that may fail
    (
        "select to_number('x' default -1 on conversion error), to_number('5' default 0 on conversion error) from dual",
        [(-1, 5)],
    ),
    (
        "select to_date('31-FEB-24' default '01-JAN-00' on conversion error, 'DD-MON-RR') from dual",
        ["2000-01-01 00:00:00"],
    ),
    ("select to_date('x' default date '2001-02-03' on conversion error) from dual", ["2001-02-03 00:00:00"]),
    ("select cast('abc' as number default 7 on conversion error) from dual", [7]),
    ("select cast('5.678' as number(3, 1) default 0 on conversion error) from dual", [5.7]),
    ("select cast('05/01/2024' as date, 'DD/MM/YYYY') from dual", ["2024-01-05 00:00:00"]),
    ("select validate_conversion('1' as number), validate_conversion('x' as number) from dual", [(1, 0)]),
    ("select validate_conversion('2024-02-30' as date, 'YYYY-MM-DD') from dual", [0]),
    (
        "select unistr('caf\\00e9'), asciistr('caf\u00e9'), instrb('\u00e9a', 'a') from dual",
        [("caf\u00e9", "caf\\00E9", 3)],
    ),
    # WHERE
    ("select ename from emp where empno = 7839", ["KING"]),
    ("select ename from emp where empno = '7839'", ["KING"]),
    ("select ename from emp where ename = 'king'", []),
    ("select ename from emp where mgr is null", ["KING"]),
    ("select count(*) from emp where comm = null", [0]),
    ("select ename from emp where comm is not null order by comm", ["TURNER", "ALLEN", "WARD", "MARTIN"]),
    ("select ename from emp where sal between 2900 and 3000 order by empno", ["JONES", "SCOTT", "FORD"]),
    ("select ename from emp where job in ('ANALYST', 'PRESIDENT') order by 1", ["FORD", "KING", "SCOTT"]),
    ("select count(*) from emp where deptno not in (10, null)", [0]),
    ("select ename from emp where ename like 'A%' order by 1", ["ADAMS", "ALLEN"]),
    ("select ename from emp where ename like '_A%' order by 1", ["JAMES", "MARTIN", "WARD"]),
    ("select count(*) from emp where ename like 'a%'", [0]),
    ("select count(*) from dual where '10%' like '10!%' escape '!'", [1]),
    ("select count(*) from dual where 'a*b' like 'a*b' and 'a[b' like 'a[b'", [1]),
    ("select ename from emp where ename not like '%E%' and sal > 2000 order by 1", ["CLARK", "FORD", "KING", "SCOTT"]),
    ("select ename from emp where hiredate > date '1987-01-01' order by 1", ["ADAMS", "SCOTT"]),
    ("select ename from emp where hiredate = '17-NOV-81'", ["KING"]),
    ("select ename from emp where to_char(hiredate, 'MM') = '12' order by 1", ["FORD", "JAMES", "SMITH"]),
    ("select ename from emp where not (sal < 3000 or job = 'ANALYST')", ["KING"]),
    (
        "select ename from emp where sal > 1500 and (deptno = 10 or job = 'SALESMAN') order by 1",
        ["ALLEN", "CLARK", "KING"],
    ),
    ("select ename from emp where (job, deptno) in (('CLERK', 10), ('MANAGER', 30)) order by 1", ["BLAKE", "MILLER"]),
    ("select ename from emp where sal != 800 and sal <> 1100 and sal ^= 950 and job = 'CLERK'", ["MILLER"]),
    ("select ename from emp where regexp_like(ename, '^(K|W)')order by 1", ["KING", "WARD"]),
    ("select count(*) from emp where nvl(comm, 0) = 0", [11]),
    ("select count(*) from emp where lnnvl(comm > 0)", [11]),
    ("select count(*) from emp where comm > any (200, 1000)", [3]),
    ("select count(*) from emp where sal >= all (2850, 2975)", [4]),
    # CHAR, text, dates and numbers side by side
    ("select id from kinds where c = 'a'", [1]),
    ("select id from kinds where c = 'a   '", [1]),
    ("select id from kinds where v = 'a'", [1]),
    ("select id from kinds where c = v order by id", []),
    ("select id from kinds where c in ('a', 'b') order by id", [1, 2]),
    ("select length(c) from kinds where id = 1", [5]),
    ("select id from kinds where v > 5", "ORA-01722"),
    ("select id from kinds where d > ts", []),
    ("select id from kinds where d = timestamp '2024-02-29 12:30:00'", [1]),
    ("select id from kinds order by tz, id", [1, 2, 3]),
    ("select id from kinds where tz > timestamp '2024-02-29 10:30:00 +00:00'", [2]),
    ("select id from kinds where ds > interval '1' day", [1]),
    ("select id from kinds order by ds desc nulls last", [1, 2, 3]),
    ("select id from kinds where r = '01ff'", [1]),
    ("select id from kinds where b like 'long%'", [1]),
    ('select "Mixed" from kinds where id = 1', ["x"]),
    # ORDER BY
    ("select n from kinds order by n", [0.1, 9, 10]),
    ("select comm from emp where deptno = 30 order by comm", [0, 300, 500, 1400, None, None]),
    ("select comm from emp where deptno = 30 order by comm desc", [None, None, 1400, 500, 300, 0]),
    ("select comm from emp where deptno = 30 order by comm nulls first", [None, None, 0, 300, 500, 1400]),
    ("select ename n from emp where deptno = 10 order by n desc", ["MILLER", "KING", "CLARK"]),
    (
        "select ename, sal * 12 pay from emp where deptno = 10 order by 2",
        [("MILLER", 15600), ("CLARK", 29400), ("KING", 60000)],
    ),
    ("select ename from emp where deptno = 10 order by sal + nvl(comm, 0) desc, 1", ["KING", "CLARK", "MILLER"]),
    ("select ename from emp where deptno = 10 order by length(ename), ename desc", ["KING", "CLARK", "MILLER"]),
    ("select distinct job from emp order by job", ["ANALYST", "CLERK", "MANAGER", "PRESIDENT", "SALESMAN"]),
    ("select unique deptno from emp order by 1 desc", [30, 20, 10]),
    ("select empno as ename from emp where deptno = 10 order by ename", [7782, 7839, 7934]),
    # ROWNUM
    ("select ename from emp where rownum = 1", ["SMITH"]),
    ("select count(*) from emp where rownum <= 5", [5]),
    ("select ename from emp where rownum < 3 order by ename", ["ALLEN", "SMITH"]),
    ("select rownum, ename from emp where deptno = 10", [(1, "CLARK"), (2, "KING"), (3, "MILLER")]),
    ("select ename from (select ename from emp order by sal desc) where rownum <= 2", ["KING", "SCOTT"]),
    ("select ename from emp where rownum > 1", []),
    ("select ename from emp where rownum = 2", []),
    ("select count(*) from emp where rownum <= 5 or rownum = 6", [6]),
    ("select count(*) from emp where mod(rownum, 4) > 0", [3]),
    ("select n from (select ename n, rownum r from emp) where r between 2 and 3", ["ALLEN", "WARD"]),
    ("select ename, rownum from emp where deptno = 10 order by ename desc", [("MILLER", 3), ("KING", 2), ("CLARK", 1)]),
    ("select deptno, max(rownum) from emp where rownum <= 4 group by deptno order by 1", [(20, 4), (30, 3)]),
    ("select distinct deptno from emp where rownum <= 3 order by 1", [20, 30]),
    # OFFSET and FETCH
    ("select ename from emp order by sal desc fetch first 2 rows only", ["KING", "SCOTT"]),
    ("select ename from emp order by sal desc fetch first row only", ["KING"]),
    ("select ename from emp order by sal desc offset 1 row fetch next 1 rows only", ["SCOTT"]),
    ("select ename from emp order by empno offset 12 rows", ["FORD", "MILLER"]),
    ("select count(*) from (select * from emp order by sal desc fetch first 2 rows with ties)", [3]),
    ("select ename from emp order by sal desc fetch first 10 percent rows only", ["KING", "SCOTT"]),
    ("select ename from emp order by sal desc fetch first 0 rows only", []),
    ("select ename from emp fetch first -1 rows only", []),
    ("select distinct deptno from emp order by deptno fetch first 2 rows with ties", [10, 20]),
    # stars, aliases, comments
    ("select * from dept where deptno = 10", [(10, "ACCOUNTING", "NEW YORK")]),
    ("select d.*, 1 from dept d where deptno = 10", [(10, "ACCOUNTING", "NEW YORK", 1)]),
    ("select page.dept.dname from page.dept where dept.deptno = 10", ["ACCOUNTING"]),
    ("select /*+ full(emp) */ ename -- the boss\n from emp where mgr is null", ["KING"]),
    ('select "E".ename from emp "E" where "E"."EMPNO" = 7839', ["KING"]),
    ("select name, pay from clerks order by pay fetch first 1 row only", [("SMITH", 800)]),
    ("select dbms_random.value * 0 from dual", [0]),
    ("select ename from emp where empno = 7839 for update of sal nowait", ["KING"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_query_gives_the_rows_that_oracle_gives(session, text, expected):
    if isinstance(expected, str):
        assert f"ORA-{session.error(text)[0]:05d}" == expected
    else:
        assert session.rows(text) == expected


BINDS = [
    ("select ename from emp where empno = :b", (7839,), ["KING"]),
    ("select ename from emp where empno = :b", ("7839",), ["KING"]),
    ("select ename from emp where ename = :b", (None,), []),
    ("select :a + :b, :a || :b from dual", (1, 2, "x", None), [(3, "x")]),
    ("select ename from emp where rownum <= :n", (1,), ["SMITH"]),
    ("select ename from emp order by sal desc fetch first :n rows only", (1,), ["KING"]),
    ("select ename from emp order by empno offset :o rows fetch next :n rows only", (1, 2), ["ALLEN", "WARD"]),
    ("select id from kinds where c = :c", ("a",), []),  # a bind is no CHAR: no blank-padding
    ("select id from kinds where c = :c", ("a    ",), [1]),
    ("select id from kinds where v like :p", ("a%",), [1, 2]),
    ("select count(*) from emp where hiredate >= :d", ("01-JAN-87",), [2]),
    ("select nvl(:x, 'none') from dual", (None,), ["none"]),
    ("select ename from emp where deptno in (:1, :2) and sal > :3", (10, 40, 4000), ["KING"]),
]


@pytest.mark.parametrize(("text", "binds", "expected"), BINDS)
def test_bind_variables_count_by_occurrence_and_their_types_decide(session, text, binds, expected):
    assert session.rows(text, *binds) == expected


def test_a_row_id_finds_its_row(session):
    text = session.rows("select rowidtochar(rowid) from emp where empno = 7839")[0]
    assert len(text) == 18
    assert session.rows("select ename from emp where rowid = :r", text) == ["KING"]
    assert session.rows("select ename from emp e where e.rowid = chartorowid(:r)", text) == ["KING"]
    assert session.rows("select ename from emp where rowid in (select max(rowid) from emp)") == ["MILLER"]
    assert session.columns("select rowid from emp") == ["ROWID ROWID"]
    shown = compile_query(parse("select rowid, ename from emp"), session.names, (), for_caller=True)
    registry.ensure(session.connection, session, shown.functions)
    assert session.connection.execute(shown.text).fetchall()[8] == (text, "KING")
    assert shown.columns[0].type.size == 18


def test_a_sequence_gives_one_number_a_row(session):
    session.number = 0
    assert session.rows("select orders_seq.nextval from dual") == [1]
    assert session.rows("select orders_seq.nextval, orders_seq.currval, page.orders_seq.nextval from dept") == [
        (number, number, number) for number in (2, 3, 4, 5)
    ]
    assert session.rows("select orders_seq.currval from dual") == [5]


def test_a_lookup_by_key_stays_a_lookup(session):
    assert session.plan("select ename from emp where empno = :b", 7839) == [
        "SEARCH t1 USING INTEGER PRIMARY KEY (rowid=?)"
    ]
    assert session.plan("select ename from emp where empno = :b", "7839") == [
        "SEARCH t1 USING INTEGER PRIMARY KEY (rowid=?)"
    ]
    assert session.compile("select ename, sal from emp order by empno").text == (
        'select t1."ENAME" as c1, t1."SAL" as c2 from "EMP" t1 order by t1."EMPNO"'
    )


def test_nothing_is_written_to_the_log(session, caplog, capfd):
    with pytest.raises(Exception, match="ORA-"):
        session.rows("select from where")
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
