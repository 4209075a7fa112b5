"""What belongs to a database as a whole: all metadata as committed, the sequence of ids, tokens, ordered faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ordslab.sandbox.metadata.file_users import FileUsers
from ordslab.sandbox.metadata.snapshot import MetadataCache
from ordslab.sandbox.metadata.tables import FIRST_ID, create_tables
from ordslab.sandbox.metadata.tokens import TokenStore
from ordslab.sandbox.sql.dictionary.objects import Sequence

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

FAULTS = ("slow", "unavailable", "drop")
TARGETS = ("token",)
_ID_SEQUENCE = Sequence(0, "ORDS_ID_SEQ", "", "", start=FIRST_ID)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next answer: 'slow' (late by `seconds`), 'unavailable' (503) or 'drop' (no answer)."""

    fault: str
    seconds: float


@dataclass(frozen=True)
class Services:
    """Of one database.

    `next_id`: NEXTVAL of ORDS_ID_SEQ, which all schemas share and no rollback takes back. `faults`: by target, each
    taken out when it is used; in memory only. `authorities`: certificates (PEM) that are trusted, besides the system's,
    where the keys of a JWT profile are fetched; in memory only.
    """

    metadata: MetadataCache
    tokens: TokenStore
    file_users: FileUsers
    next_id: Callable[[], int]
    faults: dict[str, Fault] = field(default_factory=dict)
    authorities: list[str] = field(default_factory=list)


_SERVICES: WeakKeyDictionary[Database, Services] = WeakKeyDictionary()


def add_services(database: Database) -> Services:
    """Give each schema ORDS's tables, and open what `services_of` gives; tokens.db is in the database's home. Once."""
    if database in _SERVICES:
        return _SERVICES[database]
    database.schema_setup.append(create_tables)
    tokens = TokenStore(database.home / "tokens.db", database.clock, database.entropy, durable=database.durable)
    metadata, system = MetadataCache(database), database.system
    database.before_drop.append(metadata.forget)
    file_users = FileUsers(database.home / "ords_users.json", durable=database.durable)
    services = Services(metadata, tokens, file_users, lambda: system.next_value("ORDS_METADATA", _ID_SEQUENCE))
    _SERVICES[database] = services
    return services


def services_of(database: Database) -> Services:
    """The services of a database that `install` has equipped."""
    return _SERVICES[database]
