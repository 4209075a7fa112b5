"""Compiling declarative parts. What a declaration does at run time is a step that runs when its block is entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ordslab.sandbox.plsql.compiler.composites import initial
from ordslab.sandbox.plsql.compiler.embedded import Embedded
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
from ordslab.sandbox.plsql.errors import Diagnostic, ExceptionName, pls
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Run, Step
from ordslab.sandbox.plsql.scope import (
    CursorSymbol,
    ExceptionSymbol,
    Formal,
    Overloads,
    Refused,
    Routine,
    Scope,
    Subprogram,
    TypeSymbol,
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
from ordslab.sandbox.sql.errors import OraError


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
                step = self.declare_or_refuse(item)
                if step is not None:
                    steps.append(step)
        for symbol in self.scope.names.values():
            for choice in symbol.choices if isinstance(symbol, Overloads) else ():
                if not choice.is_defined:
                    self.diagnostics.append(self.without_body(choice))
        return steps

    def declare_or_refuse(self, item: Declaration) -> Step | None:
        """Declare one item; or, where that may wait, a name whose use says what the sandbox has not."""
        try:
            return self.declare(item)
        except OraError as error:
            self.check_put_off(error)
            name = getattr(item, "name", None)
            refused = Refused(error.message)
            known = self.scope.names.get(name) if name is not None else None
            if name is None or (known is not None and not isinstance(known, Overloads)):
                raise
            if isinstance(known, Overloads) and known.choices:
                self.scope.names[name] = replace(known, refused=refused)
            else:
                self.scope.names[name] = refused
            return None

    def declare(self, item: Declaration) -> Step | None:
        """Declare one item in the current scope; what there is to do when the scope is entered."""
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
            self.subprogram(item)
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
            row = self.data_type(item.row) if item.row is not None else None
            assert row is None or isinstance(row, RecordType)
            return CursorType(item.name, row)
        assert isinstance(item, SubtypeDeclaration)
        base = self.data_type(item.type)
        if isinstance(base, ScalarType):
            return replace(base, not_null=item.not_null or base.not_null, bounds=item.bounds or base.bounds)
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
        return run if level < 0 else lambda frame: run(frame.at_level(level))

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
        write = self.scope.declare(item.name, kind, assignable=not item.constant)
        return self.traced(item.at, lambda frame: write(frame, first(frame)))

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
            query = self.cursor_query(item.start, item.end)
        kind = CursorType(item.name, query.row)
        place = self.scope.place(item.name, kind)
        opener = _opener(query, routine)
        locks = self.locks(item.start, item.end)
        self.scope.names[item.name] = CursorSymbol(
            item.name, formals, query.row, kind, place, opener, query.with_rowids, locks
        )
        close = place(self.level).assign
        assert close is not None
        return lambda frame: close(frame, None)

    def formals(self, parameters: tuple[Parameter, ...]) -> tuple[Formal, ...]:
        """Formal parameters with their types and defaults."""
        found = []
        for parameter in parameters:
            kind = self.data_type(parameter.type)
            default = self._default(parameter.default, kind)
            found.append(Formal(parameter.name, parameter.mode, kind, default))
        return tuple(found)

    def subprogram(self, item: SubprogramDeclaration) -> None:
        """Compile a subprogram; the subprogram compiler knows how."""
        raise NotImplementedError

    def without_body(self, subprogram: Subprogram) -> Diagnostic:
        """What is said of a subprogram that was announced and has no body."""
        text = f"A subprogram body must be defined for the forward declaration of {subprogram.name}."
        return pls(subprogram.at, 328, text)


def _restricted(kind: DataType, not_null: bool) -> DataType:
    return replace(kind, not_null=True) if not_null and isinstance(kind, ScalarType) else kind


def _opener(query: Embedded, routine: Routine) -> Callable[[Frame, int, list[Any]], CursorState]:
    def open_cursor(user: Frame, level: int, arguments: list[Any]) -> CursorState:
        frame = Frame(routine.size, home_of(user, level, routine), user.execution)
        frame.slots[: len(arguments)] = arguments
        return query.opened(frame)

    return open_cursor


def home_of(user: Frame, level: int, routine: Routine) -> Frame | None:
    """The frame that a routine's declaration stands in, seen from a user at `level`; a package's has none."""
    return user.outward(level - routine.level + 1) if routine.level > 0 else None
