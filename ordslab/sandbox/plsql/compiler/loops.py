"""Compiling loops, EXIT and CONTINUE. Each turn of a loop asks whether the call was cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ordslab.sandbox.plsql.compiler.cursors import as_record
from ordslab.sandbox.plsql.compiler.forall import ForAllCompiler
from ordslab.sandbox.plsql.datatypes import PLS_INTEGER
from ordslab.sandbox.plsql.errors import pls, value_error
from ordslab.sandbox.plsql.runtime import CursorState, Frame, LoopLeft, Step
from ordslab.sandbox.plsql.scope import Scope
from ordslab.sandbox.plsql.tree import ForAll, ForCursor, ForRange, Leave, Loop, Statement


class LoopCompiler(ForAllCompiler):
    """Loops."""

    def sequence(self, nodes: tuple[Statement, ...]) -> Step:
        """Compile statements one after another; the statement compiler knows how."""
        raise NotImplementedError

    def loop(self, node: Loop | ForRange | ForCursor | ForAll | Leave) -> Step:
        """Compile a loop, EXIT or CONTINUE."""
        if isinstance(node, Leave):
            return self._leave(node)
        if isinstance(node, Loop):
            return self._plain(node)
        if isinstance(node, ForRange):
            return self._range(node)
        if isinstance(node, ForCursor):
            return self._cursor_loop(node)
        return self.forall(node)

    def _loop_body(self, scope: Scope, label: str | None, identity: object, statements: tuple[Statement, ...]) -> Step:
        scope.loops = [*self.scope.loops, (label, identity)]
        with self.inside(scope):
            return self.sequence(statements)

    def _plain(self, node: Loop) -> Step:
        identity = object()
        condition = self.condition(node.condition) if node.condition is not None else None
        body = self._loop_body(Scope(self.scope.routine, self.scope, node.label), node.label, identity, node.statements)

        def run(frame: Frame) -> None:
            turn = frame.execution.turn
            while condition is None or condition(frame):
                turn()
                try:
                    body(frame)
                except LoopLeft as left:
                    if left.loop is not identity:
                        raise
                    if not left.again:
                        return

        return run

    def _range(self, node: ForRange) -> Step:
        identity = object()
        low, high = self.whole_number(node.low), self.whole_number(node.high)
        scope = Scope(self.scope.routine, self.scope, node.label)
        slot = scope.variable(node.variable, PLS_INTEGER, assignable=False)
        body = self._loop_body(scope, node.label, identity, node.statements)
        reverse = node.reverse

        def run(frame: Frame) -> None:
            first, last = low(frame), high(frame)
            if first is None or last is None:
                raise value_error()
            turns: Iterable[int] = range(first, last + 1)
            if reverse:
                turns = range(last, first - 1, -1)
            _turns(frame, turns, slot, body, identity)

        return run

    def _cursor_loop(self, node: ForCursor) -> Step:
        identity = object()
        kind, opener, show = self.loop_rows(node)
        scope = Scope(self.scope.routine, self.scope, node.label)
        slot = scope.variable(node.variable, kind)
        body = self._loop_body(scope, node.label, identity, node.statements)

        def records(frame: Frame, state: CursorState) -> Iterable[Any]:
            while (row := state.fetch()) is not None:
                yield as_record(kind, row)

        def run(frame: Frame) -> None:
            state = opener(frame)
            if show is not None:
                show(frame, state)
            try:
                _turns(frame, records(frame, state), slot, body, identity)
            finally:
                if show is not None:
                    show(frame, None)

        return run

    def _leave(self, node: Leave) -> Step:
        loops = self.scope.loops
        if not loops:
            raise pls(node.at, 376, "illegal EXIT/CONTINUE statement; it must appear inside a loop")
        identity = next((found for label, found in reversed(loops) if node.label is None or label == node.label), None)
        if identity is None:
            raise pls(node.at, 201, f"identifier '{node.label}' must be declared")
        condition = self.condition(node.condition) if node.condition is not None else None
        again = node.again

        def run(frame: Frame) -> None:
            if condition is None or condition(frame):
                raise LoopLeft(identity, again)

        return run


def _turns(frame: Frame, values: Iterable[Any], slot: int, body: Step, identity: object) -> None:
    turn = frame.execution.turn
    for value in values:
        turn()
        frame.slots[slot] = value
        try:
            body(frame)
        except LoopLeft as left:
            if left.loop is not identity:
                raise
            if not left.again:
                return
