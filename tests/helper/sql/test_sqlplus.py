"""SQL*Plus's own commands in a pasted script, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError
from ordslab.sql.script import split
from ordslab.sql.sqlplus import SqlPlus

HEAD = """\
rem a script as people keep them ----
prompt ------------------------------
set serveroutput on size unlimited format wrapped
SET FEEDBACK OFF VERIFY OFF LINESIZE 200 PAGESIZE 0
set autocommit off
set sqlblanklines on trimspool on
clear screen
column name format a20 -
  heading 'Name'
col id for 999
break on id skip 1
compute sum of id on report
ttitle left 'Fruit' -
  skip 2
btitle off
spool fruit.log
whenever sqlerror exit sql.sqlcode rollback
WHENEVER OSERROR EXIT
timing start
"""


def test_what_only_sets_a_display_passes(notebook, capsys):
    """Promise: the head of a script as it is pasted changes nothing; its statements run, then EXIT."""
    table = notebook.sql(f"{HEAD}select 1 as id, 'fig' as name from dual;\nspool off\ncl bre\nexit\n")
    assert list(table.iloc[0]) == [1, "fig"]
    assert capsys.readouterr().out == "-" * 30 + "\n"


@pytest.mark.parametrize(
    "setting",
    """echo on;feed 6;ver off;head off;lin 80;pages 50;term off;tim on;trims on;long 2000;num 12;colsep '|'
    null '-';wrap off;tab off;recsep off;underline '=';arraysize 100
    markup html on;sqlformat csv;autotrace traceonly;newp none
    appinfo off;escape off;cmdsep off;errorlogging off;exitcommit off;sqlprompt 'x> ';time on;embedded on""".replace(
        "\n", ";"
    ).split(";"),
)
def test_any_display_variable_may_be_set(notebook, setting):
    """Promise: each variable of a display is known, in its short forms too; what changes what runs may be off."""
    notebook.sql(f"set {setting.strip()}")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("host ls", "HOST"),
        ("!ls", "!LS"),
        ("@other.sql", "@OTHER.SQL"),
        ("@@other.sql", "@@OTHER.SQL"),
        ("start other", "START"),
        ("connect page/x@y", "CONNECT"),
        ("conn / as sysdba", "CONN"),
        ("disconnect", "DISCONNECT"),
        ("accept name prompt 'Who? '", "ACCEPT"),
        ("set escape on", "SET ESCAPE"),
        ("set verify off escape \\", "SET VERIFY"),
        ("set nonsense 1", "SET NONSENSE"),
        ("set define '^'", "SET DEFINE"),
        ("whenever sqlerror continue", "WHENEVER SQLERROR CONTINUE"),
        ("show parameters", "SHOW"),
        ("print x", "PRINT"),
        ("password", "PASSWORD"),
        ("store set x", "STORE"),
    ],
)
def test_what_would_do_something_is_refused_by_its_name(notebook, cell, name):
    """Promise: nothing that a script asks for is dropped in silence."""
    with pytest.raises(SqlError) as caught:
        notebook.sql(f"{cell}\nselect 1 from dual;")
    assert caught.value.what == f"%%sql doesn't have the SQL*Plus command {name}." and caught.value.next_step


def test_what_stands_behind_exit_is_not_dropped(notebook):
    """Promise: EXIT in the middle is an error, for the rest would not run."""
    with pytest.raises(SqlError, match="ends at EXIT"):
        notebook.sql("select 1 as a from dual;\nexit\nselect 2 as a from dual;")


def test_define_and_substitution(notebook, capsys):
    """Promise: &name, &&name and &name. stand for what DEFINE said, in this cell and in those below, in strings too."""
    table = notebook.sql(
        "define who = 'Anna Book'\ndefine n=41\n"
        "select '&who' as a, &n + 1 as b, &&n.0 as c, 'x&n.y' as d, q'[&WHO]' as e from dual;"
    )
    assert list(table.iloc[0]) == ["Anna Book", 42, 410, "x41y", "Anna Book"]
    assert notebook.sql("select &n as a from dual")["A"][0] == 41
    notebook.sql("define\ndefine n\nundefine n")
    assert 'DEFINE N               = "41"' in capsys.readouterr().out
    with pytest.raises(SqlError) as caught:
        notebook.sql("select &n from dual")
    assert str(caught.value) == "The substitution variable &n has no value.\nWrite above it: define n = ..."


def test_an_ampersand_in_a_string_is_text(notebook):
    """Promise: R&D and an address with & stay what they are, and with SET DEFINE OFF so does everything."""
    table = notebook.sql("select 'R&D' as a, '/x?a=1&b=2' as b from dual /* &nothing */")
    assert list(table.iloc[0]) == ["R&D", "/x?a=1&b=2"]
    notebook.sql("define d = 1")
    assert notebook.sql("set define off\nselect 'R&D' as a from dual")["A"][0] == "R&D"
    assert notebook.sql("set define on\nselect 'R&D' as a from dual")["A"][0] == "R1"


@pytest.mark.parametrize("value", ["x", "a much longer value than its name"])
def test_errors_behind_a_substitution_point_to_their_place(notebook, value):
    """Promise: the line that is shown is what the database got, and the caret stands under the mistake."""
    with pytest.raises(SqlError) as caught:
        notebook.sql(
            f"define v = '{value}'\nselect '&v' as a from dual;\nexec dbms_output.put_line('&v')\nselect nme from dual;"
        )
    assert caught.value.next_step.splitlines() == ["line 5: select nme from dual;", "               ^"]


def test_show_errors_shows_them(notebook, capsys):
    """Promise: SHOW ERRORS prints what USER_ERRORS holds, as SQL*Plus lays it out; none is said as well."""
    notebook.sql("create or replace procedure broken is\nbegin\n  nothing_like_this;\nend;\n/\nshow errors")
    shown = capsys.readouterr().out
    assert "Errors for PROCEDURE BROKEN:\n\nLINE/COL ERROR\n-------- ----" in shown and "\n3/3 " in shown
    notebook.sql("show err procedure broken\ndrop procedure broken;\nshow errors")
    assert capsys.readouterr().out.splitlines()[-1] == "No errors."
    notebook.sql("show user")
    assert capsys.readouterr().out == 'USER is "PAGE"\n'


def test_exec_and_describe(notebook, capsys):
    """Promise: EXEC runs what stands behind it, over a line's end as well; DESCRIBE gives the columns."""
    notebook.sql("exec dbms_output.put_line( -\n  'hello')")
    assert "hello" in capsys.readouterr().out
    assert notebook.sql("desc user_tables")["Name"][0] == "TABLE_NAME"


def test_commands_need_no_notebook():
    """Promise: the commands stand by themselves: a statement without & is left as it is, at no cost."""
    (statement,) = split("select 1 from dual")
    assert SqlPlus().substituted(statement) is statement.text
