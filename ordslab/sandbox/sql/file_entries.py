"""What is known of each schema's file besides itself, so that none vanishes or grows old unnoticed.

A schema's file holds an id and the number of its last run: in how many runs of the sandbox it was opened. system.db
has an entry with the same two. The file is written first: it may be one run ahead of its entry (of a process that was
killed between), never behind. A file that is behind is an old copy, or has lost its write-ahead log.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

ENTRIES = """
CREATE TABLE IF NOT EXISTS files (
  schema TEXT PRIMARY KEY, id TEXT NOT NULL, run INTEGER NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID
"""
"""The table in system.db."""
_OWN = 'CREATE TABLE IF NOT EXISTS "ORA$FILE" (id TEXT NOT NULL, run INTEGER NOT NULL)'
MISSING, EMPTY, OTHER, OLD = "is missing", "is empty", "is another file", "lacks what was written last"


@dataclass(frozen=True)
class Entry:
    """The id of a file and its last run. `open`: that run has not ended as it should, or goes on."""

    id: str
    run: int
    open: bool = False


def entries(system: sqlite3.Connection) -> dict[str, Entry]:
    """All entries in system.db, by schema; none of a release that kept none."""
    if not system.execute("SELECT 1 FROM sqlite_master WHERE name = 'files'").fetchall():
        return {}
    rows = system.execute("SELECT schema, id, run, open FROM files").fetchall()
    return {schema: Entry(number, run, bool(is_open)) for schema, number, run, is_open in rows}


def of_file(connection: sqlite3.Connection) -> Entry | None:
    """What a schema's file says of itself; None where it says nothing, as those of older releases."""
    if not connection.execute("""SELECT 1 FROM sqlite_master WHERE name = 'ORA$FILE'""").fetchall():
        return None
    rows = connection.execute('SELECT id, run FROM "ORA$FILE"').fetchall()
    return Entry(*rows[0]) if rows else None


def begin_run(connection: sqlite3.Connection, found: Entry | None, new_id: str) -> Entry:
    """A run begins: the file's next entry, written into it. `new_id`: for a file without one."""
    entry = Entry(new_id, 1, open=True) if found is None else Entry(found.id, found.run + 1, open=True)
    connection.execute(_OWN)
    if found is None:
        connection.execute('INSERT INTO "ORA$FILE" VALUES (?, ?)', (entry.id, entry.run))
    else:
        connection.execute('UPDATE "ORA$FILE" SET run = ?', (entry.run,))
    return entry


def at_first_sight(path: Path, entry: Entry | None) -> str | None:
    """What is wrong with a file, as far as can be told without opening it."""
    if entry is None:
        return None
    if not path.exists():
        return MISSING
    return None if path.stat().st_size else EMPTY


def at_second_sight(found: Entry | None, entry: Entry | None) -> str | None:
    """What is wrong with a file, by what it says of itself."""
    if entry is None:
        return None
    if found is None or found.id != entry.id:
        return OTHER
    return OLD if found.run < entry.run else None


def has_lost_its_log(path: Path, entry: Entry | None) -> bool:
    """Whether a file that was not closed has no write-ahead log: what was in there is gone, or another program that
    opened the file has put it in its place."""
    log = path.with_name(path.name + "-wal")
    return entry is not None and entry.open and not (log.exists() and log.stat().st_size)
