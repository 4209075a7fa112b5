"""DDL in another user's schema: done there in its owner's name, by who has the right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


def owner_of(verb: str, stream: TokenStream) -> str | None:
    """The owner that is named with the object of a statement whose kind has been read; None without one."""
    position = 0
    if verb == "TRUNCATE":
        position = 1
    elif verb == "COMMENT":
        on_column = stream.ahead(1).value == "COLUMN"
        dots = [stream.ahead(3).value, stream.ahead(5).value] == [".", "."]
        return stream.ahead(2).value if (dots if on_column else stream.ahead(3).value == ".") else None
    elif verb in ("PURGE", "RENAME"):
        return None
    while stream.ahead(position).value in ("IF", "NOT", "EXISTS"):
        position += 1
    return stream.ahead(position).value if stream.ahead(position + 1).value == "." else None


def check_right(session: SessionContext, owner: str, action: tuple[str, str], offset: int) -> None:
    """Raises ORA-01918, ORA-01031 for who may not do it in the owner's name; `action`: verb and kind of object."""
    verb, kind = action
    if verb in ("PURGE", "RENAME"):
        raise not_supported(f"{verb} in another schema", offset)
    if session.database.user(owner) is None:
        raise OraError(1918, message=f"user '{owner}' does not exist", offset=offset)
    privilege = {"TRUNCATE": "DROP ANY TABLE", "COMMENT": "COMMENT ANY TABLE"}.get(verb, f"{verb} ANY {kind}")
    if not session.access.has(privilege):
        raise OraError(1031, message="insufficient privileges", offset=offset)
