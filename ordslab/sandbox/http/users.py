"""Who signs in to ORDS, and which roles a user holds there: the one place that decides it.

Marks. Documented (ORDS's product manager on database authentication): a database user signs in with the password of the
database, by the page or by HTTP Basic, to the REST-enabled schema of its own alone, and holds the role `SQL Developer`,
which is ORDS's and not the database's. Inferred: it holds no other one; public scripts name `SQL Developer` beside
AutoREST's roles where a user is to have those. Users of ORDS's own credentials file are not here.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.passwords import folded, password_hash

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.system import User

ROLES_OF_USERS = frozenset({"SQL Developer"})
"""What each user holds who has signed in."""


def user_with(database: Database, schema: str, name: str, password: str) -> User | None:
    """The user of a schema that name and password prove, None when they don't or the account is locked.

    Takes some milliseconds, whoever is named.
    """
    user = folded(name)
    stored = database.verifier(user)
    salt, known = (stored.salt, stored.hash) if stored else (bytes(16), b"")
    proved = hmac.compare_digest(password_hash(password, salt), known)
    if not proved or user != schema:
        return None
    try:
        database.admit(user)
    except OraError:
        return None
    return stored
