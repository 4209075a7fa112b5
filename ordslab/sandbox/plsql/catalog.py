"""The packages that blocks of a database can call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ordslab.sandbox.plsql.packages import Package

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.scope import PackageScope
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.session import Session


class Catalog:
    """Packages by name and by OWNER.NAME; their specifications are compiled at first use."""

    def __init__(self) -> None:
        self._packages: dict[str, Package] = {}
        self._owners: set[str] = set()
        self._compiled: dict[Package, PackageScope] = {}
        self._restricted: dict[Package, Callable[[Session], bool]] = {}

    def add(self, package: Package, *synonyms: str, visible_to: Callable[[Session], bool] | None = None) -> None:
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
        """The package called NAME or OWNER.NAME."""
        package = self._packages.get(name)
        if package is None:
            return None
        scope = self._compiled.get(package)
        if scope is None:
            from ordslab.sandbox.plsql.compiler.specification import compile_specification

            scope = self._compiled[package] = compile_specification(package, self)
        return scope


    def seen_by(self, session: Session) -> Catalog:
        """The catalog without the packages that a session may not call."""
        return _SeenBy(self, session) if self._restricted else self

    def is_visible(self, name: str, session: Session) -> bool:
        """May a session call the package of that name?"""
        restriction = self._restricted.get(self._packages[name]) if name in self._packages else None
        return restriction is None or restriction(session)


class _SeenBy(Catalog):
    def __init__(self, catalog: Catalog, session: Session) -> None:
        self.__dict__.update(catalog.__dict__)  # the same packages, compiled once
        self._session = session

    def find(self, name: str) -> PackageScope | None:
        return super().find(name) if self.is_visible(name, self._session) else None


_CATALOGS: WeakKeyDictionary[Database, Catalog] = WeakKeyDictionary()


def catalog_of(database: Database) -> Catalog:
    """The catalog of a database."""
    return _CATALOGS.setdefault(database, Catalog())
