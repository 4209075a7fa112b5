"""CREATE, ALTER and DROP USER; CREATE and DROP ROLE. They change no schema, so they need no transaction of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.absent import unknown_role
from ordslab.sandbox.sql.ddl import grants
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext
    from ordslab.sandbox.sql.system import User

TABLESPACES = frozenset({"USERS", "DATA"})
"""Two names for one place: that of Oracle Database Free, and that of an Autonomous Database."""
_TEMPORARY = frozenset({"TEMP"})


def require(session: SessionContext, *privileges: str) -> None:
    """Raises ORA-01031 unless the session has one of these system privileges."""
    if not session.access.has(*privileges):
        raise OraError(1031, message="insufficient privileges")


def create_user(session: SessionContext, stream: TokenStream) -> None:
    """CREATE USER [IF NOT EXISTS] name IDENTIFIED BY password ..."""
    require(session, "CREATE USER")
    database = session.database
    if_missing = stream.accept_words("IF", "NOT", "EXISTS")
    name = _name(stream)
    values, password = _options(stream)
    stream.finish()
    if if_missing and database.user(name) is not None:
        return
    if password is None:
        raise not_supported("users without a password")
    database.create_schema(name, password, (), **{"quota": False, **values})


def alter_user(session: SessionContext, stream: TokenStream) -> None:
    """ALTER USER name ...: others' by administrators, one's own password by everybody."""
    offset = stream.token.offset
    name = _name(stream)
    user = session.database.user(name)
    if not session.access.has("ALTER USER") and not (name == session.user and stream.is_word("IDENTIFIED")):
        raise OraError(1031, message="insufficient privileges")
    if user is None:
        raise OraError(1918, message=f"user '{name}' does not exist", offset=offset)
    if stream.accept_words("DEFAULT", "ROLE"):
        if not stream.accept_word("ALL"):
            raise not_supported("default roles other than ALL", stream.token.offset)
    elif stream.accept_words("GRANT", "CONNECT", "THROUGH") or stream.accept_words("REVOKE", "CONNECT", "THROUGH"):
        stream.name()  # the REST side needs no such right here
        if stream.accept_words("WITH", "ROLE"):
            raise not_supported("proxies with roles of their own", stream.token.offset)
    values, password = _options(stream)
    stream.finish()
    if user.permanent and values.get("locked"):
        raise not_supported(f"use for a locked {name}: nobody could unlock it", offset)
    if password is not None:
        session.database.set_password(name, password)
    if values:
        session.database.system.change_user(name, **values)


def drop_user(session: SessionContext, stream: TokenStream) -> None:
    """DROP USER [IF EXISTS] name [CASCADE]."""
    require(session, "DROP USER")
    if_exists = stream.accept_words("IF", "EXISTS")
    offset = stream.token.offset
    name = _name(stream)
    cascades = stream.accept_word("CASCADE")
    stream.finish(933, "SQL command not properly ended")
    user = session.database.user(name)
    if user is None:
        if if_exists:
            return
        raise OraError(1918, message=f"user '{name}' does not exist", offset=offset)
    _check_droppable(session, user, cascades=bool(cascades))
    session.database.drop_schema(name)
    grants.forget_grantee(session, name)


def _check_droppable(session: SessionContext, user: User, *, cascades: bool) -> None:
    if user.permanent:
        raise OraError(28050, message="specified user or role cannot be dropped")
    if cascades:
        return
    dictionary = session.database.dictionary(user.name)
    if dictionary.objects or dictionary.bodies or dictionary.triggers:
        raise OraError(1922, message=f"CASCADE must be specified to drop '{user.name}'")


def create_role(session: SessionContext, stream: TokenStream) -> None:
    """CREATE ROLE [IF NOT EXISTS] name. Who creates it has it, and may grant it."""
    require(session, "CREATE ROLE")
    if stream.accept_words("IF", "NOT", "EXISTS") and stream.token.value in session.access.rights.roles:
        return
    name = _name(stream)
    stream.accept_words("NOT", "IDENTIFIED")
    if stream.is_word("IDENTIFIED"):
        raise not_supported("roles with a password", stream.token.offset)
    stream.finish()
    session.database.system.add_role(name, session.user)


def drop_role(session: SessionContext, stream: TokenStream) -> None:
    """DROP ROLE [IF EXISTS] name."""
    if_exists = stream.accept_words("IF", "EXISTS")
    offset = stream.token.offset
    name = _name(stream)
    stream.finish(933, "SQL command not properly ended")
    system = session.database.system
    if name not in session.access.rights.roles:
        if if_exists:
            return
        raise unknown_role(name, offset)
    if not session.access.has("DROP ANY ROLE") and not session.access.rights.granted(session.user).get(name):
        raise OraError(1031, message="insufficient privileges")
    system.remove_role(name)
    grants.forget_grantee(session, name)


def _name(stream: TokenStream) -> str:
    return stream.user_or_role()


def _options(stream: TokenStream) -> tuple[dict[str, Any], str | None]:
    """What CREATE USER and ALTER USER say of a user: values for `system.User`, and the password."""
    values: dict[str, Any] = {}
    password: str | None = None
    while not stream.at_end:
        if stream.accept_word("IDENTIFIED"):
            password = _password(stream)
        elif stream.accept_words("DEFAULT", "TABLESPACE"):
            values["tablespace"] = _tablespace(stream, TABLESPACES)
        elif stream.accept_words("TEMPORARY", "TABLESPACE"):
            _tablespace(stream, _TEMPORARY)
        elif stream.accept_word("QUOTA"):
            values["quota"] = _quota(stream)
            stream.expect_word("ON", 969, "missing ON keyword")
            _tablespace(stream, TABLESPACES)
        elif stream.accept_word("ACCOUNT"):
            values["locked"] = stream.accept_word("LOCK", "UNLOCK") == "LOCK"
        elif stream.accept_words("PASSWORD", "EXPIRE"):
            values["expired"] = True
        elif stream.accept_word("PROFILE"):
            if stream.name() != "DEFAULT":
                raise OraError(2380, message="profile does not exist")
        elif stream.accept_words("ENABLE", "EDITIONS") or stream.accept_words("DEFAULT", "COLLATION", "USING_NLS_COMP"):
            continue
        elif stream.accept_word("CONTAINER"):
            stream.expect("=")
            stream.expect_word("CURRENT", 65013, "invalid CONTAINER clause")
        else:
            break
    return values, password


def _password(stream: TokenStream) -> str:
    if stream.is_word("EXTERNALLY", "GLOBALLY"):
        raise not_supported(f"users IDENTIFIED {stream.token.value}", stream.token.offset)
    stream.expect_word("BY", 905, "missing keyword")
    if stream.accept_word("VALUES"):
        raise not_supported("passwords given as their hash", stream.token.offset)
    if stream.token.kind not in ("word", "quoted") or not stream.token.value:
        raise stream.error(988, "missing or invalid password(s)")
    token = stream.next()
    if stream.accept_word("REPLACE"):
        stream.next()
    return token.value if token.kind == "quoted" else token.text


def _tablespace(stream: TokenStream, known: frozenset[str]) -> str:
    offset = stream.token.offset
    name = stream.name(2216, "tablespace name expected")
    if name not in known:
        raise OraError(959, message=f"tablespace '{name}' does not exist", offset=offset)
    return name


def _quota(stream: TokenStream) -> bool:
    """Whether any space is given: how much is not counted here."""
    if stream.accept_word("UNLIMITED"):
        return True
    if stream.token.kind != "number":
        raise stream.error(2187, "invalid quota specification")
    size = stream.next().text
    stream.accept_word("K", "M", "G", "T")
    return float(size) > 0
