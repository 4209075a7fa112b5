"""Functions that the dictionary's views call: what is known in memory, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary.objects import Dictionary, SchemaObject
from ordslab.sandbox.sql.dictionary.rows import rows_of
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.context import DEFAULTS
from ordslab.sandbox.sql.other_session import OtherSession
from ordslab.sandbox.sql.rights import ROLES, sees_all

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_DATABASE_NLS = {
    "NLS_RDBMS_VERSION": "23.0.0.0.0",
    "NLS_NCHAR_CHARACTERSET": "AL16UTF16",
    "NLS_CHARACTERSET": "AL32UTF8",
}
_PARAMETERS = {
    "db_name": "FREE",
    "db_unique_name": "FREE",
    "service_names": "freepdb1",
    "compatible": "23.0.0",
    "db_block_size": "8192",
    "open_cursors": "300",
    "optimizer_mode": "ALL_ROWS",
    "remote_login_passwordfile": "EXCLUSIVE",
    "sql92_security": "TRUE",
    "max_string_size": "EXTENDED",
    "recyclebin": "off",
}


def dictionary_functions(session: SessionContext) -> list[tuple[str, int, Callable[..., Any]]]:
    """Name, number of arguments and function of each."""

    def as_json(find: Callable[[SessionContext], Any]) -> Callable[[], str]:
        return lambda: json.dumps(find(session))

    return [
        ("ORA$OTHERS", 2, lambda table, scope: json.dumps(_others(session, table, scope))),
        ("ORA$VALID", 2, lambda owner, name: _is_valid(session, owner, name)),
        ("ORA$FOLLOWING", 2, lambda owner, name: _following(session, owner, name)),
        ("ORA$LIMIT", 3, _limit),
        ("ORA$NLS", 1, lambda which: json.dumps(_nls(session, which))),
        ("ORA$SESSIONS", 0, as_json(_sessions)),
        ("ORA$LOCKS", 0, as_json(_locks)),
        ("ORA$USERS", 0, as_json(_users)),
        ("ORA$PROGRAMS", 0, as_json(_programs)),
        ("ORA$VIEWS", 0, as_json(_views)),
        ("ORA$RIGHTS", 0, as_json(_rights)),
        ("ORA$ROLES", 0, as_json(lambda session: sorted(session.access.roles))),
        ("ORA$ALL_ROLES", 0, as_json(lambda session: sorted(session.access.rights.roles))),
        ("ORA$PRIVILEGES", 0, as_json(lambda session: sorted(session.access.privileges))),
        ("ORA$PARAMETERS", 0, as_json(lambda session: {**_PARAMETERS, **session.nls})),
    ]


def _others(session: SessionContext, table: str, scope: str) -> list[list[Any]]:
    """The rows that a table of the dictionary has in other schemas, each with its owner in front."""
    database, names = session.database, session.names()
    found: list[list[Any]] = []
    for user in database.schemas():
        if user != session.user and database.is_in_use(user) and not database.is_damaged(user):
            for this in _all_of(database.dictionary(user)):
                if scope == "DBA" or names.may_see(user, this):
                    found += ([user, *row] for row in rows_of(this).get(table, ()))
    return found


def _all_of(dictionary: Dictionary) -> Iterator[SchemaObject]:
    yield from dictionary.objects.values()
    yield from dictionary.bodies.values()
    yield from dictionary.triggers.values()


def _is_valid(session: SessionContext, owner: str, name: str) -> bool:
    """Does a view still compile?"""
    try:
        return session.names().of_owner(owner).relation(owner, name) is not None
    except OraError:
        return False


def _following(session: SessionContext, owner: str, name: str) -> int | None:
    sequence = session.database.dictionary(owner).sequence(name)
    return None if sequence is None else session.database.system.following(owner, sequence)


def _limit(details: str, which: str, form: str) -> int | str:
    """A sequence's limit: SQLite's own JSON would blur its 28 digits."""
    value: int = json.loads(details)[which]
    return value if form == "NUMBER" else str(value)


def _nls(session: SessionContext, which: str) -> dict[str, str]:
    if which == "SESSION":
        return session.nls
    return {**(DEFAULTS if which == "DATABASE" else session.nls), **_DATABASE_NLS}


def _visible_sessions(session: SessionContext) -> list[OtherSession]:
    """All sessions for who may look at the instance, the user's own for others."""
    every = session.database.sessions
    return every if sees_all(session.access) else [other for other in every if other.user == session.user]


