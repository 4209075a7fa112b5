"""Users of ORDS's own credentials file. They are nobody in the database; who keeps ORDS adds them there.

Marks. Observed (transcripts of the authorization code flow): `ords config user add hr_admin HR_Administrator` makes
one, who signs in with that name and holds that role. Inferred: such a user may sign in under every alias, holds the
roles that were given and no other, and the name counts letter by letter.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ordslab.sandbox.files import write_safely
from ordslab.sandbox.sql.passwords import password_hash


@dataclass(frozen=True)
class FileUser:
    """A user of the file. `salt` changes with the password."""

    name: str
    roles: frozenset[str]
    salt: bytes = field(repr=False)
    hash: bytes = field(repr=False)


class FileUsers:
    """The users of one ORDS, in a file that only its owner may read. Any thread may call."""

    def __init__(self, path: Path, *, durable: bool = False) -> None:
        self._path, self._durable = path, durable
        self._lock = threading.Lock()
        self._users: dict[str, FileUser] = {}
        if path.exists():
            for each in json.loads(path.read_bytes()):
                salt, hashed = bytes.fromhex(each["salt"]), bytes.fromhex(each["hash"])
                self._users[each["name"]] = FileUser(each["name"], frozenset(each["roles"]), salt, hashed)

    def find(self, name: str) -> FileUser | None:
        """The user of that name."""
        return self._users.get(name)

    def keep(self, name: str, password: str, roles: Iterable[str]) -> None:
        """Add a user, or give one another password and other roles."""
        salt = secrets.token_bytes(16)
        user = FileUser(name, frozenset(roles), salt, password_hash(password, salt))
        with self._lock:
            users = {**self._users, name: user}
            rows = [
                {"name": each.name, "roles": sorted(each.roles), "salt": each.salt.hex(), "hash": each.hash.hex()}
                for each in users.values()
            ]
            write_safely(self._path, json.dumps(rows), durable=self._durable)
            self._users = users
