"""Users and rights. Only ALTER USER on oneself is here: a schema's owner administers nobody else."""

from __future__ import annotations

from collections.abc import Set

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.stream import TokenStream


def create_user(_change: Change, _stream: TokenStream, _words: Set[str]) -> None:
    """CREATE USER: for administrators."""
    raise OraError(1031, message="insufficient privileges")


def drop_user(_change: Change, _stream: TokenStream, _words: Set[str]) -> None:
    """DROP USER: for administrators."""
    raise OraError(1031, message="insufficient privileges")


def alter_user(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """ALTER USER oneself IDENTIFIED BY "password" [REPLACE "old"]."""
    name = stream.name(1935, "missing user or role name")
    if name != change.session.user:
        raise OraError(1031, message="insufficient privileges")
    stream.expect_word("IDENTIFIED", 922, "missing or invalid option")
    stream.expect_word("BY", 905, "missing keyword")
    if stream.token.kind not in ("word", "quoted"):
        raise stream.error(988, "missing or invalid password(s)")
    token = stream.next()
    password = token.value if token.kind == "quoted" else token.text
    if stream.accept_word("REPLACE"):
        stream.next()
    stream.finish()
    change.after_commit(lambda: change.database.set_password(name, password))


def grant(change: Change, _stream: TokenStream, _words: Set[str]) -> None:
    """GRANT: one owner's rights stay with the owner here."""
    del change
    raise OraError(1031, message="insufficient privileges")


def revoke(change: Change, _stream: TokenStream, _words: Set[str]) -> None:
    """REVOKE."""
    del change
    raise OraError(1031, message="insufficient privileges")
