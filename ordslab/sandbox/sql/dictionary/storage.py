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
from ordslab.sandbox.sql.types import Column, OracleType

FIRST_OBJECT_ID = 70000  # what Oracle itself has comes before

_TABLES = f"""
CREATE TABLE "ORA$STATE" (next_id INTEGER NOT NULL);
INSERT INTO "ORA$STATE" VALUES ({FIRST_OBJECT_ID});
CREATE TABLE "ORA$OBJECTS" (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL,
  text TEXT, comment TEXT, details TEXT);
CREATE TABLE "ORA$COLUMNS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, family TEXT NOT NULL, size INTEGER,
  precision INTEGER, scale INTEGER, nullable INTEGER NOT NULL, default_text TEXT, default_on_null INTEGER,
  identity TEXT, sequence TEXT, byte_semantics INTEGER, virtual TEXT, comment TEXT,
  PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$CONSTRAINTS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  columns TEXT NOT NULL, condition TEXT, not_null INTEGER, parent TEXT, parent_constraint TEXT, delete_rule TEXT,
  generated INTEGER, enabled INTEGER, PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$INDEXES" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL UNIQUE, columns TEXT NOT NULL,
  is_unique INTEGER NOT NULL, constraint_name TEXT, PRIMARY KEY (object_id, position)) WITHOUT ROWID;
CREATE TABLE "ORA$GRANTS" (
  object_id INTEGER NOT NULL, position INTEGER NOT NULL, grantee TEXT NOT NULL, privilege TEXT NOT NULL,
  grantor TEXT NOT NULL, grantable INTEGER NOT NULL, PRIMARY KEY (object_id, position)) WITHOUT ROWID;
"""
_PARTS = ("ORA$COLUMNS", "ORA$CONSTRAINTS", "ORA$INDEXES")


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing. Idempotent; a process killed half-way leaves nothing."""
    if not connection.execute("""SELECT 1 FROM sqlite_master WHERE name = 'ORA$STATE'""").fetchall():
        connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
    program_storage.create_table(connection)


def next_object_id(connection: sqlite3.Connection) -> int:
    """A number for a new object, inside the caller's transaction."""
    connection.execute('UPDATE "ORA$STATE" SET next_id = next_id + 1')
    return int(connection.execute('SELECT next_id - 1 FROM "ORA$STATE"').fetchall()[0][0])


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
    text = this.text if isinstance(this, View) else None
    comment = this.comment if isinstance(this, Table | View) else None
    row = (this.id, this.name, this.kind, this.created, this.changed, text, comment, json.dumps(_details(this)))
    connection.execute('INSERT INTO "ORA$OBJECTS" VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row)
    if isinstance(this, Table):
        _insert(connection, "ORA$COLUMNS", this.id, map(_column_row, this.columns))
        _insert(connection, "ORA$CONSTRAINTS", this.id, map(_constraint_row, this.constraints))
        _insert(connection, "ORA$INDEXES", this.id, map(_index_row, this.indexes))
    elif isinstance(this, View):
        comments = dict(this.column_comments)
        columns = [TableColumn(c.name, c.type, c.nullable, comment=comments.get(c.name)) for c in this.columns]
        _insert(connection, "ORA$COLUMNS", this.id, map(_column_row, columns))


def store_grants(connection: sqlite3.Connection, object_id: int, grants: Iterable[ObjectGrant]) -> None:
    """Write what has been granted on an object."""
    connection.execute('DELETE FROM "ORA$GRANTS" WHERE object_id = ?', (object_id,))
    _insert(connection, "ORA$GRANTS", object_id, map(_grant_row, grants))


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
            objects[name] = View(*common, text=text, columns=shown, comment=comment, column_comments=comments, **extra)
        else:
            objects[name] = (Sequence if kind == "SEQUENCE" else Synonym)(*common, **extra)
    bodies: dict[str, Program] = {}
    triggers: dict[str, Program] = {}
    for loaded in program_storage.load(connection):
        program = replace(loaded, grants=tuple(grants[loaded.id])) if loaded.id in grants else loaded
        space: dict[str, Any] = {"PACKAGE BODY": bodies, "TRIGGER": triggers}.get(program.kind, objects)
        space[program.name] = program
    return Dictionary(schema, objects, bodies=bodies, triggers=triggers)


def _details(this: SchemaObject) -> dict[str, Any]:
    """What only this kind of object has and nobody queries."""
    if isinstance(this, View):
        return {"aliases": list(this.aliases), "read_only": this.read_only}
    names: tuple[str, ...]
    if isinstance(this, Sequence):
        names = ("start", "increment", "minimum", "maximum", "cycle", "cache", "identity")
    elif isinstance(this, Synonym):
        names = ("target_owner", "target")
    else:
        names = ("temporary",)
    return {name: getattr(this, name) for name in names}


def _insert(connection: sqlite3.Connection, table: str, object_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    numbered = [(object_id, position, *row) for position, row in enumerate(rows, start=1)]
    if numbered:
        marks = ", ".join("?" * len(numbered[0]))
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', numbered)


def _parts(connection: sqlite3.Connection, table: str, make: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for number, _, *row in connection.execute(f'SELECT * FROM "{table}" ORDER BY object_id, position').fetchall():
        found[number].append(make(*row))
    return found


def _column_row(column: TableColumn) -> tuple[Any, ...]:
    kind = column.type
    return (
        *(column.name, kind.family, kind.size, kind.precision, kind.scale, column.nullable, column.default),
        *(column.default_on_null, column.identity, column.sequence, column.byte_semantics, column.virtual),
        column.comment,
    )


def _column(name: str, family: str, *row: Any) -> TableColumn:
    size, precision, scale, nullable, default, on_null, identity, sequence, byte_semantics, virtual, comment = row
    return TableColumn(
        name,
        OracleType(family, size, precision, scale),
        bool(nullable),
        default,
        bool(on_null),
        identity,
        sequence,
        bool(byte_semantics),
        virtual,
        comment,
    )


def _constraint_row(this: Constraint) -> tuple[Any, ...]:
    return (
        *(this.name, this.kind, json.dumps(this.columns), this.condition, this.not_null, this.parent),
        *(this.parent_constraint, this.delete_rule, this.generated, this.enabled),
    )


def _constraint(name: str, kind: str, columns: str, condition: str, not_null: int, *rest: Any) -> Constraint:
    parent, parent_constraint, delete_rule, generated, enabled = rest
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
    )


def _grant_row(this: ObjectGrant) -> tuple[Any, ...]:
    return (this.grantee, this.privilege, this.grantor, this.grantable)


def _grant(grantee: str, privilege: str, grantor: str, grantable: int) -> ObjectGrant:
    return ObjectGrant(grantee, privilege, grantor, bool(grantable))


def _index_row(this: Index) -> tuple[Any, ...]:
    return (this.name, json.dumps(this.columns), this.unique, this.constraint)


def _index(name: str, columns: str, unique: int, constraint: str | None) -> Index:
    return Index(name, tuple(json.loads(columns)), bool(unique), constraint)
