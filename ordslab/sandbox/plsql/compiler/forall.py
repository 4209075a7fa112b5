"""Compiling FORALL: one statement for each index of a range or a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ordslab.sandbox.plsql.compiler.cursors import CursorCompiler
from ordslab.sandbox.plsql.compiler.embedded import Row
from ordslab.sandbox.plsql.datatypes import NUMBER_TYPE, PLS_INTEGER, CollectionType
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import Frame, Run, Step
from ordslab.sandbox.plsql.scope import Scope
from ordslab.sandbox.plsql.tree import ExecuteImmediate, Expression, ForAll, Sql
from ordslab.sandbox.sql.errors import OraError

Change = Callable[[Frame], list[Row]]
StoreAll = Callable[[Frame, list[Row]], None]


class ForAllCompiler(CursorCompiler):
    """FORALL."""

    def change(self, node: Sql) -> tuple[Change, StoreAll | None]:
        """Compile a DML statement: what it returns, and where that goes; the statement compiler knows how."""
        raise NotImplementedError

    def whole_number(self, node: Expression) -> Run:
        """Compile the bound of a loop."""
        value = self.into(node, NUMBER_TYPE)

        def run(frame: Frame) -> int | None:
            number = value(frame)
            return None if number is None else round(number)

        return run

    def forall(self, node: ForAll) -> Step:
        """FORALL."""
        indexes = self._indexes(node)
        scope = Scope(self.scope.routine, self.scope)
        slot = scope.variable(node.variable, PLS_INTEGER, assignable=False)
        with self.inside(scope):
            change, store = self._repeated(node.statement)
        saves = node.saves

        def run(frame: Frame) -> None:
            execution = frame.execution
            counts: list[int] = []
            errors: list[tuple[int, OraError]] = []
            returned: list[Row] = []
            execution.bulk_rowcounts, execution.bulk_errors = counts, errors
            for number, index in enumerate(indexes(frame), 1):
                execution.turn()
                frame.slots[slot] = index
                try:
                    returned += change(frame)
                    counts.append(execution.rowcount or 0)
                except OraError as error:
                    if not saves or error.number == 1013:
                        raise
                    errors.append((number, error))
                    counts.append(0)
            execution.rowcount = sum(counts)
            if store is not None:
                store(frame, returned)
            if errors:
                raise runtime_error(24381)

        return run

    def _repeated(self, statement: Sql | ExecuteImmediate) -> tuple[Change, StoreAll | None]:
        if isinstance(statement, Sql):
            return self.change(statement)
        step = self.execute_immediate(statement)

        def change(frame: Frame) -> list[Row]:
            step(frame)
            return []

        return change, None

    def _indexes(self, node: ForAll) -> Callable[[Frame], Iterable[Any]]:
        low = self.whole_number(node.low) if node.low is not None else None
        high = self.whole_number(node.high) if node.high is not None else None
        source = node.indices or node.values
        if source is None:
            assert low is not None and high is not None
            return lambda frame: _range(low(frame), high(frame))
        collection = self.expression(source)
        if not isinstance(collection.type, CollectionType):
            raise pls(source.at, 382, "expression is of wrong type")
        read, takes_values = collection.run, node.values is not None

        def indexes(frame: Frame) -> Iterable[Any]:
            found = read(frame)
            if found is None:
                raise runtime_error(6531)
            if takes_values:
                return list(found.values())
            first, last = low(frame) if low is not None else None, high(frame) if high is not None else None
            return [key for key in found if (first is None or key >= first) and (last is None or key <= last)]

        return indexes


def _range(low: int | None, high: int | None) -> range:
    if low is None or high is None:
        raise runtime_error(6502)
    return range(low, high + 1)
