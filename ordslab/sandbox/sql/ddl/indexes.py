"""CREATE INDEX, DROP INDEX."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.ddl import columns
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.storage_clauses import INDEX_STORAGE, skip_storage
from ordslab.sandbox.sql.dictionary.objects import Index, Table
from ordslab.sandbox.sql.dml.unique_expressions import compiled_keys, has_twins
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream


def create_index(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """CREATE [UNIQUE] INDEX [IF NOT EXISTS] name ON table (columns)."""
    if stream.accept_words("IF", "NOT", "EXISTS") and stream.token.value in change.dictionary.index_names:
        return
    offset = stream.token.offset
    owner, name = stream.qualified_name(953, "missing or invalid index name")
    change.check_owner(owner, offset)
    if name in change.dictionary.index_names:
        message = f'name is already used by an existing object: "{change.schema}"."{name}"'
        raise OraError(955, message=message, offset=offset)
    stream.expect_word("ON", 969, "missing ON keyword")
    table = change.table(stream)
    at = stream.token.offset
    stream.expect("(")
    names: list[str] = []
    expressions: list[str] = []
    descending: list[bool] = []
    while True:
        column, expression = _item(stream, table, len(names) + 1)
        names.append(column)
        expressions.append(expression)
        descending.append(stream.accept_word("ASC", "DESC") == "DESC")
        if not stream.accept(","):
            break
    stream.expect(")")
    while stream.is_word(*INDEX_STORAGE):
        skip_storage(stream)
    stream.finish()
    index = Index(
        name,
        tuple(names),
        "UNIQUE" in words,
        expressions=tuple(expressions) if any(expressions) else (),
        descending=tuple(descending) if any(descending) else (),
    )
    if any(replace(other, name=name, unique=index.unique, constraint=None) == index for other in table.indexes):
        raise OraError(1408, message="such column list already indexed", offset=at)
    if index.expressions:
        if index.unique and has_twins(change.session, compiled_keys(change.schema, table, index)):
            raise OraError(1452, message="cannot CREATE UNIQUE INDEX; duplicate keys found")
    else:
        try:
            change.index(table.name, index)
        except OraError as error:
            if error.number == 2299:
                raise OraError(1452, message="cannot CREATE UNIQUE INDEX; duplicate keys found") from None
            raise
    change.store(replace(table, indexes=(*table.indexes, index)))


def _item(stream: TokenStream, table: Table, number: int) -> tuple[str, str]:
    """A column, or the name that an expression gets, and the expression: it makes nothing faster here, nor slower."""
    offset = stream.token.offset
    if stream.token.kind in ("word", "quoted") and (
        stream.ahead().value in (",", ")") or stream.ahead().value in ("ASC", "DESC")
    ):
        column = stream.name(904, ": invalid identifier")
        found = table.column(column)
        if found is None:
            raise OraError(904, f'"{column}"', offset=offset)
        if found.type.family in ("CLOB", "BLOB", "JSON"):
            word = "JSON" if found.type.family == "JSON" else "LOB"
            raise OraError(2327, message=f"cannot create index on expression with datatype {word}", offset=offset)
        return (column, "") if found.virtual is None else (_made_up(table, number), f'"{column}"')
    text = stream.expression_text("ASC", "DESC")
    columns.type_of_expression(table, text, offset, (1743, "only pure functions can be indexed"))
    return _made_up(table, number), text


def _made_up(table: Table, number: int) -> str:
    return f"SYS_NC{len(table.columns) + number:05d}$"


def drop_index(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """DROP INDEX [IF EXISTS] name."""
    if_exists = stream.accept_words("IF", "EXISTS")
    offset = stream.token.offset
    owner, name = stream.qualified_name(953, "missing or invalid index name")
    change.check_owner(owner, offset)
    stream.accept_word("FORCE", "ONLINE")
    stream.finish(933, "SQL command not properly ended")
    table = change.dictionary.index_names.get(name)
    if table is None:
        if if_exists:
            return
        raise OraError(1418, message="specified index does not exist", offset=offset)
    index = next(each for each in table.indexes if each.name == name)
    if index.constraint is not None:
        raise OraError(2429, message="cannot drop index used for enforcement of unique/primary key", offset=offset)
    change.drop_index(name)
    change.store(replace(table, indexes=tuple(each for each in table.indexes if each.name != name)))


def alter_index(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER INDEX name REBUILD: nothing to do here. RENAME TO a new name."""
    offset = stream.token.offset
    _, name = stream.qualified_name(953, "missing or invalid index name")
    table = change.dictionary.index_names.get(name)
    if table is None:
        raise OraError(1418, message="specified index does not exist", offset=offset)
    if stream.accept_word("REBUILD"):
        return
    raise not_supported("ALTER INDEX except REBUILD", stream.token.offset)
