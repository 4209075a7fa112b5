"""Where a finding is: module, template, handler and line; and what could not be looked at."""

from __future__ import annotations

import oracledb
import pytest

from ordslab.audit.details import Details
from ordslab.audit.examined import Examined
from ordslab.audit.injection import called_units, injection
from ordslab.audit.results import access
from ordslab.audit.schema_audit import find_all
from ordslab.audit.sources import Source, read_units
from ordslab.chain.dictionary import Dictionary, Handler, Module, Schema

from ..dictionary_fakes import FakeConnection, FakeCursor, FakeError, fake_lab, rows

GUARDED = Dictionary(
    schema=Schema("page", True, "PAGE"),
    modules=(Module("m", "/m/", True),),
    handlers=(Handler("m", "things/:id", "POST", "plsql/block", 0),),
    roles=("r",),
    privileges=("p",),
    privilege_roles=(("p", "r"),),
    privilege_patterns=(("p", "/*"),),
)


def seen(source, programs=(), kind="plsql/block", **details):
    units = tuple(unit for program in programs for unit in read_units(*program))
    sources = (Source("m", "things/:id", "POST", kind, None, source, 0),)
    return Examined(GUARDED, Details(sources=sources, units=units, **details), tuple(access(GUARDED)))


def lines(examined):
    return [(str(each.place), each.place.line) for each in injection(examined)]


@pytest.mark.parametrize("before", [0, 1, 16, 1000])
def test_the_line_is_that_of_the_source(before):
    """Promise: the line at which the handler's source is wrong, counted from 1, comments and strings passed over."""
    source = "begin\n" + "  -- execute immediate :id\n" * before + "  execute immediate 'x' || :id;\nend;"
    assert lines(seen(source)) == [(f"module m, things/:id, POST, line {before + 2}", before + 2)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("declare l varchar2(9) := :note; begin execute immediate l; end;", True),
        ("declare l varchar2(9); m varchar2(9); begin m := l; l := :note; execute immediate m; end;", True),
        ("begin select json_value(:body_text, '$.n') as n into l from dual; execute immediate 'x' || l; end;", True),
        ("begin for r in (select n as m from json_table(:body, '$')) loop execute immediate r.m; end loop; end;", True),
        ("begin o := json_object_t.parse(:body); l := o.get_string('n'); execute immediate 'x' || l; end;", True),
        ("begin if :a = 1 then l := case when :b = 2 then :c else 'x' end; end if; execute immediate l; end;", True),
        ("begin open :result for 'select ' || :note || ' from dual'; end;", True),
        ("begin execute immediate dbms_assert.noop(:note); end;", True),
        ("begin execute immediate 'x' into l using :note; end;", False),
        ("begin select name into l from things where id = :id; execute immediate 'x' || l; end;", False),
        ("begin for i in 1 .. :number loop execute immediate 'x' || i; end loop; end;", False),
        ("begin l := :note; execute immediate 'x' || other.l; end;", False),
        ("begin execute immediate 'x' || dbms_assert.enquote_literal(:note) || l; end;", False),
    ],
)
def test_what_comes_from_outside_is_followed(source, found):
    """Promise: through variables, queries, loops and cases, in whatever order. A value given by USING is harmless, and
    what a table holds for the caller's key is no text of the caller's."""
    assert bool(lines(seen(source))) is found


PAY = """package body pay as
  function quoted(p varchar2) return varchar2 is begin return '''' || p || ''''; end;
  procedure search(p_text in varchar2, p_other number default 1) is
    procedure inner_one(p varchar2) is
    begin
      open c for 'select ' || p;
    end;
  begin
    case when p_other = 1 then
      inner_one(p_text);
    end case;
  end search;
  procedure declared(p varchar2);
  procedure parsed(p_text varchar2) is
    l integer;
  begin
    dbms_sql.parse(l, 'x' || p_text, dbms_sql.native);
  end;
  procedure parsed(p_number number) is begin null; end;
end pay;"""


def test_units_of_a_package_are_told_apart():
    """Promise: nested, overloaded and declared subprograms, with their parameters; a declaration alone is none."""
    units = {(each.name, each.parameters) for each in read_units("PAY", "PACKAGE BODY", PAY)}
    assert units == {
        ("PAY.QUOTED", frozenset({"P"})),
        ("PAY.SEARCH", frozenset({"P_TEXT", "P_OTHER"})),
        ("PAY.INNER_ONE", frozenset({"P"})),
        ("PAY.PARSED", frozenset({"P_TEXT"})),
        ("PAY.PARSED", frozenset({"P_NUMBER"})),
    }


