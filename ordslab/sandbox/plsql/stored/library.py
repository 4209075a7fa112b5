"""The stored programs of a schema, compiled when they are first asked for, as long as its dictionary stays the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from ordslab.sandbox.plsql.catalog import Catalog, catalog_of
from ordslab.sandbox.plsql.errors import Diagnostic, InvalidProgram
from ordslab.sandbox.sql.dictionary.objects import Dictionary, Program, Synonym
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.datatypes import DataType
    from ordslab.sandbox.plsql.scope import Overloads, PackageScope
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.names import Names
    from ordslab.sandbox.sql.session import Session

_CHAIN = 20  # synonyms for synonyms


class StoredUnit(Protocol):
    """A compiled program, as a library and those who use it know it (see `units.Unit`)."""

    name: str
    names: Names
    catalog: SessionCatalog
    scope: PackageScope
    overloads: Overloads
    diagnostics: list[Diagnostic]
    details: dict[str, Any]

    @property
    def source(self) -> str: ...

    def read_heading(self, session: Session) -> None: ...

    def complete(self, session: Session) -> None: ...

    def is_valid(self, session: Session) -> bool: ...


NewUnit = Callable[["Session", "Library", Program], StoredUnit]


class Library:
    """Units by program. `lock`: held while one is compiled. `new_unit`: makes the unit of a program."""

    def __init__(self, dictionary: Dictionary, new_unit: NewUnit) -> None:
        self.dictionary = dictionary
        self.lock = threading.RLock()
        self._new_unit = new_unit
        self._units: dict[int, StoredUnit] = {}

    def unit(self, session: Session, program: Program) -> StoredUnit:
        """The unit of a program; compiled again when another schema, which it uses, has changed."""
        with self.lock:
            found = self._units.get(program.id)
            if found is None or not session.database.are_current(found.names.others):
                found = self._units[program.id] = self._new_unit(session, self, program)
                found.read_heading(session)
            return found

    def forget(self, program: Program) -> None:
        """Compile a program anew when it is asked for next."""
        with self.lock:
            self._units.pop(program.id, None)


_LIBRARIES: WeakKeyDictionary[Database, tuple[NewUnit, dict[str, Library]]] = WeakKeyDictionary()


def add_libraries(database: Database, new_unit: NewUnit) -> None:
    """Give a database the libraries of its schemas, which are empty; `new_unit`: makes the unit of a program."""
    _LIBRARIES[database] = (new_unit, {})


def library_of(database: Database, schema: str) -> Library:
    """The library of a schema as it is now."""
    new_unit, libraries = _LIBRARIES[database]
    dictionary = database.dictionary(schema)
    found = libraries.get(schema)
    if found is None or found.dictionary.version != dictionary.version:
        found = libraries[schema] = Library(dictionary, new_unit)
    return found


class SessionCatalog(Catalog):
    """The catalog as a session sees it: its own programs first, no packages that it may not call.

    `used`: the names of the schema's objects that were looked up.
    """

    def __init__(self, session: Session, names: Names, library: Library) -> None:
        self.__dict__.update(catalog_of(session.database).__dict__)  # the same packages, compiled once
        self.used: set[str] = set()
        self._session = session
        self._names = names
        self._library = library

    def is_owner(self, name: str) -> bool:
        """Does a schema of that name own packages?"""
        return name == self._names.schema or super().is_owner(name) or self._session.database.user(name) is not None

    def find(self, name: str) -> PackageScope | None:
        """The package called NAME or OWNER.NAME. Raises `InvalidProgram`."""
        target = self._target(name)
        if isinstance(target, Program):
            return self._valid(target).scope if target.kind == "PACKAGE" else None
        found = super().find(target)
        return found if found is not None and self.is_visible(target, self._session.access) else None

    def type(self, name: str) -> DataType | None:
        """The type called NAME or OWNER.NAME that is declared in no package."""
        target = self._target(name)
        return None if isinstance(target, Program) else super().type(target)

    def subprogram(self, name: str) -> Overloads | None:
        """The stored procedure or function called NAME or OWNER.NAME. Raises `InvalidProgram`."""
        target = self._target(name)
        if isinstance(target, Program):
            return self._valid(target).overloads if target.kind in ("PROCEDURE", "FUNCTION") else None
        return None

    def note(self, name: str) -> None:
        """What is compiled uses a table, view or sequence: NAME or OWNER.NAME, as it is written."""
        parts = [part.strip('"') if part.startswith('"') else part.upper() for part in name.split(".")]
        owner = parts[0] if len(parts) > 1 else None
        self._names.find(owner, parts[-1])
        if owner in (None, self._names.schema):
            self.used.add(parts[-1])

    def _valid(self, program: Program) -> StoredUnit:
        if self._names.schema != self._session.user:
            raise _foreign_program()
        self.used.add(program.name)
        unit = self._library.unit(self._session, program)
        if not unit.is_valid(self._session):
            raise InvalidProgram(unit.name)
        return unit

    def _target(self, name: str) -> Program | str:
        """The program of the schema's own that a name means, or the name of something else."""
        owner, _, plain = name.rpartition(".")
        for _ in range(_CHAIN):
            if owner not in ("", self._names.schema):
                return self._foreign(owner, plain)
            this = self._library.dictionary.objects.get(plain)
            if isinstance(this, Program):
                return this
            if not isinstance(this, Synonym):
                return plain if not owner else name
            owner, plain = this.target_owner, this.target
        raise OraError(1775, message="looping chain of synonyms")

    def _foreign(self, owner: str, plain: str) -> str:
        found = self._names.find(owner, plain)
        if found is not None and isinstance(found.this, Program):
            raise _foreign_program()
        return f"{owner}.{plain}"


def _foreign_program() -> OraError:
    return not_supported("calls of other schemas' programs")


def session_catalog(session: Session, names: Names | None = None) -> SessionCatalog:
    """The catalog for something that a session compiles."""
    names = names or session.names()
    return SessionCatalog(session, names, library_of(session.database, names.schema))
