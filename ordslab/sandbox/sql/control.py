"""COMMIT, ROLLBACK, SAVEPOINT, ALTER SESSION, SET TRANSACTION, LOCK TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import date_models
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.functions.dates import zone_offset
from ordslab.sandbox.sql.stream import TokenStream

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

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
        "ISOLATION_LEVEL",
        "NLS_LENGTH_SEMANTICS",
        "DDL_LOCK_TIMEOUT",
    ]
)
_DATE_FORMATS = frozenset({"NLS_DATE_FORMAT", "NLS_TIMESTAMP_FORMAT", "NLS_TIMESTAMP_TZ_FORMAT"})


def run(session: Session, text: str) -> Result:
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


def _commit(session: Session, stream: TokenStream) -> None:
    stream.accept_word("WORK")
    if stream.accept_word("COMMENT"):
        stream.next()
    while stream.accept_word("WRITE", "WAIT", "NOWAIT", "IMMEDIATE", "BATCH"):
        pass
    stream.finish(2185, "a token other than WORK follows COMMIT")
    session.commit()


def _rollback(session: Session, stream: TokenStream) -> None:
    stream.accept_word("WORK")
    if stream.accept_word("TO"):
        stream.accept_word("SAVEPOINT")
        name = stream.name(3001, "unimplemented feature")
        stream.finish()
        session.transaction.rollback_to(name)
        return
    stream.finish(2181, "invalid option to ROLLBACK WORK")
    session.rollback()


def _savepoint(session: Session, stream: TokenStream) -> None:
    name = stream.name(3001, "unimplemented feature")
    stream.finish()
    session.transaction.savepoint(name)


def _alter(session: Session, stream: TokenStream) -> None:
    if stream.next().value == "SYSTEM":
        raise OraError(1031, message="insufficient privileges")
    if stream.is_word("ENABLE", "DISABLE", "FORCE", "CLOSE", "ADVISE"):
        return  # parallel DML, resumable ...: nothing that is here
    stream.expect_word("SET", 922, "missing or invalid option")
    if stream.at_end:
        raise stream.error(2248, "invalid option for ALTER SESSION")
    while not stream.at_end:
        name = stream.next().value
        stream.expect("=")
        offset = stream.token.offset
        token = stream.next()
        value = token.text if token.kind in ("number", "symbol") else token.value
        if token.kind == "symbol" and value in "+-":
            value += stream.next().text
        try:
            set_parameter(session, name, value)
        except OraError as error:
            error.offset = offset
            raise


def set_parameter(session: Session, name: str, value: str) -> None:
    """ALTER SESSION SET name = value. Raises ORA-02248 for an unknown name and what belongs to a wrong value."""
    if name == "CURRENT_SCHEMA":
        if session.database.user(value) is None:
            raise OraError(1435, message="user does not exist")
        if value != session.user:
            raise not_supported("current schema other than the user's own")
        session.current_schema = value
    elif name == "TIME_ZONE":
        session.time_zone = zone_offset("+00:00" if value.upper() in ("LOCAL", "DBTIMEZONE") else value)
    elif name in _DATE_FORMATS:
        date_models.parse(value)
        session.nls[name] = value
    elif name in DEFAULTS:
        if value.upper() != DEFAULTS[name].upper():
            raise not_supported(f"{name} other than {DEFAULTS[name]}")
    elif name not in _IGNORED:
        raise OraError(2248, message="invalid option for ALTER SESSION")


def _set(session: Session, stream: TokenStream) -> None:
    if stream.accept_word("ROLE"):
        return  # roles of the database are not here
    stream.expect_word("TRANSACTION", 922, "missing or invalid option")
    if session.in_transaction:
        raise OraError(1453, message="SET TRANSACTION must be first statement of transaction")
    if stream.are_words("READ", "ONLY") or stream.are_words("ISOLATION", "LEVEL", "SERIALIZABLE"):
        raise not_supported("transactions that are read-only or serializable")


def _lock(session: Session, stream: TokenStream) -> None:
    stream.expect_word("TABLE", 905, "missing keyword")
    offset = stream.token.offset
    owner, name = stream.qualified_name()
    if session.names().relation(owner, name) is None:
        raise OraError(942, offset=offset)
    session.begin_write()


def _explain(_session: Session, _stream: TokenStream) -> None:
    raise not_supported("EXPLAIN PLAN")
