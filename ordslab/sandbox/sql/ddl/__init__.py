"""Statements that define things. As in Oracle, each commits what was open before it, then itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.ddl import alter_table, comments, create_table, drop, indexes, sequences, users, views
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_Statement = Callable[[Change, TokenStream, set[str]], None]
_CREATE: dict[str, _Statement] = {
    "TABLE": create_table.create_table,
    "VIEW": views.create_view,
    "SEQUENCE": sequences.create_sequence,
    "SYNONYM": views.create_synonym,
    "INDEX": indexes.create_index,
    "USER": users.create_user,
}
_ALTER: dict[str, _Statement] = {
    "TABLE": alter_table.alter_table,
    "SEQUENCE": sequences.alter_sequence,
    "USER": users.alter_user,
    "INDEX": indexes.alter_index,
    "VIEW": views.alter_view,
}
_DROP: dict[str, _Statement] = {
    "TABLE": drop.drop_table,
    "VIEW": drop.drop_view,
    "SEQUENCE": drop.drop_sequence,
    "SYNONYM": drop.drop_synonym,
    "INDEX": indexes.drop_index,
    "USER": users.drop_user,
}
_OTHERS: dict[str, _Statement] = {
    "TRUNCATE": drop.truncate,
    "COMMENT": comments.comment,
    "RENAME": drop.rename,
    "GRANT": users.grant,
    "REVOKE": users.revoke,
    "PURGE": drop.purge,
}
_WORDS_BEFORE = (
    *("OR", "REPLACE", "FORCE", "NOFORCE", "EDITIONABLE", "NONEDITIONABLE", "UNIQUE", "BITMAP", "PUBLIC"),
    *("GLOBAL", "PRIVATE", "TEMPORARY"),
)


def run(session: Session, text: str) -> Result:
    """Run a statement of this kind. Raises OraError; nothing of a failed one stays."""
    session.commit()
    stream = TokenStream(text)
    verb = stream.next().value
    table = {"CREATE": _CREATE, "ALTER": _ALTER, "DROP": _DROP}.get(verb)
    words: set[str] = set()
    if table is None:
        statement = _OTHERS.get(verb)
    else:
        while verb == "CREATE" and (word := stream.accept_word(*_WORDS_BEFORE)):
            words.add(word)
        if verb == "DROP" and stream.accept_word("PUBLIC"):
            words.add("PUBLIC")
        if stream.are_words("MATERIALIZED", "VIEW"):
            raise not_supported("materialized views", stream.token.offset)
        statement = table.get(stream.token.value) if stream.token.kind == "word" else None
        if statement is None:
            if stream.token.kind == "word" and verb != "DROP":
                raise not_supported(f"{verb} {stream.token.value}", stream.token.offset)
            raise stream.error(901 if verb == "CREATE" else 940 if verb == "ALTER" else 950, f"invalid {verb} command")
        stream.next()
    if statement is None:
        raise not_supported(verb, 0)
    with Change(session) as change:
        statement(change, stream, words)
    return Result()
