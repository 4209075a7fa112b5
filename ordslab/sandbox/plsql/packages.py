"""Packages whose specification is PL/SQL and whose body is Python."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ordslab.sandbox.plsql.parser import parse_specification
from ordslab.sandbox.plsql.tree import SubprogramDeclaration

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.runtime import Execution
    from ordslab.sandbox.plsql.state import PackageState
    from ordslab.sandbox.sql.session import Session

Body = Callable[..., Any]
F = TypeVar("F", bound=Body)


@dataclass(frozen=True)
class PackageCall:
    """What a Python body gets as its first argument."""

    session: Session
    execution: Execution
    state: PackageState

    @property
    def variables(self) -> dict[str, Any]:
        """The package's variables by name, in the interpreter's form (see `values`)."""
        from ordslab.sandbox.plsql.runtime import Frame

        return self.state.variables(Frame(0, None, self.execution))


class Package:
    """A package. Its parameters, types, constants and defaults are what the PL/SQL specification says.

    A body is called as `body(call, **parameters)` with the parameters' names in lower case: IN parameters as values
    (see `values`), OUT and IN OUT as `Cell`. A function returns its value; a record as `Record`, a collection as
    `Collection`.
    """

    def __init__(self, spec: str, *, owner: str = "SYS") -> None:
        """Parse `spec`, "package name as ... end;". Raises ORA-06550 where it is wrong."""
        self.source = spec
        self.specification = parse_specification(spec)
        self.name = self.specification.name
        self.owner = owner
        self._subprograms: dict[tuple[str, int], SubprogramDeclaration] = {}
        self._bodies: dict[tuple[str, int], Body] = {}
        self.initialize: Body | None = None
        for item in self.specification.items:
            if isinstance(item, SubprogramDeclaration):
                self._subprograms[item.name, self._overloads(item.name) + 1] = item

    def _overloads(self, name: str) -> int:
        return sum(1 for known, _ in self._subprograms if known == name)

    def body(self, name: str, overload: int = 1) -> Callable[[F], F]:
        """Decorator: the Python body of the `overload`-th (from 1) subprogram of that name in the specification.

        Raises LookupError when the specification has none, TypeError when the Python parameters differ from it.
        """
        key = (name.upper(), overload)
        if key not in self._subprograms:
            raise LookupError(f"{self.name} declares no {name} (overload {overload})")
        wanted = [parameter.name.lower() for parameter in self._subprograms[key].parameters]

        def decorate(function: F) -> F:
            _check_parameters(function, wanted, f"{self.name}.{name}")
            self._bodies[key] = function
            return function

        return decorate

    def initialization(self, function: F) -> F:
        """Decorator: called as `function(call)` when a session first uses the package, behind its declarations."""
        self.initialize = function
        return function

    @property
    def subprogram_names(self) -> tuple[str, ...]:
        """The names of its subprograms, each overload of its own."""
        return tuple(name for name, _ in self._subprograms)

    def body_of(self, name: str, overload: int) -> Body | None:
        """The body of a subprogram, None when there is none (yet)."""
        return self._bodies.get((name, overload))


class TypePackage(Package):
    """An object type. Its subprograms are its methods, those of the type that it is `under` too.

    Methods whose first parameter is called SELF are called on an object, functions with the type's name construct one.
    `holds`: is a value, of the type or of one above it, of this type?
    """

    def __init__(self, spec: str, holds: Callable[[Any], bool], *, under: str | None = None) -> None:
        """Parse `spec`, as a package's. Raises ORA-06550 where it is wrong."""
        super().__init__(spec)
        self.holds = holds
        self.under = under


def _check_parameters(function: Body, wanted: list[str], name: str) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return
    given = [parameter.name for parameter in parameters[1:]]
    if sorted(given) != sorted(wanted):
        raise TypeError(f"the body of {name} takes {given}, its specification {wanted}")
