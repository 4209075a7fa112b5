"""%%sql: a cell of SQL and PL/SQL, as in SQL Workshop, on the lab's own connection.

    %%sql
    select id, name from customers where id = :customer_id

A cell may hold a whole script. Binds are Python variables; what a block assigns to them is written back. What
DBMS_OUTPUT holds is shown behind each block. A query gives a DataFrame: the last one is the cell's result.
Nothing is committed for you: write `commit;` where SQL Workshop would need it too. The first error stops the cell.
`frame = %sql select ...` is the same for one line. Columns CLIENT_SECRET... come back as `Secret`.
A cell that begins with `%%sql needs OAUTH` is left out where the database does not have that package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from ordslab.errors import SqlError, Unreachable
from ordslab.settings.connection_errors import explained
from ordslab.sql.dbms_output import output
from ordslab.sql.run import Done, describe, run
from ordslab.sql.sandbox_only import only_in_sandbox
from ordslab.sql.script import Statement, split

if TYPE_CHECKING:
    import pandas as pd

    from ordslab.workbench import Workbench

# What SET changes in SQL*Plus and what a notebook shows its own way: understood, and without effect.
_DISPLAY = {
    *("serveroutput", "serverout", "echo", "feedback", "feed", "define", "verify", "heading", "linesize", "lines"),
    *("pagesize", "pages", "termout", "timing", "sqlformat", "trimspool", "trimout", "long", "longchunksize"),
    *("numwidth", "numformat", "tab", "wrap", "colsep", "sqlblanklines", "scan"),
}
_INSTEAD = {
    "var": "Bind variables are Python variables here: write `name = None` in a cell of its own.",
    "print": "Bind variables are Python variables here: write `name` in a cell of its own.",
    "def": "Use a bind variable, :name, and set the Python variable `name`.",
    "acc": "Use a bind variable, :name, and set the Python variable `name`.",
    "conn": "The lab is connected already; lab.connect() gives a further connection.",
    "show": "For compilation errors: select * from user_errors",
}


def register(shell: Any, bench: Callable[[], Workbench]) -> None:
    """Make %sql and %%sql known to IPython. `bench` gives what they run on, when the first cell asks for it."""
    from IPython.core.magic import no_var_expand

    @no_var_expand  # type: ignore[untyped-decorator, unused-ignore]
    def sql(line: str, cell: str | None = None) -> pd.DataFrame | None:
        """Run SQL and PL/SQL on the lab's own connection; see `help("ordslab.magic")`."""
        if cell is None:
            return run_script(bench(), line, shell.user_ns)
        if line.strip() and not _has_what_it_needs(bench(), line):
            return None
        # Behind a newline, so that lines count as the notebook counts them: %%sql is line 1.
        return run_script(bench(), "\n" + cell, shell.user_ns)

    shell.register_magic_function(sql, "line_cell", "sql")


def _has_what_it_needs(lab: Workbench, line: str) -> bool:
    """Whether the database has the package that a cell needs; when not, it is said. Raises `SqlError`."""
    needs = re.fullmatch(r"\s*needs\s+(oauth|ords_security)\s*", line, re.IGNORECASE)
    if not needs:
        raise SqlError("%%sql takes nothing on its own line.", "Write the SQL on the lines below it.")
    package = needs[1].lower()
    if getattr(lab.dialect, package):
        return True
    print(f"Left out: this database has no package {package.upper()}, or you may not run it.")
    return False


def run_script(lab: Workbench, script: str, variables: MutableMapping[str, Any]) -> pd.DataFrame | None:
    """Run a script statement by statement, show what each says, and give the rows of its last query.

    Raises `SqlError` at the first error, other `LabError`s when the database cannot be reached.
    """
    _refuse_gap(script)
    result: pd.DataFrame | None = None
    script = lab.names.in_database(script)  # here already, so that errors point into what the database got
    for statement in split(script):
        try:
            with explained(lab.settings):
                command = statement.kind == "command"
                done = _command(statement, lab) if command else _run(statement, lab, script, variables)
        except Unreachable:
            lab.forget_connection()
            raise
        _print(done.text)
        if done.frame is not None:
            if result is not None:
                _display(result)
            result = done.frame
    return result


def _refuse_gap(script: str) -> None:
    """Raise `SqlError` for a gap of an exercise, before any of the script runs."""
    if gap := re.search(r"(?<![\w$#])___(?![\w$#])", script):
        line = script.count("\n", 0, gap.start()) + 1
        text, column = script.split("\n")[line - 1], gap.start() - (script.rfind("\n", 0, gap.start()) + 1)
        pointer = f"line {line}: "
        shown = f"{pointer}{text}\n{' ' * (len(pointer) + column)}^"
        raise SqlError("There is a gap to fill in: ___", shown, line=line, column=column + 1)


def _run(statement: Statement, lab: Workbench, script: str, variables: MutableMapping[str, Any]) -> Done:
    connection = lab.connection
    try:
        return run(connection, statement, variables, script)
    except SqlError as error:
        if statement.kind == "plsql":
            _print(output(connection))  # what the block printed before it failed
        instead = None if lab.settings.is_sandbox else only_in_sandbox(error.what)
        raise instead or error from None


def _print(lines: list[str]) -> None:
    if lines:
        print("\n".join(lines))


def _display(frame: pd.DataFrame) -> None:
    from IPython.display import display

    display(frame)  # type: ignore[no-untyped-call, unused-ignore]


def _command(statement: Statement, lab: Workbench) -> Done:
    """Do what a SQL*Plus command says. Raises `SqlError` for those that we don't have."""
    verb, *others = statement.text.split(maxsplit=1)
    verb, rest = verb.lower(), others[0] if others else ""
    if verb == "prompt":
        return Done([rest])
    if verb.startswith("rem"):
        return Done()
    if verb.startswith("desc") and re.fullmatch(r"[\w$#.]+", rest):
        return Done(frame=describe(lab.connection, rest))
    if verb == "set":
        option = rest.split()[0].lower() if rest.split() else ""
        if option in _DISPLAY:
            return Done()
        if option.startswith("auto"):
            raise SqlError("%%sql has no SET AUTOCOMMIT.", "Commit is yours: write `commit;` where it belongs.")
    instead = next((text for short, text in _INSTEAD.items() if verb.startswith(short)), "Leave it out.")
    name = " ".join(statement.text.split()[: 2 if verb == "set" else 1]).upper()
    raise SqlError(f"%%sql doesn't have the SQL*Plus command {name}.", instead)
