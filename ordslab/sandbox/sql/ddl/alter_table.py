"""ALTER TABLE: columns and constraints added, changed, renamed, dropped."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.ddl import alter_constraints, columns, constraints, drop
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.datatypes import parse_type
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.dml.coercion import Coercion
from ordslab.sandbox.sql.dml.defaults import default_value
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import TEXT, OracleType


def alter_table(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER TABLE name ADD | MODIFY | DROP | RENAME | ENABLE | DISABLE ..."""
    table = change.table(stream)
    while not stream.at_end:
        if stream.accept_word("ADD"):
            table = _add(change, stream, table)
        elif stream.accept_word("MODIFY"):
            table = _modify(change, stream, table)
        elif stream.accept_word("DROP"):
            table = _drop(change, stream, table)
        elif stream.accept_word("RENAME"):
            table = _rename(change, stream, table)
        elif stream.is_word("ENABLE", "DISABLE"):
            table = alter_constraints.switch(change, stream, table)
        elif stream.is_word("READ", "MOVE", "SHRINK", "PARTITION", "SPLIT", "EXCHANGE", "SET"):
            raise not_supported(f"ALTER TABLE ... {stream.token.value}", stream.token.offset)
        elif stream.accept_word("LOGGING", "NOLOGGING", "CACHE", "NOCACHE", "PARALLEL", "NOPARALLEL"):
            continue
        else:
            stream.finish(1735, "invalid ALTER TABLE option")
    change.store(replace(table, changed=change.now))


def _add(change: Change, stream: TokenStream, table: Table) -> Table:
    parenthesised = stream.accept("(")
    stream.accept_word("COLUMN")
    while True:
        if constraints.starts(stream):
            table = constraints.add(change, table, constraints.of_table(change, stream))
        else:
            table = _add_column(change, stream, table)
        if not (parenthesised and stream.accept(",")):
            break
    if parenthesised:
        stream.expect(")")
    return table


def _add_column(change: Change, stream: TokenStream, table: Table) -> Table:
    offset = stream.token.offset
    written = columns.parse_column(change, stream)
    column = written.column
    if table.column(column.name) is not None:
        raise OraError(1430, message="column being added already exists in table", offset=offset)
    if written.sequence is not None:
        raise not_supported("adding an identity column to a table", offset)
    not_null = any(each.not_null for each in written.constraints)
    if not_null and column.default is None and not change.is_empty(table.name):
        raise OraError(1758, message="table must be empty to add mandatory (NOT NULL) column", offset=offset)
    table = columns.placed(table, written)
    if column.virtual is not None:
        table = columns.resolved(table, written)
        for each in written.constraints:
            table = constraints.add(change, table, each)
        return table
    change.native(f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}"')
    if column.default is not None:
        value = default_value(change.session, column)
        value = None if value is None else Coercion(change.schema, table, column)(value)
        change.native(f'UPDATE "{table.name}" SET "{column.name}" = ?', value)
    for each in written.constraints:
        table = constraints.add(change, table, each)
    return table


def _modify(change: Change, stream: TokenStream, table: Table) -> Table:
    if stream.accept_word("CONSTRAINT"):
        name = stream.name(2250, "missing or invalid constraint name")
        return alter_constraints.switch_named(change, stream, table, alter_constraints.find(table, name))
    parenthesised = stream.accept("(")
    stream.accept_word("COLUMN")
    while True:
        table = _modify_column(change, stream, table)
        if not (parenthesised and stream.accept(",")):
            break
    if parenthesised:
        stream.expect(")")
    return table


def _modify_column(change: Change, stream: TokenStream, table: Table) -> Table:
    column = _column(table, stream)
    if column.virtual is not None:
        raise not_supported("changes to virtual columns", stream.token.offset)
    if stream.token.kind == "word" and not stream.is_word(
        "DEFAULT", "NULL", "NOT", "CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "VISIBLE", "INVISIBLE"
    ):
        offset = stream.token.offset
        kind, byte_semantics = parse_type(stream, in_characters=change.session.length_in_characters)
        _change_type(change, table, column, kind, offset)
        column = replace(column, type=kind, byte_semantics=byte_semantics)
    if stream.accept_word("DEFAULT"):
        column = columns.parse_default(change, stream, column)
    table = table.with_column(column)
    while True:
        offset = stream.token.offset
        if stream.accept_word("NULL"):
            if column.nullable:
                raise OraError(1451, message="column to be modified to NULL cannot be modified to NULL", offset=offset)
            table = alter_constraints.without_not_null(table, column.name)
            continue
        written = constraints.of_column(change, stream, column.name)
        if written is None:
            columns.refuse_other_clauses(stream)
            return table
        current = table.column(column.name)
        assert current is not None
        if written.not_null and not current.nullable:
            raise OraError(1442, message="column to be modified to NOT NULL is already NOT NULL", offset=offset)
        table = constraints.add(change, table, written)


