"""Compiling a package's specification: its names, with Python bodies behind the subprograms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import converter, empty_value
from ordslab.sandbox.plsql.compiler.statements import StatementCompiler
from ordslab.sandbox.plsql.datatypes import DataType, ObjectType
from ordslab.sandbox.plsql.errors import CompileError, Diagnostic
from ordslab.sandbox.plsql.packages import Body, Package, PackageCall, TypePackage
from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.plsql.scope import (
    Formal,
    Overloads,
    PackageScope,
    Subprogram,
)
from ordslab.sandbox.plsql.state import PackageState
from ordslab.sandbox.plsql.tree import (
    Declaration,
    SubprogramDeclaration,
)
from ordslab.sandbox.plsql.values import Cell, from_python, to_python
from ordslab.sandbox.sql.errors import not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.catalog import Catalog


def compile_specification(package: Package, catalog: Catalog, compiled: dict[Package, PackageScope]) -> PackageScope:
    """The names that a package declares, which are put into `compiled`: they may name one another.

    Raises ORA-06550 where its specification is wrong.
    """
    compiler = _SpecificationCompiler(package, catalog)
    compiled[package] = compiler.scope
    for item in package.specification.items:
        try:
            compiler.declare_item(item)
        except Diagnostic as diagnostic:
            del compiled[package]
            raise CompileError(package.source, [diagnostic]) from None
    if package.initialize is not None:
        compiler.scope.state.steps.append(_initialization(package.initialize, compiler.scope.state))
    return compiler.scope


def _initialization(body: Body, state: PackageState) -> Step:
    return lambda frame: body(PackageCall(frame.execution.session, frame.execution, state))


class _SpecificationCompiler(StatementCompiler):
    scope: PackageScope

    def __init__(self, package: Package, catalog: Catalog) -> None:
        super().__init__(package.source, catalog, None, {})
        self._package = package
        self.scope = PackageScope(package.name, package.owner)
        if isinstance(package, TypePackage):
            above = catalog.type(package.under) if package.under else None
            assert above is None or isinstance(above, ObjectType)
            self.scope.object_type = ObjectType(package.name, package.holds, above)

    def declare_item(self, item: Declaration) -> None:
        """Add one item to the package's names."""
        if isinstance(item, SubprogramDeclaration):
            self._python_subprogram(item)
            return
        step = self.declare(item)
        if step is not None:
            self.scope.state.steps.append(step)

    def _python_subprogram(self, item: SubprogramDeclaration) -> None:
        kind = self.scope.object_type
        names = self.scope.names if kind is None else kind.members
        overloads = names.setdefault(item.name, Overloads(item.name))
        assert isinstance(overloads, Overloads)
        formals = self.formals(item.parameters)
        returns = self.data_type(item.returns) if item.returns is not None else None
        overload = len(overloads.choices) + 1
        state = self.scope.state
        overloads.choices.append(_python_call(self._package, state, (item.name, overload), formals, returns))


def _python_call(
    package: Package,
    state: PackageState,
    which: tuple[str, int],
    formals: tuple[Formal, ...],
    returns: DataType | None,
) -> Subprogram:
    name, overload = which
    plain = [(formal.name.lower(), formal.mode, formal.type) for formal in formals]

    def invoke(frame: Frame, _: int, arguments: list[Any]) -> Any:
        body = package.body_of(name, overload)
        if body is None:
            raise not_supported(f"{package.name}.{name}")
        given: dict[str, Any] = {}
        for (parameter, mode, kind), argument in zip(plain, arguments, strict=True):
            value = to_python(argument, kind)
            given[parameter] = value if mode == "IN" else Cell(value)
        result = body(PackageCall(frame.execution.session, frame.execution, state), **given)
        for position, (parameter, mode, kind) in enumerate(plain):
            if mode != "IN":
                found = from_python(given[parameter].value, kind)
                arguments[position] = empty_value(kind) if found is None else found
        if returns is None:
            return None
        found = from_python(result, returns)
        return empty_value(returns) if found is None else converter(returns, returns)(found, frame.execution)

    return Subprogram(name, formals, returns, invoke)
