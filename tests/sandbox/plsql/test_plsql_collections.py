"""Collections, records and their constructors; GOTO; limits of types."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("a.count || a.first || a.last", "315"),
        ("a.next(1) || a.prior(5) || nvl(to_char(a.next(5)), 'none')", "33none"),
        ("a(3)", "thirty"),
        ("case when a.exists(2) then 'y' else 'n' end", "n"),
    ],
)
def test_methods_of_index_by_tables(bench, expression, shown):
    declare = "type list is table of varchar2(20) index by pls_integer; a list;"
    assert bench.value(expression, declare, "a(1) := 'ten'; a(5) := 'fifty'; a(3) := 'thirty';") == shown


def test_elements_are_deleted_by_range(bench):
    declare = "type list is table of number index by pls_integer; a list;"
    assert (
        bench.value(
            "a.count || a.first", declare, "for i in 1 .. 9 loop a(i) := i; end loop; a.delete(2, 8); a.delete(1);"
        )
        == "19"
    )


def test_varrays_have_a_limit(bench):
    declare = "type v is varray(3) of number; a v := v(1, 2);"
    assert bench.value("a.limit || a.count", declare, "a.extend;") == "33"
    assert bench.fails(f"declare {declare} begin a.extend(2); end;").startswith("ORA-06532: Subscript outside of limit")
    assert bench.fails(f"declare {declare} begin a(4) := 1; end;").startswith("ORA-06532")
    assert bench.fails(f"declare {declare} begin a(3) := 1; end;").startswith("ORA-06533")


def test_trimmed_elements_are_gone(bench):
    declare = "type v is table of varchar2(5); a v := v('a', 'b', 'c');"
    assert bench.value("a.count || a(a.last)", declare, "a.trim; a.extend(2, 1); a.trim;") == "3a"


def test_qualified_expressions(bench):
    declare = """
      type ages is table of number index by varchar2(10); type list is table of varchar2(10) index by pls_integer;
      type point is record (x number := 1, y number := 2); type points is table of point;
      a ages := ages('ann' => 30, 'bob' => 40); l list := list(3 => 'c', 1 => 'a');
      p points := points(point(y => 9), point(5, 6));
      e list := list();"""
    shown = "a('bob') || l(3) || l.count || p(1).x || p(1).y || p(2).x || e.count"
    assert bench.value(shown, declare) == "40c21950"


def test_collections_of_collections(bench):
    declare = (
        "type row_t is table of number; type grid is table of row_t; g grid := grid(row_t(1, 2), row_t(3)); h grid;"
    )
    assert bench.value("g(1)(2) || g(2).count || h(1)(2)", declare, "h := g; g(1)(2) := 7; g(2).extend;") == "722"


def test_nested_tables_as_multisets(bench):
    declare = "type s is table of number; a s := s(1, 2, 2, 3); b s := s(2, 3, 4); u s; i s; e s;"
    before = "u := a multiset union distinct b; i := a multiset intersect b; e := a multiset except b;"
    tests = (
        "case when 3 member of a and 9 not member of a and s() is empty and b is a set and s(2, 3) submultiset of b"
        " then 'y' end"
    )
    assert bench.value(f"u.count || i.count || e.count || {tests}", declare, before) == "422y"


def test_nested_tables_are_compared(bench):
    declare = "type s is table of number; a s := s(1, 2); b s := s(1, 2); n s;"
    assert bench.value("case when a = b and n is null and a is not null then 'y' end", declare) == "y"


def test_records_of_a_table_and_their_fields(sql_bench):
    block = """
      declare r t%rowtype; n t.name%type := 'x'; m n%type;
        type pair is record (one t%rowtype, two number not null := 5); p pair;
      begin select * into r from t where id = 1; p.one := r; m := p.one.name || p.two; dbms_output.put_line(m); end;"""
    assert sql_bench.run(block) == ["one5"]


def test_subtypes_and_constants(bench):
    declare = (
        "subtype digit is pls_integer range 0 .. 9; subtype word is varchar2(3) not null;"
        " d digit := 9; w word := 'abc'; c constant word := 'x';"
    )
    assert bench.value("d || w || c", declare) == "9abcx"
    assert bench.fails(f"declare {declare} begin d := d + 1; end;").startswith("ORA-06502")
    assert bench.fails(f"declare {declare} begin w := null; end;").startswith("ORA-06502")


def test_sizes_count_bytes_unless_they_say_char(bench):
    assert bench.fails("declare s varchar2(3) := 'déj'; begin null; end;").startswith("ORA-06502")
    assert bench.value("s", "s varchar2(3 char) := 'déj';") == "déj"


def test_a_text_longer_than_a_varchar2_can_be(bench):
    text = bench.fails("declare s varchar2(32767) := rpad('x', 32767, 'x'); c clob; begin c := s || 'y'; end;")
    assert text.startswith("ORA-06502: PL/SQL: numeric or value error: character string buffer too small")
    assert bench.value("length(c)", "c clob := rpad('x', 32767, 'x');", "c := c || c;") == "65534"


def test_goto_goes_back_and_out(bench):
    block = """
      declare n number := 0;
      begin
        <<again>> n := n + 1;
        if n < 3 then goto again; end if;
        for i in 1 .. 5 loop if i = 2 then goto done; end if; dbms_output.put_line('i' || i); end loop;
        <<done>> dbms_output.put_line('n' || n);
      end;"""
    assert bench.run(block) == ["i1", "n3"]


def test_a_collection_without_end_is_stopped(bench, monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.plsql.values.LARGEST_COLLECTION", 1000)
    block = "declare type t is table of number; v t := t(); begin loop v.extend; end loop; end;"
    assert bench.fails(block).startswith("ORA-06500: PL/SQL: storage error")


def test_a_block_that_takes_all_memory_is_stopped(bench, monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.sql.memory.LIMIT", 1)
    monkeypatch.setattr("ordslab.sandbox.sql.memory._GROWTH", 1 << 20)
    block = (
        "declare type t is table of varchar2(32767); v t := t();"
        " begin loop v.extend; v(v.last) := rpad(v.last, 32767, 'x'); end loop; end;"
    )
    assert bench.fails(block).startswith("ORA-04036: PGA memory used by the instance exceeds PGA_AGGREGATE_LIMIT")


def test_a_lob_without_end_is_stopped(bench, monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.plsql.compiler.operators.LARGEST_LOB", 100_000)
    assert bench.fails("declare c clob := 'x'; begin loop c := c || c; end loop; end;").startswith("ORA-01652")
