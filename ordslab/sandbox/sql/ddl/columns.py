"""A column as CREATE TABLE and ALTER TABLE ADD write it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ordslab.sandbox.sql.compile.environment import Relation
from ordslab.sandbox.sql.ddl import constraints, storage_clauses
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.constraints import Written
from ordslab.sandbox.sql.ddl.datatypes import parse_type
from ordslab.sandbox.sql.ddl.sequences import identity_options
from ordslab.sandbox.sql.dictionary.objects import Sequence, Table, TableColumn
from ordslab.sandbox.sql.dml.checks import check_default
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import tokenize
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import VARCHAR2, OracleType
from ordslab.sandbox.sql.virtual import IMPURE, compiled_virtual

_PURE = "only pure functions can be specified {} expression"
_AFTER_DEFAULT = ("CONSTRAINT", "NOT", "NULL", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "ENABLE", "DISABLE")


@dataclass(frozen=True)
class WrittenColumn:
    """A column with the constraints that stand behind it, and its identity sequence."""

    column: TableColumn
    constraints: tuple[Written, ...]
    sequence: Sequence | None
    offset: int


def column_name(stream: TokenStream) -> str:
    """A column's name. ORA-00904 where there is none."""
    return stream.name(904, ": invalid identifier")


def parse_column(change: Change, stream: TokenStream) -> WrittenColumn:
    """NAME TYPE [DEFAULT ..] [GENERATED ..] [constraints]."""
    offset = stream.token.offset
    name = column_name(stream)
    if stream.is_word("GENERATED", "AS"):
        return _virtual(change, stream, TableColumn(name, OracleType("NULL")), offset)
    kind, byte_semantics = parse_type(stream, in_characters=change.session.length_in_characters)
    column = TableColumn(name, kind, byte_semantics=byte_semantics)
    if stream.accept_word("COLLATE"):
        storage_clauses.collation(stream)
    if stream.is_word("INVISIBLE", "ENCRYPT", "SORT"):
        raise not_supported(f"{stream.token.value} columns", stream.token.offset)
    stream.accept_word("VISIBLE")
    if stream.is_word("GENERATED", "AS") and not _is_identity(stream):
        return _virtual(change, stream, column, offset)
    sequence = None
    if stream.is_word("GENERATED"):
        column, sequence = _identity(change, stream, column)
    elif stream.accept_word("DEFAULT"):
        column = parse_default(change, stream, column)
    found: list[Written] = []
    while (written := _inline(change, stream, name)) is not None:
        found.append(written)
    refuse_other_clauses(stream)
    if column.default_on_null or sequence is not None:
        found.append(Written(None, "C", (name,), offset, condition=f'"{name}" IS NOT NULL', not_null=True))
    return WrittenColumn(column, tuple(found), sequence, offset)


def refuse_other_clauses(stream: TokenStream) -> None:
    """Raises ORA-03001 for what Oracle lets a column have further (SQL Language Reference 23ai, column_definition)."""
    if stream.is_word("ANNOTATIONS", "DECRYPT", "DOMAIN", "ENCRYPT", "INVISIBLE", "RESERVABLE", "SORT"):
        raise not_supported(f"{stream.token.value} columns", stream.token.offset)


def _inline(change: Change, stream: TokenStream, name: str) -> Written | None:
    while stream.accept_word("NULL"):  # NULL is allowed: said aloud
        pass
    return constraints.of_column(change, stream, name)


def parse_default(change: Change, stream: TokenStream, column: TableColumn) -> TableColumn:
    """The column with the default behind DEFAULT [ON NULL]."""
    on_null = stream.accept_words("ON", "NULL")
    if stream.accept_word("NULL"):
        return replace(column, default=None, default_on_null=False)
    offset = stream.token.offset
    text = stream.expression_text(*_AFTER_DEFAULT)
    check_default(change.session, text, column, offset)
    return replace(column, default=text, default_on_null=on_null)


