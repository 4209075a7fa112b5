"""%%sql, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError
from ordslab.secrets.secret import Secret

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_a_query_gives_a_table(notebook):
    """Promise: the last query is the cell's result, as a DataFrame with Oracle's column names."""
    table = notebook.sql("select 1 as id, 'apple' as name from dual")
    assert list(table.columns) == ["ID", "NAME"] and list(table.iloc[0]) == [1, "apple"]


def test_line_magic_gives_a_table(notebook):
    """Promise: `frame = %sql select ...` works, and braces and dollars in SQL are left alone."""
    table = notebook.shell.run_line_magic("sql", "select '{x} $HOME' as a from dual")
    assert table["A"][0] == "{x} $HOME"


def test_earlier_queries_are_displayed(notebook, capsys):
    """Promise: of two queries both are seen: the first displayed, the last as the result."""
    table = notebook.sql("select 'first' as a from dual;\nselect 'last' as a from dual;")
    assert table["A"][0] == "last" and "first" in capsys.readouterr().out


def test_a_secret_can_be_bound(notebook):
    """Promise: a Secret goes to the database as its text."""
    notebook.variables["secret"] = Secret("abc")
    assert notebook.sql("select length(:secret) as n from dual")["N"][0] == 3


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


def test_a_gap_is_named_before_anything_runs(notebook):
    """Promise: a gap of an exercise, in code or in a string, is pointed at, and no statement of the cell has run."""
    for script, line in (
        ("create table gaps (id number);\nselect ___ from dual", 3),
        ("begin x(q'[where ___]'); end;", 2),
    ):
        with pytest.raises(SqlError, match="a gap to fill in") as told:
            notebook.sql(script)
        marked, mark, to_do = told.value.next_step.split("\n")
        assert "in place of ___" in to_do
        assert told.value.line == line and marked[mark.index("^") :].startswith("___")
    assert notebook.sql("select count(*) as made from user_tables where table_name = 'GAPS'")["MADE"].tolist() == [0]
