"""What others may do with an object: GRANT ... ON and REVOKE ... ON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.absent import unknown_object
from ordslab.sandbox.sql.dictionary import storage
from ordslab.sandbox.sql.dictionary.objects import ObjectGrant, Program, SchemaObject, View
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.system import SYSTEM_OWNERS

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "READ")
_MORE = ("DEBUG", "FLASHBACK", "REFERENCES")
_TABLE = (*_ROWS, "ALTER", "INDEX", *_MORE, "ON COMMIT REFRESH", "QUERY REWRITE")
# By kind: what can be granted, and the error for what cannot.
_KINDS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "TABLE": (_TABLE, 2224, "EXECUTE privilege not allowed for tables"),
    "VIEW": ((*_ROWS, *_MORE), 2204, "ALTER, INDEX and EXECUTE not allowed for views"),
    "SEQUENCE": (("SELECT", "ALTER"), 2205, "only SELECT and ALTER privileges are valid for sequences"),
    "PROGRAM": (("EXECUTE", "DEBUG"), 2225, "only EXECUTE and DEBUG privileges are valid for procedures"),
}
PRIVILEGES = frozenset(name for names, _, _ in _KINDS.values() for name in names)
"""All privileges on objects."""


@dataclass(frozen=True)
class Named:
    """A privilege or role, or who is to have it, and where it stands."""

    name: str
    offset: int


@dataclass(frozen=True)
class GrantTarget:
    """What a privilege is about; `this` is None for what everybody may use anyway."""

    schema: str
    this: SchemaObject | None
    offset: int


def parse_target(session: SessionContext, stream: TokenStream) -> GrantTarget:
    """The object behind ON. Raises ORA-00942, ORA-04042."""
    offset = stream.token.offset
    if stream.accept_word("USER"):  # INHERIT PRIVILEGES ON USER: nothing here inherits them
        name = stream.name(1935, "missing user or role name")
        if session.database.user(name) is None:
            raise OraError(1918, message=f"user '{name}' does not exist", offset=offset)
        if name != session.user and not session.access.has("GRANT ANY PRIVILEGE"):
            raise OraError(1031, message="insufficient privileges", offset=offset)
        return GrantTarget(name, None, offset)
    if stream.is_word("DIRECTORY", "EDITION", "MINING", "JAVA", "SCHEMA"):
        raise not_supported(f"privileges on a {stream.token.value}", offset)
    owner, name = stream.qualified_name()
    found = session.names().find(owner, name)
    if found is not None:
        return GrantTarget(found.schema, found.this, offset)
    if owner is None or owner in SYSTEM_OWNERS:
        if any(package.name == name for package in session.database.packages):
            return GrantTarget(owner or "SYS", None, offset)
        if name in session.database.views:
            raise not_supported("privileges on views of the database's own", offset)
    raise unknown_object(owner, name, offset)


def grant(
    session: SessionContext, target: GrantTarget, what: Sequence[Named], grantees: Sequence[Named], *, grantable: bool
) -> None:
    """Raises ORA-01031 for who may not, ORA-01749 for oneself, ORA-01720 for a view over what is not one's own."""
    if target.this is None:
        return
    names = _names(target.this, what)
    _check_may_grant(session, target, names)
    if any(grantee.name in (session.user, target.schema) for grantee in grantees):
        raise OraError(1749, message="you may not GRANT/REVOKE privileges to/from yourself")
    if isinstance(target.this, View):
        _check_view(session, target.schema, target.this)
    grantor = target.schema if session.access.has("GRANT ANY OBJECT PRIVILEGE") else session.user
    new = [ObjectGrant(grantee.name, name, grantor, grantable) for grantee in grantees for name in names]

    def add(grants: tuple[ObjectGrant, ...]) -> tuple[ObjectGrant, ...]:
        for each in new:
            same = [old for old in grants if _is_same(old, each)]
            kept = tuple(old for old in grants if not _is_same(old, each))
            option = each.grantable or any(old.grantable for old in same)
            grants = (*kept, ObjectGrant(each.grantee, each.privilege, each.grantor, option))
        return grants

    change(session, target.schema, add, target.this.name)


