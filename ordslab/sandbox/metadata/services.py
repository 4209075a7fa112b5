"""What belongs to a database but is not in its schemas' files: access tokens, and faults that a lesson ordered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ordslab.sandbox.metadata.tokens import TokenStore

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

FAULTS = ("slow", "unavailable", "drop")
TARGETS = ("token",)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next answer: 'slow' (late by `seconds`), 'unavailable' (503) or 'drop' (no answer)."""

    fault: str
    seconds: float


@dataclass(frozen=True)
class Services:
    """Of one database. `faults`: by target, each taken out when it is used; in memory only."""

    tokens: TokenStore
    faults: dict[str, Fault] = field(default_factory=dict)


_SERVICES: WeakKeyDictionary[Database, Services] = WeakKeyDictionary()


def add_services(database: Database) -> Services:
    """Open what `services_of` gives; the tokens' file is tokens.db in the database's home."""
    tokens = TokenStore(database.home / "tokens.db", database.clock, database.entropy)
    services = _SERVICES[database] = Services(tokens)
    return services


def services_of(database: Database) -> Services:
    """The services of a database that `install` has equipped."""
    return _SERVICES[database]
