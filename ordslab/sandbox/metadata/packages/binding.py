"""Ties a package's subprograms to the functions that change metadata.

A function `f(changes, name, new_name)` becomes the body of a subprogram with the parameters p_name and p_new_name;
`Package.body` compares the two lists when the module is imported (unless the function takes whatever comes).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.metadata import clients, errors
from ordslab.sandbox.metadata.administrators import is_administrator
from ordslab.sandbox.metadata.changes import Changes, require
from ordslab.sandbox.metadata.packages.specification import administrators_specification
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Collection, Record

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

OWNER = "ORDS_METADATA"

Function = Callable[..., Any]


def package_of(name: str, owner: str = OWNER) -> Package:
    """The package whose specification is NAME.pks beside this file."""
    return Package(Path(__file__).with_name(f"{name}.pks").read_text(encoding="utf-8"), owner=owner)


class Twins:
    """A package of ORDS and its twin for administrators, whose subprograms take the schema, as p_schema.

    `without`: what the twin does not have.
    """

    def __init__(self, name: str, *, without: frozenset[str] = frozenset(), more: str = "") -> None:
        self.own = package_of(name)
        self.admin = Package(administrators_specification(self.own.source, without, more), owner=OWNER)
        self._without = without

    def bind(self, name: str, function: Function, overload: int = 1, *, takes_schema: bool = False) -> None:
        """Make `function(changes, ...)` the body of a subprogram and of its twin.

        `takes_schema`: the subprogram has p_schema in the schema owner's package too; NULL stands for the user there.
        """
        _bind(self.own, name, function, overload, own_schema if takes_schema else None)
        if name not in self._without:
            _bind(self.admin, name, function, overload, any_schema)


def own_schema(session: Session, schema: str | None) -> str:
    """The schema that a user names. Raises ORA-20031 for another's, unless the user is an administrator."""
    if schema is None:
        return session.user
    name = _known(session, schema)
    if name != session.user and not is_administrator(session.access):
        raise errors.only_for_administrators()
    return name


def any_schema(session: Session, schema: str | None) -> str:
    """The schema that an administrator names; ORA-01400 without one."""
    return _known(session, require(schema, "ORDS_SCHEMAS", "PARSING_SCHEMA"))


def _known(session: Session, schema: str) -> str:
    """The name as it is where there is such a user, or in upper case: Oracle's examples have it in lower case."""
    return schema if session.database.user(schema) is not None else schema.upper()


def _bind(
    package: Package,
    name: str,
    function: Function,
    overload: int,
    schema_of: Callable[[Session, str | None], str] | None,
) -> None:
    """`schema_of`: chooses the schema by p_schema; None where there is no p_schema."""

    def body(call: PackageCall, **parameters: Any) -> Any:
        schema = schema_of(call.session, parameters.pop("p_schema")) if schema_of is not None else None
        given = {parameter.removeprefix("p_"): _plain(value) for parameter, value in parameters.items()}
        return function(Changes.of(call.session, schema), **given)

    changes, *own = inspect.signature(function).parameters.values()
    renamed = [parameter.replace(name=f"p_{parameter.name}") for parameter in own]
    if schema_of is not None:
        renamed.insert(0, inspect.Parameter("p_schema", inspect.Parameter.KEYWORD_ONLY))
        renamed.sort(key=lambda parameter: parameter.kind)
    body.__signature__ = inspect.Signature([changes, *renamed])  # type: ignore[attr-defined]
    package.body(name, overload)(body)


def by_key(function: Function) -> Function:
    """`function(changes, client, ...)` as one that takes p_client_key, a T_CLIENT_KEY, for the client."""

    def find(changes: Changes, client_key: Record | None) -> int:
        if client_key is None:
            raise errors.no_such()
        return clients.find_client(changes, name=client_key.name, client_id=client_key.client_id, number=client_key.id)

    return _addressed(function, "client_key", find)


def by_name(function: Function, parameter: str = "name") -> Function:
    """`function(changes, client, ...)` as one that takes the client's name, in `parameter`."""

    def find(changes: Changes, name: str | None) -> int:
        return clients.find_client(changes, name=name)

    return _addressed(function, parameter, find)


def _addressed(function: Function, parameter: str, find: Callable[[Changes, Any], int]) -> Function:
    def addressed(changes: Changes, **parameters: Any) -> Any:
        client = find(changes, parameters.pop(parameter))
        return function(changes, client, **parameters)

    first, client, *others = inspect.signature(function).parameters.values()
    address = client.replace(name=parameter)
    addressed.__signature__ = inspect.Signature([first, address, *others])  # type: ignore[attr-defined]
    return addressed


def _plain(value: Any) -> Any:
    if isinstance(value, Collection):
        return [element for element in value.values() if element is not None]
    return value