def revoke(session: SessionContext, target: GrantTarget, what: Sequence[Named], grantees: Sequence[Named]) -> None:
    """Raises ORA-01927 for what was not granted. What the grantees have granted on goes, too."""
    if target.this is None:
        return
    names, all_of_them = _names(target.this, what), any(each.name.startswith("ALL") for each in what)
    grantors = {session.user}
    if session.access.has("GRANT ANY OBJECT PRIVILEGE"):
        grantors.add(target.schema)
    gone = [
        each
        for each in target.this.grants
        if each.grantor in grantors
        and each.privilege in names
        and each.grantee in {grantee.name for grantee in grantees}
    ]
    missing = len({(each.grantee, each.privilege) for each in gone}) < len(names) * len(grantees)
    if not gone or (missing and not all_of_them):
        raise OraError(1927, message="cannot REVOKE privileges you did not grant")

    def without(grants: tuple[ObjectGrant, ...]) -> tuple[ObjectGrant, ...]:
        kept = [each for each in grants if each not in gone]
        while True:  # who can no longer grant it cannot have granted it
            able = {(each.grantee, each.privilege) for each in kept if each.grantable}
            still = [each for each in kept if each.grantor == target.schema or (each.grantor, each.privilege) in able]
            if len(still) == len(kept):
                return tuple(kept)
            kept = still

    change(session, target.schema, without, target.this.name)


def change(
    session: SessionContext,
    schema: str,
    convert: Callable[[tuple[ObjectGrant, ...]], tuple[ObjectGrant, ...]],
    name: str | None = None,
) -> None:
    """Change what has been granted on one object of a schema, or on all of them, and commit."""
    database = session.database
    changed = [
        (this, new)
        for this in database.dictionary(schema).objects.values()
        if name in (None, this.name) and (new := convert(this.grants)) != this.grants
    ]
    if not changed:
        return
    with session.as_owner(schema) as owner:
        owner.begin_write()
        for this, new in changed:
            storage.store_grants(owner.store, this.id, new)
        with database.redefining(schema):
            owner.commit()


def _names(this: SchemaObject, what: Sequence[Named]) -> list[str]:
    allowed, number, message = _KINDS["PROGRAM" if isinstance(this, Program) else this.kind]
    names: list[str] = []
    for each in what:
        if each.name in ("ALL", "ALL PRIVILEGES"):
            names += allowed
        elif each.name in allowed:
            names.append(each.name)
        elif each.name in PRIVILEGES:
            raise OraError(number, message=message, offset=each.offset)
        else:
            raise OraError(990, message="missing or invalid privilege", offset=each.offset)
    return list(dict.fromkeys(names))


def _check_may_grant(session: SessionContext, target: GrantTarget, names: Sequence[str]) -> None:
    if target.schema == session.user or session.access.has("GRANT ANY OBJECT PRIVILEGE"):
        return
    assert target.this is not None
    mine = {each.privilege for each in target.this.grants if each.grantable and each.grantee == session.user}
    if not mine.issuperset(names):
        raise OraError(1031, message="insufficient privileges", offset=target.offset)


def _check_view(session: SessionContext, schema: str, view: View) -> None:
    """Who may read a view reads what is behind it: its owner must be able to grant that."""
    names = session.names_of(schema)
    names.relation(schema, view.name)
    for found in names.read:
        able = any(each.grantable and each.grantee == schema for each in found.this.grants)
        if found.schema != schema and not able and not names.access.has("GRANT ANY OBJECT PRIVILEGE"):
            raise OraError(1720, message=f"grant option does not exist for '{found.schema}.{found.this.name}'")


def _is_same(one: ObjectGrant, two: ObjectGrant) -> bool:
    return (one.grantee, one.privilege, one.grantor) == (two.grantee, two.privilege, two.grantor)
