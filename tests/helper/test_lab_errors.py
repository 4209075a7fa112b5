"""Errors as a learner sees them."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import oracledb
import pytest
import requests
from IPython.core.interactiveshell import InteractiveShell

import ordslab.sandbox
from ordslab import errors
from ordslab.errors import LabError, LogonRefused, SandboxStopped, SqlError, Unreachable
from ordslab.settings.connection_errors import explain
from ordslab.settings.current import Settings
from ordslab.sql.errors import sql_error
from ordslab.sql.script import Statement, split

STATUS = {"running": True, "dsn": "127.0.0.1:1521/FREEPDB1", "ords_url": "http://127.0.0.1:8181/ords"}


def driver_error(message: str, offset: int = 0) -> oracledb.DatabaseError:
    code = message.partition(":")[0]
    return oracledb.DatabaseError(SimpleNamespace(message=message, full_code=code, offset=offset))


def sandbox_settings(tmp_path) -> Settings:
    return Settings("sandbox", tmp_path, "PAGE", STATUS["dsn"], f"{STATUS['ords_url']}/page")


@pytest.fixture
def status(monkeypatch):
    status = dict(STATUS)
    monkeypatch.setattr(ordslab.sandbox, "status", lambda home: status, raising=False)
    return status


def test_the_tree_is_drawn_as_it_grows():
    """Promise: the drawing at the top of the file names every class of the tree, and no other."""
    classes = [name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, LabError)]
    drawn = [line.replace("│", " ").replace("├──", "").replace("└──", "").split()[0] for line in tree()]
    assert sorted(drawn) == sorted(classes)


def tree() -> list[str]:
    lines = (errors.__doc__ or "").splitlines()
    return [line for line in lines if line.startswith("    ")]


def test_a_notebook_shows_two_lines_and_no_traceback(capsys):
    """Promise: IPython shows what happened and what to do next, and nothing else."""
    shell = InteractiveShell()
    shell.user_ns["fail"] = lambda: (_ for _ in ()).throw(Unreachable("It does not answer.", "Run the cell again."))
    shell.run_cell("fail()")
    shown = capsys.readouterr().out.strip().splitlines()
    assert shown == ["Unreachable: It does not answer.", "Run the cell again."]


def test_no_such_name_reads_well_and_is_what_python_expects():
    """Promise: hasattr and `in` work on the lab's objects, and the text is not quoted as a KeyError's would be."""
    error = errors.NoSuchName("There is no view x here.", "There are: a, b.")
    assert isinstance(error, AttributeError) and isinstance(error, KeyError)
    assert str(error) == "There is no view x here.\nThere are: a, b."


def test_a_stopped_sandbox_is_told_from_a_broken_line(tmp_path, status):
    """Promise: when nothing runs, the error says so and how to start it."""
    lost = driver_error("DPY-4011: the database or network closed the connection")
    assert isinstance(explain(lost, sandbox_settings(tmp_path)), Unreachable)
    status["running"] = False
    error = explain(lost, sandbox_settings(tmp_path))
    assert isinstance(error, SandboxStopped)
    assert "ordslab.open_lab()" in error.next_step and "ordslab sandbox start" in error.next_step


def test_a_moved_sandbox_is_recognised(tmp_path, status):
    """Promise: a sandbox that came back on other ports is opened again, not searched for in vain."""
    status["dsn"] = "127.0.0.1:40000/FREEPDB1"
    error = explain(requests.ConnectionError("refused"), sandbox_settings(tmp_path))
    assert "another address" in error.what and "open_lab" in error.next_step


def test_a_dropped_call_is_explained(tmp_path, status):
    """Promise: an answer that never came is no traceback of urllib3."""
    error = explain(requests.ConnectionError("RemoteDisconnected"), sandbox_settings(tmp_path))
    assert str(error) == "ORDS gave no answer: the connection broke.\nRun the cell again."


def test_errors_of_your_own_database_name_the_profile(tmp_path):
    """Promise: with a real database the next step speaks of the profile and its entries."""
    work = Settings("work", tmp_path, "PAGE", "mydb_low", "https://adb.example.com/ords/page")
    refused = explain(driver_error("ORA-01017: invalid credential or not authorized; logon denied"), work)
    assert isinstance(refused, LogonRefused) and "ORDSLAB_PASSWORD" in refused.next_step
    silent = explain(driver_error("DPY-6005: cannot connect to database (CONNECTION_ID=x)."), work)
    assert isinstance(silent, Unreachable) and "dsn" in silent.next_step
    assert "did not answer in time" in explain(requests.Timeout("read timed out"), work).what
    assert "ords_url" in explain(requests.exceptions.ChunkedEncodingError("cut"), work).next_step


# Where a statement's error points to


def located(error: Exception, script: str, number: int = 0) -> SqlError:
    found = sql_error(error, split(script)[number], script)
    assert isinstance(found, SqlError)
    return found


def test_the_caret_stands_under_the_offset():
    """Promise: an error with an offset shows its line with a caret under the place."""
    script = "select 1 from dual;\n\nselect id,\n       nam\nfrom   customers;"
    offset = split(script)[1].text.index("nam")
    error = located(
        driver_error('ORA-00904: "NAM": invalid identifier\nHelp: https://docs.oracle.com/x', offset), script, 1
    )
    assert str(error).splitlines() == ['ORA-00904: "NAM": invalid identifier', "line 4:        nam", "               ^"]
    assert (error.code, error.line, error.column) == ("ORA-00904", 4, 8)


def test_compilation_errors_point_into_the_block():
    """Promise: of ORA-06550 the PLS error is shown, at its line and column in the cell."""
    message = (
        "ORA-06550: line 2, column 3:\nPLS-00201: identifier 'ORDZ.CREATE_ROLE' must be declared\n"
        "ORA-06550: line 2, column 3:\nPL/SQL: Statement ignored"
    )
    error = located(driver_error(message), "\n\nbegin\n  ordz.create_role('x');\nend;\n/")
    assert str(error).splitlines() == [
        "PLS-00201: identifier 'ORDZ.CREATE_ROLE' must be declared (ORA-06550)",
        "line 4:   ordz.create_role('x');",
        "          ^",
    ]


def test_runtime_errors_point_to_the_line_of_the_block():
    """Promise: the line of the learner's own block is shown, not the lines inside Oracle's packages."""
    message = 'ORA-20039: Pattern already mapped\nORA-06512: at "ORDS_METADATA.ORDS", line 1234\nORA-06512: at line 3'
    error = located(driver_error(message), "begin\n  null;\n  ords.define_privilege('x');\nend;")
    assert error.what == "ORA-20039: Pattern already mapped"
    assert (error.line, error.column) == (3, 3)


def test_errors_in_execute_point_to_what_was_written():
    """Promise: the `begin` that we add does not shift the place."""
    message = "ORA-06550: line 1, column 7:\nPLS-00201: identifier 'NOPE' must be declared"
    error = located(driver_error(message), "\nexec nope(1)")
    assert (error.line, error.column) == (2, 6)


def test_an_error_without_a_place_shows_its_statement():
    """Promise: where Oracle gives no place, the statement's first line is shown."""
    script = "commit;\n  insert into customers\n  values (1);"
    error = located(driver_error("ORA-00001: unique constraint (PAGE.SYS_C1) violated"), script, 1)
    assert (error.line, error.column) == (2, 3)


def test_two_blocks_without_a_slash_get_a_tip():
    """Promise: the usual reason of PLS-00103 behind `end;` is named."""
    message = 'ORA-06550: line 2, column 1:\nPLS-00103: Encountered the symbol "SELECT"'
    error = located(driver_error(message), "begin null; end;\nselect 1 from dual")
    assert error.next_step.endswith("Then put a line with only / behind it.")


def test_lost_connections_are_not_sql_errors():
    """Promise: what is about the connection is explained by the lab, not blamed on the statement."""
    lost = driver_error("DPY-4011: the database or network closed the connection")
    assert sql_error(lost, Statement("select 1 from dual", "query", 0), "") is lost


@pytest.mark.parametrize("offset", [10_000, -1])
def test_odd_offsets_do_no_harm(offset):
    """Promise: a place outside of the text is no second error."""
    assert located(driver_error("ORA-00933: SQL command not properly ended", offset), "select 1 from dual").line == 1
