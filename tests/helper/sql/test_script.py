"""A script cut into statements."""

from __future__ import annotations

import pytest

from ordslab.sql.script import split


def texts(script: str) -> list[str]:
    return [statement.text for statement in split(script)]


def kinds(script: str) -> list[str]:
    return [statement.kind for statement in split(script)]


def test_semicolons_end_sql_and_are_not_sent():
    """Promise: SQL goes to the database without its semicolon."""
    assert texts("select 1 from dual;\nselect 2 from dual ;") == ["select 1 from dual", "select 2 from dual"]


def test_the_last_statement_needs_no_end():
    """Promise: a statement may end with the script."""
    assert texts("select 1 from dual") == ["select 1 from dual"]


def test_semicolons_in_strings_names_and_comments_end_nothing():
    """Promise: only a semicolon of SQL itself ends a statement."""
    script = """select 'a;b', q'[;']', q'!;'!', "c;d" -- e;f\n /* g;h */ from dual;select 2 from dual"""
    assert len(texts(script)) == 2
    assert texts(script)[0].endswith("from dual")


def test_blocks_end_at_a_slash_and_keep_their_semicolons():
    """Promise: a PL/SQL block ends at a line that holds only a slash; the slash is not sent."""
    script = "begin\n  a;\nend;\n/\nselect 1 from dual\n/\ndeclare x number; begin null; end;"
    assert texts(script) == ["begin\n  a;\nend;", "select 1 from dual", "declare x number; begin null; end;"]
    assert kinds(script) == ["plsql", "query", "plsql"]


@pytest.mark.parametrize(
    "opening",
    [
        "create or replace function f return number is",
        "create procedure p is",
        "create or replace editionable package body p is",
        "CREATE TRIGGER t before insert on x",
        "<<here>> declare x number;",
    ],
)
def test_stored_code_ends_at_a_slash(opening):
    """Promise: what holds PL/SQL is one statement, semicolons and all."""
    assert texts(f"{opening}\nbegin null; end;\n/\ncommit;") == [f"{opening}\nbegin null; end;", "commit"]


def test_a_division_is_no_end():
    """Promise: a slash within a line divides."""
    assert texts("select 4\n / 2 from dual;") == ["select 4\n / 2 from dual"]


def test_a_slash_behind_a_finished_statement_runs_nothing_again():
    """Promise: the habit of writing `;` and `/` does not run a statement twice."""
    assert texts("insert into t values (1);\n/\ncommit;\n/\n") == ["insert into t values (1)", "commit"]


def test_a_slash_in_a_string_or_comment_is_text():
    """Promise: a line that holds only a slash ends nothing inside a string or a comment."""
    assert texts("select '\n/\n' from dual /*\n/\n*/;") == ["select '\n/\n' from dual /*\n/\n*/"]


def test_comments_before_a_statement_are_dropped():
    """Promise: comments alone are no statement, and a statement starts where its text starts."""
    script = "-- first;\n/* second; */\nselect 1 from dual;\n-- end"
    assert texts(script) == ["select 1 from dual"]
    assert split(script)[0].offset == script.index("select")


def test_execute_becomes_a_block():
    """Promise: EXECUTE p(1) is a block, and its text points back to what was written."""
    script = "exec dbms_output.put_line('a;b');\nselect 1 from dual;"
    block, query = split(script)
    assert (block.text, block.kind) == ("begin dbms_output.put_line('a;b'); end;", "plsql")
    assert script[block.offset :].startswith("dbms_output") and block.text[block.added :].startswith("dbms_output")
    assert query.kind == "query"


def test_commands_are_told_from_sql():
    """Promise: SET SERVEROUTPUT is SQL*Plus's, SET TRANSACTION is SQL; a line ends a command."""
    script = "set serveroutput on\nset transaction read only;\nprompt Hello; you\nselect 1 from dual"
    assert kinds(script) == ["command", "sql", "command", "query"]
    assert texts(script)[2] == "prompt Hello; you"


def test_commands_are_told_only_where_a_statement_starts():
    """Promise: a column called `list` or `start` on a line of its own stays SQL."""
    assert kinds("select\nlist,\nstart\nfrom t;") == ["query"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("with a as (select 1 from dual) select * from a", "query"),
        ("(select 1 from dual)", "query"),
        ("update t set a = 1", "sql"),
        ("comment on table t is 'x'", "sql"),
    ],
)
def test_kinds(text, kind):
    """Promise: what gives rows is told from what does not."""
    assert kinds(text) == [kind]


@pytest.mark.parametrize("script", ["", "  \n", "-- only a comment", ";", "/", "\n/\n;\n"])
def test_nothing_is_nothing(script):
    """Promise: where there is no statement, none is sent."""
    assert split(script) == []


@pytest.mark.parametrize("script", ["select 'open", "select q'[open", "/* open", 'select "open', "begin"])
def test_unfinished_text_is_passed_on(script):
    """Promise: what does not end is the database's to complain about; the cut itself never hangs or fails."""
    assert "".join(texts(script)) in script
