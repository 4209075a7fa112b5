"""%%sql, on a sandbox."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from ordslab.errors import LabError, SqlError
from ordslab.secrets.secret import Secret


@pytest.fixture(autouse=True)
def nothing_left(lab):
    """Each test begins without its tables."""
    with lab.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select table_name from user_tables where table_name in ('FRUIT', 'BASKET')")
        for (table,) in cursor.fetchall():
            cursor.execute(f"drop table {table} purge")


@pytest.fixture
def fruit(notebook, capsys):
    notebook.sql("create table fruit (id number primary key, name varchar2(20), picked date);")
    capsys.readouterr()
    return notebook


def test_a_query_gives_a_table(notebook):
    """Promise: the last query is the cell's result, as a DataFrame with Oracle's column names."""
    table = notebook.sql("select 1 as id, 'apple' as name from dual")
    assert list(table.columns) == ["ID", "NAME"] and list(table.iloc[0]) == [1, "apple"]


def test_line_magic_gives_a_table(notebook):
    """Promise: `frame = %sql select ...` works, and braces and dollars in SQL are left alone."""
    table = notebook.shell.run_line_magic("sql", "select '{x} $HOME' as a from dual")
    assert table["A"][0] == "{x} $HOME"


def test_a_script_says_what_each_statement_did(notebook, capsys):
    """Promise: several statements in a cell, each with the words of Oracle's own tools."""
    result = notebook.sql(
        "create table fruit (id number, name varchar2(20));\n"
        "insert into fruit values (1, 'apple');\n"
        "insert into fruit select 2, 'pear' from dual union all select 3, 'plum' from dual;\n"
        "update fruit set name = upper(name) where id = 1;\n"
        "delete from fruit where id > 99;\n"
        "commit;\n"
        "drop table fruit;"
    )
    assert result is None
    assert capsys.readouterr().out.splitlines() == [
        "Table created.",
        "1 row inserted.",
        "2 rows inserted.",
        "1 row updated.",
        "0 rows deleted.",
        "Commit complete.",
        "Table dropped.",
    ]


def test_earlier_queries_are_displayed(notebook, capsys):
    """Promise: of two queries both are seen: the first displayed, the last as the result."""
    table = notebook.sql("select 'first' as a from dual;\nselect 'last' as a from dual;")
    assert table["A"][0] == "last" and "first" in capsys.readouterr().out


def test_output_of_a_block_is_shown(notebook, capsys):
    """Promise: DBMS_OUTPUT is on, and shown behind each block, empty lines too."""
    notebook.sql(
        "set serveroutput on\n"
        "begin\n  dbms_output.put_line('one');\n  dbms_output.put_line('');\n  dbms_output.put_line('two');\nend;\n/\n"
        "exec dbms_output.put_line('three')"
    )
    done = "PL/SQL procedure successfully completed."
    assert capsys.readouterr().out.splitlines() == ["one", "", "two", done, "three", done]


def test_output_before_an_error_is_shown(notebook, capsys):
    """Promise: what a block printed before it failed is not lost."""
    with pytest.raises(SqlError, match="ORA-01476"):
        notebook.sql("begin\n  dbms_output.put_line('so far');\n  dbms_output.put_line(1 / 0);\nend;")
    assert capsys.readouterr().out == "so far\n"


def test_much_output_is_shown_whole(notebook, capsys):
    """Promise: DBMS_OUTPUT's lines come in parts, and none is lost."""
    notebook.sql("begin\n  for i in 1 .. 1203 loop\n    dbms_output.put_line(i);\n  end loop;\nend;")
    assert capsys.readouterr().out.splitlines()[:-1] == [str(number) for number in range(1, 1204)]


def test_all_lines_of_one_plain_block_are_printed(notebook, capsys):
    """Promise: more lines than come with the block, and those of a block that ends itself early, are not lost."""
    line, more = "dbms_output.put_line(rpad('x', 5, 'x')); ", "begin " + "dbms_output.put_line('y'); " * 501 + "end;"
    notebook.sql(f"begin {line}return; {line}end;")
    assert capsys.readouterr().out.splitlines() == ["xxxxx", "PL/SQL procedure successfully completed."]
    notebook.sql(more)
    assert capsys.readouterr().out.count("y\n") == 501