def _change_type(change: Change, table: Table, column: TableColumn, kind: OracleType, offset: int) -> None:
    old = column.type
    text = f'SELECT 1 FROM "{table.name}" WHERE "{column.name}" IS NOT NULL LIMIT 1'
    if not change.native(text):
        return
    if old.family != kind.family and not (old.family in TEXT and kind.family in TEXT):
        raise OraError(1439, message="column to be modified must be empty to change datatype", offset=offset)
    if kind.family == "NUMBER" and _narrower(old, kind):
        raise OraError(
            1440, message="column to be modified must be empty to decrease precision or scale", offset=offset
        )
    coercion = Coercion(change.schema, table, replace(column, type=kind))
    try:
        change.rewrite(table.name, column.name, coercion)
    except OraError as error:
        if error.number == 12899:
            raise OraError(
                1441, message="cannot decrease column length because some value is too big", offset=offset
            ) from None
        raise


def _narrower(old: OracleType, new: OracleType) -> bool:
    if new.precision is None:
        return False
    if old.precision is None:
        return True
    before, after = old.precision - (old.scale or 0), new.precision - (new.scale or 0)
    return after < before or (new.scale or 0) < (old.scale or 0)


def _drop(change: Change, stream: TokenStream, table: Table) -> Table:
    offset = stream.token.offset
    if stream.accept_words("PRIMARY", "KEY"):
        if table.primary_key is None:
            raise OraError(2441, message="Cannot drop nonexistent primary key", offset=offset)
        return alter_constraints.drop_constraint(
            change, table, table.primary_key, alter_constraints.accept_cascade(stream)
        )
    if stream.accept_word("UNIQUE"):
        names = stream.names_in_parentheses()
        found = next((each for each in table.constraints if each.kind == "U" and each.columns == names), None)
        if found is None:
            raise OraError(2442, message="Cannot drop nonexistent unique key", offset=offset)
        return alter_constraints.drop_constraint(change, table, found, alter_constraints.accept_cascade(stream))
    if stream.accept_word("CONSTRAINT"):
        name = stream.name(2250, "missing or invalid constraint name")
        return alter_constraints.drop_constraint(
            change, table, alter_constraints.find(table, name), alter_constraints.accept_cascade(stream)
        )
    if stream.accept_word("COLUMN"):
        names = (stream.name(904, ": invalid identifier"),)
    else:
        names = stream.names_in_parentheses()
    cascades = alter_constraints.accept_cascade(stream)
    for name in names:
        table = _drop_column(change, table, name, cascades, offset)
    return table


def _drop_column(change: Change, table: Table, name: str, cascades: bool, offset: int) -> Table:
    if table.column(name) is None:
        raise OraError(904, f'"{name}"', offset=offset)
    if len(table.columns) == 1:
        raise OraError(12983, message="cannot drop all columns in a table", offset=offset)
    if drop.virtual_users(table, name):
        raise OraError(54031, message="column to be dropped is used in a virtual column expression", offset=offset)
    for each in [each for each in table.constraints if name in drop.columns_of(each, table)]:
        if len(each.columns) > 1 and not cascades:
            raise OraError(12991, message="column is referenced in a multi-column constraint", offset=offset)
        table = alter_constraints.drop_constraint(change, table, each, cascades, number=12992)
    for index in [index for index in table.indexes if name in drop.columns_of_index(index, table)]:
        change.drop_index(index.name)
        table = replace(table, indexes=tuple(other for other in table.indexes if other != index))
    dropped = table.column(name)
    if dropped is not None and dropped.virtual is None:
        change.native(f'ALTER TABLE "{table.name}" DROP COLUMN "{name}"')
    return replace(table, columns=tuple(column for column in table.columns if column.name != name))


def _rename(change: Change, stream: TokenStream, table: Table) -> Table:
    offset = stream.token.offset
    if stream.accept_word("TO"):
        name = change.new_name(stream)
        return drop.renamed_table(change, table, name)
    if stream.accept_word("CONSTRAINT"):
        old = alter_constraints.find(table, stream.name(2250, "missing or invalid constraint name"))
        stream.expect_word("TO")
        name = stream.name(2250, "missing or invalid constraint name")
        if name in change.dictionary.constraint_names:
            raise OraError(2264, message="name already used by an existing constraint", offset=offset)
        return drop.renamed_constraint(change, table, old, name)
    stream.expect_word("COLUMN", 14155, "missing keyword")
    column = _column(table, stream)
    stream.expect_word("TO")
    name = columns.column_name(stream)
    if table.column(name) is not None:
        raise OraError(957, message="duplicate column name", offset=offset)
    return drop.renamed_column(change, table, column.name, name)


def _column(table: Table, stream: TokenStream) -> TableColumn:
    offset = stream.token.offset
    name = columns.column_name(stream)
    found = table.column(name)
    if found is None:
        raise OraError(904, f'"{name}"', offset=offset)
    return found
