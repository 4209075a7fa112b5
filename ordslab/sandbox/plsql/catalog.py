"""The packages, types and stored programs that blocks of a database can name."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ordslab.sandbox import oracle_names
from ordslab.sandbox.plsql.datatypes import CollectionType, DataType, ScalarType
from ordslab.sandbox.plsql.packages import Package, TypePackage
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.system_objects import SystemPackage
from ordslab.sandbox.sql.types import NUMBER, varchar2

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.scope import Overloads, PackageScope
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.rights import Access

_VARRAY_LIMIT = 32767
COLLECTIONS: dict[str, DataType] = {
    "JSON_KEY_LIST": CollectionType("JSON_KEY_LIST", ScalarType(varchar2(4000)), limit=_VARRAY_LIMIT),
    "ODCIVARCHAR2LIST": CollectionType("ODCIVARCHAR2LIST", ScalarType(varchar2(4000)), limit=_VARRAY_LIMIT),
    "ODCINUMBERLIST": CollectionType("ODCINUMBERLIST", ScalarType(NUMBER), limit=_VARRAY_LIMIT),
}
"""Oracle's own collection types."""


Compile = Callable[[Package, "Catalog", "dict[Package, PackageScope]"], "PackageScope"]


class Catalog:
    """Packages by name and by OWNER.NAME; their specifications are compiled at first use."""

    def __init__(self, compile_package: Compile) -> None:
        """`compile_package`: compiles a package's specification and puts the scope into its last argument."""
        self._compile = compile_package
        self._packages: dict[str, Package] = {}
        self._owners: set[str] = set()
        self._compiled: dict[Package, PackageScope] = {}
        self._lock = threading.RLock()
        self._restricted: dict[Package, Callable[[Access], bool]] = {}

    def add(self, package: Package, *synonyms: str, visible_to: Callable[[Access], bool] | None = None) -> None:
        """Register a package under its name and `synonyms`; `visible_to`: who may call it, None for everybody."""
        self._owners.add(package.owner)
        if visible_to is not None:
            self._restricted[package] = visible_to
        for name in (package.name, f"{package.owner}.{package.name}", *synonyms):
            self._packages[name.upper()] = package

    def packages(self) -> list[Package]:
        """All packages, each once."""
        return list(dict.fromkeys(self._packages.values()))

    def is_owner(self, name: str) -> bool:
        """Does a schema of that name own packages?"""
        return name in self._owners

    def find(self, name: str) -> PackageScope | None:
        """The package called NAME or OWNER.NAME. Raises ORA-03001 for one of Oracle's that is not here."""
        package = self._packages.get(name)
        absent = oracle_names.package_of(name) if package is None else None
        if absent is not None:
            raise not_supported(f"package {absent}")
        return None if package is None or isinstance(package, TypePackage) else self._scope(package)

    def type(self, name: str) -> DataType | None:
        """The type called NAME or OWNER.NAME that is declared in no package."""
        package = self._packages.get(name)
        if isinstance(package, TypePackage):
            return self._scope(package).object_type
        return COLLECTIONS.get(name.removeprefix("SYS."))

    def subprogram(self, name: str) -> Overloads | None:
        """The stored procedure or function called NAME or OWNER.NAME: only sessions have those."""
        del name
        return None

    def note(self, name: str) -> None:
        """What is compiled uses a table, view or sequence."""

    def _scope(self, package: Package) -> PackageScope:
        with self._lock:
            scope = self._compiled.get(package)
            if scope is None:
                scope = self._compile(package, self, self._compiled)
            return scope

    def is_visible(self, name: str, access: Access) -> bool:
        """May somebody with these rights call the package of that name?"""
        restriction = self._restricted.get(self._packages[name]) if name in self._packages else None
        return restriction is None or restriction(access)


_CATALOGS: WeakKeyDictionary[Database, Catalog] = WeakKeyDictionary()


def add_catalog(database: Database, compile_package: Compile) -> None:
    """Give a database a catalog, which is empty."""
    _CATALOGS[database] = Catalog(compile_package)


def catalog_of(database: Database) -> Catalog:
    """The catalog of a database."""
    return _CATALOGS[database]


def register(
    database: Database, package: Package, *synonyms: str, visible_to: Callable[[Access], bool] | None = None
) -> None:
    """Make a package callable in this database as NAME.x, OWNER.NAME.x and by its public synonyms.

    `visible_to`: who may call it, None for everybody; to others the name means nothing. Types and constants of other
    packages that its specification names must be registered before its first use.
    """
    catalog_of(database).add(package, *synonyms, visible_to=visible_to)
    database.packages.append(SystemPackage(package.owner, package.name, package.subprogram_names, visible_to))