@pytest.mark.parametrize(
    ("block", "what", "pointer"),
    [
        ("begin nul; end;", "PLS-00201", "line 2: begin nul; end;\n              ^"),
        ("begin null end;", 'PLS-00103: Encountered the symbol "END"', "line 2: begin null end;\n                   ^"),
        ("begin null; end;\ncommit;", 'PLS-00103: Encountered the symbol "COMMIT"', "line 3: commit;\n        ^"),
        ("begin\n  raise_application_error(-20001, 'no');\nend;", "ORA-20001: no", "line 3:   raise_app"),
        ("begin raise_application_error(-20001, 'no'); end;", "ORA-20001: no", "line 2: begin raise_app"),
        ("exec raise_application_error(-20001, 'no')", "ORA-20001: no", "line 2: exec raise_app"),
    ],
)
def test_a_block_fails_in_its_own_words(notebook, block, what, pointer):
    """Promise: that the lines come in the block's round trip shows nowhere: not in the message, nor in the place."""
    with pytest.raises(SqlError) as caught:
        notebook.sql(block)
    assert caught.value.what.startswith(what) and caught.value.next_step.startswith(pointer)
    assert "dbms_output" not in str(caught.value)


def test_what_fails_to_compile_at_run_time_is_run_once(fruit, capsys):
    """Promise: dynamic SQL that does not compile is no reason to run the block again."""
    with pytest.raises(SqlError, match="PLS-00201"):
        fruit.sql("begin insert into fruit (id) values (1); commit; execute immediate 'begin nothing_here; end;'; end;")
    assert fruit.sql("select count(*) as n from fruit")["N"][0] == 1


def test_credentials_in_output_are_masked(notebook, capsys):
    """Promise: a script that prints a client's id and secret, as many tutorials do, leaves none in the notebook."""
    notebook.sql("begin\n  dbms_output.put_line('Secret: Zm6Z-XMm_LTOrgGMLxtT7Q..');\nend;")
    shown = capsys.readouterr().out
    assert shown.startswith("Secret: ********\n") and "bind variable" in shown


def test_binds_are_python_variables(notebook):
    """Promise: text, numbers, dates and None go in as they are; Oracle's folding of names is respected."""
    moment = datetime.datetime(2026, 2, 3, 4, 5, 6)
    notebook.variables.update(text="a'b", whole=7, exact=Decimal("1.25"), moment=moment, nothing=None, CamelCase="x")
    table = notebook.sql(
        "select :text as a, :whole + 1 as b, :exact * 2 as c, :moment as d, nvl(:nothing, 'null') as e,"
        " :camelcase as f, ':text' as g from dual"
    )
    row = table.iloc[0]
    assert [row["A"], row["B"], float(row["C"]), row["E"], row["F"], row["G"]] == ["a'b", 8, 2.5, "null", "x", ":text"]
    assert row["D"].to_pydatetime() == moment


def test_a_cell_of_a_table_is_a_bind(fruit):
    """Promise: a number taken out of a DataFrame can be bound."""
    fruit.variables["n"] = fruit.sql("select 5 as n from dual")["N"][0]
    assert fruit.sql("select :n as n from dual")["N"][0] == 5


def test_a_secret_can_be_bound(notebook):
    """Promise: a Secret goes to the database as its text."""
    notebook.variables["secret"] = Secret("abc")
    assert notebook.sql("select length(:secret) as n from dual")["N"][0] == 3


def test_a_missing_bind_is_explained(notebook):
    """Promise: a bind without a Python variable says which, and how to set it."""
    with pytest.raises(SqlError) as caught:
        notebook.sql("select :cusotmer_id from dual")
    assert str(caught.value).splitlines() == [
        "The bind variable :cusotmer_id has no value.",
        "Set a Python variable first: cusotmer_id = ...",
    ]


def test_an_unusable_bind_is_explained(notebook):
    """Promise: a list is no value for a database, and the error says so in the learner's words."""
    notebook.variables["many"] = [1, 2]
    with pytest.raises(SqlError, match="a Python list"):
        notebook.sql("select :many from dual")


def test_a_block_writes_back(notebook):
    """Promise: what a block assigns is in the Python variable afterwards; what it only reads stays as it was."""
    notebook.variables.update(total=1, step=5)
    notebook.sql("begin\n  :total := :total + :step;\n  :greeting := 'hello';\nend;")
    assert notebook.variables["total"] == 6 and notebook.variables["step"] == 5
    assert notebook.variables["greeting"] == "hello"


def test_written_secrets_are_secrets(notebook):
    """Promise: a new variable whose name says secret, token or password comes back masked."""
    notebook.sql("begin\n  :client_id := 'abc';\n  :client_secret := 'geheim';\nend;")
    assert notebook.variables["client_id"] == "abc"
    assert notebook.variables["client_secret"] == Secret("geheim")


def test_a_block_that_only_reads_needs_its_variable(notebook):
    """Promise: a misspelt input of a block is an error, not a silent NULL."""
    with pytest.raises(SqlError, match=":nme has no value"):
        notebook.sql("begin\n  dbms_output.put_line(:nme);\nend;")


def test_returning_into_writes_back(fruit):
    """Promise: RETURNING ... INTO :name gives the Python variable its value."""
    fruit.variables["fruit_id"] = 7
    fruit.sql("insert into fruit (id, name) values (:fruit_id, 'fig') returning upper(name) into :saved_as;\nrollback;")
    assert fruit.variables["saved_as"] == "FIG"


