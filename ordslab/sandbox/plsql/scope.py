"""Names and what they stand for while a block is compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ordslab.sandbox.plsql.datatypes import CursorType, DataType, ObjectType, RecordType
from ordslab.sandbox.plsql.errors import ExceptionName
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Run
from ordslab.sandbox.plsql.state import PackageState
from ordslab.sandbox.sql.errors import REFUSAL, OraError


@dataclass(frozen=True)
class Value:
    """A compiled expression: its type and how to get it. `assign` where it can be a target.

    `reach` gets a record or collection in order to change what is in it: it makes the element that holds it if need be.
    """

    type: DataType
    run: Run
    assign: Callable[[Frame, Any], None] | None = None
    reach: Run | None = None


class MethodResult(Value):
    """What a method of an object gives. SQL statements cannot have it."""


class Symbol:
    """What a name stands for."""


@dataclass(frozen=True)
class Variable(Symbol):
    """A variable, constant or parameter that lives in a slot of its routine's frame, or in a package's state."""

    name: str
    value: Callable[[int], Value]  # from the level of the routine that uses it
    type: DataType


@dataclass(frozen=True)
class Refused(Symbol):
    """What could not be declared because the sandbox has not what it needs; `message`: the refusal (ORA-03001)."""

    message: str

    def error(self) -> OraError:
        """The refusal, anew each time: an error gathers the places that it comes through."""
        return OraError(REFUSAL, message=self.message)


@dataclass(frozen=True)
class TypeSymbol(Symbol):
    """A type."""

    type: DataType


@dataclass(frozen=True)
class ExceptionSymbol(Symbol):
    """A declared exception."""

    exception: ExceptionName


@dataclass(frozen=True)
class Formal:
    """A formal parameter. `default` runs in a frame of the caller's execution."""

    name: str
    mode: str
    type: DataType
    default: Run | None


@dataclass(frozen=True)
class CursorSymbol(Symbol):
    """A declared cursor. `open(frame, level, arguments)` reads its rows; its state is kept as a variable's is."""

    name: str
    formals: tuple[Formal, ...]
    row: RecordType
    type: CursorType
    value: Callable[[int], Value]
    open: Callable[[Frame, int, list[Any]], CursorState]
    with_rowids: bool = False
    locks: bool = False


@dataclass(eq=False)
class Subprogram(Symbol):
    """A procedure or function. `invoke(frame, level, arguments)` gives the result; OUT values come in `arguments`.

    `is_defined`: its body has been seen. `sql_name`: by which SQL can call it, None for a subprogram of a block's own.
    """

    name: str
    formals: tuple[Formal, ...]
    returns: DataType | None
    invoke: Callable[[Frame, int, list[Any]], Any]
    is_defined: bool = True
    sql_name: str | None = None
    deterministic: bool = False
    at: int = 0


@dataclass(frozen=True)
class Overloads(Symbol):
    """All subprograms of one name. `refused`: one of them could not be declared."""

    name: str
    choices: list[Subprogram] = field(default_factory=list)
    refused: Refused | None = None


@dataclass
class Routine:
    """What has a frame of its own: the block, a subprogram. `level` 0 is outermost; a package, at -1, has none."""

    level: int
    returns: DataType | None = None
    is_function: bool = False
    is_block: bool = False
    size: int = 0

    def allocate(self) -> int:
        """A new slot."""
        self.size += 1
        return self.size - 1


class Scope:
    """The names of one declarative part; `parent` is what surrounds it."""

    def __init__(self, routine: Routine, parent: Scope | None = None, label: str | None = None) -> None:
        self.names: dict[str, Symbol] = {}
        self.routine = routine
        self.parent = parent
        self.label = label
        self.loops: list[tuple[str | None, object]] = []  # the loops around, innermost last

    def find(self, name: str) -> Symbol | None:
        """What `name` stands for here, or in the nearest scope around that knows it. Raises ORA-03001 (`Refused`)."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.declared(name)
            scope = scope.parent
        return None

    def declared(self, name: str) -> Symbol | None:
        """What is declared right here under that name. Raises ORA-03001 for what could not be."""
        symbol = self.names.get(name)
        if isinstance(symbol, Refused):
            raise symbol.error()
        return symbol

    def labelled(self, label: str) -> Scope | None:
        """The scope of the block or subprogram of that name around here."""
        scope: Scope | None = self
        while scope is not None:
            if scope.label == label:
                return scope
            scope = scope.parent
        return None

    def variable(self, name: str, kind: DataType, *, assignable: bool = True) -> int:
        """Declare a variable in a new slot of the routine; returns the slot."""
        slot = self.routine.allocate()
        self.names[name] = Variable(name, slot_access(kind, self.routine.level, slot, assignable=assignable), kind)
        return slot

    def declare(self, name: str, kind: DataType, *, assignable: bool = True) -> Callable[[Frame, Any], None]:
        """Declare a variable or constant that lives as long as the scope does; returns what sets its first value."""
        place = self.place(name, kind, varies=assignable)
        write = place(self.routine.level).assign
        assert write is not None
        if assignable:
            self.names[name] = Variable(name, place, kind)
        else:
            self.names[name] = Variable(name, lambda level: replace(place(level), assign=None), kind)
        return write

    def place(self, name: str, kind: DataType, *, varies: bool = True) -> Callable[[int], Value]:
        """Room for something that lives as long as the scope does. `varies`: it is no constant."""
        del name, varies
        return slot_access(kind, self.routine.level, self.routine.allocate())


def slot_access(kind: DataType, level: int, slot: int, *, assignable: bool = True) -> Callable[[int], Value]:
    """How routines of any level reach a slot of the frame at `level`."""

    def from_level(user_level: int) -> Value:
        outward = user_level - level
        if outward == 0:

            def read(frame: Frame) -> Any:
                return frame.slots[slot]

            def write(frame: Frame, value: Any) -> None:
                frame.slots[slot] = value
        else:

            def read(frame: Frame) -> Any:
                return frame.outward(outward).slots[slot]

            def write(frame: Frame, value: Any) -> None:
                frame.outward(outward).slots[slot] = value

        return Value(kind, read, write if assignable else None)

    return from_level


class PackageScope(Scope):
    """The names that a package's specification declares; its variables live in the session (see `state`)."""

    def __init__(self, name: str, owner: str, state: PackageState | None = None, parent: Scope | None = None) -> None:
        super().__init__(Routine(-1), parent, name)
        self.name = name
        self.owner = owner
        self.state = state or PackageState(f"{owner}.{name}")
        self.object_type: ObjectType | None = None

    def place(self, name: str, kind: DataType, *, varies: bool = True) -> Callable[[int], Value]:
        """Room in the session."""
        self.state.varies = self.state.varies or varies
        of, key = self.state.variables, name if self.parent is None else f"{name} of the body"

        def write(frame: Frame, value: Any) -> None:
            of(frame)[key] = value

        value = Value(kind, lambda frame: of(frame).get(key), write)
        return lambda _: value
