"""The packages that blocks of a database can call."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ordslab.sandbox.plsql.packages import Package

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

    from ordslab.sandbox.plsql.scope import PackageScope


class Catalog:
    """Packages by name and by OWNER.NAME; their specifications are compiled at first use."""

    def __init__(self) -> None:
        self._packages: dict[str, Package] = {}
        self._owners: set[str] = set()
        self._compiled: dict[Package, PackageScope] = {}

    def add(self, package: Package, *synonyms: str) -> None:
        """Register a package under its name and `synonyms`."""
        self._owners.add(package.owner)
        for name in (package.name, f"{package.owner}.{package.name}", *synonyms):
            self._packages[name.upper()] = package

    def packages(self) -> list[Package]:
        """All packages, each once."""
        return list(dict.fromkeys(self._packages.values()))

    def is_owner(self, name: str) -> bool:
        """Does a schema of that name own packages?"""
        return name in self._owners

    def find(self, name: str) -> PackageScope | None:
        """The package called NAME or OWNER.NAME."""
        package = self._packages.get(name)
        if package is None:
            return None
        scope = self._compiled.get(package)
        if scope is None:
            from ordslab.sandbox.plsql.compiler.specification import compile_specification

            scope = self._compiled[package] = compile_specification(package, self)
        return scope


_CATALOGS: WeakKeyDictionary[Database, Catalog] = WeakKeyDictionary()


def catalog_of(database: Database) -> Catalog:
    """The catalog of a database."""
    return _CATALOGS.setdefault(database, Catalog())
