"""What a block says through DBMS_OUTPUT, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError

pytestmark = pytest.mark.usefixtures("nothing_left")


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
