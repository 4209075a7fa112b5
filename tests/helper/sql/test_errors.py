"""Where a statement's error points to."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError
from ordslab.sql.errors import sql_error
from ordslab.sql.script import Statement, split

from ..driver_errors import driver_error


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
