"""Which packages for OAuth clients a database has: ORDS_SECURITY (ORDS 24.3 and newer), OAUTH (older ones), or both."""

from dataclasses import dataclass

import oracledb

# Compiled, and so resolved, in full; run, it does nothing.
_PROBE = "begin if 1 = 0 then {package}.delete_client(p_name => 'nobody'); end if; end;"


@dataclass(frozen=True)
class Dialect:
    """What the user of a connection may run."""

    oauth: bool
    ords_security: bool

    def __repr__(self) -> str:
        names = [name for name, there in (("ORDS_SECURITY", self.ords_security), ("OAUTH", self.oauth)) if there]
        return f"Dialect({' and '.join(names) or 'neither ORDS_SECURITY nor OAUTH'})"

    @property
    def package(self) -> str:
        """The package to take: the current one where it is there."""
        return "ords_security" if self.ords_security or not self.oauth else "oauth"


def dialect_of(connection: oracledb.Connection) -> Dialect:
    """Ask the database, by two blocks that change nothing. Errors about the connection come as the driver's own."""
    return Dialect(oauth=_has(connection, "oauth"), ords_security=_has(connection, "ords_security"))


def _has(connection: oracledb.Connection, package: str) -> bool:
    with connection.cursor() as cursor:
        try:
            cursor.execute(_PROBE.format(package=package))
        except oracledb.DatabaseError as error:
            if getattr(error.args[0], "full_code", "") == "ORA-06550":  # it did not compile: PLS-00201
                return False
            raise
    return True
