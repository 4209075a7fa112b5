"""Compiling calls: which overload is meant, what its parameters get, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.compiler.expressions import ExpressionCompiler
from ordslab.sandbox.plsql.datatypes import BOOLEAN_TYPE, NULL_TYPE, DataType, ScalarType, distance
from ordslab.sandbox.plsql.errors import pls
from ordslab.sandbox.plsql.runtime import Frame, Run
from ordslab.sandbox.plsql.scope import Formal, Overloads, Subprogram, Value
from ordslab.sandbox.plsql.tree import Argument, Expression
from ordslab.sandbox.plsql.values import exact
from ordslab.sandbox.sql.compile.calls import CONDITION_FUNCTIONS
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import BLOB, CLOB, NULL, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_EMPTY_LOBS: dict[str, tuple[OracleType, Any]] = {"EMPTY_CLOB": (CLOB, ""), "EMPTY_BLOB": (BLOB, b"")}
"""LOBs of no length: they are not NULL."""


@dataclass(frozen=True)
class _Actual:
    argument: Argument
    value: Value


class CallCompiler(ExpressionCompiler):
    """Calls of subprograms and of SQL's functions."""

    def call(
        self,
        overloads: Overloads,
        arguments: tuple[Argument, ...],
        node: Expression,
        at: int,
        *,
        as_function: bool,
        receiver: Value | None = None,
    ) -> Value:
        """A call; of an object's method with its `receiver`. PLS-00306 and its relatives where nothing fits."""
        if any(argument.key is not None for argument in arguments):
            raise pls(at, 306, f"wrong number or types of arguments in call to '{overloads.name}'")
        actuals = [_Actual(argument, self.expression(argument.value)) for argument in arguments]
        if receiver is not None:
            actuals.insert(0, _Actual(Argument(node.at, None, node), _present(receiver)))
        choices = [choice for choice in overloads.choices if (choice.returns is not None) == as_function]
        if not choices:
            _check_refused(overloads)
            if as_function:
                raise pls(at, 222, f"no function with name '{overloads.name}' exists in this scope")
            raise pls(at, 221, f"'{overloads.name}' is not a procedure or is undefined")
        ranked = []
        for choice in choices:
            matched = _match(choice, actuals)
            if matched is not None:
                ranked.append((matched[0], choice, matched[1]))
        if not ranked:
            _check_refused(overloads)
            raise pls(at, 306, f"wrong number or types of arguments in call to '{overloads.name}'")
        best = min(score for score, _, _ in ranked)
        winners = [(choice, pairs) for score, choice, pairs in ranked if score == best]
        if len(winners) > 1:
            raise pls(at, 307, f"too many declarations of '{overloads.name}' match this call")
        return self._compiled_call(*winners[0])

    def _compiled_call(self, choice: Subprogram, pairs: list[tuple[Formal, _Actual | None]]) -> Value:
        getters: list[Run] = []
        writers: list[tuple[int, Callable[[Frame, Any], None]]] = []
        for position, (formal, actual) in enumerate(pairs):
            getters.append(self._getter(formal, actual))
            if actual is not None and formal.mode != "IN":
                writers.append((position, self._writer(formal, actual)))
        level = self.level

        def run(frame: Frame) -> Any:
            values = [getter(frame) for getter in getters]
            result = choice.invoke(frame, level, values)  # which may be defined later than the call is compiled
            for position, write in writers:
                write(frame, values[position])
            return result

        return Value(choice.returns if choice.returns is not None else NULL_TYPE, run)

    def _getter(self, formal: Formal, actual: _Actual | None) -> Run:
        if actual is None:
            assert formal.default is not None
            return formal.default
        if formal.mode == "OUT":
            return lambda _: None
        if formal.mode == "IN" and actual.value.type is formal.type and not isinstance(formal.type, ScalarType):
            return actual.value.run  # composites are passed as they are: nobody can change them there
        convert, read = converter(actual.value.type, formal.type), actual.value.run
        return lambda frame: convert(read(frame), frame.execution)

    def _writer(self, formal: Formal, actual: _Actual) -> Callable[[Frame, Any], None]:
        assign = actual.value.assign
        if assign is None:
            name = self.source_of(actual.argument.value)
            raise pls(actual.argument.value.at, 363, f"expression '{name}' cannot be used as an assignment target")
        if formal.mode == "OUT":
            self.uses.written(actual.argument.value)
        convert, store = converter(formal.type, actual.value.type), assign
        return lambda frame, value: store(frame, convert(value, frame.execution))

    def sql_function(self, node: Expression, name: str, values: list[Value]) -> Value:
        """A call of one of SQL's functions."""
        if name in _EMPTY_LOBS and not values:
            kind, empty = _EMPTY_LOBS[name]
            return Value(ScalarType(kind), lambda _: empty)
        kinds = []
        for value in values:
            if not isinstance(value.type, ScalarType) or value.type.family == "BOOLEAN":
                raise pls(node.at, 306, f"wrong number or types of arguments in call to '{name}'")
            kinds.append(value.type.type)
        try:
            overload = registry.resolve(name, kinds)
        except OraError:
            raise pls(node.at, 306, f"wrong number or types of arguments in call to '{name}'") from None
        if overload.aggregate:
            raise pls(node.at, 204, f"function or pseudo-column '{name}' may be used inside a SQL statement only")
        result = overload.result(kinds) if callable(overload.result) else overload.result
        runs = [value.run for value in values]
        numeric = result.family == "NUMBER"
        call = _direct(overload, kinds) or (lambda session, given: registry.call(session, name, given, kinds)[0])

        def run(frame: Frame) -> Any:
            found = call(frame.execution.session, [read(frame) for read in runs])
            return exact(found) if numeric and found is not None else found

        if name in CONDITION_FUNCTIONS:
            return Value(BOOLEAN_TYPE, lambda frame: None if (found := run(frame)) is None else bool(found))
        return Value(ScalarType(result), run)