def _sessions(session: SessionContext) -> list[dict[str, Any]]:
    """What V$SESSION shows."""
    blockers = {
        waiting: holder
        for user in session.database.schemas()
        for waiting, holder in session.database.locks(user).waiting().items()
    }
    return [
        {
            "sid": other.id,
            "serial": other.serial,
            "user": other.user,
            "user_id": getattr(session.database.user(other.user), "id", None),
            "status": "KILLED" if other.is_killed else "ACTIVE" if other is session else "INACTIVE",
            "schema": other.current_schema,
            "module": other.module,
            "action": other.action,
            "client_info": other.client_info,
            "client_identifier": other.client_identifier,
            "in_transaction": other.in_transaction,
            **vars(other.client),
            "blocker": blockers[other].id if other in blockers else None,
        }
        for other in _visible_sessions(session)
    ]


def _locks(session: SessionContext) -> list[dict[str, Any]]:
    """What V$LOCK shows: for each session a TM lock a table, a TX lock for its rows, and what it waits for."""
    visible = _visible_sessions(session)
    found: list[dict[str, Any]] = []
    for user in session.database.schemas():
        locks, objects = session.database.locks(user), None
        held, waiting = locks.held(), locks.waiting()
        for holder, claims in held.items():
            if holder not in visible:
                continue
            objects = objects or session.database.dictionary(user).objects
            shown = {"sid": holder.id, "user": holder.user, "request": 0}
            for claim in claims:
                if claim[0] == "table" and claim[1] in objects:
                    mode = 3 if locks.is_shared(holder, claim) else 6
                    found.append({**shown, "type": "TM", "id": objects[str(claim[1])].id, "mode": mode, "block": 0})
            blocks = int(holder in waiting.values())
            found.append({**shown, "type": "TX", "id": holder.id, "mode": 6, "block": blocks})
        for other, holder in waiting.items():
            if other in visible:
                wanted = {"type": "TX", "id": holder.id, "mode": 0, "request": 6, "block": 0}
                found.append({"sid": other.id, "user": other.user, **wanted})
    return found


def _users(session: SessionContext) -> list[dict[str, Any]]:
    shown = ("id", "name", "created", "locked", "expired", "quota", "tablespace")
    return [{key: getattr(user, key) for key in shown} for user in session.database.users()]


def _programs(session: SessionContext) -> list[list[Any]]:
    """Packages that this user sees: owner, name, and the names of their subprograms."""
    return [
        [program.owner, program.name, list(program.subprograms)]
        for program in session.database.packages
        if program.visible_to is None or program.visible_to(session.access)
    ]


def _views(session: SessionContext) -> list[list[Any]]:
    """Views of the database's own that this user sees: owner, name, and the names of their columns."""
    return [
        [view.owner, view.name, [column.name for column in view.columns]]
        for view in session.database.views.values()
        if view.visible_to is None or view.visible_to(session.access)
    ]


def _rights(session: SessionContext) -> list[list[Any]]:
    """Who has which roles and system privileges: grantee, what, ROLE or PRIVILEGE, whether it may be granted on."""
    rights = session.access.rights
    found: list[list[Any]] = [
        [grant.grantee, grant.what, "ROLE" if grant.what in rights.roles else "PRIVILEGE", grant.admin]
        for grant in rights.grants
    ]
    for name, role in ROLES.items():
        found += ([name, privilege, "PRIVILEGE", False] for privilege in sorted(role.privileges))
        found += ([name, within, "ROLE", False] for within in role.roles)
    return found
