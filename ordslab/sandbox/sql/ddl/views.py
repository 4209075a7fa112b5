"""CREATE VIEW and CREATE SYNONYM."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.ddl import constraints
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.users import require
from ordslab.sandbox.sql.dictionary.objects import Constraint, SchemaObject, Synonym, View
from ordslab.sandbox.sql.errors import REFUSAL, OraError, not_supported
from ordslab.sandbox.sql.names import Names
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
    columns: tuple[Column, ...] = ()
    try:
        columns = _columns(change, text, aliases)
    except OraError as error:
        if "FORCE" in words:
            change.warning = True
        elif error.number != REFUSAL:  # what the sandbox has not, the view's reader is told
            error.offset = offset + (error.offset or 0)
            raise
    number = old.id if old is not None else change.new_id()
    created = old.created if old is not None else change.now
    change.store(View(number, name, created, change.now, text, aliases, columns, read_only=read_only))


def _columns(change: Change, text: str, aliases: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a view. Raises what is wrong in its query; ORA-01730, ORA-00998, ORA-00957; ORA-01031."""
    session = change.session
    names_of_owner = session.names_of(change.schema)
    try:
        compiled = compile_query(parse(text), names_of_owner, ())
    except OraError as error:
        if error.number == 942 and _compiles(text, session.names()):  # what a role allows is not enough for a view
            raise OraError(1031, message="insufficient privileges", offset=error.offset) from None
        raise
    names = aliases or tuple(column.name for column in compiled.columns)
    if len(names) != len(compiled.columns):
        raise OraError(1730, message="invalid number of column names specified")
    if not aliases and any(not _nameable(each) for each in names):
        raise OraError(998, message="must name this expression with a column alias")
    if len(set(names)) < len(names):
        raise OraError(957, message="duplicate column name")
    if len({each.upper() for each in names}) < len(names):
        raise not_supported("two columns that differ only in upper and lower case")
    return tuple(
        Column(each, VARCHAR2 if column.type.family == "NULL" else column.type, column.nullable)
        for each, column in zip(names, compiled.columns, strict=True)
    )


def _compiles(text: str, names: Names) -> bool:
    try:
        compile_query(parse(text), names, ())
    except OraError:
        return False
    return True


def _nameable(name: str) -> bool:
    return all(each.isalnum() or each in "_$# " for each in name) and not name[:1].isdigit()


def create_synonym(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """CREATE [OR REPLACE] SYNONYM name FOR [owner.]object."""
    if "PUBLIC" in words:
        require(change.session, "CREATE PUBLIC SYNONYM")
        raise not_supported("public synonyms")
    name, old = _replaceable(change, stream, "SYNONYM", words)
    stream.expect_word("FOR", 905, "missing keyword")
    owner, target = stream.qualified_name()
    stream.finish(933, "SQL command not properly ended")
    number = old.id if old is not None else change.new_id()
    made = Synonym(number, name, change.now, change.now, target_owner=owner or change.schema, target=target)
    change.store(made if old is None else replace(made, created=old.created))


def alter_view(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER VIEW name COMPILE: one with errors stays, with a warning. ADD and DROP of constraints that are disabled."""
    offset = stream.token.offset
    _, name = stream.qualified_name()
    found = change.dictionary.view(name)
    if found is None:
        raise OraError(942, offset=offset)
    if stream.is_word("ADD", "DROP"):
        kept = _added(change, stream, found) if stream.next().value == "ADD" else _dropped(stream, found)
        stream.finish()
        change.store(replace(found, constraints=kept, changed=change.now))
        return
    stream.expect_word("COMPILE", 922, "missing or invalid option")
    stream.finish()
    try:
        change.store(replace(found, columns=_columns(change, found.text, found.aliases), changed=change.now))
    except OraError:
        change.warning = True


def _added(change: Change, stream: TokenStream, view: View) -> tuple[Constraint, ...]:
    """[CONSTRAINT name] PRIMARY KEY | UNIQUE (columns) [RELY] DISABLE [NOVALIDATE]. Raises ORA-00922 for others."""
    written = constraints.of_table(change, stream)
    if written.kind not in "PU" or written.enabled:
        raise OraError(922, message="missing or invalid option", offset=written.offset)
    known = {column.name for column in view.columns}
    for name in written.columns:
        if name not in known:
            raise OraError(904, f'"{name}"', offset=written.offset)
    if written.kind == "P" and view.key:
        raise OraError(2260, message="table can have only one primary key", offset=written.offset)
    name = written.name or f"SYS_C00{change.new_id()}"
    if name in change.dictionary.constraint_names or name in change.dictionary.view_constraints:
        raise OraError(2264, message="name already used by an existing constraint", offset=written.offset)
    made = Constraint(name, written.kind, written.columns, generated=written.name is None, enabled=False)
    return (*view.constraints, made)


def _dropped(stream: TokenStream, view: View) -> tuple[Constraint, ...]:
    """CONSTRAINT name or PRIMARY KEY. Raises ORA-02443, ORA-02441."""
    if stream.accept_words("PRIMARY", "KEY"):
        if not view.key:
            raise OraError(2441, message="Cannot drop nonexistent primary key")
        return tuple(each for each in view.constraints if each.kind != "P")
    stream.expect_word("CONSTRAINT", 922, "missing or invalid option")
    name = stream.name(2250, "missing or invalid constraint name")
    if all(each.name != name for each in view.constraints):
        raise OraError(2443, message="Cannot drop constraint  - nonexistent constraint")
    return tuple(each for each in view.constraints if each.name != name)
