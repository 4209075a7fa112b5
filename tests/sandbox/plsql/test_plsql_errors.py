"""What the compiler reports before anything runs, and what running code reports, in Oracle's words.

The wordings are Oracle's (PL/SQL error messages manual); columns follow observed transcripts of anonymous blocks.
"""

from __future__ import annotations

import threading

import pytest

from ordslab.sandbox.sql.errors import OraError


def test_an_unknown_procedure_is_refused_before_the_block_runs(bench):
    text = bench.fails("begin\n  dbms_output.put_line('ran');\n  foo(1);\nend;")
    assert text == (
        "ORA-06550: line 3, column 3:\nPLS-00201: identifier 'FOO' must be declared\n"
        "ORA-06550: line 3, column 3:\nPL/SQL: Statement ignored"
    )
    assert bench.run("begin null; end;") == []


def test_an_unknown_member_of_a_package_is_pointed_at(bench):
    text = bench.fails("begin\n  dbms_output.foo(1);\nend;")
    assert text.startswith("ORA-06550: line 2, column 15:\nPLS-00302: component 'FOO' must be declared\n")


def test_an_unknown_package_is_named_with_its_member(bench):
    assert "PLS-00201: identifier 'ORDSX.ENABLE' must be declared" in bench.fails("begin ordsx.enable; end;")


def test_too_many_arguments(bench):
    text = bench.fails("begin\n  dbms_output.put_line(1, 2);\nend;")
    assert text.startswith(
        "ORA-06550: line 2, column 3:\nPLS-00306: wrong number or types of arguments in call to 'PUT_LINE'\n"
    )


def test_a_misspelt_parameter_name(bench):
    assert "PLS-00306" in bench.fails("begin dbms_output.put_line(b => 'x'); end;")


def test_a_boolean_cannot_be_put_out(bench):
    assert "PLS-00306" in bench.fails("begin dbms_output.put_line(true); end;")


def test_every_wrong_statement_is_reported(bench):
    text = bench.fails("begin\n  a := 1;\n  b := 2;\nend;")
    assert "line 2, column 3:\nPLS-00201: identifier 'A'" in text
    assert "line 3, column 3:\nPLS-00201: identifier 'B'" in text


def test_a_missing_semicolon(bench):
    assert bench.fails("begin dbms_output.put_line('a') end;") == (
        'ORA-06550: line 1, column 33:\nPLS-00103: Encountered the symbol "END" '
        "when expecting one of the following:\n\n"
        '   := . ( % ;\nThe symbol ";" was substituted for "END" to continue.\n'
    )


def test_a_block_without_its_last_semicolon(bench):
    assert 'PLS-00103: Encountered the symbol "end-of-file"' in bench.fails("begin null; end")


def test_the_slash_of_sqlplus_is_not_plsql(bench):
    assert bench.fails("begin null; end;\n/").startswith(
        'ORA-06550: line 2, column 1:\nPLS-00103: Encountered the symbol "/"'
    )


def test_a_declaration_of_unknown_type_spoils_its_uses(bench):
    text = bench.fails("declare x foo;\nbegin x := 1; end;")
    assert "PLS-00201: identifier 'FOO' must be declared\nORA-06550: line 1, column 9:\nPL/SQL: Item ignored" in text
    assert "PLS-00320: the declaration of the type of this expression is incomplete or malformed" in text


def test_a_constant_cannot_be_assigned_to(bench):
    text = bench.fails("declare c constant number := 1; begin c := 2; end;")
    assert "PLS-00363: expression 'C' cannot be used as an assignment target" in text


def test_a_condition_must_be_boolean(bench):
    assert "PLS-00382: expression is of wrong type" in bench.fails("begin if 1 then null; end if; end;")


def test_null_for_two_overloads_is_ambiguous(bench):
    text = bench.fails(
        "declare procedure a(x varchar2) is begin null; end; procedure a(x date) is begin null; end;"
        " begin a(null); end;"
    )
    assert "PLS-00307: too many declarations of 'A' match this call" in text


def test_sql_only_functions_are_refused(bench):
    text = bench.fails("declare n number; begin n := decode(1, 1, 2); end;")
    assert "PLS-00204: function or pseudo-column 'DECODE' may be used inside a SQL statement only" in text


