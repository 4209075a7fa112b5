"""GRANT and REVOKE: system privileges and roles, and what others may do with an object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.absent import unknown_privilege
from ordslab.sandbox.sql.ddl import object_grants
from ordslab.sandbox.sql.ddl.object_grants import Named
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.rights import PRIVILEGES, PUBLIC, Grant
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext


def grant(session: SessionContext, stream: TokenStream) -> None:
    """GRANT privileges [ON object] TO grantees."""
    what = _privileges(stream, "TO")
    if stream.accept_word("ON"):
        target = object_grants.parse_target(session, stream)
        grantees = _grantees(session, stream, "TO")
        grantable = stream.accept_words("WITH", "GRANT", "OPTION")
        stream.finish(933, "SQL command not properly ended")
        object_grants.grant(session, target, what, grantees, grantable=grantable)
        return
    grantees = _grantees(session, stream, "TO")
    admin = stream.accept_words("WITH", "ADMIN", "OPTION")
    if stream.is_word("IDENTIFIED"):
        raise not_supported("GRANT that makes users", stream.token.offset)
    if stream.accept_word("CONTAINER"):
        stream.expect("=")
        stream.expect_word("CURRENT", 65013, "invalid CONTAINER clause")
    stream.finish(933, "SQL command not properly ended")
    names = _allowed(session, what)
    for grantee in grantees:
        _check_grantee(session, grantee.name, names)
    session.database.system.grant(Grant(grantee.name, name, admin) for grantee in grantees for name in names)


def revoke(session: SessionContext, stream: TokenStream) -> None:
    """REVOKE privileges [ON object] FROM grantees."""
    what = _privileges(stream, "FROM")
    if stream.accept_word("ON"):
        target = object_grants.parse_target(session, stream)
        grantees = _grantees(session, stream, "FROM")
        if not stream.accept_words("CASCADE", "CONSTRAINTS"):
            stream.accept_word("FORCE")
        stream.finish(933, "SQL command not properly ended")
        object_grants.revoke(session, target, what, grantees)
        return
    grantees = _grantees(session, stream, "FROM")
    stream.finish(933, "SQL command not properly ended")
    names = _allowed(session, what)
    rights = session.access.rights
    gone: list[Grant] = []
    for grantee in grantees:
        granted = rights.granted(grantee.name)
        for name in names:
            if name in granted:
                gone.append(Grant(grantee.name, name))
            elif name in rights.roles:
                raise OraError(1951, message=f"ROLE '{name}' not granted to '{grantee.name}'")
            elif len(names) < len(PRIVILEGES):
                raise OraError(1952, message=f"system privileges not granted to '{grantee.name}'")
    session.database.system.revoke(gone)


def forget_grantee(session: SessionContext, name: str) -> None:
    """A user or role is gone: nobody who gets its name later has what was granted to it."""
    for schema in session.database.readable_schemas():
        object_grants.change(
            session, schema, lambda grants: tuple(each for each in grants if name not in (each.grantee, each.grantor))
        )


def _privileges(stream: TokenStream, end: str) -> list[Named]:
    """What is granted, up to ON or `end`: words, each privilege of one or several. Raises ORA-00990."""

    def one() -> Named:
        offset = stream.token.offset
        words: list[str] = []
        while stream.token.kind in ("word", "quoted") and not stream.is_word("ON", end):
            words.append(stream.next().value)
        if stream.is_symbol("("):
            raise not_supported("privileges on single columns", stream.token.offset)
        if not words:
            raise stream.error(990, "missing or invalid privilege")
        return Named(" ".join(words), offset)

    # ON COMMIT REFRESH is the one privilege with ON in its name
    if stream.accept_words("ON", "COMMIT", "REFRESH"):
        return [Named("ON COMMIT REFRESH", 0)]
    return stream.comma_list(one)


def _grantees(session: SessionContext, stream: TokenStream, word: str) -> list[Named]:
    """Users, roles and PUBLIC. Raises ORA-01917."""
    stream.expect_word(word, 905, "missing keyword")

    def one() -> Named:
        offset = stream.token.offset
        if stream.accept_word(PUBLIC):
            return Named(PUBLIC, offset)
        name = stream.user_or_role(987, "missing or invalid username(s)")
        if session.database.user(name) is None and name not in session.access.rights.roles:
            if name == "ORDS_METADATA":
                return Named(name, offset)
            raise OraError(1917, message=f"user or role '{name}' does not exist", offset=offset)
        return Named(name, offset)

    return stream.comma_list(one)


def _allowed(session: SessionContext, what: Iterable[Named]) -> list[str]:
    """Roles and system privileges that the session may grant and revoke. Raises ORA-01919, ORA-00990, ORA-01031 ..."""
    access, names = session.access, []
    for each in what:
        if each.name in ("ALL", "ALL PRIVILEGES"):
            if not access.has("GRANT ANY PRIVILEGE"):
                raise OraError(1031, message="insufficient privileges", offset=each.offset)
            names += sorted(PRIVILEGES)
            continue
        if each.name not in access.rights.roles and each.name not in PRIVILEGES:
            if each.name in object_grants.PRIVILEGES:
                raise OraError(990, message="missing or invalid privilege", offset=each.offset)
            raise unknown_privilege(each.name, each.offset)
        if not access.may_administer(each.name):
            if each.name in PRIVILEGES:
                raise OraError(1031, message="insufficient privileges", offset=each.offset)
            raise OraError(1932, message=f"ADMIN option not granted for role '{each.name}'", offset=each.offset)
        names.append(each.name)
    return names


def _check_grantee(session: SessionContext, grantee: str, names: Iterable[str]) -> None:
    """Raises ORA-01934 for roles in a circle, ORA-01931 for what no role can have."""
    rights = session.access.rights
    if grantee not in rights.roles:
        return
    for name in names:
        if name in rights.roles and grantee in rights.within([name]):
            raise OraError(1934, message="circular role grant detected")
        if name == "UNLIMITED TABLESPACE":
            raise OraError(1931, message="cannot grant UNLIMITED TABLESPACE to a role")
