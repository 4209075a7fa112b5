"""Who signs in to ORDS, and which roles a user holds there: the one place that decides it.

Marks. Documented (ORDS's product manager on database authentication): a database user signs in with the password of the
database, by the page or by HTTP Basic, to the REST-enabled schema of its own alone, and holds the role `SQL Developer`,
which is ORDS's and not the database's. Inferred: it holds no other one; public scripts name `SQL Developer` beside
AutoREST's roles where a user is to have those. Observed: users of ORDS's own file, see `metadata.file_users`. Inferred:
where both know a name, the file's user is meant. Whether users of the database sign in differs: see
`ordslab.sandbox.answers`.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.passwords import folded, password_hash

if TYPE_CHECKING:
    from ordslab.sandbox.answers import Answers
    from ordslab.sandbox.metadata.file_users import FileUsers
    from ordslab.sandbox.sql.database import Database

ROLES_OF_DATABASE_USERS = frozenset({"SQL Developer"})
"""What each user of the database holds who has signed in."""


@dataclass(frozen=True)
class SignedIn:
    """A user who has proved who they are. `salt` changes with the password."""

    name: str
    salt: bytes = field(repr=False)


class Users:
    """Those who may sign in: users of the database, and of ORDS's own file."""

    def __init__(self, database: Database, file_users: FileUsers, answers: Answers) -> None:
        self._database = database
        self._file_users = file_users
        self._answers = answers

    def with_password(self, schema: str, name: str, password: str) -> SignedIn | None:
        """The user whom name and password prove under a schema's alias, None when they don't or the account is locked.

        Takes some milliseconds, whoever is named.
        """
        of_file, user = self._file_users.find(name), folded(name)
        stored = self._database.verifier(user)
        kept = of_file or stored
        salt, known = (kept.salt, kept.hash) if kept else (bytes(16), b"")
        if not hmac.compare_digest(password_hash(password, salt), known):
            return None
        if of_file is not None:
            return SignedIn(of_file.name, of_file.salt)
        if stored is None or user != schema or self._answers.database_users == "refused":
            return None
        try:
            self._database.admit(user)
        except OraError:
            return None
        return SignedIn(stored.name, stored.salt)

    def is_still(self, user: SignedIn) -> bool:
        """Whether somebody who has signed in is known with the same password."""
        kept = self._file_users.find(user.name) or self._database.user(user.name)
        return kept is not None and kept.salt == user.salt

    def roles_of(self, name: str) -> frozenset[str]:
        """ORDS's roles that a user holds now."""
        of_file = self._file_users.find(name)
        return of_file.roles if of_file is not None else ROLES_OF_DATABASE_USERS
