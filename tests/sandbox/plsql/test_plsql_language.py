"""What blocks do: declarations, control, collections, records, calls, exceptions."""

from __future__ import annotations

import pytest

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2


def test_null_is_the_empty_string(bench):
    assert bench.value("'a' || null || '' || 'b'") == "ab"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("1 / 3", ".3333333333333333333333333333333333333333"),
        ("0.1 + 0.2", ".3"),
        ("-0.5", "-.5"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 10", "1024"),
        ("10 / 4", "2.5"),
        ("7 mod 3", "1"),
        ("12345678901234567890 * 10", "123456789012345678900"),
    ],
)
def test_numbers_are_exact_and_shown_as_oracle_does(bench, expression, shown):
    assert bench.value(expression) == shown


def test_three_valued_logic(bench):
    block = "if not (null > 1) then dbms_output.put_line('t'); else dbms_output.put_line('unknown'); end if;"
    assert bench.run(f"begin {block} end;") == ["unknown"]
    assert bench.run("begin if 1 = 2 or (null = 1 or true) then dbms_output.put_line('yes'); end if; end;") == ["yes"]


def test_a_text_that_is_too_long_is_a_value_error(bench):
    text = bench.fails("declare s varchar2(3); begin s := 'abcd'; end;")
    assert text.startswith("ORA-06502: PL/SQL: numeric or value error: character string buffer too small\n")


def test_a_number_is_rounded_to_its_scale_and_checked(bench):
    assert bench.value("n", "n number(5,2) := 1.005;") == "1.01"
    assert "number precision too large" in bench.fails("declare n number(3) := 1000; begin null; end;")


def test_text_becomes_a_number_or_a_value_error(bench):
    assert bench.value("n + 1", "n number := ' 41 ';") == "42"
    assert "character to number conversion error" in bench.fails("declare n number := 'x'; begin null; end;")


def test_pls_integer_overflows(bench):
    assert bench.fails("declare n pls_integer := 2147483647; begin n := n + 1; end;").startswith("ORA-01426")


def test_a_not_null_variable_refuses_null(bench):
    assert bench.fails("declare n number not null := 1; begin n := null; end;").startswith("ORA-06502")


def test_date_arithmetic_counts_in_days(bench):
    assert bench.value("d + 1.5 - date '2024-02-01'", "d date := date '2024-02-28';") == "28.5"


def test_loops(bench):
    block = """
      begin
        for i in reverse 1 .. 3 loop continue when i = 2; dbms_output.put_line(i); end loop;
        <<outer>> for i in 1 .. 3 loop
          for j in 1 .. 3 loop exit outer when j = 2; dbms_output.put_line(i || j); end loop;
        end loop;
      end;"""
    assert bench.run(block) == ["3", "1", "11"]


def test_case_without_a_match_raises_case_not_found(bench):
    assert bench.fails("begin case 1 when 2 then null; end case; end;").startswith(
        "ORA-06592: CASE not found while executing CASE statement"
    )


def test_case_expressions(bench):
    assert bench.value("case 3 when 1 then 'a' when 3 then 'c' end") == "c"
    assert bench.value("case when 1 > 2 then 'a' else 'b' end") == "b"


def test_predicates(bench):
    assert bench.run("begin if 2 between 1 and 3 and 'abc' like 'a%c' and 3 not in (1, 2) then "
                     "dbms_output.put_line('all'); end if; end;") == ["all"]  # fmt: skip


def test_arrays_are_filled_by_index_and_read_in_order(bench):
    block = """
      declare r owa.vc_arr; i pls_integer;
      begin
        r(5) := 'five'; r(1) := 'one'; i := r.first;
        while i is not null loop dbms_output.put_line(i || r(i)); i := r.next(i); end loop;
        r.delete(1); dbms_output.put_line(r.count);
      end;"""
    assert bench.run(block) == ["1one", "5five", "1"]


def test_an_element_that_is_not_there_is_no_data_found(bench):
    assert bench.fails("declare r owa.vc_arr; begin dbms_output.put_line(r(1)); end;").startswith("ORA-01403")


def test_arrays_by_text(bench):
    declare = "type m is table of number index by varchar2(10); a m;"
    assert bench.value("a.first || a('y')", declare, "a('y') := 2; a('b') := 1;") == "b2"


def test_nested_tables_know_their_bounds(bench):
    declare = "type t is table of number; v t := t(1, 2);"
    assert bench.value("v.count || v(3)", declare, "v.extend; v(3) := 9;") == "39"
    assert bench.fails(f"declare {declare} begin v(3) := 1; end;").startswith("ORA-06533: Subscript beyond count")
    assert bench.fails("declare type t is table of number; v t; begin v.extend; end;").startswith("ORA-06531")


