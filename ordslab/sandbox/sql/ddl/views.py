"""CREATE VIEW and CREATE SYNONYM."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.dictionary.objects import SchemaObject, Synonym, View
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import VARCHAR2, Column


def _replaceable(change: Change, stream: TokenStream, kind: str, words: Set[str]) -> tuple[str, SchemaObject | None]:
    """The name of something that CREATE OR REPLACE may replace, and what it replaces. Raises ORA-00955."""
    offset = stream.token.offset
    owner, name = stream.qualified_name()
    change.check_owner(owner, offset)
    old = change.dictionary.objects.get(name)
    if old is not None and not ("REPLACE" in words and old.kind == kind):
        message = f'name is already used by an existing object: "{change.schema}"."{name}"'
        raise OraError(955, message=message, offset=offset)
    change.check_spelling(name, offset)
    return name, old


def create_view(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """CREATE [OR REPLACE] VIEW name [(columns)] AS query."""
    if stream.accept_words("IF", "NOT", "EXISTS") and stream.token.value in change.dictionary.objects:
        return
    name, old = _replaceable(change, stream, "VIEW", words)
    aliases = stream.names_in_parentheses() if stream.is_symbol("(") else ()
    stream.expect_word("AS", 905, "missing keyword")
    offset = stream.token.offset
    text = stream.rest()
    read_only = False
    upper = " ".join(text.upper().split())
    if upper.endswith("WITH READ ONLY"):
        text, read_only = text[: text.upper().rindex("WITH")].rstrip(), True
    elif "WITH CHECK OPTION" in upper:
        raise not_supported("views WITH CHECK OPTION", offset)
    try:
        compiled = compile_query(parse(text), change.session.names(), ())
    except OraError as error:
        if "FORCE" in words:
            raise not_supported("views that do not compile", 0) from None
        error.offset = None if error.offset is None else error.offset + offset
        raise
    names = aliases or tuple(column.name for column in compiled.columns)
    if len(names) != len(compiled.columns):
        raise OraError(1730, message="invalid number of column names specified", offset=offset)
    if not aliases and any(not _nameable(each) for each in names):
        raise OraError(998, message="must name this expression with a column alias", offset=offset)
    if len(set(names)) < len(names):
        raise OraError(957, message="duplicate column name", offset=offset)
    if len({each.upper() for each in names}) < len(names):
        raise not_supported("two columns that differ only in upper and lower case", offset)
    columns = tuple(
        Column(each, VARCHAR2 if column.type.family == "NULL" else column.type, column.nullable)
        for each, column in zip(names, compiled.columns, strict=True)
    )
    number = old.id if old is not None else change.new_id()
    created = old.created if old is not None else change.now
    change.store(View(number, name, created, change.now, text, aliases, columns, read_only=read_only))


def _nameable(name: str) -> bool:
    return all(each.isalnum() or each in "_$# " for each in name) and not name[:1].isdigit()


def create_synonym(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """CREATE [OR REPLACE] SYNONYM name FOR [owner.]object."""
    if "PUBLIC" in words:
        raise OraError(1031, message="insufficient privileges")
    name, old = _replaceable(change, stream, "SYNONYM", words)
    stream.expect_word("FOR", 905, "missing keyword")
    owner, target = stream.qualified_name()
    stream.finish(933, "SQL command not properly ended")
    number = old.id if old is not None else change.new_id()
    made = Synonym(number, name, change.now, change.now, target_owner=owner or change.schema, target=target)
    change.store(made if old is None else replace(made, created=old.created))


def alter_view(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER VIEW name COMPILE: views are compiled whenever they are used."""
    owner, name = stream.qualified_name()
    if owner not in (None, change.schema) or change.dictionary.view(name) is None:
        raise OraError(942)
    stream.expect_word("COMPILE", 922, "missing or invalid option")
    stream.finish()
