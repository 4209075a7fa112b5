"""%%sql: a cell of SQL and PL/SQL, as in SQL Workshop, on the lab's own connection.

    %%sql
    select id, name from customers where id = :customer_id

A cell may hold a whole script. Binds are Python variables; what a block assigns to them is written back. What
DBMS_OUTPUT holds is shown behind each block. A query gives a DataFrame: the last one is the cell's result.
Nothing is committed for you: write `commit;` where SQL Workshop would need it too. The first error stops the cell.
`frame = %sql select ...` is the same for one line. Columns CLIENT_SECRET... come back as `Secret`.
SQL*Plus's own commands in a pasted script: `help("ordslab.sql.sqlplus")`.
A cell that begins with `%%sql needs OAUTH` is left out where the database does not have that package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.core.magic import no_var_expand
from IPython.display import display

from ordslab.errors import LabError, SqlError, Unreachable
from ordslab.http.commit_wait import CALLS_OUT, tell_in_the_cell
from ordslab.secrets.known import KnownSecrets
from ordslab.settings.connection_errors import explained
from ordslab.sql.dbms_output import output
from ordslab.sql.errors import pointing
from ordslab.sql.run import Done, run
from ordslab.sql.sandbox_only import only_in_sandbox
from ordslab.sql.script import Statement, split
from ordslab.sql.secret_binds import secret_values
from ordslab.sql.sqlplus import SqlPlus
from ordslab.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd


def register(shell: Any, bench: Callable[[], Workbench]) -> None:
    """Make %sql and %%sql known to IPython. `bench` gives what they run on, when the first cell asks for it."""
    plus = SqlPlus()

    @no_var_expand  # type: ignore[untyped-decorator, unused-ignore]
    def sql(line: str, cell: str | None = None) -> pd.DataFrame | None:
        """Run SQL and PL/SQL on the lab's own connection; see `help("ordslab.magic")`."""
        hide_in_results(shell, bench().known)
        if cell is None:
            return run_script(bench(), line, shell.user_ns, plus)
        if line.strip() and not _has_what_it_needs(bench(), line):
            return None
        # Behind a newline, so that lines count as the notebook counts them: %%sql is line 1.
        return run_script(bench(), "\n" + cell, shell.user_ns, plus)

    shell.register_magic_function(sql, "line_cell", "sql")


def serve(bench: Workbench, after_cell: Callable[[object], object]) -> None:
    """In IPython: %%sql on this bench, its secrets hidden in results, its waits told, and a call behind each cell."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    if shell is not None:
        bench.commit_wait.tell = tell_in_the_cell
        register(shell, lambda: bench)
        hide_in_results(shell, bench.known)
        shell.events.register("post_run_cell", after_cell)


def hide_in_results(shell: Any, known: KnownSecrets) -> None:
    """Let whatever a cell shows as its result, a plain text among it, show what is known as asterisks."""
    formatter = shell.display_formatter
    if hasattr(formatter, "ordslab_known"):
        formatter.ordslab_known.add(known)
        return
    formatter.ordslab_known = {known}
    formatted = formatter.format

    def hidden(*given: Any, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown, about = formatted(*given, **options)
        for kind in [kind for kind in shown if kind.startswith("text/")]:
            for each in formatter.ordslab_known:
                shown[kind] = each.hide(shown[kind])
        return shown, about

    formatter.format = hidden


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


def run_script(
    lab: Workbench, script: str, variables: MutableMapping[str, Any], plus: SqlPlus | None = None
) -> pd.DataFrame | None:
    """Run a script statement by statement, show what each says, and give the rows of its last query.

    Raises `SqlError` at the first error, other `LabError`s when the database cannot be reached.
    """
    _refuse_gap(script)
    result: pd.DataFrame | None = None
    script = lab.names.in_database(script)  # here already, so that errors point into what the database got
    statements, moved, plus = split(script), 0, plus or SqlPlus()
    for number, statement in enumerate(statements, 1):
        try:
            with explained(lab.settings):
                if statement.kind == "command":
                    done = plus.do(statement.text, lambda: lab.connection, number == len(statements))
                else:
                    at, before = statement.offset + moved, statement.written
                    statement = replace(statement, text=plus.substituted(statement), offset=at)  # noqa: PLW2901
                    script = f"{script[:at]}{statement.written}{script[at + len(before) :]}"
                    moved += len(statement.written) - len(before)
                    done = _run(statement, lab, script, variables)
        except Unreachable:
            lab.forget_connection()
            raise
        except LabError as error:
            error.retell(lab.known.hide)
            raise
        _print(done.text, lab)
        if done.frame is not None:
            if result is not None:
                _display(result)
            result = done.frame
    return result


def _refuse_gap(script: str) -> None:
    """Raise `SqlError` for a gap of an exercise, before any of the script runs."""
    if gap := re.search(r"(?<![\w$#])___(?![\w$#])", script):
        more = "Type what belongs there in place of ___, and run the cell again."
        raise pointing("There is a gap to fill in: ___", script, gap.start(), more)


def _run(statement: Statement, lab: Workbench, script: str, variables: MutableMapping[str, Any]) -> Done:
    connection = lab.connection
    if CALLS_OUT.search(statement.text):
        lab.let_be_seen()
    lab.known.learn(*secret_values(statement.text, variables))
    try:
        done = run(connection, statement, variables, script)
    except SqlError as error:
        if statement.kind == "plsql":
            _print(output(connection), lab)  # what the block printed before it failed
        instead = None if lab.settings.is_sandbox else only_in_sandbox(error.what)
        raise instead or error from None
    lab.known.learn(*done.secrets)
    lab.client_secrets.after(statement.text)
    if done.frame is not None:
        done.frame = lab.hidden(done.frame, statement.text)
    return done


def _print(lines: list[str], lab: Workbench) -> None:
    if lines:
        print(lab.known.hide("\n".join(lines)))


def _display(frame: pd.DataFrame) -> None:
    display(frame)  # type: ignore[no-untyped-call, unused-ignore]
