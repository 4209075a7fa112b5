"""Joins, subqueries, set operations and WITH."""

# ruff: noqa: E501 - a query and its rows stand on one line

import pytest

CASES = [
    # joins
    (
        "select e.ename, d.dname from emp e join dept d on e.deptno = d.deptno where e.empno = 7839",
        [("KING", "ACCOUNTING")],
    ),
    ("select ename, dname from emp inner join dept using (deptno) where empno = 7839", [("KING", "ACCOUNTING")]),
    ("select deptno, ename from emp natural join dept where empno = 7839", [(10, "KING")]),
    ("select ename, dname from emp, dept where emp.deptno = dept.deptno and sal > 4000", [("KING", "ACCOUNTING")]),
    ("select count(*) from emp, dept", [56]),
    ("select count(*) from emp cross join dept", [56]),
    (
        "select d.deptno, count(e.empno) from dept d left join emp e on e.deptno = d.deptno group by d.deptno order by 1",
        [(10, 3), (20, 5), (30, 6), (40, 0)],
    ),
    ("select d.dname from emp e right outer join dept d on e.deptno = d.deptno where e.empno is null", ["OPERATIONS"]),
    ("select count(*) from emp e full outer join dept d on e.deptno = d.deptno", [15]),
    ("select deptno, dname from emp full join dept using (deptno) where empno is null", [(40, "OPERATIONS")]),
    (
        "select d.dname, e.ename from dept d, emp e where d.deptno = e.deptno(+) and e.empno(+) > 7900 order by 1, 2",
        [("ACCOUNTING", "MILLER"), ("OPERATIONS", None), ("RESEARCH", "FORD"), ("SALES", None)],
    ),
    ("select dname from dept d, emp e where d.deptno = e.deptno (+) and e.empno is null", ["OPERATIONS"]),
    (
        "select m.ename, e.ename, d.dname from emp e, emp m, dept d where e.mgr = m.empno(+) and e.deptno = d.deptno and e.sal > 2900 order by 2",
        [
            ("JONES", "FORD", "RESEARCH"),
            ("KING", "JONES", "RESEARCH"),
            (None, "KING", "ACCOUNTING"),
            ("JONES", "SCOTT", "RESEARCH"),
        ],
    ),
    (
        "select w.ename || ' < ' || m.ename from emp w join emp m on w.mgr = m.empno where w.empno = 7369",
        ["SMITH < FORD"],
    ),
    (
        "select e.ename from emp e join dept d on e.deptno = d.deptno and d.loc = 'DALLAS' where e.job = 'ANALYST' order by 1",
        ["FORD", "SCOTT"],
    ),
    (
        "select count(*) from emp e join dept d on e.deptno = d.deptno join emp m on m.empno = e.mgr left join dept md on md.deptno = m.deptno",
        [13],
    ),
    ("select count(*) from dept d left join (emp e join emp m on e.mgr = m.empno) on d.deptno = e.deptno", [14]),
    ("select count(*) from dept d left join emp e join emp m on e.mgr = m.empno on d.deptno = e.deptno", [14]),
    ("select x.n from (select dname n from dept where deptno = 20) x", ["RESEARCH"]),
    ("select * from (select deptno, count(*) c from emp group by deptno) where c > 5", [(30, 6)]),
    ("select e.* from (select empno, ename from emp) e where e.ename like 'K%'", [(7839, "KING")]),
    (
        "select t.ename, s.ename from emp t, (select * from emp where job = 'PRESIDENT') s where t.mgr = s.empno order by 1",
        [("BLAKE", "KING"), ("CLARK", "KING"), ("JONES", "KING")],
    ),
    ("select ename, 'x' from emp, dual where empno = 7839", [("KING", "x")]),
    # subqueries
    ("select ename from emp where sal = (select max(sal) from emp)", ["KING"]),
    (
        "select ename from emp e where sal = (select max(sal) from emp where deptno = e.deptno) order by 1",
        ["BLAKE", "FORD", "KING", "SCOTT"],
    ),
    (
        "select ename from emp where deptno in (select deptno from dept where loc = 'NEW YORK') order by 1",
        ["CLARK", "KING", "MILLER"],
    ),
    ("select dname from dept where deptno not in (select deptno from emp)", ["OPERATIONS"]),
    ("select ename from emp where empno not in (select mgr from emp)", []),  # a NULL among them
    ("select dname from dept d where not exists (select * from emp where deptno = d.deptno)", ["OPERATIONS"]),
    (
        "select dname from dept d where exists (select null from emp e where e.deptno = d.deptno and e.job = 'ANALYST')",
        ["RESEARCH"],
    ),
    (
        "select dname, (select count(*) from emp e where e.deptno = d.deptno) n from dept d order by n, dname",
        [("OPERATIONS", 0), ("ACCOUNTING", 3), ("RESEARCH", 5), ("SALES", 6)],
    ),
    ("select (select dname from dept where deptno = 99) from dual", [None]),
    (
        "select ename from emp where (deptno, sal) in (select deptno, max(sal) from emp group by deptno) order by 1",
        ["BLAKE", "FORD", "KING", "SCOTT"],
    ),
    (
        "select ename from emp where (job, deptno) = (select job, deptno from emp where ename = 'SCOTT') order by 1",
        ["FORD", "SCOTT"],
    ),
    ("select count(*) from emp where sal > any (select sal from emp where job = 'MANAGER')", [5]),
    ("select count(*) from emp where sal > all (select sal from emp where job = 'MANAGER')", [3]),
    ("select count(*) from emp where sal > all (select sal from emp where job = 'NOBODY')", [14]),
    ("select count(*) from emp where sal > any (select sal from emp where job = 'NOBODY')", [0]),
    ("select count(*) from emp where deptno = any (select deptno from dept where deptno < 25)", [8]),
    ("select count(*) from emp where deptno <> all (select deptno from dept where deptno < 25)", [6]),
    ("select count(*) from emp where '7839' in (select empno from emp)", [14]),
    ("select ename from emp where empno in (select to_char(empno) from emp where job = 'PRESIDENT')", ["KING"]),
    (
        "select ename from emp a where 2 = (select count(distinct sal) from emp b where b.sal >= a.sal) order by 1",
        ["FORD", "SCOTT"],
    ),
    ("select case when exists (select 1 from emp where sal > 9999) then 'rich' else 'poor' end from dual", ["poor"]),
    (
        "select ename from emp e where sal > (select avg(sal) from (select sal from emp where deptno = e.deptno)) and deptno = 10",
        ["KING"],
    ),
    (
        "select deptno, (select dname from dept where dept.deptno = emp.deptno) from emp group by deptno order by 1",
        [(10, "ACCOUNTING"), (20, "RESEARCH"), (30, "SALES")],
    ),
    # set operations
    ("select deptno from dept minus select deptno from emp", [40]),
    ("select deptno from dept except select deptno from emp", [40]),
    ("select deptno from dept intersect select deptno from emp order by 1 desc", [30, 20, 10]),
    ("select 1 a from dual union select 1 from dual", [1]),
    ("select 1 a from dual union all select 1 from dual", [1, 1]),
    (
        "select ename x from emp where deptno = 10 union select dname from dept where deptno = 10 order by x desc",
        ["MILLER", "KING", "CLARK", "ACCOUNTING"],
    ),
    ("select 1 from dual union all select 2 from dual minus select 1 from dual", [2]),
    ("select 1 from dual union all (select 2 from dual minus select 1 from dual) order by 1", [1, 2]),
    ("select null from dual union all select 1 from dual", [None, 1]),
    ("select 'a' from dual union all select null from dual", ["a", None]),
    (
        "select * from (select sal from emp order by sal desc fetch first 1 row only) union all select 0 from dual",
        [5000, 0],
    ),
    ("select count(*) from (select deptno from emp intersect all select deptno from emp where deptno = 10)", [3]),
    (
        "select ename from emp where deptno = 10 union all select 'TOTAL' from dual order by 1 fetch first 2 rows only",
        ["CLARK", "KING"],
    ),
    # WITH
    ("with a as (select 1 x from dual) select x + 1 from a", [2]),
    (
        "with a as (select deptno, sum(sal) s from emp group by deptno), b as (select max(s) m from a) select deptno from a, b where s = m",
        [20],
    ),
    ("with a (n) as (select 1 from dual) select a.n, b.n from a, a b", [(1, 1)]),
    ("with emp as (select 'mine' ename from dual) select ename from emp", ["mine"]),
    (
        "select ename from emp where empno in (with k as (select empno from emp where mgr is null) select empno from k)",
        ["KING"],
    ),
    ("with n (i) as (select 1 from dual union all select i + 1 from n where i < 5) select sum(i) from n", [15]),
    (
        "with h (e, n, l) as (select empno, ename, 1 from emp where mgr is null union all select e.empno, e.ename, h.l + 1 from emp e join h on e.mgr = h.e) select max(l), count(*) from h",
        [(4, 14)],
    ),
    (
        "with s (t) as (select 'a' from dual union all select t || 'b' from s where length(t) < 3) select t from s",
        ["a", "ab", "abb"],
    ),
    (
        "with h (e, n) as (select empno, ename from emp where mgr is null union all select e.empno, e.ename from emp e join h on e.mgr = h.e) search depth first by n set o select n from h where o <= 4 order by o",
        ["KING", "BLAKE", "ALLEN", "JAMES"],
    ),
    (
        "with h (e, n) as (select empno, ename from emp where mgr is null union all select e.empno, e.ename from emp e join h on e.mgr = h.e) search breadth first by n desc set o select n from h where o <= 4 order by o",
        ["KING", "JONES", "CLARK", "BLAKE"],
    ),
    (
        "with g (a, b) as (select 1, 2 from dual union all select 2, 1 from dual), r (x) as (select 1 from dual union all select b from g join r on a = x) cycle x set again to 'Y' default 'N' select x, again from r",
        [(1, "N"), (2, "N"), (1, "Y")],
    ),
    ("with n (i) as (select 1 from dual union all select i + 1 from n where i < 3000) select count(*) from n", [3000]),
    ("with a as (select 1 x from dual) select x from a union all select x + 1 from a order by 1 desc", [2, 1]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_query_gives_the_rows_that_oracle_gives(session, text, expected):
    assert session.rows(text) == expected


def test_a_scalar_subquery_of_two_rows_is_an_error(error):
    assert error("select (select deptno from dept) from dual")[0] == 1427
    assert error("select ename from emp where sal = (select sal from emp where job = 'ANALYST')")[0] == 1427


def test_star_after_using_and_natural_shows_the_joined_columns_once_and_first(columns):
    names = [column.split()[0] for column in columns("select * from emp join dept using (deptno)")]
    assert names == ["DEPTNO", "EMPNO", "ENAME", "JOB", "MGR", "HIREDATE", "SAL", "COMM", "DNAME", "LOC"]
    assert [column.split()[0] for column in columns("select * from dept natural join emp")][:3] == [
        "DEPTNO",
        "DNAME",
        "LOC",
    ]


def test_a_column_from_the_outer_side_of_a_join_is_nullable(columns):
    assert columns("select d.deptno, e.empno from dept d left join emp e on e.deptno = d.deptno") == [
        "DEPTNO NUMBER(2,0) NOT NULL",
        "EMPNO NUMBER(4,0)",
    ]
    assert columns("select d.deptno from dept d, emp e where d.deptno(+) = e.deptno") == ["DEPTNO NUMBER(2,0)"]
