"""Names and types of columns, fixed before a row is read."""

# ruff: noqa: E501 - a query and its rows stand on one line

import pytest

CASES = [
    ("select * from dept", ["DEPTNO NUMBER(2,0) NOT NULL", "DNAME VARCHAR2(14)", "LOC VARCHAR2(13)"]),
    (
        "select empno, e.ename, e.sal pay from emp e",
        ["EMPNO NUMBER(4,0) NOT NULL", "ENAME VARCHAR2(10)", "PAY NUMBER(7,2)"],
    ),
    (
        "select 1, 1.5, 'abc', null, '' from dual",
        ["1 NUMBER", "1.5 NUMBER", "'ABC' CHAR(3)", "NULL VARCHAR2(1)", "'' CHAR(1)"],
    ),
    ("select 1f, 2d from dual", ["1F BINARY_FLOAT", "2D BINARY_DOUBLE"]),
    ("select sal * 12, sal + comm, -sal from emp", ["SAL*12 NUMBER", "SAL+COMM NUMBER", "-SAL NUMBER"]),
    ("select ename || ' ' || job from emp", ["ENAME||''||JOB VARCHAR2(20)"]),
    (
        "select upper( ename ) , substr(ename, 1, 2) from emp",
        ["UPPER(ENAME) VARCHAR2(10)", "SUBSTR(ENAME,1,2) VARCHAR2(10)"],
    ),
    ("select 'Hello World' from dual", ["'HELLOWORLD' CHAR(11)"]),
    (
        "select +sal, (sal), to_number('1' default 0 on conversion error) n from emp",
        ["+SAL NUMBER(7,2)", "(SAL) NUMBER(7,2)", "N NUMBER"],
    ),
    (
        "select count(*), sum(sal), max(ename), min(hiredate), avg(sal) from emp",
        ["COUNT(*) NUMBER", "SUM(SAL) NUMBER", "MAX(ENAME) VARCHAR2(10)", "MIN(HIREDATE) DATE", "AVG(SAL) NUMBER"],
    ),
    (
        "select sysdate, systimestamp, current_timestamp, localtimestamp from dual",
        ["SYSDATE DATE", "SYSTIMESTAMP TIMESTAMP_TZ", "CURRENT_TIMESTAMP TIMESTAMP_TZ", "LOCALTIMESTAMP TIMESTAMP"],
    ),
    (
        "select sysdate - 1, sysdate - sysdate, systimestamp - systimestamp, systimestamp + 1 from dual",
        ["SYSDATE-1 DATE", "SYSDATE-SYSDATE NUMBER", "SYSTIMESTAMP-SYSTIMESTAMP INTERVAL_DS", "SYSTIMESTAMP+1 DATE"],
    ),
    (
        "select date '2024-01-01', timestamp '2024-01-01 00:00:00' t, interval '1' year y, interval '1' day d from dual",
        ["DATE'2024-01-01' DATE", "T TIMESTAMP", "Y INTERVAL_YM", "D INTERVAL_DS"],
    ),
    (
        "select to_char(sal), to_date('1', 'DD') d, to_number('1') n from emp",
        ["TO_CHAR(SAL) VARCHAR2(75)", "D DATE", "N NUMBER"],
    ),
    (
        "select nvl(comm, 0), nvl(ename, 'nobody at all'), coalesce(hiredate, sysdate) c from emp",
        ["NVL(COMM,0) NUMBER", "NVL(ENAME,'NOBODYATALL') VARCHAR2(13)", "C DATE"],
    ),
    ("select decode(deptno, 10, 'ten', 'other') d, decode(deptno, 10, 5) n from emp", ["D VARCHAR2(5)", "N NUMBER"]),
    (
        "select case when sal > 1 then 'a' else 'b' end a, case when sal > 1 then 'a' else 'bc' end b, case sal when 1 then sysdate end c from emp",
        ["A CHAR(1)", "B VARCHAR2(2)", "C DATE"],
    ),
    (
        "select cast(1 as number(5, 2)) a, cast('x' as varchar2(7)) b, cast('x' as char(3)) c, cast(sysdate as timestamp) d from dual",
        ["A NUMBER(5,2)", "B VARCHAR2(7)", "C CHAR(3)", "D TIMESTAMP"],
    ),
    ("select rownum, level from dual connect by level < 2", ["ROWNUM NUMBER", "LEVEL NUMBER"]),
    ("select user, sys_guid() from dual", ["USER VARCHAR2(128)", "SYS_GUID() RAW(16)"]),
    (
        "select (select dname from dept where deptno = 10) from dual",
        ["(SELECTDNAMEFROMDEPTWHEREDEPTNO=10) VARCHAR2(14)"],
    ),
    ("select * from (select sal * 2 double_pay from emp)", ["DOUBLE_PAY NUMBER"]),
    ("select ename from emp union select dname from dept", ["ENAME VARCHAR2(14)"]),
    ("select 'a' from dual union select 'b' from dual", ["'A' CHAR(1)"]),
    ("select 'a' x from dual union select 'bc' from dual", ["X VARCHAR2(2)"]),
    ("select hiredate from emp union all select systimestamp from dual", ["HIREDATE TIMESTAMP_TZ"]),
    ("select null n from dual union all select 1 from dual", ["N NUMBER"]),
    ("with w (a, b) as (select 1, 'x' from dual) select * from w", ["A NUMBER", "B CHAR(1)"]),
    (
        "with w (t) as (select 'a' from dual union all select t || 'b' from w where length(t) < 3) select * from w",
        ["T VARCHAR2(2)"],
    ),
    ("select orders_seq.nextval from dual", ["NEXTVAL NUMBER"]),
    (
        "select row_number() over (order by sal) rn, lag(hiredate) over (order by sal) l, sum(sal) over () s from emp",
        ["RN NUMBER", "L DATE", "S NUMBER"],
    ),
    (
        "select listagg(ename, ',') within group (order by ename) from emp",
        ["LISTAGG(ENAME,',')WITHINGROUP(ORDERBYENAME) VARCHAR2(4000)"],
    ),
    (
        'select id, c, d, ts, tz, ds, ym, r, b, bl, f, "Mixed" from kinds',
        [
            "ID NUMBER(9,0) NOT NULL",
            "C CHAR(5)",
            "D DATE",
            "TS TIMESTAMP",
            "TZ TIMESTAMP_TZ",
            "DS INTERVAL_DS",
            "YM INTERVAL_YM",
            "R RAW(8)",
            "B CLOB",
            "BL BLOB",
            "F BINARY_DOUBLE",
            "Mixed VARCHAR2(5)",
        ],
    ),
    ("select f + 1, f * n, b || 'x' from kinds", ["F+1 BINARY_DOUBLE", "F*N BINARY_DOUBLE", "B||'X' CLOB"]),
    (
        "select json_value('{}', '$.a'), json_value('{}', '$.a' returning number) n, json_query('{}', '$.a' returning clob) q from dual",
        ["JSON_VALUE('{}','$.A') VARCHAR2(4000)", "N NUMBER", "Q CLOB"],
    ),
    (
        "select * from (select deptno, job from emp) pivot (count(*) for deptno in (10 as ten, 20))",
        ["JOB VARCHAR2(9)", "TEN NUMBER", "20 NUMBER"],
    ),
    (
        "select * from (select empno, dname, loc from emp join dept using (deptno)) unpivot (v for k in (dname, loc))",
        ["EMPNO NUMBER(4,0) NOT NULL", "K VARCHAR2(5)", "V VARCHAR2(14)"],
    ),
    (
        "select * from json_table('[]', '$[*]' columns (r for ordinality, a varchar2(5), b number path '$.b', c date path '$.c'))",
        ["R NUMBER NOT NULL", "A VARCHAR2(5)", "B NUMBER", "C DATE"],
    ),
    (
        "select hr.greeting('x'), tax(1) t, today from dual",
        ["HR.GREETING('X') VARCHAR2(4000)", "T NUMBER", "TODAY DATE"],
    ),
    ("select name, pay from clerks", ["NAME VARCHAR2(10)", "PAY NUMBER(7,2)"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_columns_are_described_as_oracle_describes_them(session, text, expected):
    assert session.columns(text) == expected


def test_a_binds_type_decides_the_columns_type(columns):
    assert columns("select :a from dual", 1) == [":A NUMBER"]
    assert columns("select :a from dual", "x") == [":A VARCHAR2(4000)"]
    assert columns("select :a from dual", None) == [":A VARCHAR2(1)"]
