"""Compiling subprograms: procedures and functions of blocks, of packages, and by themselves."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.plsql.autonomous import Invoke, autonomous
from ordslab.sandbox.plsql.coercion import empty_value
from ordslab.sandbox.plsql.compiler.declarations import DeclarationCompiler, home_of
from ordslab.sandbox.plsql.datatypes import DataType, same_type
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import Execution, Frame, Returned, Step
from ordslab.sandbox.plsql.scope import Formal, Overloads, PackageScope, Routine, Scope, Subprogram
from ordslab.sandbox.plsql.state import PackageState
from ordslab.sandbox.plsql.tree import Block, SubprogramDeclaration
from ordslab.sandbox.sql.errors import not_supported


class SubprogramCompiler(DeclarationCompiler):
    """Subprograms."""

    def subprogram(self, item: SubprogramDeclaration) -> None:
        """Compile a procedure or function; without a body it is announced."""
        if item.refused is not None:
            raise not_supported(item.refused, item.at)
        overloads = self._overloads(item)
        formals = self.formals(item.parameters)
        returns = self.data_type(item.returns) if item.returns is not None else None
        subprogram = _announced(overloads, formals, returns)
        if subprogram is None:
            subprogram = Subprogram(item.name, formals, returns, _no_body, is_defined=False, at=item.name_at)
            subprogram.deterministic = item.deterministic
            overloads.choices.append(subprogram)
        if item.body is not None:
            self.define(item, item.body, subprogram)

    def _overloads(self, item: SubprogramDeclaration) -> Overloads:
        """The subprograms of that name so far; in a package's body those of its specification too."""
        found = self.scope.names.get(item.name)
        if found is None:
            outer = self.scope.parent
            announced = outer.names.get(item.name) if isinstance(outer, PackageScope) else None
            known = list(announced.choices) if isinstance(announced, Overloads) else []
            found = self.scope.names[item.name] = Overloads(item.name, known)
        if not isinstance(found, Overloads):
            raise pls(item.at, 371, f"at most one declaration for '{item.name}' is permitted")
        return found

    def define(self, item: SubprogramDeclaration, body: Block, subprogram: Subprogram) -> None:
        """Compile a subprogram's body."""
        routine = Routine(self.level + 1, subprogram.returns, is_function=subprogram.returns is not None)
        scope = Scope(routine, self.scope, item.name)
        slots = [scope.variable(f.name, f.type, assignable=f.mode != "IN") for f in subprogram.formals]
        # Callable within its own body, before the body is compiled.
        run: list[Step] = []
        subprogram.is_defined = True
        without_return = self.traced(body.end, _without_return)
        subprogram.invoke = _invoker(subprogram, routine, slots, run, without_return)
        if isinstance(self.scope, PackageScope):
            subprogram.invoke = _in_package(self.scope.state, subprogram.invoke)
        if item.autonomous:
            subprogram.invoke = autonomous(subprogram.invoke)
        with self.inside(scope):
            run.append(self.block(body))


def _announced(overloads: Overloads, formals: tuple[Formal, ...], returns: DataType | None) -> Subprogram | None:
    """The declaration of the same subprogram that announced it."""
    return next(
        (
            choice
            for choice in overloads.choices
            if not choice.is_defined
            and _same(choice.returns, returns)
            and len(choice.formals) == len(formals)
            and all(
                (one.name, one.mode) == (other.name, other.mode) and same_type(one.type, other.type)
                for one, other in zip(choice.formals, formals, strict=True)
            )
        ),
        None,
    )


def _same(one: DataType | None, other: DataType | None) -> bool:
    return one is other if one is None or other is None else same_type(one, other)


def _no_body(frame: Frame, level: int, arguments: list[Any]) -> Any:
    raise runtime_error(6508, "PL/SQL: could not find program unit being called")


def _without_return(_: Frame) -> None:
    raise runtime_error(6503)


def _in_package(state: PackageState, invoke: Invoke) -> Invoke:
    """The package is set up before its first subprogram runs."""

    def prepared(frame: Frame, level: int, arguments: list[Any]) -> Any:
        state.variables(frame)
        return invoke(frame, level, arguments)

    return prepared


def _invoker(
    subprogram: Subprogram, routine: Routine, slots: list[int], body: list[Step], without_return: Step
) -> Invoke:
    def invoke(frame: Frame, level: int, arguments: list[Any]) -> Any:
        execution: Execution = frame.execution
        execution.enter()
        own = Frame(routine.size, home_of(frame, level, routine), execution)
        for slot, argument, formal in zip(slots, arguments, subprogram.formals, strict=True):
            own.slots[slot] = empty_value(formal.type) if argument is None else argument
        result = None
        try:
            body[0](own)
        except Returned as returned:
            result = returned.value
        else:
            if subprogram.returns is not None:
                without_return(own)
        finally:
            execution.depth -= 1
        arguments[:] = [own.slots[slot] for slot in slots]
        return result

    return invoke
