"""Who may do what: system privileges and roles, as they were granted at one moment.

What may be done with one table or program is granted with it (see `dictionary.objects`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PUBLIC = "PUBLIC"
ADMINISTRATOR = "ADMIN"
"""The user that every database has, with all rights, as on an Autonomous Database."""

_ANY_KINDS = ("TABLE", "VIEW", "SEQUENCE", "SYNONYM", "INDEX", "PROCEDURE", "TRIGGER", "TYPE")
_ANY = frozenset(
    [f"{verb} ANY {kind}" for verb in ("CREATE", "ALTER", "DROP") for kind in _ANY_KINDS]
    + [f"{verb} ANY TABLE" for verb in ("SELECT", "READ", "INSERT", "UPDATE", "DELETE", "COMMENT", "LOCK", "FLASHBACK")]
    + ["SELECT ANY SEQUENCE", "EXECUTE ANY PROCEDURE", "SELECT ANY DICTIONARY"]
)
_RESOURCE = frozenset(
    [
        *("CREATE ANALYTIC VIEW", "CREATE ATTRIBUTE DIMENSION", "CREATE CLUSTER", "CREATE HIERARCHY"),
        *("CREATE INDEXTYPE", "CREATE MATERIALIZED VIEW", "CREATE OPERATOR", "CREATE PROCEDURE"),
        *("CREATE PROPERTY GRAPH", "CREATE SEQUENCE", "CREATE SYNONYM", "CREATE TABLE", "CREATE TRIGGER"),
        *("CREATE TYPE", "CREATE VIEW"),
    ]
)
_DEVELOPER = frozenset(
    [
        *("CREATE CUBE", "CREATE CUBE BUILD PROCESS", "CREATE CUBE DIMENSION", "CREATE DIMENSION", "CREATE DOMAIN"),
        *("CREATE JOB", "CREATE MINING MODEL", "CREATE MLE", "CREATE SESSION", "DEBUG CONNECT SESSION"),
        *("EXECUTE DYNAMIC MLE", "FORCE TRANSACTION", "ON COMMIT REFRESH"),
    ]
)
_ADMINISTRATION = frozenset(
    [
        *("CREATE USER", "ALTER USER", "DROP USER", "CREATE ROLE", "ALTER ANY ROLE", "DROP ANY ROLE"),
        *("GRANT ANY ROLE", "GRANT ANY PRIVILEGE", "GRANT ANY OBJECT PRIVILEGE", "ALTER SYSTEM", "ALTER SESSION"),
        *("CREATE PUBLIC SYNONYM", "DROP PUBLIC SYNONYM", "UNLIMITED TABLESPACE", "SET CONTAINER"),
        *("CREATE DATABASE LINK", "RESTRICTED SESSION", "BECOME USER"),
    ]
)
PRIVILEGES = _ANY | _RESOURCE | _DEVELOPER | _ADMINISTRATION
"""The system privileges that can be granted. Those over what the sandbox does not have are kept and mean nothing."""


@dataclass(frozen=True)
class Role:
    """What a predefined role contains."""

    privileges: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()


# CONNECT, RESOURCE, DB_DEVELOPER_ROLE: as DBA_SYS_PRIVS and DBA_ROLE_PRIVS show them in 23ai (observed). ORDS's roles
# are documented. PDB_DBA and DWROLE: in part (inferred).
ROLES: dict[str, Role] = {
    "CONNECT": Role(frozenset({"CREATE SESSION", "SET CONTAINER"})),
    "RESOURCE": Role(_RESOURCE, ("SODA_APP",)),
    "DB_DEVELOPER_ROLE": Role(_DEVELOPER, ("CTXAPP", "RESOURCE")),
    "CTXAPP": Role(),
    "SODA_APP": Role(),
    "SELECT_CATALOG_ROLE": Role(),
    "DWROLE": Role(_RESOURCE | {"CREATE SESSION", "CREATE JOB", "CREATE MINING MODEL"}, ("CONNECT",)),
    "PDB_DBA": Role(PRIVILEGES, ("CONNECT", "SELECT_CATALOG_ROLE")),
    "DBA": Role(PRIVILEGES, ("CONNECT", "RESOURCE", "SELECT_CATALOG_ROLE")),
    "ORDS_ADMINISTRATOR_ROLE": Role(),
    "ORDS_RUNTIME_ROLE": Role(),
}
OF_ADMINISTRATOR = (
    *("PDB_DBA", "CONNECT", "RESOURCE", "DWROLE", "DB_DEVELOPER_ROLE", "SELECT_CATALOG_ROLE", "CTXAPP", "SODA_APP"),
    *("ORDS_ADMINISTRATOR_ROLE", "ORDS_RUNTIME_ROLE"),
)
OF_SCHEMA = ("CONNECT", "DB_DEVELOPER_ROLE")
"""What a schema of the sandbox's own has."""


