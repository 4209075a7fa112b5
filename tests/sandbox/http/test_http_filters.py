"""Filters: from `q` to SQL, and on a collection over a real socket. Source: section 4 and "Filtering in Queries"."""

import json

import pytest

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.filters import filter_of
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import DATE, NUMBER, Column, varchar2

COLUMNS = (Column("SAL", NUMBER), Column("ENAME", varchar2(10)), Column("HIREDATE", DATE), Column("myCol", NUMBER))


def translated(content):
    found = filter_of(json.dumps(content), COLUMNS)
    text = found.condition
    for name, bind in found.binds.items():
        text = text.replace(f":{name}", repr(bind.value))
    return text


@pytest.mark.parametrize(
    ("content", "condition"),
    [
        ({}, ""),
        ({"ename": "KING"}, "\"ENAME\" = 'KING'"),
        ({"ENAME": {"$ne": "KING"}}, "\"ENAME\" <> 'KING'"),
        ({"sal": {"$gt": 1000, "$lte": 2000}}, '"SAL" > 1000 and "SAL" <= 2000'),
        ({"sal": [{"$gt": 1000}, {"$lt": 2000}]}, '(("SAL" > 1000) and ("SAL" < 2000))'),
        ({"sal": {"$or": [{"$lt": 1}, {"$gte": 9}]}}, '(("SAL" < 1) or ("SAL" >= 9))'),
        ({"$or": [{"sal": 1}, {"ename": "A", "mycol": 2}]}, '(("SAL" = 1) or ("ENAME" = \'A\' and "myCol" = 2))'),
        ({"ename": {"$instr": "MC"}}, "instr(\"ENAME\", 'MC') > 0"),
        ({"ename": {"$ninstr": "MC"}}, "instr(\"ENAME\", 'MC') = 0"),
        ({"ename": {"$like": "A%"}}, "\"ENAME\" like 'A%'"),
        ({"ename": {"$null": None}}, '"ENAME" is null'),
        ({"ename": {"$notnull": None}}, '"ENAME" is not null'),
        ({"sal": {"$between": [1, 2]}}, '"SAL" between 1 and 2'),
        ({"sal": {"$between": [None, 2]}}, '"SAL" <= 2'),
        ({"sal": {"$between": [1, None]}}, '"SAL" >= 1'),
        ({"hiredate": {"$lt": {"$date": "1999-12-17T08:00:00Z"}}}, "\"HIREDATE\" < '1999-12-17 08:00:00'"),
        ({"hiredate": {"$date": "1999-12-17T08:00:00Z"}}, "\"HIREDATE\" = '1999-12-17 08:00:00'"),
        ({"hiredate": "1999-12-17"}, "\"HIREDATE\" = '1999-12-17 00:00:00'"),
    ],
)
def test_what_the_grammar_has(content, condition):
    """Documented."""
    assert translated(content) == condition


def test_the_order():
    """Documented: ASC, DESC, 1, -1."""
    found = filter_of('{"$orderby":{"sal":"desc","ename":1,"mycol":"-1"}}', COLUMNS)
    assert (found.condition, found.order) == ("", '"SAL" desc, "ENAME" asc, "myCol" desc')
    assert (
        found.applied("select 1 from t")
        == 'select * from (\nselect 1 from t\n)\norder by "SAL" desc, "ENAME" asc, "myCol" desc'
    )


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"nothing": 1},
        {"sal": {}},
        {"sal": {"$gt": "x"}},
        {"sal": {"$bad": 1}},
        {"sal": True},
        {"sal": None},
        {"sal": []},
        {"ename": {"$like": 1}},
        {"hiredate": {"$date": "soon"}},
        {"hiredate": {"$date": 1}},
        {"sal": {"$between": [1]}},
        {"sal": {"$between": [None, None]}},
        {"$gt": 1},
        {"$or": []},
        {"$or": [1]},
        {"$orderby": {"sal": "up"}},
        {"$orderby": "sal"},
        {'sal" or 1=1 --': 1},
    ],
)
def test_what_breaks_the_grammar_is_400(content):
    """Inferred."""
    with pytest.raises(Problem) as refused:
        translated(content)
    assert refused.value.status == 400


def test_depth_has_a_limit():
    content = {"sal": 1}
    for _ in range(200):
        content = {"$and": [content]}
    with pytest.raises(Problem):
        translated(content)


def test_no_flashback():
    with pytest.raises(OraError, match="asof"):
        translated({"$asof": {"$scn": 1}})


def test_a_collection_is_filtered_and_then_paged(ords, make):
    """Documented: the filter applies to collections."""
    ords.script["from customers"] = make.rows((1, "Aurora Books", None))
    ords.module((".", make.handler("select * from customers where id > :least", items=5)))
    answer = ords.get("/customers/", params={"q": '{"name":{"$like":"A%"},"$orderby":{"id":"desc"}}', "least": 0})
    assert answer.status_code == 200
    assert ords.executed[0] == (
        "select * from (\nselect * from (\nselect * from customers where id > :least\n)\n"
        'where "NAME" like :ORDSLAB$Q1\norder by "ID" desc\n) offset 0 rows fetch next 6 rows only'
    )
    assert ords.bound("from customers") == {"LEAST": "0", "ORDSLAB$Q1": "A%"}


@pytest.mark.parametrize("q", ["{", "[]", '{"nothing":1}', '{"id":NaN}', "[" * 100_000])
def test_a_filter_that_is_none_is_400(ords, make, q):
    """Inferred."""
    ords.script["from customers"] = make.rows()
    ords.module((".", make.handler("select * from customers")))
    if len(q) < 1000:
        assert ords.get("/customers/", params={"q": q}).status_code == 400
    else:
        with pytest.raises(Problem):
            filter_of(q, ())