def test_a_name_can_be_declared_once(bench):
    assert "PLS-00371: at most one declaration for 'A' is permitted" in bench.fails(
        "declare a number; a date; begin null; end;"
    )


def test_goto_cannot_go_into_a_loop(bench):
    text = bench.fails("begin goto x; loop <<x>> null; exit; end loop; end;")
    assert "PLS-00375: illegal GOTO statement; this GOTO cannot branch to label 'X'" in text


@pytest.mark.parametrize(
    ("block", "what"),
    [
        ("begin $if true $then null; $end end;", "conditional compilation"),
        ("begin dbms_output.put_line($$plsql_line); end;", "conditional compilation"),
        ("begin for i in 1 .. 3, 7 .. 9 loop null; end loop; end;", "iteration controls"),
        ("declare x xmltype; begin null; end;", "XMLTYPE"),
    ],
)
def test_what_is_not_here_is_refused_honestly(bench, block, what):
    text = bench.fails(block)
    assert text.startswith("ORA-03001: unimplemented feature: the ordslab sandbox has no") and what in text


def test_the_line_of_an_unhandled_error_is_told(bench):
    assert bench.fails("declare\n  n number;\nbegin\n  n := 1 / 0;\nend;") == (
        "ORA-01476: divisor is equal to zero\nORA-06512: at line 4"
    )


def test_the_lines_of_calls_follow(bench):
    text = bench.fails("declare\n e exception;\n procedure p is begin\n raise e;\n end;\nbegin\n  p;\nend;")
    assert text == ("ORA-06510: PL/SQL: unhandled user-defined exception\nORA-06512: at line 4\nORA-06512: at line 7")


def test_raising_again_adds_a_line(bench):
    text = bench.fails(
        "begin\n  begin\n    raise no_data_found;\n  exception when others then\n    raise;\n  end;\nend;"
    )
    assert text == "ORA-01403: no data found\nORA-06512: at line 5\nORA-06512: at line 3"


def test_raise_application_error_takes_its_own_numbers_only(bench):
    assert bench.fails("begin raise_application_error(-20001, 'no licence'); end;").startswith(
        "ORA-20001: no licence\n"
    )
    assert "ORA-21000: error number argument to raise_application_error of -1 is out of range" in bench.fails(
        "begin raise_application_error(-1, 'x'); end;"
    )


def test_calls_without_end_are_stopped(bench):
    text = bench.fails("declare procedure r is begin r; end; begin r; end;")
    assert text.startswith("ORA-06500: PL/SQL: storage error")


def test_a_loop_without_end_is_cancelled(bench):
    timer = threading.Timer(0.2, bench.session.cancel)
    timer.start()
    assert bench.fails("begin loop null; end loop; end;").startswith("ORA-01013")


def test_a_function_that_ends_without_a_value_points_at_its_end(bench):
    bench.sql("create function f return number is\nbegin\n  null;\nend;")
    assert bench.fails("begin\n  dbms_output.put_line(f);\nend;") == (
        'ORA-06503: PL/SQL: Function returned without value\nORA-06512: at "PAGE.F", line 4\nORA-06512: at line 2'
    )


def test_the_name_behind_end_is_the_one_in_front(bench):
    text = bench.fails("begin\n  <<one>> loop exit; end loop two;\nend;")
    assert "line 2, column 31:\nPLS-00113: END identifier 'TWO' must match 'ONE' at line 2, column 11" in text
    assert bench.warns("create procedure p is begin null; end q;")
    assert bench.sql("select text from user_errors") == [
        ("PLS-00113: END identifier 'Q' must match 'P' at line 1, column 11",)
    ]


def test_compiling_a_block_can_be_cancelled(bench):
    """A block that takes long to compile ends by itself, soon after it was cancelled."""
    body = "".join(f"x := x + {number} * 2;\n" for number in range(30_000))
    statement = bench.session.parse(f"declare x number := 0; begin {body} end;")
    done = threading.Event()

    def cancel():
        while not done.wait(0.2):
            bench.session.cancel()  # one that comes before the call begins is forgotten

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(OraError) as caught:
        bench.session.execute(statement)
    done.set()
    canceller.join()
    assert caught.value.number == 1013
