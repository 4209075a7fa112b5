"""Aggregates, GROUP BY with ROLLUP and CUBE, PIVOT, analytic functions, CONNECT BY."""

# ruff: noqa: E501 - a query and its rows stand on one line

import pytest

GROUPS = [
    (
        "select count(*), count(comm), count(distinct deptno), sum(sal), min(sal), max(sal) from emp",
        [(14, 4, 3, 29025, 800, 5000)],
    ),
    ("select avg(comm), avg(nvl(comm, 0)) from emp where deptno = 30", [(550, 366.666666666667)]),
    ("select count(*), sum(sal), max(ename) from emp where deptno = 99", [(0, None, None)]),
    (
        "select deptno, count(*), sum(sal) from emp group by deptno order by deptno",
        [(10, 3, 8750), (20, 5, 10875), (30, 6, 9400)],
    ),
    ("select deptno from emp group by deptno having count(*) > 3 order by 1", [20, 30]),
    (
        "select job, deptno, count(*) from emp group by job, deptno having sum(sal) > 5000 order by 1",
        [("ANALYST", 20, 2), ("SALESMAN", 30, 4)],
    ),
    (
        "select to_char(hiredate, 'YYYY') y, count(*) from emp group by to_char(hiredate, 'YYYY') order by y",
        [("1980", 1), ("1981", 10), ("1982", 1), ("1987", 2)],
    ),
    (
        "select upper(substr(job, 1, 1)) || '!', count(*) from emp group by substr(job, 1, 1) order by 2 desc, 1",
        [("C!", 4), ("S!", 4), ("M!", 3), ("A!", 2), ("P!", 1)],
    ),
    (
        "select deptno * 10, sum(sal + 1) from emp group by deptno order by sum(sal) desc",
        [(200, 10880), (300, 9406), (100, 8753)],
    ),
    (
        "select case when sal > 2000 then 'high' else 'low' end k, count(*) from emp group by case when sal > 2000 then 'high' else 'low' end order by 1",
        [("high", 6), ("low", 8)],
    ),
    ("select sum(distinct sal) from emp where job = 'ANALYST'", [3000]),
    ("select 'x', count(*) from emp group by 1", [("x", 14)]),
    ("select count(*) from emp group by ()", [14]),
    ("select 1 from emp having count(*) > 10", [1]),
    ("select max(avg(sal)) from emp group by deptno", [2916.66666666667]),
    ("select count(count(*)) from emp group by deptno, job", [9]),
    ("select min(hiredate) from emp", ["1980-12-17 00:00:00"]),
    ("select max(tz), min(ds) from kinds", [("2024-02-29 11:00:00 +00:00", "+000000000 10:00:00.000000000")]),
    ("select listagg(ename, ',') within group (order by ename) from emp where deptno = 10", ["CLARK,KING,MILLER"]),
    (
        "select deptno, listagg(ename, ' ') within group (order by sal desc, ename) from emp where job = 'CLERK' group by deptno order by 1",
        [(10, "MILLER"), (20, "ADAMS SMITH"), (30, "JAMES")],
    ),
    ("select listagg(distinct deptno, '-') within group (order by deptno) from emp", ["10-20-30"]),
    ("select listagg(ename) within group (order by empno) from emp where deptno = 10", ["CLARKKINGMILLER"]),
    (
        "select median(sal), stddev(sal) - stddev(sal), variance(comm) is_null from emp where deptno = 10",
        [(2450, 0, None)],
    ),
    (
        "select max(ename) keep (dense_rank first order by sal desc), min(sal) keep (dense_rank last order by hiredate) from emp",
        [("KING", 1100)],
    ),
    (
        "select percentile_cont(0.5) within group (order by sal), percentile_disc(0.5) within group (order by sal) from emp",
        [(1550, 1500)],
    ),
    (
        "select stats_mode(job), any_value(deptno), approx_count_distinct(job) from emp where deptno = 30",
        [("SALESMAN", 30, 3)],
    ),
    (
        "select corr(sal, sal), covar_pop(sal, comm), regr_count(sal, comm) from emp where job = 'SALESMAN'",
        [(1, -56250, 4)],
    ),
    # ROLLUP, CUBE, GROUPING SETS
    (
        "select deptno, sum(sal) from emp group by rollup(deptno) order by deptno",
        [(10, 8750), (20, 10875), (30, 9400), (None, 29025)],
    ),
    (
        "select deptno, job, count(*) from emp where deptno = 10 group by rollup(deptno, job) order by 1, 2",
        [(10, "CLERK", 1), (10, "MANAGER", 1), (10, "PRESIDENT", 1), (10, None, 3), (None, None, 3)],
    ),
    ("select count(*) from (select deptno, job from emp group by cube(deptno, job))", [18]),
    (
        "select deptno, job, count(*) from emp where sal > 2900 group by grouping sets ((deptno), (job)) order by 1, 2",
        [(10, None, 1), (20, None, 3), (None, "ANALYST", 2), (None, "MANAGER", 1), (None, "PRESIDENT", 1)],
    ),
    (
        "select decode(grouping(deptno), 1, 'all', deptno) d, count(*) from emp group by rollup(deptno) order by grouping(deptno), 1",
        [("10", 3), ("20", 5), ("30", 6), ("all", 14)],
    ),
    (
        "select grouping_id(deptno, job), count(*) from emp where deptno = 10 group by cube(deptno, job) having grouping_id(deptno, job) in (1, 3) order by 1",
        [(1, 3), (3, 3)],
    ),
    (
        "select deptno, job, sum(sal) from emp where deptno = 10 group by deptno, rollup(job) order by job nulls last",
        [(10, "CLERK", 1300), (10, "MANAGER", 2450), (10, "PRESIDENT", 5000), (10, None, 8750)],
    ),
    (
        "select deptno, sum(sal) s from emp group by rollup(deptno) order by s desc fetch first 2 rows only",
        [(None, 29025), (20, 10875)],
    ),
    # PIVOT, UNPIVOT
    (
        "select * from (select deptno, job, sal from emp) pivot (sum(sal) for deptno in (10, 20, 30)) order by job fetch first 2 rows only",
        [("ANALYST", None, 6000, None), ("CLERK", 1300, 1900, 950)],
    ),
    (
        "select * from (select deptno, sal from emp) pivot (count(*) as n, max(sal) as top for deptno in (10 as ten, 20 as twenty))",
        [(3, 5000, 5, 3000)],
    ),
    ("select ten from (select deptno from emp) pivot (count(*) for deptno in (10 as ten))", [3]),
    (
        "select k, v from (select dname, loc from dept where deptno = 10) unpivot (v for k in (dname, loc as 'where')) order by k",
        [("DNAME", "ACCOUNTING"), ("where", "NEW YORK")],
    ),
    ("select count(*) from emp unpivot (amount for what in (sal, comm))", [18]),
    ("select count(*) from emp unpivot include nulls (amount for what in (sal, comm))", [28]),
]

