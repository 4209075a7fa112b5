"""Compiling a package's specification: its names, with Python bodies behind the subprograms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import converter, empty_value
from ordslab.sandbox.plsql.compiler.statements import StatementCompiler
from ordslab.sandbox.plsql.datatypes import DataType
from ordslab.sandbox.plsql.errors import Diagnostic, ExceptionName, compile_error
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.runtime import Frame, Run
from ordslab.sandbox.plsql.scope import (
    ExceptionSymbol,
    Formal,
    Overloads,
    PackageScope,
    Subprogram,
    TypeSymbol,
    Value,
    Variable,
)
from ordslab.sandbox.plsql.tree import (
    CursorDeclaration,
    Declaration,
    ExceptionDeclaration,
    ExceptionInit,
    SubprogramDeclaration,
    VariableDeclaration,
)
from ordslab.sandbox.plsql.values import Cell, from_python, to_python
from ordslab.sandbox.sql.errors import not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.plsql.catalog import Catalog


def compile_specification(package: Package, catalog: Catalog) -> PackageScope:
    """The names that a package declares. Raises ORA-06550 where its specification is wrong."""
    compiler = _SpecificationCompiler(package, catalog)
    for item in package.specification.items:
        try:
            compiler.declare(item)
        except Diagnostic as diagnostic:
            raise compile_error(package.source, [diagnostic]) from None
    return compiler.scope


class _SpecificationCompiler(StatementCompiler):
    scope: PackageScope

    def __init__(self, package: Package, catalog: Catalog) -> None:
        super().__init__(package.source, catalog, None, {})
        self._package = package
        self.scope = PackageScope(package.name, package.owner)

    def declare(self, item: Declaration) -> None:
        """Add one item to the package's names."""
        names = self.scope.names
        if isinstance(item, VariableDeclaration):
            names[item.name] = self._package_variable(item)
        elif isinstance(item, SubprogramDeclaration):
            self._python_subprogram(item)
        elif isinstance(item, ExceptionDeclaration):
            names[item.name] = ExceptionSymbol(ExceptionName(item.name))
        elif isinstance(item, ExceptionInit):
            self._exception_init(item)
        elif isinstance(item, CursorDeclaration):
            raise not_supported("cursors in a package's specification", offset=item.at)
        else:
            names[getattr(item, "name")] = TypeSymbol(self.declared_type(item))  # noqa: B009 - a Declaration has no name

    def _package_variable(self, item: VariableDeclaration) -> Variable:
        kind = self.data_type(item.type, sized=True)
        first: Run = self.into(item.default, kind) if item.default is not None else lambda _: empty_value(kind)
        key = f"{self.scope.owner}.{self.scope.name} variables"
        name = item.name

        def state(frame: Frame) -> dict[str, Any]:
            variables: dict[str, Any] = frame.execution.session.package_state.setdefault(key, {})
            return variables

        def read(frame: Frame) -> Any:
            variables = state(frame)
            if name not in variables:
                variables[name] = first(frame)
            return variables[name]

        def write(frame: Frame, value: Any) -> None:
            state(frame)[name] = value

        value = Value(kind, read, None if item.constant else write)
        return Variable(name, lambda _: value, kind)

    def _python_subprogram(self, item: SubprogramDeclaration) -> None:
        overloads = self.scope.names.setdefault(item.name, Overloads(item.name))
        assert isinstance(overloads, Overloads)
        formals = self.formals(item.parameters)
        returns = self.data_type(item.returns) if item.returns is not None else None
        overload = len(overloads.choices) + 1
        overloads.choices.append(_python_call(self._package, item.name, overload, formals, returns))


def _python_call(
    package: Package, name: str, overload: int, formals: tuple[Formal, ...], returns: DataType | None
) -> Subprogram:
    plain = [(formal.name.lower(), formal.mode, formal.type) for formal in formals]

    def invoke(frame: Frame, _: int, arguments: list[Any]) -> Any:
        body = package.body_of(name, overload)
        if body is None:
            raise not_supported(f"{package.name}.{name}")
        given: dict[str, Any] = {}
        for (parameter, mode, kind), argument in zip(plain, arguments, strict=True):
            value = to_python(argument, kind)
            given[parameter] = value if mode == "IN" else Cell(value)
        result = body(PackageCall(frame.execution.session, frame.execution), **given)
        for position, (parameter, mode, kind) in enumerate(plain):
            if mode != "IN":
                found = from_python(given[parameter].value, kind)
                arguments[position] = empty_value(kind) if found is None else found
        if returns is None:
            return None
        found = from_python(result, returns)
        return empty_value(returns) if found is None else converter(returns, returns)(found, frame.execution)

    return Subprogram(name, formals, returns, invoke)


