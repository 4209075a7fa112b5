"""How a schema's objects are kept in its file: a row an object, its parts in tables of their own.

Native SQLite tables: users cannot name them, USER_TABLES and its like show them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ordslab.sandbox.sql.dictionary import program_storage
from ordslab.sandbox.sql.dictionary.objects import (
    Constraint,
    Dictionary,
    Index,
    ObjectGrant,
    Program,
    SchemaObject,
    Sequence,
    Synonym,
    Table,
    TableColumn,
    View,
)
from ordslab.sandbox.sql.dictionary.rows import Row, grant_row, numbered, rows_of
from ordslab.sandbox.sql.types import Column, OracleType

_TABLES = """
CREATE TABLE "ORA$OBJECTS" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
  text TEXT, comment TEXT, details TEXT);
CREATE TABLE "ORA$COLUMNS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, family TEXT NOT NULL, size INTEGER,
  precision INTEGER, scale INTEGER, nullable INTEGER NOT NULL, default_text TEXT, default_on_null INTEGER,
  identity TEXT, sequence TEXT, byte_semantics INTEGER, virtual TEXT, comment TEXT, told TEXT,
  PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$CONSTRAINTS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  columns TEXT NOT NULL, condition TEXT, not_null INTEGER, parent TEXT, parent_constraint TEXT, delete_rule TEXT,
  generated INTEGER, enabled INTEGER, deferral TEXT, PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$INDEXES" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, columns TEXT NOT NULL,
  is_unique INTEGER NOT NULL, constraint_name TEXT, expressions TEXT NOT NULL, descending TEXT,
  PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$GRANTS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, grantee TEXT NOT NULL, privilege TEXT NOT NULL,
  grantor TEXT NOT NULL, grantable INTEGER NOT NULL, PRIMARY KEY (object_id, position)) WITHOUT ROWID;
"""
_ADDED = (
    ("ORA$COLUMNS", "told"),
    ("ORA$INDEXES", "descending"),
    ("ORA$CONSTRAINTS", "deferral"),
)  # columns that a file of an older sandbox lacks
_PARTS = ("ORA$COLUMNS", "ORA$CONSTRAINTS", "ORA$INDEXES")


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing. Idempotent; a process killed half-way leaves nothing."""
    if not connection.execute("""SELECT 1 FROM sqlite_master WHERE name = 'ORA$OBJECTS'""").fetchall():
        connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
    for table, column in _ADDED:
        known = connection.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column)).fetchall()
        if not known:
            connection.execute(f'ALTER TABLE "{table}" ADD COLUMN {column} TEXT')
    program_storage.create_table(connection)


def remove(connection: sqlite3.Connection, object_id: int) -> None:
    """Forget an object."""
    _remove_parts(connection, object_id)
    connection.execute('DELETE FROM "ORA$GRANTS" WHERE object_id = ?', (object_id,))
    program_storage.remove(connection, object_id)


def _remove_parts(connection: sqlite3.Connection, object_id: int) -> None:
    for table in _PARTS:
        connection.execute(f'DELETE FROM "{table}" WHERE object_id = ?', (object_id,))
    connection.execute('DELETE FROM "ORA$OBJECTS" WHERE id = ?', (object_id,))


def store(connection: sqlite3.Connection, this: SchemaObject) -> None:
    """Write an object, new or changed. What was granted on it stays as it is (see `store_grants`)."""
    if isinstance(this, Program):
        connection.execute(program_storage.STORE, program_storage.row(this))
        return
    _remove_parts(connection, this.id)
    for table, rows in rows_of(this).items():
        if table != "ORA$GRANTS":
            _insert(connection, table, rows)


def store_grants(connection: sqlite3.Connection, object_id: int, grants: Iterable[ObjectGrant]) -> None:
    """Write what has been granted on an object."""
    connection.execute('DELETE FROM "ORA$GRANTS" WHERE object_id = ?', (object_id,))
    _insert(connection, "ORA$GRANTS", numbered(object_id, map(grant_row, grants)))


def load(connection: sqlite3.Connection, schema: str) -> Dictionary:
    """All objects of the schema whose file this is."""
    columns = _parts(connection, "ORA$COLUMNS", _column)
    constraints = _parts(connection, "ORA$CONSTRAINTS", _constraint)
    indexes = _parts(connection, "ORA$INDEXES", _index)
    grants = _parts(connection, "ORA$GRANTS", _grant)
    objects: dict[str, SchemaObject] = {}
    rows = connection.execute(
        'SELECT id, name, kind, created, changed, text, comment, details FROM "ORA$OBJECTS" ORDER BY name'
    ).fetchall()
    for number, name, kind, created, changed, text, comment, details in rows:
        common = (number, name, created, changed)
        extra: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(details).items()
        }
        extra["grants"] = tuple(grants[number])
        if kind == "TABLE":
            parts = (tuple(columns[number]), tuple(constraints[number]), tuple(indexes[number]))
            objects[name] = Table(*common, *parts, comment=comment, **extra)
        elif kind == "VIEW":
            shown = tuple(Column(column.name, column.type, column.nullable) for column in columns[number])
            comments = tuple((column.name, column.comment) for column in columns[number] if column.comment)
            extra |= {"column_comments": comments, "constraints": tuple(constraints[number])}
            objects[name] = View(*common, text=text, columns=shown, comment=comment, **extra)
        else:
            objects[name] = (Sequence if kind == "SEQUENCE" else Synonym)(*common, **extra)
    bodies: dict[str, Program] = {}
    triggers: dict[str, Program] = {}
    for loaded in program_storage.load(connection):
        program = replace(loaded, grants=tuple(grants[loaded.id])) if loaded.id in grants else loaded
        space: dict[str, Any] = {"PACKAGE BODY": bodies, "TRIGGER": triggers}.get(program.kind, objects)
        space[program.name] = program
    return Dictionary(schema, objects, bodies=bodies, triggers=triggers)


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)


def _parts(connection: sqlite3.Connection, table: str, make: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for number, _, *row in connection.execute(f'SELECT * FROM "{table}" ORDER BY object_id, position').fetchall():
        found[number].append(make(*row))
    return found


def _column(name: str, family: str, *row: Any) -> TableColumn:
    size, precision, scale, nullable, default, on_null, identity, sequence, byte_semantics, virtual, *rest = row
    comment, told = rest
    return TableColumn(
        name,
        OracleType(family, size, precision, scale, told),
        bool(nullable),
        default,
        bool(on_null),
        identity,
        sequence,
        bool(byte_semantics),
        virtual,
        comment,
    )


def _constraint(name: str, kind: str, columns: str, condition: str, not_null: int, *rest: Any) -> Constraint:
    parent, parent_constraint, delete_rule, generated, enabled, deferrable = rest
    return Constraint(
        name,
        kind,
        tuple(json.loads(columns)),
        condition,
        bool(not_null),
        parent,
        parent_constraint,
        delete_rule,
        bool(generated),
        bool(enabled),
        deferrable,
    )


def _grant(grantee: str, privilege: str, grantor: str, grantable: int) -> ObjectGrant:
    return ObjectGrant(grantee, privilege, grantor, bool(grantable))


def _index(name: str, columns: str, unique: int, constraint: str | None, *rest: str | None) -> Index:
    parts = (tuple(json.loads(text or "[]")) for text in rest)  # the last is NULL in an older file
    return Index(name, tuple(json.loads(columns)), bool(unique), constraint, *parts)