WINDOWS = [
    (
        "select ename, row_number() over (order by sal desc, ename) r from emp order by r fetch first 3 rows only",
        [("KING", 1), ("FORD", 2), ("SCOTT", 3)],
    ),
    (
        "select rank() over (order by sal desc), dense_rank() over (order by sal desc) from emp where sal >= 2975 order by sal desc, empno",
        [(1, 1), (2, 2), (2, 2), (4, 3)],
    ),
    (
        "select ename from (select ename, rank() over (partition by deptno order by sal desc) r from emp) where r = 1 order by 1",
        ["BLAKE", "FORD", "KING", "SCOTT"],
    ),
    (
        "select ename, lag(ename) over (order by empno), lead(ename, 2, '-') over (order by empno) from emp where deptno = 10",
        [("CLARK", None, "MILLER"), ("KING", "CLARK", "-"), ("MILLER", "KING", "-")],
    ),
    (
        "select ename, sum(sal) over (order by empno) from emp where deptno = 10",
        [("CLARK", 2450), ("KING", 7450), ("MILLER", 8750)],
    ),
    ("select distinct deptno, count(*) over (partition by deptno) from emp order by 1", [(10, 3), (20, 5), (30, 6)]),
    (
        "select ename, avg(sal) over (order by empno rows between 1 preceding and current row) from emp where deptno = 10",
        [("CLARK", 2450), ("KING", 3725), ("MILLER", 3150)],
    ),
    (
        "select ename, count(*) over (order by hiredate range between 10 preceding and current row) from emp where deptno = 30 and job = 'SALESMAN' order by hiredate",
        [("ALLEN", 1), ("WARD", 2), ("TURNER", 1), ("MARTIN", 1)],
    ),
    (
        "select ename, count(*) over (order by hiredate range interval '20' day preceding) from emp where deptno = 30 and job = 'SALESMAN' order by hiredate",
        [("ALLEN", 1), ("WARD", 2), ("TURNER", 1), ("MARTIN", 2)],
    ),
    (
        "select count(*) over (order by sal range between 100 preceding and 100 following) from emp where deptno = 20 order by sal",
        [1, 1, 3, 3, 3],
    ),
    (
        "select first_value(ename) over (order by sal), last_value(ename) over (order by sal rows between unbounded preceding and unbounded following) from emp where deptno = 10 fetch first 1 row only",
        [("MILLER", "KING")],
    ),
    ("select ntile(2) over (order by empno) from emp where deptno = 10", [1, 1, 2]),
    (
        "select ename, ratio_to_report(sal) over () from emp where job = 'ANALYST' order by 1",
        [("FORD", 0.5), ("SCOTT", 0.5)],
    ),
    (
        "select deptno, sum(sal), sum(sum(sal)) over (order by deptno) from emp group by deptno order by 1",
        [(10, 8750, 8750), (20, 10875, 19625), (30, 9400, 29025)],
    ),
    (
        "select deptno, rank() over (order by count(*) desc) from emp group by deptno order by 2",
        [(30, 1), (20, 2), (10, 3)],
    ),
    ("select ename from emp order by row_number() over (order by sal desc) fetch first 1 row only", ["KING"]),
    (
        "select percent_rank() over (order by sal), cume_dist() over (order by sal) from emp where deptno = 10 order by sal",
        [(0, 1 / 3), (0.5, 2 / 3), (1, 1)],
    ),
    (
        "select nth_value(ename, 2) over (order by empno rows between unbounded preceding and unbounded following) from emp where deptno = 10 fetch first 1 row only",
        ["KING"],
    ),
    (
        "select ename, sum(sal) over w, count(*) over (p order by ename) from emp where deptno = 10 window p as (partition by deptno), w as (p order by sal)",
        [("MILLER", 1300, 3), ("CLARK", 3750, 1), ("KING", 8750, 2)],
    ),
]

