"""JSON in SQL."""

# ruff: noqa: E501 - a query and its rows stand on one line

import pytest

DOC = '{"id":7,"name":"Ann","tags":["a","b"],"address":{"city":"Oslo"},"active":true,"none":null,"pay":12.50}'
ITEMS = '{"items":[{"id":1,"n":"a","t":["x","y"]},{"id":2,"n":"b","t":[]},{"id":"3"}]}'

CASES = [
    # Documented (SQL Language Reference, JSON_TABLE): its examples have AS before the alias, which no other table takes.
    (
        f"select jt.n from json_table('{ITEMS}', '$.items[*]' columns (n varchar2(5) path '$.n')) as jt where n is not null",
        ["a", "b"],
    ),
    (f"select json_value('{DOC}', '$.name') from dual", ["Ann"]),
    (f"select json_value('{DOC}', '$.id' returning number) + 1 from dual", [8]),
    (f"select json_value('{DOC}', '$.address.city'), json_value('{DOC}', '$.tags[1]') from dual", [("Oslo", "b")]),
    (f"select json_value('{DOC}', '$.active'), json_value('{DOC}', '$.none') from dual", [("true", None)]),
    (f"select json_value('{DOC}', '$.pay') from dual", ["12.50"]),
    (f"select json_value('{DOC}', '$.missing') from dual", [None]),
    (f"select json_value('{DOC}', '$.missing' default 'x' on empty) from dual", ["x"]),
    (f"select json_value('{DOC}', '$.name' returning number) from dual", [None]),
    (f"select json_value('{DOC}', '$.name' returning number default -1 on error) from dual", [-1]),
    (f"select json_value('{DOC}', '$.address') from dual", [None]),
    (f"select json_value('{DOC}', '$.tags[last]') from dual", ["b"]),
    (f"select json_value('{DOC}', '$.tags.size()') from dual", ["2"]),
    ("select json_value('no json', '$.a') from dual", [None]),
    ("select json_value('{\"d\":\"2024-02-29\"}', '$.d' returning date) from dual", ["2024-02-29 00:00:00"]),
    (
        f"select json_query('{DOC}', '$.tags'), json_query('{DOC}', '$.address') from dual",
        [('["a","b"]', '{"city":"Oslo"}')],
    ),
    # Documented (JSON Developer's Guide 23ai, "Support for RFC 8259"): scalars, too, unless DISALLOW SCALARS
    (f"select json_query('{DOC}', '$.name'), json_query('{DOC}', '$.name' omit quotes) from dual", [('"Ann"', "Ann")]),
    (f"select json_query('{DOC}', '$.name' disallow scalars) from dual", [None]),
    ("select json_value('{a:1, ''b'':TRUE,}', '$.b') from dual", ["true"]),
    ("select json_value('{a:.5}', '$.a'), json_value('{a:+01}', '$.a') from dual", [("0.5", "1")]),
    ("select count(*) from dual where '{a:1}' is json and not '{a:1}' is json strict", [1]),
    (
        'select count(*) from dual where \'{"a":1,"a":2}\' is json and \'{"a":1,"a":2}\' is not json with unique keys',
        [1],
    ),
    ("select json_value('{\"d\":\"2024-02-29T10:11:12\"}', '$.d' returning date) from dual", ["2024-02-29 00:00:00"]),
    (
        "select json_value('{\"d\":\"2024-02-29T10:11:12\"}', '$.d' returning date preserve time) from dual",
        ["2024-02-29 10:11:12"],
    ),
    (
        f"select json_query('{DOC}', '$.name' with wrapper), json_query('{DOC}', '$.tags[*]' with array wrapper) from dual",
        [('["Ann"]', '["a","b"]')],
    ),
    (f"select json_query('{DOC}', '$.x' empty array on error) from dual", ["[]"]),
    (f"select count(*) from dual where json_exists('{DOC}', '$.address.city')", [1]),
    (f"select count(*) from dual where not json_exists('{DOC}', '$.zip')", [1]),
    (f"select count(*) from dual where json_exists('{ITEMS}', '$.items[*]?(@.id > 1 && @.n == \"b\")')", [1]),
    (f"select count(*) from dual where json_exists('{ITEMS}', '$.items[*]?(@.n == $v)' passing 'z' as \"v\")", [0]),
    ("select count(*) from dual where '{\"a\":1}' is json and 'x' is not json and '[1]' is json array", [1]),
    (
        "select json_object('id' value 1, key 'name' value 'A\"b', 'none' value null) from dual",
        ['{"id":1,"name":"A\\"b","none":null}'],
    ),
    ("select json_object('a' : 1.50, 'none' : null absent on null) from dual", ['{"a":1.5}']),
    ("select json_object(deptno, 'where' value loc) from dept where deptno = 10", ['{"deptno":10,"where":"NEW YORK"}']),
    ("select json_object(*) from dept where deptno = 10", ['{"DEPTNO":10,"DNAME":"ACCOUNTING","LOC":"NEW YORK"}']),
    (
        "select json_object('d' value date '2024-01-02', 'j' value '[1]' format json) from dual",
        ['{"d":"2024-01-02T00:00:00","j":[1]}'],
    ),
    ("select json_array(1, 'a', null, .5) from dual", ['[1,"a",0.5]']),
    ("select json_array(1, null null on null) from dual", ["[1,null]"]),
    ("select json_array(json_object('a' value 1), json_array()) from dual", ['[{"a":1},[]]']),
    ("select json_arrayagg(ename order by sal desc) from emp where deptno = 10", ['["KING","CLARK","MILLER"]']),
    ("select json_objectagg(key dname value deptno) from dept where deptno < 30", ['{"ACCOUNTING":10,"RESEARCH":20}']),
    (
        "select deptno, json_arrayagg(json_object('n' value ename) order by ename) from emp where job = 'CLERK' and deptno = 20 group by deptno",
        [(20, '[{"n":"ADAMS"},{"n":"SMITH"}]')],
    ),
    ("select json_serialize('{\"a\" : [1, 2]}') from dual", ['{"a":[1,2]}']),
    ("select json_query('{\"a\":1}', '$.a' allow scalars) from dual", ["1"]),
    ("select json_query('{\"a\":\"x\"}', '$.a' allow scalars with conditional wrapper) from dual", ['"x"']),
    ("select json_query('{\"a\":1}', '$.a' disallow scalars) from dual", [None]),
    ("select json_query('{\"a\":1}', '$.a' disallow scalars with wrapper) from dual", ["[1]"]),
    ('select 1 from dual where json_equal(\'{"a":1,"b":[1,2]}\', \'{ "b":[1, 2.0], "a" : 1e0 }\')', [1]),
    ('select 1 from dual where json_equal(\'{"a":1}\', \'{"a":1,"b":null}\')', []),
    ("select 1 from dual where json_equal('[1,2]', '[2,1]')", []),
    ("select 1 from dual where json_equal('[1]', '[true]')", []),
    ("select 1 from dual where json_equal('{}', 'nothing' false on error)", []),
    ("select 1 from dual where not json_equal('[]', '{}')", [1]),
    ('select json_mergepatch(\'{"a":1,"b":2}\', \'{"b":null}\') from dual', ['{"a":1}']),
    (
        f"select id, n from json_table('{ITEMS}', '$.items[*]' columns (id number path '$.id', n varchar2(5) path '$.n')) order by id",
        [(1, "a"), (2, "b"), (3, None)],
    ),
    (
        f"select r, tag from json_table('{ITEMS}', '$.items[*]' columns (r for ordinality, nested path '$.t[*]' columns (tag varchar2(3) path '$'))) order by r, tag",
        [(1, "x"), (1, "y"), (2, None), (3, None)],
    ),
    (f"select has from json_table('{ITEMS}', '$.items[*]' columns has number exists path '$.n')", [1, 1, 0]),
    (
        f"select q from json_table('{ITEMS}', '$.items[0]' columns (q varchar2(99) format json path '$.t'))",
        ['["x","y"]'],
    ),
    (
        "select d.deptno, t.v from dept d, json_table('[1,2]', '$[*]' columns (v number path '$')) t where d.deptno = 10",
        [(10, 1), (10, 2)],
    ),
    (
        "select e.ename, t.v from emp e cross join json_table('[\"' || e.job || '\"]', '$[*]' columns (v varchar2(9) path '$')) t where e.empno = 7839",
        [("KING", "PRESIDENT")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_json_functions_give_what_oracle_gives(session, text, expected):
    assert session.rows(text) == expected


ERRORS = [
    ("select json_value('{\"a\":1}', '$.b' error on error) from dual", 40462),
    ("select json_value('{\"a\":[1]}', '$.a' error on error) from dual", 40456),
    ("select json_value('{\"a\":[1,2]}', '$.a[*]' error on error) from dual", 40470),
    ("select json_value('{bad', '$.b' error on error) from dual", 40441),
    ("select json_value('{}', 'b') from dual", 40442),
    ("select json_value('{}', '$.a' || 'b') from dual", 40454),
    ("select json_query('{\"a\":[1,2]}', '$.a[*]' error on error) from dual", 40480),
    ("select json_object('a' value rpad('x', 4000)) from dual", 40459),
    ("select json_value(1, '$.a') from dual", 932),
]


@pytest.mark.parametrize(("text", "number"), ERRORS)
def test_json_errors_have_oracles_numbers(error, text, number):
    assert error(text)[0] == number