def test_records_within_records_in_arrays(bench):
    declare = """
      type inner_t is record (a number := 5, b varchar2(10));
      type outer_t is record (i inner_t, n number);
      type list_t is table of outer_t index by pls_integer; l list_t; o outer_t;"""
    assert bench.value("l(2).i.b || o.i.a", declare, "l(2).i.b := 'deep';") == "deep5"


def test_records_are_assigned_by_value(bench):
    declare = "type r_t is record (a number); x r_t; y r_t;"
    assert bench.value("x.a || y.a", declare, "x.a := 1; y := x; y.a := 2;") == "12"


def test_named_and_positional_arguments_and_defaults(bench):
    declare = "function f(p number, q number default 2) return varchar2 is begin return p || '-' || q; end;"
    assert bench.value("f(1) || f(q => 5, p => 4) || f(7, q => 8)", declare) == "1-24-57-8"


def test_out_parameters_come_back(bench):
    declare = (
        "n number := 1; s varchar2(9); procedure p(x in out number, y out varchar2) is begin x := x + 1; y := 'y'; end;"
    )
    assert bench.value("n || s", declare, "p(n, s);") == "2y"


def test_no_variable_stands_behind_a_subprogram(bench):
    """Observed, 11.2: the grammar's item_list_1 comes before the subprograms of item_list_2."""
    text = bench.fails("declare\n  procedure p is begin null; end;\n  n number;\nbegin null; end;")
    assert text.startswith(
        'ORA-06550: line 3, column 3:\nPLS-00103: Encountered the symbol "N" when expecting one of the following:\n\n'
        "   begin function pragma procedure\n"
    )


def test_overloads_are_told_apart_by_type(bench):
    declare = """
      function f(x number) return varchar2 is begin return 'number'; end;
      function f(x varchar2) return varchar2 is begin return 'text'; end;
      function f(x boolean) return varchar2 is begin return 'boolean'; end;"""
    assert bench.value("f(1) || f('1') || f(true)", declare) == "numbertextboolean"


def test_recursion_and_variables_of_the_block_around(bench):
    declare = """calls number := 0;
      function fact(n number) return number is
      begin calls := calls + 1; if n <= 1 then return 1; end if; return n * fact(n - 1); end;"""
    assert bench.value("fact(25) || '/' || calls", declare) == "15511210043330985984000000/25"


def test_labels_qualify_hidden_names(bench):
    block = "<<o>> declare n number := 1; begin declare n number := 2; begin dbms_output.put_line(o.n || n); end; end;"
    assert bench.run(block) == ["12"]


def test_handlers_see_sqlcode_and_sqlerrm(bench):
    block = "begin raise zero_divide; exception when others then dbms_output.put_line(sqlcode || ' ' || sqlerrm); end;"
    assert bench.run(block) == ["-1476 ORA-01476: divisor is equal to zero"]
    assert bench.value("sqlcode || ' ' || sqlerrm") == "0 ORA-0000: normal, successful completion"


def test_exception_init_names_an_error(bench):
    block = """declare e exception; pragma exception_init(e, -1476);
      begin dbms_output.put_line(1 / 0); exception when e then dbms_output.put_line('caught'); end;"""
    assert bench.run(block) == ["caught"]


def test_an_inner_exception_reaches_the_handler_around(bench):
    block = """declare e exception;
      begin begin raise e; exception when no_data_found then null; end;
      exception when e then dbms_output.put_line('outer'); end;"""
    assert bench.run(block) == ["outer"]


def test_a_function_must_return(bench):
    text = bench.fails("declare n number; function f return number is begin null; end; begin n := f; end;")
    assert text.startswith("ORA-06503: PL/SQL: Function returned without value")


def test_binds_go_in_and_out(bench):
    out, number = Bind(VARCHAR2), Bind(NUMBER, 3)
    bench.run("begin :o := :n || 'x'; end;", o=out, n=number)
    assert (out.value, out.written, number.written) == ("3x", True, False)


def test_array_binds_go_in_and_out(bench):
    names = Bind(VARCHAR2, ["a", "b"], is_array=True, max_elements=10)
    block = """declare a owa.vc_arr; procedure p(x in out owa.vc_arr) is begin x(x.count + 1) := 'c'; end;
      begin p(:names); end;"""
    bench.run(block, names=names)
    assert names.value == ["a", "b", "c"]