OWN_WINDOWS = [
    (
        "select last_value(comm ignore nulls) over (order by empno) from emp where deptno = 30 order by empno",
        [300, 500, 1400, 1400, 0, 0],
    ),
    (
        "select first_value(comm) ignore nulls over (order by empno) from emp where empno in (7499, 7698) order by empno",
        [300, 300],
    ),
    (
        "select listagg(ename, ',') within group (order by ename) over (partition by deptno) from emp where empno = 7839",
        ["KING"],
    ),
    (
        "select max(ename) keep (dense_rank first order by sal) over (partition by deptno) from emp where deptno = 10",
        ["MILLER"] * 3,
    ),
    ("select count(distinct job) over (partition by deptno) from emp where deptno = 10", [3, 3, 3]),
]

HIERARCHIES = [
    (
        "select level, ename from emp start with mgr is null connect by prior empno = mgr order siblings by ename",
        [
            *((1, "KING"), (2, "BLAKE"), (3, "ALLEN"), (3, "JAMES"), (3, "MARTIN"), (3, "TURNER"), (3, "WARD")),
            *((2, "CLARK"), (3, "MILLER"), (2, "JONES"), (3, "FORD"), (4, "SMITH"), (3, "SCOTT"), (4, "ADAMS")),
        ],
    ),
    (
        "select lpad(' ', 2 * (level - 1)) || ename from emp where deptno = 10 start with ename = 'KING' connect by mgr = prior empno",
        ["KING", "  CLARK", "    MILLER"],
    ),
    (
        "select sys_connect_by_path(ename, '/') from emp where ename = 'SMITH' connect by prior empno = mgr start with mgr is null",
        ["/KING/JONES/FORD/SMITH"],
    ),
    (
        "select connect_by_root ename, prior ename from emp where ename = 'ADAMS' start with mgr is null connect by prior empno = mgr",
        [("KING", "SCOTT")],
    ),
    ("select count(*) from emp where connect_by_isleaf = 1 start with mgr is null connect by prior empno = mgr", [8]),
    (
        "select ename from emp start with ename = 'SMITH' connect by empno = prior mgr",
        ["SMITH", "FORD", "JONES", "KING"],
    ),
    (
        "select ename from emp where level = 2 start with mgr is null connect by prior empno = mgr and level <= 2 order by 1",
        ["BLAKE", "CLARK", "JONES"],
    ),
    ("select level from dual connect by level <= 4", [1, 2, 3, 4]),
    ("select rownum n from dual connect by rownum <= 3", [1, 2, 3]),
    (
        "select date '2024-01-01' + level - 1 from dual connect by level <= 2",
        ["2024-01-01 00:00:00", "2024-01-02 00:00:00"],
    ),
    ("select count(*), max(level) from emp start with mgr is null connect by prior empno = mgr", [(14, 4)]),
    (
        "select level, count(*) from emp start with mgr is null connect by prior empno = mgr group by level order by 1",
        [(1, 1), (2, 3), (3, 8), (4, 2)],
    ),
    (
        "select connect_by_root ename boss, sum(sal) from emp where level > 1 start with mgr = 7839 connect by prior empno = mgr group by connect_by_root ename order by 1",
        [("BLAKE", 6550), ("CLARK", 1300), ("JONES", 7900)],
    ),
    (
        "select d.dname, level, e.ename from emp e, dept d where e.deptno = d.deptno and e.sal > 2900 start with mgr is null connect by prior e.empno = e.mgr order by level, ename",
        [("ACCOUNTING", 1, "KING"), ("RESEARCH", 2, "JONES"), ("RESEARCH", 3, "FORD"), ("RESEARCH", 3, "SCOTT")],
    ),
    (
        "select regexp_substr('a,b,c', '[^,]+', 1, level) from dual connect by level <= regexp_count('a,b,c', ',') + 1",
        ["a", "b", "c"],
    ),
    (
        "select ename from emp where rownum <= 2 start with mgr is null connect by prior empno = mgr order siblings by ename",
        ["KING", "BLAKE"],
    ),
    (
        "select count(*) from (select 1 a, 2 b from dual union all select 2, 1 from dual) start with a = 1 connect by nocycle prior b = a",
        [2],
    ),
    (
        "select a, connect_by_iscycle from (select 1 a, 2 b from dual union all select 2, 1 from dual) start with a = 1 connect by nocycle prior b = a",
        [(1, 0), (2, 1)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*GROUPS, *WINDOWS, *OWN_WINDOWS, *HIERARCHIES])
def test_a_query_gives_the_rows_that_oracle_gives(session, text, expected):
    assert session.rows(text) == expected or rounded(session.rows(text)) == rounded(expected)


def rounded(rows):
    """Numbers to the 12 digits that a double surely keeps."""
    return [
        tuple(
            each if not isinstance(each, float) else float(f"{each:.12g}")
            for each in (row if isinstance(row, tuple) else (row,))
        )
        for row in rows
    ]


def test_a_loop_in_the_hierarchy_is_an_error(error):
    pair = "(select 1 a, 2 b from dual union all select 2, 1 from dual)"
    assert error(f"select a from {pair} start with a = 1 connect by prior b = a")[0] == 1436


def test_windows_read_the_same_on_every_python(session):
    """SUM and AVG OVER are exact in decimal: 0.1 + 0.2 is 0.3."""
    query = "select sum(n) over (order by n) from (select 0.1 n from dual union all select 0.2 from dual)"
    assert session.rows(query) == [0.1, 0.3]
