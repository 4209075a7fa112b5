"""CREATE, ALTER ... COMPILE and DROP of stored programs. A program that does not compile is created all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.parser.stream import unreadable
from ordslab.sandbox.plsql.stored.describe import described
from ordslab.sandbox.plsql.stored.library import library_of
from ordslab.sandbox.plsql.stored.trigger_heading import trigger_details
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.dictionary.objects import Program, ProgramError
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_NAMED = ("PROCEDURE", "FUNCTION", "PACKAGE")


def run_statement(session: Session, text: str) -> Result:
    """Run a statement of this kind. As DDL does, it commits before and behind itself."""
    session.commit()
    if session.current_schema != session.user:
        raise not_supported("stored programs in another schema")
    try:
        stream = TokenStream(text)
    except OraError as error:
        raise unreadable(text, error) from None
    return _VERBS[stream.next().value](session, stream)


def _kind(stream: TokenStream) -> str:
    """PROCEDURE, FUNCTION, PACKAGE, PACKAGE BODY or TRIGGER."""
    token = stream.next()
    if token.value == "TYPE":
        raise not_supported("types in the schema (CREATE TYPE)", token.offset)
    if token.value == "PACKAGE" and stream.accept_word("BODY"):
        return "PACKAGE BODY"
    return token.value


def _name(stream: TokenStream, kind: str) -> tuple[str | None, str]:
    if kind == "TRIGGER":
        return stream.qualified_name(4070, "invalid trigger name")
    return stream.qualified_name(4050, "invalid or missing procedure, function, or package name")


def _create(session: Session, stream: TokenStream) -> Result:
    """As Oracle does: the program first, whatever it is worth; then what the compiler says of it."""
    with Change(session) as change:
        program, old = _written(change, stream)
    if program is None:
        return Result()
    try:
        return Result(warning=not _compile(session, program))
    except BaseException:
        with Change(session) as change:
            if old is not None:
                change.store(old)
            else:
                change.remove(program)
        raise


def _written(change: Change, stream: TokenStream) -> tuple[Program | None, Program | None]:
    """The new program, stored but not compiled, and the one that it replaces. None where one may exist and does."""
    replaces = stream.accept_words("OR", "REPLACE")
    stream.accept_word("EDITIONABLE", "NONEDITIONABLE")
    start = stream.token.offset
    kind = _kind(stream)
    between = stream.token.offset
    if_not_exists = stream.accept_words("IF", "NOT", "EXISTS")
    offset = stream.token.offset
    name_start = stream.ahead(2 if stream.ahead().value == "." else 0).offset
    owner, name = _name(stream, kind)
    change.check_owner(owner, offset)
    old = change.dictionary.program(kind, name)
    if if_not_exists and old is not None:
        return None, old
    if (old is not None and not replaces) or (old is None and kind in _NAMED and name in change.dictionary.objects):
        message = f'name is already used by an existing object: "{change.schema}"."{name}"'
        raise OraError(4081 if kind == "TRIGGER" else 955, message=message, offset=offset)
    change.check_spelling(name, offset)
    # The source is kept from the word that says what it is; an owner and IF NOT EXISTS become blanks.
    source = stream.text[start:between] + _blanked(stream.text[between:name_start]) + stream.text[name_start:]
    edition = change.new_id()
    number, created = (edition, change.now) if old is None else (old.id, old.created)
    details = trigger_details(change, stream, start) if kind == "TRIGGER" else {}
    program = Program(number, name, created, change.now, kind, source, edition=edition, details=details)
    change.store(program)
    return program, old


def _blanked(text: str) -> str:
    return "".join(character if character.isspace() else " " for character in text)


def _compile(session: Session, program: Program) -> bool:
    """Compile a program and store it with what the compiler says; says whether that is nothing."""
    library = library_of(session.database, session.user)
    library.forget(program)
    unit = library.unit(session, program)
    unit.complete(session)
    errors = [ProgramError(*found.position(unit.source), found.text) for found in unit.diagnostics]
    own = set() if program.kind == "PACKAGE BODY" else {program.name}
    compiled = replace(
        program,
        valid=not errors,
        errors=tuple(errors),
        depends=tuple(sorted((unit.catalog.used & library.dictionary.objects.keys()) - own)),
        subprograms=tuple(described(unit)),
        details=unit.details or program.details,
    )
    with Change(session) as change:
        change.store(compiled)
    return compiled.valid


def _existing(change: Change, stream: TokenStream) -> Program | None:
    """The program that ALTER or DROP names. Raises ORA-04043; None when there need be none."""
    kind = _kind(stream)
    if_exists = stream.accept_words("IF", "EXISTS")
    offset = stream.token.offset
    owner, name = _name(stream, kind)
    change.check_owner(owner, offset)
    found = change.dictionary.program(kind, name)
    if found is None and not if_exists:
        if kind == "TRIGGER":
            raise OraError(4080, message=f"trigger '{name}' does not exist", offset=offset)
        raise OraError(4043, message=f"Object {name} does not exist.", offset=offset)
    return found


def _alter(session: Session, stream: TokenStream) -> Result:
    with Change(session) as change:
        programs = _altered(change, stream)
    compiled = [_compile(session, program) for program in programs]
    return Result(warning=not all(compiled))


def _altered(change: Change, stream: TokenStream) -> list[Program]:
    """The programs to compile again."""
    program = _existing(change, stream)
    if program is None:
        return []
    if program.kind == "TRIGGER" and stream.is_word("ENABLE", "DISABLE"):
        enabled = stream.next().value == "ENABLE"
        stream.finish()
        change.store(replace(program, details={**program.details, "enabled": enabled}))
        return []
    stream.expect_word("COMPILE", 922, "missing or invalid option")
    body = change.dictionary.bodies.get(program.name) if program.kind == "PACKAGE" else None
    part = stream.accept_word("PACKAGE", "SPECIFICATION", "BODY") if program.kind == "PACKAGE" else None
    stream.accept_word("DEBUG")
    stream.accept_words("REUSE", "SETTINGS")
    stream.finish()
    if body is None or part == "SPECIFICATION":
        return [program]
    return [body] if part == "BODY" else [program, body]


def _drop(session: Session, stream: TokenStream) -> Result:
    with Change(session) as change:
        program = _existing(change, stream)
        stream.finish(933, "SQL command not properly ended")
        if program is not None:
            change.remove(program)
            body = change.dictionary.bodies.get(program.name) if program.kind == "PACKAGE" else None
            if body is not None:
                change.remove(body)
    return Result()


_VERBS: dict[str, Callable[[Session, TokenStream], Result]] = {"CREATE": _create, "ALTER": _alter, "DROP": _drop}