def _is_identity(stream: TokenStream) -> bool:
    words = [stream.ahead(index).value for index in range(8)]
    return "IDENTITY" in words and words[0] == "GENERATED"


def _identity(change: Change, stream: TokenStream, column: TableColumn) -> tuple[TableColumn, Sequence]:
    offset = stream.token.offset
    stream.next()
    identity = "ALWAYS"
    if stream.accept_words("BY", "DEFAULT"):
        identity = "BY DEFAULT ON NULL" if stream.accept_words("ON", "NULL") else "BY DEFAULT"
    else:
        stream.accept_word("ALWAYS")
    stream.expect_word("AS")
    stream.expect_word("IDENTITY")
    if column.type.family != "NUMBER":
        raise OraError(30675, message="identity column must be a numeric type", offset=offset)
    number = change.new_id()
    sequence = identity_options(stream, Sequence(number, f"ISEQ$$_{number}", change.now, change.now, identity=True))
    return replace(column, identity=identity, sequence=sequence.name, nullable=False), sequence


def _virtual(change: Change, stream: TokenStream, column: TableColumn, offset: int) -> WrittenColumn:
    if stream.accept_word("GENERATED"):
        stream.expect_word("ALWAYS")
    stream.expect_word("AS")
    column = replace(column, virtual=stream.text_in_parentheses())
    if stream.is_word("MATERIALIZED"):
        raise not_supported("MATERIALIZED columns", stream.token.offset)
    stream.accept_word("VIRTUAL")
    found: list[Written] = []
    while (written := _inline(change, stream, column.name)) is not None:
        if written.kind != "C" or written.not_null:
            raise not_supported("keys and NOT NULL on virtual columns", written.offset)
        found.append(written)
    return WrittenColumn(column, tuple(found), None, offset)


def resolved(table: Table, written: WrittenColumn) -> Table:
    """The table with the type of a virtual column found out. Raises what is wrong in its expression."""
    column = written.column
    kind = type_of_expression(table, column.virtual or "", written.offset, (54002, _PURE.format("in a virtual column")))
    declared = column.type
    if declared.family != "NULL":
        if declared.family != kind.family:
            raise not_supported("virtual columns of another type than their expression", written.offset)
        if (kind.size or 0) > (declared.size or kind.size or 0):
            raise not_supported("virtual columns that are shorter than their expression", written.offset)
        kind = declared
    return table.with_column(replace(column, type=kind))


def type_of_expression(table: Table, text: str, offset: int, impure: tuple[int, str]) -> OracleType:
    """The type of an expression over a row's stored columns. Raises what is wrong in it; `impure`: for SYSDATE ..."""
    for token in tokenize(text):
        if token.kind == "word" and token.value in IMPURE:
            number, message = impure
            raise OraError(number, message=message, offset=offset)
        found = table.column(token.value) if token.kind in ("word", "quoted") else None
        if found is not None and found.virtual is not None:
            raise OraError(54012, message="virtual column is referenced in a column expression", offset=offset)
    relation = Relation("", table.name, "TABLE", table.described, f'"{table.name}"', has_rowid=True)
    stored = [column for column in table.columns if column.virtual is None]
    try:
        compiled = compiled_virtual(relation, stored, [TableColumn("X", OracleType("NULL"), virtual=text)])
    except OraError as error:
        error.offset = offset
        raise
    kind = compiled.columns[-1].type
    return VARCHAR2 if kind.family == "NULL" else kind


def placed(table: Table, written: WrittenColumn) -> Table:
    """The table with one more column. Raises ORA-01430 and ORA-00957 for a name that it has."""
    if table.column(written.column.name) is not None:
        raise OraError(957, message="duplicate column name", offset=written.offset)
    if any(other.name.upper() == written.column.name.upper() for other in table.columns):
        raise not_supported("two columns that differ only in upper and lower case", written.offset)
    if len(table.columns) >= 1000:
        raise OraError(1792, message="maximum number of columns in a table or view is 1000")
    return replace(table, columns=(*table.columns, written.column))