def _direct(overload: registry.Overload, kinds: Sequence[OracleType]) -> Callable[[Session, Sequence[Any]], Any] | None:
    """What `registry.call` does, found out once; None where arguments have to be converted."""
    families = overload.wanted_families(kinds)
    if NULL in kinds or any(registry.conversion(*pair) for pair in zip(kinds, families, strict=True)):
        return None
    run, null_out = registry.in_plsql(overload), overload.null_in_null_out
    gives_lob = overload.result_type(kinds).family == "CLOB"

    def call(session: Session, values: Sequence[Any]) -> Any:
        if "" in values:
            pairs = zip(values, kinds, strict=True)
            values = [None if value == "" and kind.family != "CLOB" else value for value, kind in pairs]
        if null_out and None in values:
            return None
        result = run(session, values)
        return None if result == "" and not gives_lob else result

    return call


def _check_refused(overloads: Overloads) -> None:
    """Raises ORA-03001 where one of the subprograms could not be declared: perhaps that one is meant."""
    if overloads.refused is not None:
        raise overloads.refused.error()


def _present(receiver: Value) -> Value:
    """The object whose method is called. Raises ORA-30625 when there is none."""

    def run(frame: Frame) -> Any:
        found = receiver.run(frame)
        if found is None:
            raise OraError(30625, message="method dispatch on NULL SELF argument is disallowed")
        return found

    return Value(receiver.type, run)


def _match(choice: Subprogram, actuals: list[_Actual]) -> tuple[int, list[tuple[Formal, _Actual | None]]] | None:
    """Formals with their actuals and how far these are from fitting; None when they do not fit."""
    given: dict[str, _Actual] = {}
    for position, actual in enumerate(actuals):
        name = actual.argument.name
        if name is None:
            if position >= len(choice.formals):
                return None
            name = choice.formals[position].name
        if name in given or all(formal.name != name for formal in choice.formals):
            return None
        given[name] = actual
    score = 0
    pairs: list[tuple[Formal, _Actual | None]] = []
    for formal in choice.formals:
        found = given.get(formal.name)
        pairs.append((formal, found))
        if found is None:
            if formal.default is None:
                return None
            continue
        away = _away(formal, found.value.type)
        if away is None:
            return None
        score += away
    return score, pairs


def _away(formal: Formal, actual: DataType) -> int | None:
    if formal.mode == "IN":
        return distance(actual, formal.type)
    if formal.mode == "OUT":
        return distance(formal.type, actual)
    back = distance(formal.type, actual)
    return None if back is None else distance(actual, formal.type)
