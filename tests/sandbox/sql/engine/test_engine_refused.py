"""Oracle's grammar that is not here is refused by its name: no syntax error that looks like the learner's own."""

from __future__ import annotations

import pytest

REFUSED = {
    "audit select table": "AUDIT",
    "noaudit select table": "NOAUDIT",
    "flashback table t to before drop": "FLASHBACK TABLE",
    "flashback database to timestamp sysdate": "FLASHBACK DATABASE",
    "associate statistics with columns t.a using x": "ASSOCIATE STATISTICS",
    "disassociate statistics from columns t.a": "DISASSOCIATE STATISTICS",
    "administer key management set keystore open identified by x": "ADMINISTER KEY MANAGEMENT",
    "select (d - e) day to second from t": "DAY TO SECOND",
    "select (d - e) day(9) to second(3) from t": "DAY TO SECOND",
    "select (d - e) year to month from t": "intervals made of dates",
    "select doc.getstringval() from t": "XMLTYPE",
    "select t.doc.getclobval() from t": "GETCLOBVAL",
    "select nvl(x, 'y').getstringval() from t": "methods",
    "select set(a) from t": "SET(...)",
    "select a multiset union b from t": "MULTISET",
    "select 1 from t where a member of b": "MEMBER OF",
    "select 1 from t where a not member of b": "MEMBER OF",
    "select 1 from t where a submultiset of b": "SUBMULTISET OF",
    "select 1 from t where (d, d) overlaps (e, e)": "OVERLAPS",
    "select * from f(1)": "F(...) in FROM",
    "select * from p.f(1)": "F(...) in FROM",
    "select * from containers(t)": "CONTAINERS(...)",
    "select * from only (v)": "ONLY(...)",
    "select * from graph_table(g match (a) columns (a.x))": "GRAPH_TABLE(...)",
    "select * from t partition (p)": "partitions",
    "select * from t partition for (1)": "partitions",
    "select * from t subpartition (p)": "partitions",
    "select * from t sample (10)": "SAMPLE",
    "select * from t sample block (10)": "SAMPLE",
    "select * from t versions between scn minvalue and maxvalue": "VERSIONS",
    "select * from t as of scn 1": "flashback",
    "select * from t partition by (a) right join v on t.a = v.a": "PARTITION BY",
    "select * from t x left join v y partition by (y.a) on x.a = y.a": "PARTITION BY",
    "select * from values (1)": "VALUES in FROM",
    "select * from (values (1), (2)) x (a)": "VALUES in FROM",
    "select a from t group by all": "GROUP BY ALL",
    "select a from t fetch approx first 1 rows only": "FETCH APPROX",
    "select a from t fetch exact first 1 rows only": "FETCH EXACT",
    "select rank(1) within group (order by a) from t": "RANK ... WITHIN GROUP",
    "select cume_dist(1) within group (order by a) from t": "CUME_DIST ... WITHIN GROUP",
    "select ora_rowscn from t": "ORA_ROWSCN",
    "select object_value from t": "OBJECT_VALUE",
    "select ref(t) from t": "REF",
    "select value(q) from t q": "VALUE",
    "select json_transform('{}', set '$.a' = 1) from dual": "JSON_TRANSFORM",
    "select 1 from dual where '{}' is json (object)": "modifiers in parentheses",
    "select * from json_table('[1]', '$[*]' columns (v json path '$'))": "JSON in JSON_TABLE",
    "select sum(interval '1' day) from dual": "SUM of INTERVAL DAY TO SECOND",
    "select ceil(sysdate) from dual": "CEIL of DATE",
    "select fuzzy_match(levenshtein, 'a', 'b') from dual": "FUZZY_MATCH",
    "select vector_distance(a, b, cosine) from t": "VECTOR_DISTANCE",
    "create table u (a number) annotations (x 'y')": "ANNOTATIONS",
    "create table u (a number, b number as (a * 2) materialized)": "MATERIALIZED",
    "create table u (a vector(3))": "VECTOR",
    "create domain d as number": "DOMAIN",
    "select new my_type(1) from dual": "object types",
    "select xmlcast(a as number) from t": "XMLCAST",
    "select xmlparse(content 'a') from dual": "XMLPARSE",
    "select 1 from t where xmlexists('/a' passing a)": "XMLEXISTS",
    "select xmlserialize(content a as clob) from t": "XMLSERIALIZE",
    "select a <-> b from t": "vectors",
    "select a <=> b from t": "vectors",
    "select timestamp '2026-01-01 00:00:00 Europe/Berlin' from dual": "time zones by region",
    "select a@elsewhere from t": "database links",
    "select a from t@elsewhere": "database links",
    "insert into t@elsewhere (a) values (1)": "database links",
    "insert into t partition (p) values (1)": "partitions",
    "delete from t partition (p)": "partitions",
    "update t subpartition for (1) set a = 1": "partitions",
    "insert into t set a = 1": "INSERT with SET",
    "insert into t by name select 1 a from dual": "BY NAME",
    "insert into table(select a from t) values (1)": "nested tables",
    "update t set a = 1 from v where v.a = t.a": "FROM or USING",
    "delete from t using v where v.a = t.a": "FROM or USING",
    "update t set a = 1 returning old a into :x": "OLD and NEW",
    "merge into t using v on (t.a = v.a) when matched then update set b = 1 log errors": "LOG ERRORS",
}


@pytest.fixture
def tables(bench):
    bench.run("create table t (a number, b number, d date, e date, doc clob, x varchar2(10))")
    bench.run("create view v as select * from t")
    return bench


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_here_is_refused_by_its_name(tables, text):
    refusal = tables.fails(text, *[None] * text.count(":x"))
    assert refusal.startswith("ORA-03001"), refusal
    assert REFUSED[text] in refusal, refusal


@pytest.mark.parametrize(
    "text",
    [
        "select a day, b year, d member, e sample from t",
        "select a set_, b overlaps, x multiset from t",
        "select json, value, set_ from (select a json, b value, a set_ from t)",
        "select true from (select 1 true from dual)",
        "select partition, versions from (select 1 partition, 2 versions from dual)",
        "select ora_rowscn from (select 1 ora_rowscn from dual)",
        "select old, new from (select 1 old, 2 new from dual)",
        "select 1 from t where a < -b",
        "select xmldata from (select 1 xmldata from dual)",
    ],
)
def test_names_that_look_like_it_are_still_names(tables, text):
    tables.run(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("select a dya to second from t", 923),
        ("select a from t limit 5", 933),
        ("select top 5 a from t", 923),
        ("select a from t where x ilike 'a'", 933),
        ("select a from t fetch frist 1 rows only", 905),
        ("insert into t sett a = 1", 926),
        ("audti select table", 900),
    ],
)
def test_what_oracle_does_not_have_either_stays_a_syntax_error(tables, text, number):
    assert tables.fails(text).startswith(f"ORA-{number:05}")
