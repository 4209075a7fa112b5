"""Compiling declarative parts. What a declaration does at run time is a step that runs when its block is entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.coercion import empty_value
from ordslab.sandbox.plsql.compiler.embedded import Embedded, Row
from ordslab.sandbox.plsql.compiler.targets import TargetCompiler
from ordslab.sandbox.plsql.datatypes import (
    MALFORMED,
    CollectionType,
    CursorType,
    DataType,
    Field,
    RecordType,
    ScalarType,
)
from ordslab.sandbox.plsql.errors import Diagnostic, ExceptionName, pls, runtime_error
from ordslab.sandbox.plsql.runtime import Execution, Frame, Returned, Run, Step
from ordslab.sandbox.plsql.scope import (
    CursorSymbol,
    ExceptionSymbol,
    Formal,
    Overloads,
    Routine,
    Scope,
    Subprogram,
    TypeSymbol,
    slot_access,
)
from ordslab.sandbox.plsql.tree import (
    Block,
    CollectionDeclaration,
    CursorDeclaration,
    Declaration,
    ExceptionDeclaration,
    ExceptionInit,
    Expression,
    FieldDeclaration,
    Parameter,
    RecordDeclaration,
    RefCursorDeclaration,
    SubprogramDeclaration,
    SubtypeDeclaration,
    VariableDeclaration,
)


class DeclarationCompiler(TargetCompiler):
    """Declarations."""

    def block(self, node: Block) -> Step:
        """Compile a block with its declarations and handlers; the statement compiler knows how."""
        raise NotImplementedError

    def declarations(self, items: tuple[Declaration, ...]) -> list[Step]:
        """Declare all items in the current scope. What is wrong is reported; the item is then malformed."""
        steps: list[Step] = []
        for item in items:
            with self.reporting(item.at, "Item"):
                step = self._declare(item)
                if step is not None:
                    steps.append(step)
        for symbol in self.scope.names.values():
            if isinstance(symbol, Overloads) and any(choice.invoke is _no_body for choice in symbol.choices):
                text = f"A subprogram body must be defined for the forward declaration of {symbol.name}."
                self.diagnostics.append(pls(items[0].at, 328, text))
        return steps

    def _declare(self, item: Declaration) -> Step | None:
        name = getattr(item, "name", "")
        if name in self.scope.names and not isinstance(item, SubprogramDeclaration | ExceptionInit):
            raise pls(item.at, 371, f"at most one declaration for '{name}' is permitted")
        if isinstance(item, VariableDeclaration):
            return self._variable_declaration(item)
        if isinstance(item, ExceptionDeclaration):
            self.scope.names[item.name] = ExceptionSymbol(ExceptionName(item.name))
        elif isinstance(item, ExceptionInit):
            self._exception_init(item)
        elif isinstance(item, CursorDeclaration):
            return self._cursor(item)
        elif isinstance(item, SubprogramDeclaration):
            self._subprogram(item)
        else:
            self.scope.names[name] = TypeSymbol(self.declared_type(item))
        return None

    def declared_type(self, item: Declaration) -> DataType:
        """The type that TYPE or SUBTYPE declares."""
        if isinstance(item, RecordDeclaration):
            return RecordType(item.name, tuple(self._field_declaration(field) for field in item.fields))
        if isinstance(item, CollectionDeclaration):
            index = self.data_type(item.index) if item.index is not None else None
            assert index is None or isinstance(index, ScalarType)
            if index is not None and index.family == "NUMBER" and index.bounds is None:
                raise pls(item.at, 315, "Implementation restriction: unsupported table index type")
            return CollectionType(item.name, self.data_type(item.element, sized=True), index, item.limit)
        if isinstance(item, RefCursorDeclaration):
            return CursorType(item.name)
        assert isinstance(item, SubtypeDeclaration)
        base = self.data_type(item.type)
        if isinstance(base, ScalarType):
            return ScalarType(base.type, item.not_null or base.not_null, item.bounds or base.bounds)
        return base

    def _field_declaration(self, item: FieldDeclaration) -> Field:
        kind = _restricted(self.data_type(item.type, sized=True), item.not_null)
        default = self._default(item.default, kind)
        return Field(item.name, kind, default)

    def _default(self, node: Expression | None, kind: DataType) -> Run | None:
        """A default, which runs in frames of this level however deep its user is."""
        if node is None:
            return None
        run, level = self.into(node, kind), self.level
        return lambda frame: run(frame.at_level(level))

    def _variable_declaration(self, item: VariableDeclaration) -> Step | None:
        try:
            kind = _restricted(self.data_type(item.type, sized=True), item.not_null)
        except Diagnostic:
            self.scope.variable(item.name, MALFORMED)
            raise
        if item.default is None and (item.constant or (isinstance(kind, ScalarType) and kind.not_null)):
            self.scope.variable(item.name, kind)
            if item.constant:
                text = f"declaration of a constant '{item.name}' must contain an initialization assignment"
                raise pls(item.at, 322, text)
            raise pls(item.at, 218, "a variable declared NOT NULL must have an initialization assignment")
        try:
            first = self.into(item.default, kind) if item.default is not None else initial(kind)
        except Diagnostic:
            self.scope.variable(item.name, kind)
            raise
        slot = self.scope.variable(item.name, kind, assignable=not item.constant)

        def declare(frame: Frame) -> None:
            frame.slots[slot] = first(frame)

        return self.traced(item.at, declare)

    def traced(self, at: int, step: Step) -> Step:
        """A step that notes its line when an error passes through it; the statement compiler knows how."""
        raise NotImplementedError

    def _exception_init(self, item: ExceptionInit) -> None:
        symbol = self.scope.names.get(item.name)
        if not isinstance(symbol, ExceptionSymbol):
            raise pls(item.at, 109, f"unknown exception name '{item.name}' in PRAGMA EXCEPTION_INIT")
        if item.number >= 0 and item.number != 100:
            raise pls(item.at, 701, f"illegal ORACLE error number {item.number} for PRAGMA EXCEPTION_INIT")
        symbol.exception.number = 1403 if item.number == 100 else -item.number

    def _cursor(self, item: CursorDeclaration) -> Step:
        routine = Routine(self.level + 1)
        scope = Scope(routine, self.scope)
        formals = self.formals(item.parameters)
        with self.inside(scope):
            for formal in formals:
                scope.variable(formal.name, formal.type, assignable=False)
            query = self.embedded(item.start, item.end)
        kind = CursorType(item.name, query.row)
        slot = self.scope.routine.allocate()
        value = slot_access(kind, self.level, slot)
        rows = _cursor_rows(query, routine)
        self.scope.names[item.name] = CursorSymbol(item.name, formals, query.row, kind, value, rows, self.level)

        def close(frame: Frame) -> None:
            frame.slots[slot] = None

        return close

    # --- subprograms -------------------------------------------------------------------------------------------------

    def formals(self, parameters: tuple[Parameter, ...]) -> tuple[Formal, ...]:
        """Formal parameters with their types and defaults."""
        found = []
        for parameter in parameters:
            kind = self.data_type(parameter.type)
            default = self._default(parameter.default, kind)
            found.append(Formal(parameter.name, parameter.mode, kind, default))
        return tuple(found)

    def _subprogram(self, item: SubprogramDeclaration) -> None:
        overloads = self.scope.names.get(item.name)
        if overloads is None:
            overloads = self.scope.names[item.name] = Overloads(item.name)
        if not isinstance(overloads, Overloads):
            raise pls(item.at, 371, f"at most one declaration for '{item.name}' is permitted")
        formals = self.formals(item.parameters)
        returns = self.data_type(item.returns) if item.returns is not None else None
        subprogram = _announced(overloads, formals, returns)
        if subprogram is None:
            subprogram = Subprogram(item.name, formals, returns, _no_body)
            overloads.choices.append(subprogram)
        if item.body is not None:
            self._body(item, item.body, subprogram)

    def _body(self, item: SubprogramDeclaration, body: Block, subprogram: Subprogram) -> None:
        routine = Routine(self.level + 1, subprogram.returns, is_function=subprogram.returns is not None)
        scope = Scope(routine, self.scope, item.name)
        slots = [scope.variable(f.name, f.type, assignable=f.mode != "IN") for f in subprogram.formals]
        # Callable within its own body, before the body is compiled.
        run: list[Step] = []
        subprogram.invoke = _invoker(subprogram, routine, slots, run)
        with self.inside(scope):
            run.append(self.block(body))


def initial(kind: DataType) -> Run:
    """What a variable without a default starts with."""
    if isinstance(kind, RecordType) and any(f.default or isinstance(f.type, RecordType) for f in kind.fields):
        starts = [(field.attribute, field.default or initial(field.type)) for field in kind.fields]

        def run(frame: Frame) -> Any:
            record = empty_value(kind)
            for attribute, start in starts:
                setattr(record, attribute, start(frame))
            return record

        return run
    return lambda _: empty_value(kind)


def _restricted(kind: DataType, not_null: bool) -> DataType:
    return ScalarType(kind.type, True, kind.bounds) if not_null and isinstance(kind, ScalarType) else kind


def _announced(overloads: Overloads, formals: tuple[Formal, ...], returns: DataType | None) -> Subprogram | None:
    """The forward declaration of the same subprogram."""
    shape = [(formal.name, formal.mode, formal.type) for formal in formals]
    for choice in overloads.choices:
        known = [(formal.name, formal.mode, formal.type) for formal in choice.formals]
        if choice.invoke is _no_body and known == shape and choice.returns == returns:
            return choice
    return None


def _no_body(frame: Frame, level: int, arguments: list[Any]) -> Any:
    raise runtime_error(6508, "PL/SQL: could not find program unit being called")


def _cursor_rows(query: Embedded, routine: Routine) -> Callable[[Frame, list[Any]], list[Row]]:
    def rows(home: Frame, arguments: list[Any]) -> list[Row]:
        frame = Frame(routine.size, home, home.execution)
        frame.slots[: len(arguments)] = arguments
        return query.rows(frame)

    return rows


def _invoker(
    subprogram: Subprogram, routine: Routine, slots: list[int], body: list[Step]
) -> Callable[[Frame, int, list[Any]], Any]:
    def invoke(frame: Frame, level: int, arguments: list[Any]) -> Any:
        execution: Execution = frame.execution
        execution.enter()
        own = Frame(routine.size, frame.outward(level - routine.level + 1), execution)
        for slot, argument, formal in zip(slots, arguments, subprogram.formals, strict=True):
            own.slots[slot] = empty_value(formal.type) if argument is None else argument
        result = None
        try:
            body[0](own)
        except Returned as returned:
            result = returned.value
        else:
            if subprogram.returns is not None:
                raise runtime_error(6503)
        finally:
            execution.depth -= 1
        arguments[:] = [own.slots[slot] for slot in slots]
        return result

    return invoke