def test_nothing_is_committed_for_the_learner(fruit, lab):
    """Promise: what is not committed, another connection does not see; `commit;` makes it seen."""

    def seen() -> int:
        with lab.connect() as connection, connection.cursor() as cursor:
            return cursor.execute("select count(*) from fruit").fetchone()[0]

    fruit.sql("insert into fruit (id) values (1);")
    assert seen() == 0
    fruit.sql("commit;")
    assert seen() == 1


def test_cells_share_the_labs_connection(fruit, lab):
    """Promise: %%sql runs on lab.connection, so cells and Python code see the same transaction."""
    fruit.sql("insert into fruit (id) values (1);")
    with lab.connection.cursor() as cursor:
        assert cursor.execute("select count(*) from fruit").fetchone() == (1,)
    lab.connection.rollback()
    assert fruit.sql("select count(*) as n from fruit")["N"][0] == 0


def test_client_secrets_come_masked(notebook):
    """Promise: a column CLIENT_SECRET holds Secrets."""
    table = notebook.sql("select 'geheim' as client_secret from dual")
    assert table["CLIENT_SECRET"][0] == Secret("geheim")


def test_an_error_points_at_its_place(notebook):
    """Promise: Oracle's code, the line as the notebook counts it (%%sql is line 1), a caret; nothing behind it runs."""
    with pytest.raises(SqlError) as caught:
        notebook.sql("select 1 from dual;\n\nselect nme\nfrom   dual;\ncreate table fruit (id number);")
    assert caught.value.code == "ORA-00904" and (caught.value.line, caught.value.column) == (4, 8)
    assert caught.value.next_step.splitlines() == ["line 4: select nme", "               ^"]
    with pytest.raises(SqlError, match="ORA-00942"):
        notebook.sql("select * from fruit")


def test_a_wrong_call_points_at_its_line(notebook):
    """Promise: a misspelt subprogram of a package is shown at its line and column."""
    with pytest.raises(SqlError) as caught:
        notebook.sql("begin\n  null;\n  ords.define_modul(p_module_name => 'x');\nend;\n/")
    assert caught.value.what.startswith("PLS-00302") and (caught.value.line, caught.value.column) == (4, 8)


def test_an_error_shows_two_lines_in_a_notebook(notebook, capsys):
    """Promise: no traceback: error, line, caret."""
    notebook.shell.run_cell("%%sql\nselect * from nothing_here")
    shown = capsys.readouterr().out.strip().splitlines()
    assert shown[0].startswith("SqlError: ORA-00942") and shown[1] == "line 2: select * from nothing_here"
    assert len(shown) == 3 and shown[2].strip() == "^"


def test_describe(fruit):
    """Promise: DESCRIBE gives SQL*Plus's three columns."""
    table = fruit.sql("desc fruit")
    assert [list(row) for row in table.itertuples(index=False)] == [
        ["ID", "NOT NULL", "NUMBER"],
        ["NAME", "", "VARCHAR2(20)"],
        ["PICKED", "", "DATE"],
    ]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("variable x number", "Python variables"),
        ("connect page/x@y", "connected already"),
        ("set autocommit on", "Commit is yours"),
        ("@script.sql", "Leave it out"),
        ("describe", "Leave it out"),
    ],
)
def test_other_commands_are_refused_clearly(notebook, cell, says):
    """Promise: a SQL*Plus command that we don't have is refused by name, with what to do instead."""
    with pytest.raises(SqlError, match=says):
        notebook.sql(cell)


def test_prompt_and_display_settings(notebook, capsys):
    """Promise: PROMPT prints, REM and display settings do nothing."""
    notebook.sql("rem a remark\nset linesize 200 pagesize 0\nset define off\nprompt Hello, you")
    assert capsys.readouterr().out == "Hello, you\n"


def test_text_on_the_magics_own_line_is_refused(notebook):
    """Promise: SQL beside %%sql is not dropped in silence."""
    with pytest.raises(SqlError, match="takes nothing on its own line"):
        notebook.shell.run_cell_magic("sql", "select 1", "from dual")


def test_a_lost_connection_is_made_again(notebook, lab):
    """Promise: after the connection was closed the next cell runs on a new one."""
    notebook.sql("select 1 as a from dual")
    lab.connection.close()
    assert notebook.sql("select 2 as a from dual")["A"][0] == 2


def test_stored_code_with_an_error_warns(notebook, capsys):
    """Promise: what compiles with errors says so, and where to look (or the sandbox refuses it honestly)."""
    try:
        notebook.sql("create or replace procedure broken is begin nothing_like_this; end;\n/")
    except LabError as error:
        pytest.skip(f"the sandbox has no stored procedures: {error.what}")
    assert "compilation errors" in capsys.readouterr().out
