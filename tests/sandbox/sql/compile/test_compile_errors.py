"""Errors: Oracle's number, and the place in the statement that it points at."""

# ruff: noqa: E501 - a query and its rows stand on one line

import pytest

CASES = [
    # syntax
    ("selec 1 from dual", 900, "selec 1 from dual"),
    ("select from dual", 936, "from dual"),
    ("select 1, from dual", 936, "from dual"),
    ("select ename frm emp", 923, "emp"),
    ("select 1 a b from dual", 923, "b from dual"),
    ("select *, ename from emp", 923, ", ename from emp"),
    ("select ename, * from emp", 936, "* from emp"),
    ("select ename from emp where", 936, ""),
    ("select ename from emp where sal", 920, "sal"),
    ("select ename from emp where sal > ", 936, ""),
    ("select ename from emp order ename", 924, "ename"),
    ("select ename from emp group ename", 924, "ename"),
    ("select ename from emp limit 5", 933, "5"),
    ("select ename from emp;", 933, ";"),
    ("select ename from emp as e", 933, "as e"),
    ("select (1 + 2 from dual", 907, "from dual"),
    ("select count( from emp", 936, "from emp"),
    ("select upper ename from emp", 904, "upper ename from emp"),
    ("select ename from emp where empno in 7839, 1", 906, "7839, 1"),
    ("select ename from emp where sal between 1 or 2", 905, "or 2"),
    ("select case when 1 = 1 then 2 from dual", 905, "from dual"),
    ("select case 1 end from dual", 905, "end from dual"),
    ("select ename from emp where comm is nul", 908, "nul"),
    ("select ename from", 903, ""),
    ("select ename from emp join dept", 905, ""),
    ("select ename from emp fetch first 2 rows", 905, ""),
    ("select * from emp where ename = 'KING", 1756, "'KING"),
    ("select $x from dual", 911, "$x from dual"),
    ("select 1 from dual union", 928, ""),
    ("select ename from emp where empno in (select empno from emp order by 1)", 907, "order by 1)"),
    ("select 1 into x from dual", 905, "into x from dual"),
    ("select sum(sal) over (rows 1 preceding) from emp", 30485, "sum(sal) over (rows 1 preceding) from emp"),
    # names
    ("select nosuch from emp", 904, "nosuch from emp"),
    ("select ename from emp where e.sal > 1", 904, "e.sal > 1"),
    ("select emp.ename from emp e", 904, "emp.ename from emp e"),
    ("select ename from emp order by nosuch", 904, "nosuch"),
    ("select nofunc(1) from dual", 904, "nofunc(1) from dual"),
    ("select hr.nofunc(1) from dual", 904, "hr.nofunc(1) from dual"),
    ("select x.* from emp e", 904, "x.* from emp e"),
    ("select ename as n from emp where n = 'KING'", 904, "n = 'KING'"),
    ('select "ename" from emp', 904, '"ename" from emp'),
    ("select * from nosuch", 942, "nosuch"),
    ("select * from other.emp", 942, "other.emp"),
    ("select deptno from emp, dept", 918, "deptno from emp, dept"),
    (
        "select * from (select e.deptno, d.deptno from emp e, dept d)",
        918,
        "* from (select e.deptno, d.deptno from emp e, dept d)",
    ),
    ("select e.deptno from emp e join dept d using (deptno)", 25154, "e.deptno from emp e join dept d using (deptno)"),
    ("select ename from emp join dept using (dname)", 904, None),
    ("select ename from emp e join dept d on d.deptno = x.deptno", 904, "x.deptno"),
    ("select nosuch_seq.nextval from dual", 2289, "nosuch_seq.nextval from dual"),
    ("select ename from emp where empno = orders_seq.nextval", 2287, "orders_seq.nextval"),
    ("select distinct orders_seq.nextval from emp", 2287, "orders_seq.nextval from emp"),
    # groups
    ("select ename, count(*) from emp", 937, "ename, count(*) from emp"),
    ("select ename, count(*) from emp group by deptno", 979, "ename, count(*) from emp group by deptno"),
    ("select deptno, sal + 1 from emp group by deptno", 979, "sal + 1 from emp group by deptno"),
    ("select deptno from emp group by deptno order by sal", 979, "sal"),
    ("select deptno from emp group by deptno having sal > 1", 979, "sal > 1"),
    ("select ename from emp where count(*) > 1", 934, "count(*) > 1"),
    ("select deptno from emp group by count(*)", 934, "count(*)"),
    ("select sum(count(*)) from emp", 978, "count(*)) from emp"),
    ("select deptno, max(avg(sal)) from emp group by deptno", 937, "deptno, max(avg(sal)) from emp group by deptno"),
    ("select max(avg(count(*))) from emp group by deptno", 935, None),
    ("select * from emp group by deptno", 979, "* from emp group by deptno"),
    ("select count(*) from emp order by ename", 937, "ename"),
    ("select count(sal, comm) from emp", 909, "count(sal, comm) from emp"),
    ("select distinct job from emp order by sal", 1791, "sal"),
    ("select ename from emp order by 2", 1785, "2"),
    ("select grouping(sal) from emp group by rollup(deptno)", 979, "sal) from emp group by rollup(deptno)"),
    ("select ename from emp where row_number() over (order by sal) = 1", 30483, "row_number() over (order by sal) = 1"),
    ("select row_number() from emp", 30484, "row_number() from emp"),
    ("select row_number() over () from emp", 30485, "row_number() over () from emp"),
    # types
    ("select 1 from dual union select 'a' from dual", 1790, "1 from dual union select 'a' from dual"),
    ("select 1, 2 from dual union select 1 from dual", 1789, "select 1, 2 from dual union select 1 from dual"),
    ("select ename from emp where ename > 5 and empno = 7839", 1722, None),
    ("select 'a' + 1 from dual", 1722, None),
    ("select sysdate + sysdate from dual", 975, "sysdate + sysdate from dual"),
    ("select sysdate * 2 from dual", 932, "sysdate * 2 from dual"),
    ("select case when 1 = 1 then 'a' else 1 end from dual", 932, "1 end from dual"),
    ("select ename from emp where hiredate > 5", 932, "hiredate > 5"),
    ("select id from kinds where b = 'x'", 932, "b = 'x'"),
    ("select b from kinds order by b", 932, "b"),
    ("select distinct b from kinds", 932, "b from kinds"),
    ("select b from kinds group by b", 932, "b"),
    ("select 1 / 0 from dual", 1476, None),
    ("select to_date('32-JAN-24') from dual", 1847, None),
    ("select date '2024-02-30' from dual", 1839, "date '2024-02-30' from dual"),
    ("select date '2024-13-01' from dual", 1843, "date '2024-13-01' from dual"),
    ("select date 'today' from dual", 1861, "date 'today' from dual"),
    ("select cast('a' as nosuch) from dual", 902, "nosuch) from dual"),
    ("select cast(100 as number(2)) from dual", 1438, None),
    ("select substr('a') from dual", 938, "substr('a') from dual"),
    ("select upper('a', 'b') from dual", 909, "upper('a', 'b') from dual"),
    ("select (select 1, 2 from dual) from dual", 913, "(select 1, 2 from dual) from dual"),
    ("select ename from emp where (1, 2) in (select 1 from dual)", 947, "(select 1 from dual)"),
    ("select ename from emp where 1 in (select 1, 2 from dual)", 913, "(select 1, 2 from dual)"),
    ("select * from dual where 'a' like 'a' escape 'ab'", 1425, None),
    ("select 1e200 from dual", 1426, "1e200 from dual"),
    # joins, WITH, hierarchies
    ("select 1 from emp e, dept d where e.deptno(+) = d.deptno(+)", 1468, "e.deptno(+) = d.deptno(+)"),
    ("select 1 from emp e, dept d where e.deptno(+) = d.deptno and d.deptno(+) = e.mgr", 1416, None),
    (
        "with a as (select 1 from dual), a as (select 2 from dual) select * from a",
        32039,
        "a as (select 2 from dual) select * from a",
    ),
    (
        "with a (x, y) as (select 1 from dual) select * from a",
        32038,
        "a (x, y) as (select 1 from dual) select * from a",
    ),
    ("with a as (select 1 x from dual union all select x + 1 from a where x < 3) select * from a", 32039, None),
    (
        "with g (a, b) as (select 1, 2 from dual union all select 2, 1 from dual), r (x) as (select 1 from dual union all select b from g join r on a = x) select x from r",
        32044,
        None,
    ),
    ("with r (x) as (select 1 from dual union select x + 1 from r) select * from r", 32040, None),
    ("select coalesce(1, 'a') from dual", 932, "'a') from dual"),
    ("select upper('a' default 'b' on conversion error) from dual", 907, "'b' on conversion error) from dual"),
    ("select * from (values (1, 2))", 3001, "(values (1, 2))"),
    ("select level from dual", 1788, "level from dual"),
    ("select prior ename from emp", 976, "prior ename from emp"),
    ("select * from emp pivot (sal for deptno in (10))", 56902, "sal for deptno in (10))"),
    ("select count(*) from emp for update", 2014, None),
    ("select 1 is true from dual", 932, "1 is true from dual"),
    # refused, and said so
    ("select * from emp model dimension by (empno)", 3001, None),
    ("select * from table(f(1))", 3001, "table(f(1))"),
    ("select * from emp e cross apply (select 1 from dual)", 3001, "cross apply (select 1 from dual)"),
    ("select f(a => 1) from dual", 904, "f(a => 1) from dual"),
    ("select upper(a => 1) from dual", 3001, "upper(a => 1) from dual"),
    ('select xmlelement("a", 1) from dual', 3001, 'xmlelement("a", 1) from dual'),
    ("select ename from emp sample (10)", 3001, "sample (10)"),
]


@pytest.mark.parametrize(("text", "number", "place"), CASES)
def test_errors_have_oracles_number_and_place(session, text, number, place):
    found, at = session.error(text)
    assert found == number
    if place is not None:
        assert at == place


def test_unknown_names_are_quoted_with_their_qualifier(session):
    with pytest.raises(Exception, match=r'^ORA-00904: "E"\."NOSUCH": invalid identifier$'):
        session.compile("select e.nosuch from emp e")


def test_a_statement_nested_beyond_reason_is_refused(error):
    assert error(f"select {'(' * 3000}1{')' * 3000} from dual")[0] == 3001