@pytest.mark.parametrize(
    ("call", "line"),
    [
        ("pay.search(:id)", 6),
        ("page.pay.search(:id)", 6),
        ("pay.search(p_other => 2, p_text => pay.quoted(:id))", 6),
        ("declare l varchar2(9); begin l := :id; pay.parsed(l)", 17),
        ("pay.search('x')", 0),
        ("pay.search(to_number(:id))", 0),
        ("other.search(:id)", 0),
    ],
)
def test_a_call_is_followed_into_the_package(call, line):
    """Promise: what a caller sends is followed to the line of the package where it becomes SQL, and no further."""
    source = f"begin {call}; end;".replace("begin declare", "declare")
    found = lines(seen(source, [("PAY", "PACKAGE BODY", PAY)]))
    assert found == ([(f"package body PAY, line {line}", line)] if line else [])


def test_procedures_that_call_one_another_end():
    """Promise: a circle of calls is walked once."""
    circle = [
        ("A", "PROCEDURE", "procedure a(p varchar2) is begin b(p); end;"),
        ("B", "PROCEDURE", "procedure b(p varchar2) is begin a(p); execute immediate p; end;"),
    ]
    examined = seen("begin a(:id); end;", circle)
    assert lines(examined) == [("procedure B, line 1", 1)]
    (source,) = examined.details.sources
    assert {each.name for each in called_units(source.tokens, examined.details.units_by_name)} == {
        "A",
        "B",
    }


@pytest.mark.parametrize("asks", ["owa_util.get_cgi_env('REMOTE_USER')", "sys_context('userenv', 'client_identifier')"])
def test_a_program_that_asks_who_calls_counts_for_its_handler(asks):
    """Promise: a handler that leaves the question to a program of the schema is no row of any id."""
    text = f"procedure check_it(p varchar2) is begin if p <> {asks} then raise no_data_found; end if; end;"
    source = "begin check_it(:id); delete from things where id = :id; end;"
    kinds = {each.kind for each in find_all(seen(source, [("CHECK_IT", "PROCEDURE", text)]))}
    assert "row_of_any_id" not in kinds
    assert "row_of_any_id" in {each.kind for each in find_all(seen(source))}
    assert "row_of_any_id" not in {each.kind for each in find_all(seen(source, hook="pre.hook"))}


@pytest.mark.parametrize(("bind", "found"), [("order_id", True), ("nr", True), ("search", False), ("width", False)])
def test_an_id_may_come_by_the_query_string_or_the_body(bind, found):
    """Promise: a bind that is named like an id counts as the address's own variable does; another is a search."""
    kinds = {each.kind for each in find_all(seen(f"begin delete from things where x = :{bind}; end;"))}
    assert ("row_of_any_id" in kinds) is found


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("select id, password from people", "password"),
        ("with x as (select 1 a from dual) select p.password as pw, a from people p, x", "password"),
        ("select * from people p", "password"),
        ("select id from people union all select password from people", ""),
        ("select (select password from people) n, id from people", ""),
        ("select 'password', count(*) from people", ""),
        ("select '***' password from people", ""),
        ("select compass, spinner, mapping_id from people", ""),
        ("select api_key, pin from people", "api_key, pin"),
        ("select userpassword, password_hash, token from people", "userpassword, password_hash, token"),
        ("select tokens, token_count, pins, opinion, secretary from people", ""),
    ],
)
def test_the_columns_of_a_query(source, told):
    """Promise: the columns that the caller gets, by their own names; what only looks alike is none."""
    examined = seen(source, kind="json/query", columns={"PEOPLE": ("ID", "PASSWORD")})
    found = [each for each in find_all(examined) if each.kind == "secret_column"]
    assert [each.text.split(" gives out ")[1].split(", by the name")[0] for each in found] == ([told] if told else [])


class Refusing(FakeConnection):
    """A database that lacks what is not the chain's."""

    def cursor(self):
        cursor = FakeCursor(self)
        usual = cursor.execute

        def execute(text):
            usual(text)
            if "pre_hook" in text:
                raise oracledb.DatabaseError(FakeError("ORA-00904", 'ORA-00904: "PRE_HOOK": invalid identifier'))

        cursor.execute = execute
        return cursor


def test_what_could_not_be_looked_at_is_told(tmp_path):
    """Promise: another release of ORDS gives a report with a note, neither an error nor a report that looks clean."""
    notes = fake_lab(tmp_path, Refusing(rows())).audit().notes
    told = [each.text for each in notes if each.kind == "not_looked_at"]
    assert len(told) == 2 and all("ORA-00904" in each for each in told)


def test_tls_is_asked_for_elsewhere_than_on_this_machine():
    """Promise: http to another host is an error, http to this machine is none."""
    for address, kinds in (("http://db.example.com/ords/page", ["no_tls"]), ("http://127.0.0.1:8181/ords/page", [])):
        examined = Examined(GUARDED, Details(), tuple(access(GUARDED)), base_url=address)
        assert [each.kind for each in find_all(examined) if each.level == "error"] == kinds
