"""JSON_OBJECT_T and its relatives. Documented (Packages and Types Reference, JSON Data Structures) unless said."""

from __future__ import annotations

import pytest

PARSED = """j json_object_t := json_object_t.parse('{"s":"text","n":12.50,"b":true,"z":null,"d":"2030-01-02T03:04:05",
  "o":{"k":1},"a":[1,"two",{"x":3}]}');"""


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("j.get_string('s')", "text"),
        ("j.get_number('n') * 2", "25"),
        ("j.get_string('n')", "12.5"),
        ("case when j.get_boolean('b') then 'yes' end", "yes"),
        ("nvl(j.get_string('nothing'), 'null') || nvl(to_char(j.get_number('s')), 'null')", "nullnull"),
        ("case when j.get('z').is_null and j.has('z') and not j.has('q') then 'y' end", "y"),
        ("to_char(j.get_timestamp('d'), 'YYYY-MM-DD HH24:MI:SS')", "2030-01-02 03:04:05"),
        ("to_char(j.get_date('d'), 'YYYY-MM-DD HH24:MI:SS')", "2030-01-02 00:00:00"),
        ("j.get_object('o').get_number('k')", "1"),
        ("j.get_array('a').get_size || j.get_array('a').get_string(1)", "3two"),
        ("j.get_array('a').get_object(2).stringify", '{"x":3}'),
        ("j.get_type('o') || j.get_type('a') || j.get_type('s')", "OBJECTARRAYSCALAR"),
        ("j.get_keys().count || j.get_keys()(2)", "7n"),
        ("treat(j.get('o') as json_object_t).to_string", '{"k":1}'),
        ("case when treat(j.get('a') as json_object_t) is null then 'no object' end", "no object"),
        ("nvl(to_char(j.get_array('a').get_number(9)), 'none')", "none"),
    ],
)
def test_members_are_got(bench, expression, shown):
    assert bench.value(expression, PARSED) == shown


def test_a_document_is_built(bench):
    declare = (
        "o json_object_t := json_object_t(); a json_array_t := new json_array_t;"
        " i json_object_t := new json_object_t();"
    )
    before = """o.put('s', 'x"y'); o.put('n', .5); o.put('b', false); o.put('d', date '2030-01-02'); o.put_null('z');
      a.append(1); a.append('two'); a.append_null; i.put('k', 1); a.append(i); o.put('a', a);"""
    assert bench.value("o.to_string", declare, before) == (
        '{"s":"x\\"y","n":0.5,"b":false,"d":"2030-01-02T00:00:00","z":null,"a":[1,"two",null,{"k":1}]}'
    )


def test_what_is_got_is_the_same_data_unless_cloned(bench):
    """Observed: an array that was got and changed is changed in its object."""
    before = "j.get_array('a').append(4); c := j.clone; c.get_object('o').put('k', 2); j.get_object('o').put('m', 3);"
    shown = "j.get_array('a').get_size || j.get_object('o').to_string || c.get_object('o').to_string"
    assert bench.value(shown, PARSED + " c json_object_t;", before) == '4{"k":1,"m":3}{"k":2}'


def test_members_and_elements_are_removed_and_renamed(bench):
    before = "j.remove('a'); j.remove('o'); j.remove('d'); j.remove('z'); j.rename_key('s', 't');"
    assert bench.value("j.to_string", PARSED, before) == '{"t":"text","n":12.5,"b":true}'
    declare = "a json_array_t := json_array_t('[1,2,3]');"
    assert (
        bench.value("a.to_string", declare, "a.remove(0); a.put(0, 'new'); a.put(1, 'over', true);")
        == '["new","over",3]'
    )


def test_elements_are_asked_what_they_are(bench):
    block = """
      declare e json_element_t; a json_array_t := json_array_t.parse('[{},[],"s",1,true,null]');
      begin
        for i in 0 .. a.get_size - 1 loop
          e := a.get(i);
          dbms_output.put_line(case when e.is_object then 'object' when e.is_array then 'array'
            when e.is_string then 'string'
            when e.is_number then 'number' when e.is_true then 'true' when e.is_null then 'null' end);
        end loop;
      end;"""
    assert bench.run(block) == ["object", "array", "string", "number", "true", "null"]