@dataclass(frozen=True)
class Grant:
    """A system privilege or a role that a user, a role or PUBLIC has. `admin`: WITH ADMIN OPTION."""

    grantee: str
    what: str
    admin: bool = False


class Rights:
    """All grants of system privileges and roles at one moment."""

    def __init__(self, grants: Iterable[Grant] = (), roles: Iterable[str] = ()) -> None:
        """`roles`: those that were created, besides the predefined ones."""
        self.grants = tuple(grants)
        self.roles = frozenset(roles) | frozenset(ROLES)
        self._granted: dict[str, dict[str, bool]] = {}
        for grant in self.grants:
            self._granted.setdefault(grant.grantee, {})[grant.what] = grant.admin
        self._roles_of: dict[str, frozenset[str]] = {}
        self._access: dict[tuple[str, frozenset[str]], Access] = {}

    def granted(self, grantee: str) -> dict[str, bool]:
        """What was granted to a user or role itself, and whether with the ADMIN option."""
        return self._granted.get(grantee, {})

    def direct_roles(self, grantee: str) -> list[str]:
        """The roles that were granted to a user or role, those within a predefined one too."""
        predefined = ROLES[grantee].roles if grantee in ROLES else ()
        return [*predefined, *(what for what in self.granted(grantee) if what in self.roles)]

    def roles_of(self, user: str) -> frozenset[str]:
        """All roles that a user can enable."""
        found = self._roles_of.get(user)
        if found is None:
            found = self._roles_of[user] = self.within([*self.direct_roles(user), *self.direct_roles(PUBLIC)])
        return found

    def within(self, roles: Iterable[str]) -> frozenset[str]:
        """Roles, and those that were granted to them."""
        found: set[str] = set()
        waiting = list(roles)
        while waiting:
            role = waiting.pop()
            if role not in found:
                found.add(role)
                waiting += self.direct_roles(role)
        return frozenset(found)

    def privileges(self, grantee: str) -> frozenset[str]:
        """The system privileges that a user or role has by itself."""
        predefined = ROLES[grantee].privileges if grantee in ROLES else frozenset()
        return predefined | {what for what in self.granted(grantee) if what in PRIVILEGES}

    def access(self, user: str, roles: frozenset[str] = frozenset()) -> Access:
        """What a user may do with these roles enabled. The same object for the same question."""
        found = self._access.get((user, roles))
        if found is None:
            found = self._access.setdefault((user, roles), Access(self, user, roles))
        return found


class Access:
    """What a user may do, with some roles enabled, as long as `rights` are what they are."""

    def __init__(self, rights: Rights, user: str, roles: frozenset[str]) -> None:
        self.rights = rights
        self.user = user
        self.roles = roles
        self.grantees = frozenset([user, PUBLIC, *roles])
        """As whom objects may have been granted."""
        self._privileges = frozenset[str]().union(*map(rights.privileges, self.grantees))

    @property
    def privileges(self) -> frozenset[str]:
        """All system privileges."""
        return self._privileges

    def has(self, *privileges: str) -> bool:
        """Is one of these system privileges there?"""
        return not self._privileges.isdisjoint(privileges)

    def may_administer(self, what: str) -> bool:
        """May it be granted on: a role or a system privilege?"""
        is_role = what in self.rights.roles
        if self.has("GRANT ANY ROLE" if is_role else "GRANT ANY PRIVILEGE"):
            return True
        return any(self.rights.granted(grantee).get(what, False) for grantee in self.grantees)


def sees_all(access: Access) -> bool:
    """May the data dictionary of all users be read?"""
    return access.has("SELECT ANY DICTIONARY") or "SELECT_CATALOG_ROLE" in access.roles
