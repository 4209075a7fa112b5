"""Ties a package's subprograms to the functions that change metadata.

A function `f(changes, name, new_name)` becomes the body of a subprogram with the parameters p_name and p_new_name;
`Package.body` compares the two lists when the module is imported (unless the function takes whatever comes).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ordslab.sandbox.metadata import clients, errors
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Collection, Record

OWNER = "ORDS_METADATA"

Function = Callable[..., Any]


def package_of(name: str, owner: str = OWNER) -> Package:
    """The package whose specification is NAME.pks beside this file."""
    return Package(Path(__file__).with_name(f"{name}.pks").read_text(encoding="utf-8"), owner=owner)


def bind(package: Package, name: str, function: Function, overload: int = 1) -> None:
    """Make `function(changes, ...)` the body of a subprogram. Arrays arrive as lists, without their NULLs."""

    def body(call: PackageCall, **parameters: Any) -> Any:
        given = {parameter.removeprefix("p_"): _plain(value) for parameter, value in parameters.items()}
        return function(Changes.of(call.session), **given)

    changes, *own = inspect.signature(function).parameters.values()
    renamed = [parameter.replace(name=f"p_{parameter.name}") for parameter in own]
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
