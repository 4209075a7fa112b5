"""COMMIT, ROLLBACK, SAVEPOINT, ALTER SESSION, SET TRANSACTION, LOCK TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.dml import constraint_checks
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import date_models
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.functions.dates import zone_offset
from ordslab.sandbox.sql.lexer import Token
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

# Settings that change nothing here and that tools set at logon.
_IGNORED = frozenset(
    [
        "CURSOR_SHARING",
        "OPTIMIZER_MODE",
        "STATISTICS_LEVEL",
        "SQL_TRACE",
        "TIMED_STATISTICS",
        "PLSQL_OPTIMIZE_LEVEL",
        "PLSQL_WARNINGS",
        "PLSCOPE_SETTINGS",
        "OPTIMIZER_FEATURES_ENABLE",
        "EVENTS",
        "DDL_LOCK_TIMEOUT",
    ]
)
_MODES = "valid modes: [ROW] SHARE, [[SHARE] ROW] EXCLUSIVE, SHARE UPDATE"
_LOCKS = {  # whether others may change rows, too
    **dict.fromkeys(("ROW SHARE", "SHARE UPDATE", "ROW EXCLUSIVE"), True),
    **dict.fromkeys(("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"), False),
}
_CONSTRAINT_MODES = {"IMMEDIATE": False, "DEFERRED": True, "DEFAULT": None}
_DATE_FORMATS = frozenset({"NLS_DATE_FORMAT", "NLS_TIMESTAMP_FORMAT", "NLS_TIMESTAMP_TZ_FORMAT"})


def run(session: SessionContext, text: str) -> Result:
    """Run a statement of this kind. Raises OraError."""
    stream = TokenStream(text)
    verb = stream.next().value
    {
        "COMMIT": _commit,
        "ROLLBACK": _rollback,
        "SAVEPOINT": _savepoint,
        "ALTER": _alter,
        "SET": _set,
        "LOCK": _lock,
        "EXPLAIN": _explain,
    }[verb](session, stream)
    return Result()


def _commit(session: SessionContext, stream: TokenStream) -> None:
    stream.accept_word("WORK")
    if stream.accept_word("COMMENT"):
        stream.next()
    while stream.accept_word("WRITE", "WAIT", "NOWAIT", "IMMEDIATE", "BATCH"):
        pass
    stream.finish(2185, "a token other than WORK follows COMMIT")
    session.commit()


def _rollback(session: SessionContext, stream: TokenStream) -> None:
    stream.accept_word("WORK")
    if stream.accept_word("TO"):
        stream.accept_word("SAVEPOINT")
        name = stream.name(3001, "unimplemented feature")
        stream.finish()
        session.transaction.rollback_to(name)
        return
    stream.finish(2181, "invalid option to ROLLBACK WORK")
    session.rollback()


def _savepoint(session: SessionContext, stream: TokenStream) -> None:
    name = stream.name(3001, "unimplemented feature")
    stream.finish()
    session.transaction.savepoint(name)


def _alter(session: SessionContext, stream: TokenStream) -> None:
    if stream.next().value == "SYSTEM":
        _alter_system(session, stream)
        return
    if stream.is_word("ENABLE", "DISABLE", "FORCE", "CLOSE", "ADVISE"):
        _alter_session_mode(stream)
        return
    stream.expect_word("SET", 922, "missing or invalid option")
    if stream.at_end:
        raise stream.error(2248, "invalid option for ALTER SESSION")
    while not stream.at_end:
        name = stream.next().value
        stream.expect("=")
        offset = stream.token.offset
        token = stream.next()
        if name == "ISOLATION_LEVEL":
            _isolation_level(stream, token)
            continue
        value = token.text if token.kind in ("number", "symbol") else token.value
        if token.kind == "symbol" and value in "+-":
            value += stream.next().text
        try:
            set_parameter(session, name, value)
        except OraError as error:
            error.offset = offset
            raise


def _alter_session_mode(stream: TokenStream) -> None:
    """ALTER SESSION ENABLE | DISABLE | FORCE ...: parallel and resumable work change nothing that anybody sees here."""
    offset = stream.token.offset
    verb = stream.next().value
    if verb in ("ENABLE", "DISABLE", "FORCE") and stream.accept_words("PARALLEL"):
        if stream.accept_word("DML", "DDL", "QUERY") is None:
            raise stream.error(2248, "invalid option for ALTER SESSION")
        if stream.accept_word("PARALLEL"):
            stream.whole_number()
    elif verb in ("ENABLE", "DISABLE") and stream.accept_word("RESUMABLE"):
        while stream.accept_word("TIMEOUT", "NAME"):
            stream.next()
    else:
        raise not_supported(f"ALTER SESSION {verb} {stream.token.text}".rstrip(), offset)
    stream.finish(2248, "invalid option for ALTER SESSION")


def _isolation_level(stream: TokenStream, first: Token) -> None:
    """ISOLATION_LEVEL = READ COMMITTED, which holds anyway; SERIALIZABLE is refused, as in SET TRANSACTION."""
    if first.value == "SERIALIZABLE":
        raise not_supported("serializable transactions", first.offset)
    if first.value != "READ" or stream.accept_word("COMMITTED") is None:
        raise OraError(2248, message="invalid option for ALTER SESSION", offset=first.offset)


def set_parameter(session: SessionContext, name: str, value: str) -> None:
    """ALTER SESSION SET name = value. Raises ORA-02248 for an unknown name and what belongs to a wrong value."""
    if name == "CURRENT_SCHEMA":
        if session.database.user(value) is None:
            raise OraError(1435, message="user does not exist")
        session.current_schema = value
    elif name == "TIME_ZONE":
        session.time_zone = zone_offset("+00:00" if value.upper() in ("LOCAL", "DBTIMEZONE") else value)
    elif name in ("CONSTRAINT", "CONSTRAINTS"):
        if value.upper() not in _CONSTRAINT_MODES:
            raise OraError(2248, message="invalid option for ALTER SESSION")
        session.transaction.deferred.in_session = _CONSTRAINT_MODES[value.upper()]
    elif name == "NLS_LENGTH_SEMANTICS":
        if value.upper() not in ("BYTE", "CHAR"):
            raise OraError(12705, message="Cannot access NLS data files or invalid environment specified")
        session.length_in_characters = value.upper() == "CHAR"
    elif name in _DATE_FORMATS:
        date_models.parse(value)
        session.nls[name] = value
    elif name in DEFAULTS:
        if value.upper() != DEFAULTS[name].upper():
            raise not_supported(f"{name} other than {DEFAULTS[name]}")
    elif name == "EDITION":
        if value.upper() != "ORA$BASE":
            raise OraError(38802, message="edition does not exist")
    elif name not in _IGNORED:
        raise OraError(2248, message="invalid option for ALTER SESSION")


def _alter_system(session: SessionContext, stream: TokenStream) -> None:
    """ALTER SYSTEM KILL SESSION 'sid,serial#': whoever holds up the others can be stopped."""
    if not session.access.has("ALTER SYSTEM"):
        raise OraError(1031, message="insufficient privileges")
    if not stream.accept_words("KILL", "SESSION"):
        raise not_supported(f"ALTER SYSTEM {stream.token.value}", stream.token.offset)
    if stream.token.kind != "string":
        raise stream.error(26, "missing or invalid session ID")
    parts = stream.next().value.split(",")
    stream.accept_word("IMMEDIATE", "FORCE")
    stream.finish()
    if len(parts) < 2 or not all(part.strip().isdigit() for part in parts[:2]):
        raise OraError(26, message="missing or invalid session ID")
    number, serial = int(parts[0]), int(parts[1])
    found = next((each for each in session.database.sessions if (each.id, each.serial) == (number, serial)), None)
    if found is None:
        raise OraError(30, message="User session ID does not exist.")
    if found is session:
        raise OraError(27, message="cannot kill current session")
    found.kill()


def _set(session: SessionContext, stream: TokenStream) -> None:
    if stream.accept_word("ROLE"):
        _set_role(session, stream)
        return
    if stream.accept_word("CONSTRAINT", "CONSTRAINTS"):
        _set_constraints(session, stream)
        return
    stream.expect_word("TRANSACTION", 922, "missing or invalid option")
    if session.transaction.has_begun:
        raise OraError(1453, message="SET TRANSACTION must be first statement of transaction")
    if stream.accept_words("READ", "ONLY"):
        _name_transaction(stream)
        session.transaction.begin_read_only()
        return
    if stream.are_words("ISOLATION", "LEVEL", "SERIALIZABLE"):
        raise not_supported("serializable transactions", stream.token.offset)
    if stream.are_words("USE", "ROLLBACK"):
        raise not_supported("SET TRANSACTION USE ROLLBACK SEGMENT", stream.token.offset)
    if not stream.accept_words("READ", "WRITE"):
        stream.accept_words("ISOLATION", "LEVEL", "READ", "COMMITTED")
    _name_transaction(stream)


def _set_constraints(session: SessionContext, stream: TokenStream) -> None:
    """SET CONSTRAINTS ALL | names DEFERRED | IMMEDIATE. Raises ORA-02448, ORA-02447, and what is broken."""
    names = None if stream.accept_word("ALL") else stream.comma_list(lambda: _deferrable(session, stream))
    mode = stream.accept_word("DEFERRED", "IMMEDIATE")
    if mode is None:
        raise stream.error(905, "missing keyword")
    stream.finish(933, "SQL command not properly ended")
    if mode == "IMMEDIATE":
        constraint_checks.check_pending(session, names)
    session.transaction.deferred.set(names, deferred=mode == "DEFERRED")


def _deferrable(session: SessionContext, stream: TokenStream) -> str:
    offset = stream.token.offset
    _, name = stream.qualified_name(2250, "missing or invalid constraint name")
    table = session.database.dictionary(session.user).constraint_names.get(name)
    constraint = None if table is None else table.constraint(name)
    if constraint is None:
        raise OraError(2448, message="constraint does not exist", offset=offset)
    if constraint.deferrable is None:
        raise OraError(2447, message="cannot defer a constraint that is not deferrable", offset=offset)
    return name


def _name_transaction(stream: TokenStream) -> None:
    if stream.accept_word("NAME"):
        stream.next()
    stream.finish(900, "invalid SQL statement")


def _set_role(session: SessionContext, stream: TokenStream) -> None:
    """SET ROLE ALL [EXCEPT roles] | NONE | roles. Raises ORA-01924."""
    mine = session.access.rights.roles_of(session.user)

    def one() -> str:
        name = stream.user_or_role(1924, "role is not granted or does not exist")
        if name not in mine:
            raise OraError(1924, message=f"role '{name}' not granted or does not exist")
        return name

    if stream.accept_word("ALL"):
        roles = mine - set(stream.comma_list(one)) if stream.accept_word("EXCEPT") else mine
    elif stream.accept_word("NONE"):
        roles = frozenset()
    else:
        roles = frozenset(stream.comma_list(one))
    stream.finish(933, "SQL command not properly ended")
    session.enable_roles(roles)


def _lock(session: SessionContext, stream: TokenStream) -> None:
    """LOCK TABLE tables IN mode MODE [NOWAIT | WAIT n]. Two modes are told apart: with and without other writers."""
    stream.expect_word("TABLE", 905, "missing keyword")
    names = stream.comma_list(lambda: _table_name(session, stream))
    stream.expect_word("IN", 1737, _MODES)
    mode = []
    while stream.token.kind == "word" and not stream.is_word("MODE"):
        mode.append(stream.next().value)
    shared = _LOCKS.get(" ".join(mode))
    if shared is None or not stream.accept_word("MODE"):
        raise stream.error(1737, _MODES)
    patience = None
    if stream.accept_word("NOWAIT"):
        patience = 0.0
    elif stream.accept_word("WAIT"):
        patience = float(stream.whole_number())
    stream.finish(933, "SQL command not properly ended")
    claims = [("table", name) for name in names]
    session.transaction.run_statement(lambda: session.transaction.claim(claims, shared=shared), patience=patience)


def _table_name(session: SessionContext, stream: TokenStream) -> str:
    offset = stream.token.offset
    owner, name = stream.qualified_name()
    found = session.names().find(owner, name)
    if found is None:
        raise OraError(942, offset=offset)
    if found.schema != session.user:
        raise not_supported("locks on another schema's tables", offset)
    return found.this.name


def _explain(_session: SessionContext, _stream: TokenStream) -> None:
    raise not_supported("EXPLAIN PLAN")
