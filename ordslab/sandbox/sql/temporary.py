"""Global temporary tables: each session has rows of its own, in a table of SQLite's that hides the empty common one.

It comes into being at the session's first change, inside its transaction, and goes with the rows: at the commit, or
with the session where they are preserved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.sql.dictionary.objects import Table

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_INDEX = 'INDEX "ORA$'


def open_for(session: Session, table: Table) -> None:
    """Make the session's own table, unless it is there."""
    if _is_there(session, table.name):
        return
    transaction = session.transaction
    transaction.execute(f'CREATE TEMP TABLE "{table.name}" AS SELECT * FROM main."{table.name}" WHERE 0')
    indexes = session.native("SELECT sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ?", [table.name])
    for (text,) in indexes:
        transaction.execute(text.replace(_INDEX, 'INDEX temp."ORA$', 1))
    session.temporary[table.name] = table.temporary == "PRESERVE"


def before_commit(session: Session) -> None:
    """Let the rows of the transaction go, where they are not preserved."""
    for name, preserved in list(session.temporary.items()):
        if not preserved:
            session.transaction.execute(f'DROP TABLE IF EXISTS temp."{name}"')


def after_end(session: Session) -> None:
    """Find out what is left."""
    session.temporary = {name: True for name in session.temporary if _is_there(session, name)}


def truncate(session: Session, table: Table) -> None:
    """Delete the session's rows. Nobody else's are touched."""
    session.native(f'DROP TABLE IF EXISTS temp."{table.name}"')
    session.temporary.pop(table.name, None)


def _is_there(session: Session, name: str) -> bool:
    return bool(session.native("SELECT 1 FROM temp.sqlite_master WHERE type = 'table' AND name = ?", [name]))
