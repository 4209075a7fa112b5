"""The rows of the dictionary's tables, made of objects: as they lie in a file, and for users of other schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ordslab.sandbox.sql.dictionary import program_storage
from ordslab.sandbox.sql.dictionary.objects import (
    Constraint,
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

TABLES: dict[str, tuple[str, ...]] = {
    "ORA$OBJECTS": ("id", "name", "kind", "created", "changed", "text", "comment", "details"),
    "ORA$COLUMNS": (
        *("object_id", "position", "name", "family", "size", "precision", "scale", "nullable", "default_text"),
        *("default_on_null", "identity", "sequence", "byte_semantics", "virtual", "comment", "told"),
    ),
    "ORA$CONSTRAINTS": (
        *("object_id", "position", "name", "kind", "columns", "condition", "not_null", "parent", "parent_constraint"),
        *("delete_rule", "generated", "enabled", "deferral"),
    ),
    "ORA$INDEXES": (
        *("object_id", "position", "name", "columns", "is_unique", "constraint_name", "expressions", "descending"),
    ),
    "ORA$GRANTS": ("object_id", "position", "grantee", "privilege", "grantor", "grantable"),
    "ORA$SOURCES": (
        *("id", "name", "kind", "created", "changed", "lines", "valid", "errors", "depends", "subprograms", "edition"),
        "details",
    ),
}
"""The columns of each table, in their order."""

Row = tuple[Any, ...]


def rows_of(this: SchemaObject) -> dict[str, list[Row]]:
    """The rows of an object, by table."""
    found: dict[str, list[Row]] = {"ORA$GRANTS": numbered(this.id, map(grant_row, this.grants))}
    if isinstance(this, Program):
        found["ORA$SOURCES"] = [program_storage.row(this)]
        return found
    text = this.text if isinstance(this, View) else None
    comment = this.comment if isinstance(this, Table | View) else None
    row = (this.id, this.name, this.kind, this.created, this.changed, text, comment, json.dumps(_details(this)))
    found["ORA$OBJECTS"] = [row]
    if isinstance(this, Table):
        found["ORA$COLUMNS"] = numbered(this.id, map(_column_row, this.columns))
        found["ORA$CONSTRAINTS"] = numbered(this.id, map(_constraint_row, this.constraints))
        found["ORA$INDEXES"] = numbered(this.id, map(_index_row, this.indexes))
    elif isinstance(this, View):
        comments = dict(this.column_comments)
        columns = [TableColumn(c.name, c.type, c.nullable, comment=comments.get(c.name)) for c in this.columns]
        found["ORA$COLUMNS"] = numbered(this.id, map(_column_row, columns))
        found["ORA$CONSTRAINTS"] = numbered(this.id, map(_constraint_row, this.constraints))
    return found


def numbered(object_id: int, rows: Iterable[Row]) -> list[Row]:
    """Rows with the object that they belong to and their position in it."""
    return [(object_id, position, *row) for position, row in enumerate(rows, start=1)]


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


def _column_row(column: TableColumn) -> Row:
    kind = column.type
    return (
        *(column.name, kind.family, kind.size, kind.precision, kind.scale, column.nullable, column.default),
        *(column.default_on_null, column.identity, column.sequence, column.byte_semantics, column.virtual),
        *(column.comment, kind.told),
    )


def _constraint_row(this: Constraint) -> Row:
    return (
        *(this.name, this.kind, json.dumps(this.columns), this.condition, this.not_null, this.parent),
        *(this.parent_constraint, this.delete_rule, this.generated, this.enabled, this.deferrable),
    )


def _index_row(this: Index) -> Row:
    parts = (json.dumps(part) for part in (this.expressions, this.descending))
    return (this.name, json.dumps(this.columns), this.unique, this.constraint, *parts)


def grant_row(this: ObjectGrant) -> Row:
    """A row of ORA$GRANTS without its beginning."""
    return (this.grantee, this.privilege, this.grantor, this.grantable)
