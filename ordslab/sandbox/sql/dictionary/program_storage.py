"""How stored programs are kept in a schema's file: a row each, with its source by lines and the compiler's report."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import astuple

from ordslab.sandbox.sql.dictionary.objects import Program, ProgramError

_TABLE = """
CREATE TABLE IF NOT EXISTS "ORA$SOURCES" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
  lines TEXT NOT NULL, valid INTEGER NOT NULL, errors TEXT NOT NULL, depends TEXT NOT NULL, subprograms TEXT NOT NULL,
  edition INTEGER NOT NULL, details TEXT NOT NULL, UNIQUE (name, kind))
"""
STORE = 'INSERT OR REPLACE INTO "ORA$SOURCES" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'


def create_table(connection: sqlite3.Connection) -> None:
    """Create it where it is missing."""
    connection.execute(_TABLE)


VALIDATE = "UPDATE \"ORA$SOURCES\" SET valid = 1, errors = '[]' WHERE id = ? AND edition = ?"
"""A program has been compiled again when it was used."""


def row(this: Program) -> tuple[object, ...]:
    """The values for `STORE`."""
    return (
        *(this.id, this.name, this.kind, this.created, this.changed, json.dumps(this.text.splitlines(keepends=True))),
        *(int(this.valid), json.dumps([astuple(error) for error in this.errors]), json.dumps(this.depends)),
        *(json.dumps(this.subprograms), this.edition, json.dumps(this.details)),
    )


def remove(connection: sqlite3.Connection, program_id: int) -> None:
    """Forget a program."""
    connection.execute('DELETE FROM "ORA$SOURCES" WHERE id = ?', (program_id,))


def load(connection: sqlite3.Connection) -> list[Program]:
    """All programs of the schema whose file this is."""
    found = connection.execute('SELECT * FROM "ORA$SOURCES" ORDER BY name').fetchall()
    return [
        Program(
            number,
            name,
            created,
            changed,
            kind,
            "".join(json.loads(lines)),
            bool(valid),
            tuple(ProgramError(*error) for error in json.loads(errors)),
            tuple(json.loads(depends)),
            tuple(json.loads(subprograms)),
            edition,
            json.loads(details),
        )
        for number, name, kind, created, changed, lines, valid, errors, depends, subprograms, edition, details in found
    ]
