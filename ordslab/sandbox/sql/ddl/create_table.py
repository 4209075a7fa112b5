"""CREATE TABLE, by its columns or as a query."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.ddl import columns, constraints, storage_clauses
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.columns import WrittenColumn
from ordslab.sandbox.sql.ddl.constraints import Written
from ordslab.sandbox.sql.dictionary.objects import Table, TableColumn
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import VARCHAR2, OracleType

_STORAGE = frozenset(
    [
        "TABLESPACE",
        "PCTFREE",
        "PCTUSED",
        "INITRANS",
        "MAXTRANS",
        "LOGGING",
        "NOLOGGING",
        "COMPRESS",
        "NOCOMPRESS",
        "PARALLEL",
        "NOPARALLEL",
        "CACHE",
        "NOCACHE",
        "MONITORING",
        "SEGMENT",
        "ORGANIZATION",
        "STORAGE",
        "ENABLE",
        "DISABLE",
        "RESULT_CACHE",
    ]
)


def create_table(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """CREATE [GLOBAL TEMPORARY] TABLE [IF NOT EXISTS] ..."""
    if "PRIVATE" in words:
        raise not_supported("private temporary tables", 0)
    if ("TEMPORARY" in words) != ("GLOBAL" in words):
        raise stream.error(901, "invalid CREATE command")
    if stream.accept_words("IF", "NOT", "EXISTS") and stream.token.value in change.dictionary.objects:
        return
    name = change.new_name(stream)
    table = Table(change.new_id(), name, change.now, change.now)
    if "TEMPORARY" in words:
        table = replace(table, temporary="DELETE")
    if table.temporary and stream.is_word("ON"):
        table = _temporary(stream, table, ())
    if not stream.is_symbol("("):
        _storage(stream)
        _create_as(change, stream, table, ())
        return
    stream.expect("(")
    if stream.is_symbol(")"):
        raise stream.error(904, ": invalid identifier")
    if _names_only(stream):
        names = tuple(stream.comma_list(lambda: columns.column_name(stream)))
        stream.expect(")")
        _create_as(change, stream, table, names)
        return
    found: list[WrittenColumn] = []
    written: list[Written] = []
    while True:
        if constraints.starts(stream):
            written.append(constraints.of_table(change, stream))
        else:
            column = columns.parse_column(change, stream)
            table = columns.placed(table, column)
            found.append(column)
            written += column.constraints
        if not stream.accept(","):
            break
    stream.expect(")")
    for column in found:
        if column.column.virtual is not None:
            table = columns.resolved(table, column)
    if table.temporary:
        table = _temporary(stream, table, written)
    _storage(stream)
    if not table.columns:
        raise stream.error(904, ": invalid identifier")
    create_natively(change, table)
    # keys first: a foreign key may refer to the table's own
    for each in sorted(written, key=lambda one: "PUCR".index(one.kind)):
        table = constraints.add(change, table, each)
    for column in found:
        if column.sequence is not None:
            change.store(column.sequence)
            change.database.system.set_following(change.schema, column.sequence.name, None)
    change.store(table)


def _temporary(stream: TokenStream, table: Table, written: Sequence[Written]) -> Table:
    """ON COMMIT DELETE ROWS or PRESERVE ROWS, if it follows. Raises ORA-14455."""
    if any(each.kind == "R" for each in written):
        raise OraError(14455, message="attempt to create referential integrity constraint on temporary table")
    if stream.accept_words("ON", "COMMIT"):
        what = stream.accept_word("DELETE", "PRESERVE")
        if what is None or not stream.accept_word("ROWS"):
            raise stream.error(922, "missing or invalid option")
        return replace(table, temporary=what)
    return table


def create_natively(change: Change, table: Table) -> None:
    """SQLite's table: columns without types, for SQLite would convert by them."""
    names = ", ".join(f'"{column.name}"' for column in table.columns if column.virtual is None)
    # With a key of its own, a row keeps its ROWID whatever is done to the file (VACUUM).
    change.native(f'CREATE TABLE "{table.name}" ({names}, "ORA$ROWID" INTEGER PRIMARY KEY)')
    change.database.locks(change.schema).table_changed(table.name)


def _names_only(stream: TokenStream) -> bool:
    """(A, B) AS SELECT: names without types."""
    return stream.ahead().kind == "symbol" and stream.ahead().value in (",", ")")


def _storage(stream: TokenStream) -> None:
    """What says where and how a table is stored is read over; partitions and the like are refused."""
    while not stream.at_end and not stream.is_word("AS"):
        if stream.is_symbol(";"):
            stream.finish()
        if stream.accept_words("DEFAULT", "COLLATION"):
            storage_clauses.collation(stream)
            continue
        if not stream.is_word(*_STORAGE):
            if stream.is_word("PARTITION", "CLUSTER", "ROW", "OF", "LOB", "ON", "ANNOTATIONS"):
                raise not_supported(f"tables with {stream.token.value} ...", stream.token.offset)
            raise stream.error(922, "missing or invalid option")
        if stream.accept_word("ORGANIZATION") and not stream.is_word("HEAP", "INDEX"):
            raise not_supported(f"tables with ORGANIZATION {stream.token.value}", stream.token.offset)
        stream.next()
        while not stream.at_end and not stream.is_word("AS", *_STORAGE) and not stream.is_symbol(";"):
            if stream.is_symbol("("):
                stream.text_in_parentheses()
            elif stream.token.kind in ("word", "number", "quoted"):
                stream.next()
            else:
                raise stream.error(922, "missing or invalid option")


def _create_as(change: Change, stream: TokenStream, table: Table, names: tuple[str, ...]) -> None:
    if table.temporary:
        raise not_supported("temporary tables AS a query", stream.token.offset)
    stream.expect_word("AS", 922, "missing or invalid option")
    offset = stream.token.offset
    text = stream.rest()
    session = change.session
    try:
        sources = session.names()
        compiled = compile_query(parse(text), sources, ())
        session.attachments.ensure(sources.others)
    except OraError as error:
        error.offset = None if error.offset is None else error.offset + offset
        raise
    if names and len(names) != len(compiled.columns):
        raise OraError(1730, message="invalid number of column names specified", offset=offset)
    for position, column in enumerate(compiled.columns):
        name = names[position] if names else column.name
        if not names and not _is_plain(name):
            raise OraError(998, message="must name this expression with a column alias", offset=offset)
        kind = VARCHAR2 if column.type.family == "NULL" else _storable(column.type)
        made = TableColumn(name, kind, column.nullable)
        table = columns.placed(table, WrittenColumn(made, (), None, offset))
    rows = session.stored_rows(compiled)
    create_natively(change, table)
    marks = ", ".join("?" * len(table.columns))
    written = ", ".join(f'"{column.name}"' for column in table.columns)
    session.store.executemany(f'INSERT INTO "{table.name}" ({written}) VALUES ({marks})', rows)
    for mandatory in [each for each in table.columns if not each.nullable]:
        table = table.with_column(replace(mandatory, nullable=True))
        name = mandatory.name
        not_null = Written(None, "C", (name,), offset, condition=f'"{name}" IS NOT NULL', not_null=True)
        table = constraints.add(change, table, not_null)
    change.store(table)


def _is_plain(name: str) -> bool:
    return name.replace("_", "A").replace("$", "A").replace("#", "A").isalnum() and not name[0].isdigit()


def _storable(kind: OracleType) -> OracleType:
    if kind.told == "TIMESTAMP_LTZ":  # what is shown of it
        return replace(kind, told=None)
    return OracleType("VARCHAR2", size=4000) if kind.family == "VARCHAR2" and not kind.size else kind