def test_a_clob_is_parsed_and_written(bench):
    declare = "c clob := '{\"a\":\"' || rpad('x', 20000, 'x') || '\"}'; o json_object_t;"
    assert bench.value("dbms_lob.getlength(o.to_clob)", declare, "o := json_object_t(c);") == "20008"


def test_what_is_no_json_and_what_is_another_kind(bench):
    assert bench.fails("declare j json_object_t; begin j := json_object_t('{oops'); end;").startswith(
        "ORA-40441: JSON syntax error"
    )
    assert bench.fails("declare j json_object_t; begin j := json_object_t.parse('[1]'); end;").startswith(
        "ORA-40587: invalid JSON type"
    )


def test_a_method_of_nothing(bench):
    text = bench.fails("declare j json_object_t; begin j.put('a', 1); end;")
    assert text.startswith("ORA-30625: method dispatch on NULL SELF argument is disallowed")


def test_wrong_calls_are_found_before_the_block_runs(bench):
    assert "PLS-00302: component 'GET_THING' must be declared" in bench.fails(
        f"declare {PARSED} begin dbms_output.put_line(j.get_thing('a')); end;"
    )
    assert "PLS-00306: wrong number or types of arguments in call to 'PUT'" in bench.fails(
        f"declare {PARSED} begin j.put('a'); end;"
    )
    assert "PLS-00382" in bench.fails("declare e json_element_t; j json_object_t; begin j := e; end;")


def test_a_subtype_goes_where_an_element_goes(bench):
    block = """
      declare o json_object_t := json_object_t('{"a":1}');
        procedure show(e json_element_t) is begin dbms_output.put_line(e.stringify); end;
      begin show(o); show(json_array_t('[2]')); show(json_element_t.parse('"s"')); end;"""
    assert bench.run(block) == ['{"a":1}', "[2]", '"s"']


@pytest.mark.parametrize(
    "statement",
    [
        "insert into t values (9, j.get_string('a'))",
        "insert into t values (9, treat(l.get(0) as json_object_t).get_string('a'))",
        "for r in (select id from t where name = j.get_object('o').get_string('b')) loop null; end loop",
    ],
)
def test_sql_cannot_call_methods(sql_bench, statement):
    block = f"declare j json_object_t := json_object_t(); l json_array_t := json_array_t(); begin\n{statement}; end;"
    assert sql_bench.fails(block).splitlines() == [
        "ORA-40573: invalid use of PL/SQL JSON object type",
        "ORA-06512: at line 2",
    ]


def test_dynamic_sql_has_what_methods_give(sql_bench):
    sql_bench.run("declare j json_object_t := json_object_t('{\"a\":\"x\"}'); begin"
                  " execute immediate 'insert into t values (9, :1)' using j.get_string('a'); end;")  # fmt: skip
    assert sql_bench.sql("select name from t where id = 9") == [("x",)]


@pytest.mark.parametrize(
    ("document", "kinds"),
    [("'{\"a\":1}'", "json object"), ("'[1]'", "json array"), ("'{a'", ""), ("to_clob('[]')", "json array")],
)
def test_is_json_is_a_condition_of_plsql_too(bench, document, kinds):
    """Documented: since 12.2 (JSON Developer's Guide, IS JSON)."""
    shown = " || ' ' || ".join(
        f"case when d is {kind} then '{kind.split()[-1]}' end" for kind in ("json", "json object", "json array")
    )
    assert " ".join(bench.value(shown, f"d clob := {document};").split()) == kinds
    assert bench.value("case when d is not json then 'no' else 'yes' end", f"d clob := {document};") == (
        "yes" if kinds else "no"
    )


def test_nothing_is_neither_json_nor_not(bench):
    assert bench.value("case when d is json or d is not json then 'known' else 'unknown' end", "d clob;") == "unknown"
