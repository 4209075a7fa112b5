"""Statements that define things. As in Oracle, each commits what was open before it, then itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.sandbox import oracle_names
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.ddl import (
    alter_table,
    comments,
    create_table,
    drop,
    grants,
    indexes,
    owners,
    sequences,
    users,
    views,
)
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_Statement = Callable[[Change, TokenStream, set[str]], None]
_CREATE: dict[str, _Statement] = {
    "TABLE": create_table.create_table,
    "VIEW": views.create_view,
    "SEQUENCE": sequences.create_sequence,
    "SYNONYM": views.create_synonym,
    "INDEX": indexes.create_index,
}
_ALTER: dict[str, _Statement] = {
    "TABLE": alter_table.alter_table,
    "SEQUENCE": sequences.alter_sequence,
    "INDEX": indexes.alter_index,
    "VIEW": views.alter_view,
}
_DROP: dict[str, _Statement] = {
    "TABLE": drop.drop_table,
    "VIEW": drop.drop_view,
    "SEQUENCE": drop.drop_sequence,
    "SYNONYM": drop.drop_synonym,
    "INDEX": indexes.drop_index,
}
_OTHERS: dict[str, _Statement] = {
    "TRUNCATE": drop.truncate,
    "COMMENT": comments.comment,
    "RENAME": drop.rename,
    "PURGE": drop.purge,
}
# What changes no schema.
_ADMINISTRATION: dict[tuple[str, str], Callable[[SessionContext, TokenStream], None]] = {
    ("CREATE", "USER"): users.create_user,
    ("ALTER", "USER"): users.alter_user,
    ("DROP", "USER"): users.drop_user,
    ("CREATE", "ROLE"): users.create_role,
    ("DROP", "ROLE"): users.drop_role,
}
_WORDS_BEFORE = (
    *("OR", "REPLACE", "FORCE", "NOFORCE", "EDITIONABLE", "NONEDITIONABLE", "UNIQUE", "BITMAP", "PUBLIC"),
    *("GLOBAL", "PRIVATE", "TEMPORARY"),
)


def run(session: SessionContext, text: str) -> Result:
    """Run a statement of this kind. Raises OraError; nothing of a failed one stays."""
    session.commit()
    stream = TokenStream(text)
    verb = stream.next().value
    if verb in ("GRANT", "REVOKE"):
        (grants.grant if verb == "GRANT" else grants.revoke)(session, stream)
        return Result()
    administration = _ADMINISTRATION.get((verb, stream.token.value))
    if administration is not None:
        stream.next()
        administration(session, stream)
        return Result()
    words, kind, statement = _statement(verb, stream)
    owner = owners.owner_of(verb, stream) or session.current_schema
    if owner != session.user:
        owners.check_right(session, owner, (verb, kind), stream.token.offset)
        with session.as_owner(owner) as as_owner:
            return run(as_owner, text)
    if verb == "CREATE" and kind != "INDEX":
        users.require(session, f"CREATE {kind}", f"CREATE ANY {kind}")
    with Change(session) as change:
        statement(change, stream, words)
    return Result(warning=change.warning)


def _statement(verb: str, stream: TokenStream) -> tuple[set[str], str, _Statement]:
    """The words between the verb and the kind of object, the kind, and what runs the statement."""
    words: set[str] = set()
    if verb in _OTHERS:
        return words, "TABLE", _OTHERS[verb]
    table = {"CREATE": _CREATE, "ALTER": _ALTER, "DROP": _DROP}.get(verb)
    if table is None:
        raise not_supported(verb, 0)
    while verb == "CREATE" and (word := stream.accept_word(*_WORDS_BEFORE)):
        words.add(word)
    if verb == "DROP" and stream.accept_word("PUBLIC"):
        words.add("PUBLIC")
    if stream.are_words("MATERIALIZED", "VIEW"):
        raise not_supported("materialized views", stream.token.offset)
    statement = table.get(stream.token.value) if stream.token.kind == "word" else None
    if statement is None:
        if stream.token.kind == "word" and oracle_names.is_object_kind(stream.token.value):
            raise not_supported(f"{verb} {stream.token.value}", stream.token.offset)
        raise stream.error(901 if verb == "CREATE" else 940 if verb == "ALTER" else 950, f"invalid {verb} command")
    return words, stream.next().value, statement
