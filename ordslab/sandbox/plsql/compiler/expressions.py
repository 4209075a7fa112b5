"""Compiling expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.coercion import as_text, converter
from ordslab.sandbox.plsql.compiler import multisets, operators
from ordslab.sandbox.plsql.compiler.base import CompilerBase
from ordslab.sandbox.plsql.compiler.binds import bound
from ordslab.sandbox.plsql.datatypes import (
    BOOLEAN_TYPE,
    NULL_TYPE,
    NUMBER_TYPE,
    TEXT_TYPE,
    CursorType,
    DataType,
    ScalarType,
    distance,
    group,
)
from ordslab.sandbox.plsql.errors import pls
from ordslab.sandbox.plsql.runtime import CursorState, Frame, Run, opened
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import (
    Between,
    Binary,
    BindReference,
    Call,
    CaseExpression,
    CollectionTest,
    CursorAttribute,
    Expression,
    InList,
    IsJson,
    IsNull,
    Like,
    Literal,
    Member,
    MultisetOperation,
    Name,
    SqlExpression,
    Treat,
    Unary,
)
from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.functions.json_values import is_json
from ordslab.sandbox.sql.types import NULL


class ExpressionCompiler(CompilerBase):
    """Expressions; names and calls are the next class's."""

    def sql_expression(self, node: SqlExpression) -> Value:
        """Compile an expression that SQL evaluates."""
        raise NotImplementedError

    def treat(self, node: Treat) -> Value:
        """Compile TREAT."""
        raise NotImplementedError

    def expression(self, node: Expression) -> Value:
        """Compile any expression. Raises `Diagnostic` where it is wrong."""
        interruption.check()
        if isinstance(node, Literal):
            value = node.value
            return Value(ScalarType(node.type), lambda _: value)
        if isinstance(node, Name | Member | Call):
            return self.reference(node)
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Unary):
            return self._unary(node)
        if isinstance(node, BindReference):
            return self._bind(node)
        if isinstance(node, IsNull):
            return self._is_null(node)
        if isinstance(node, IsJson):
            return self._is_json(node)
        if isinstance(node, CaseExpression):
            return self._case(node)
        if isinstance(node, CursorAttribute):
            return self._cursor_attribute(node)
        if isinstance(node, SqlExpression):
            return self.sql_expression(node)
        if isinstance(node, Treat):
            return self.treat(node)
        if isinstance(node, MultisetOperation | CollectionTest):
            return self._multiset(node)
        return self._predicate(node)

    def condition(self, node: Expression) -> Run:
        """Compile an expression that must be BOOLEAN."""
        value = self.expression(node)
        if not isinstance(value.type, ScalarType) or value.type.family not in ("BOOLEAN", "NULL"):
            raise pls(node.at, 382, "expression is of wrong type")
        return value.run

    def into(self, node: Expression, kind: DataType) -> Run:
        """Compile an expression whose value goes into something of type `kind`. PLS-00382 when it does not fit."""
        value = self.expression(node)
        return self.fitted(node.at, value, kind)

    def fitted(self, at: int, value: Value, kind: DataType) -> Run:
        """The value converted to `kind`. PLS-00382 when it does not fit."""
        if kind.name == "MALFORMED" or value.type.name == "MALFORMED":
            raise pls(at, 320, "the declaration of the type of this expression is incomplete or malformed")
        if distance(value.type, kind) is None:
            raise pls(at, 382, "expression is of wrong type")
        convert, run = converter(value.type, kind), value.run
        return lambda frame: convert(run(frame), frame.execution)

    def text_of(self, node: Expression) -> Run:
        """Compile an expression as text."""
        value = self.expression(node)
        if not isinstance(value.type, ScalarType) or value.type.family == "BOOLEAN":
            raise pls(node.at, 382, "expression is of wrong type")
        convert, run = as_text(value.type), value.run
        return lambda frame: convert(run(frame), frame.execution)

    # --- operators -------------------------------------------------------------------------------------------------

    def _binary(self, node: Binary) -> Value:
        operator = node.operator
        if operator in ("AND", "OR"):
            left, right = self.condition(node.left), self.condition(node.right)
            return operators.logical(operator, Value(BOOLEAN_TYPE, left), Value(BOOLEAN_TYPE, right))
        left_value, right_value = self.expression(node.left), self.expression(node.right)
        if operator == "||":
            for side in (left_value, right_value):
                if not isinstance(side.type, ScalarType) or side.type.family == "BOOLEAN":
                    raise pls(node.left.at, 306, "wrong number or types of arguments in call to '||'")
            return operators.concatenation(left_value, right_value)
        at = node.left.at
        if operator in ("=", "<>", "<", ">", "<=", ">="):
            return operators.comparison(at, operator, left_value, right_value)
        return operators.arithmetic(at, operator, left_value, right_value)

    def _unary(self, node: Unary) -> Value:
        if node.operator == "NOT":
            return operators.negation(Value(BOOLEAN_TYPE, self.condition(node.operand)))
        operand = self.expression(node.operand)
        if node.operator == "+":
            return operand
        zero = Value(NUMBER_TYPE, lambda _: 0)
        return operators.arithmetic(node.at, "-", zero, operand)

    def _is_null(self, node: IsNull) -> Value:
        run, negated = self.expression(node.operand).run, node.negated
        return Value(BOOLEAN_TYPE, lambda frame: (run(frame) is None) is not negated)

    def _is_json(self, node: IsJson) -> Value:
        run, kind = self.expression(node.operand).run, node.kind or "VALUE"

        def test(frame: Frame) -> bool | None:
            document = run(frame)
            return None if document is None else is_json(document, kind)

        return self._negated(Value(BOOLEAN_TYPE, test), node.negated)

    def _predicate(self, node: Expression) -> Value:
        if isinstance(node, Between):
            operand = self.expression(node.operand)
            low = operators.comparison(node.operand.at, ">=", operand, self.expression(node.low))
            high = operators.comparison(node.operand.at, "<=", operand, self.expression(node.high))
            return self._negated(operators.logical("AND", low, high), node.negated)
        if isinstance(node, InList):
            operand = self.expression(node.operand)
            found = Value(BOOLEAN_TYPE, lambda _: False)
            for choice in node.choices:
                equal = operators.comparison(node.operand.at, "=", operand, self.expression(choice))
                found = operators.logical("OR", found, equal)
            return self._negated(found, node.negated)
        assert isinstance(node, Like)
        escape = self.text_of(node.escape) if node.escape is not None else None
        run = operators.like(self.text_of(node.operand), self.text_of(node.pattern), escape)
        return self._negated(Value(BOOLEAN_TYPE, run), node.negated)

    def _negated(self, value: Value, negated: bool) -> Value:
        return operators.negation(value) if negated else value

    def _multiset(self, node: MultisetOperation | CollectionTest) -> Value:
        if isinstance(node, MultisetOperation):
            return multisets.operation(node, self.expression(node.left), self.expression(node.right))
        collection = self.expression(node.collection) if node.collection is not None else None
        return self._negated(multisets.test(node, self.expression(node.operand), collection), node.negated)

    # --- CASE ------------------------------------------------------------------------------------------------------

    def tests(self, selector: Expression | None, conditions: list[Expression]) -> list[Run]:
        """The conditions of a CASE: searched, or compared with its selector (evaluated once a test)."""
        if selector is None:
            return [self.condition(condition) for condition in conditions]
        wanted = self.expression(selector)
        return [
            operators.comparison(condition.at, "=", wanted, self.expression(condition)).run for condition in conditions
        ]

    def _case(self, node: CaseExpression) -> Value:
        tests = self.tests(node.selector, [condition for condition, _ in node.branches])
        results = [self.expression(result) for _, result in node.branches]
        otherwise = self.expression(node.otherwise) if node.otherwise is not None else None
        everything = [*results, *([otherwise] if otherwise is not None else [])]
        kind = _common(everything)
        runs = [self.fitted(node.at, result, kind) for result in results]
        last = self.fitted(node.at, otherwise, kind) if otherwise is not None else None

        def run(frame: Frame) -> Any:
            for test, result in zip(tests, runs, strict=True):
                if test(frame):
                    return result(frame)
            return last(frame) if last is not None else None

        return Value(kind, run)

    # --- binds and cursor attributes ---------------------------------------------------------------------------------

    def _bind(self, node: BindReference) -> Value:
        if node.name in self.correlations:
            return self.correlations[node.name].value(self.level)
        bind = self.binds.get(node.name)
        if bind is None:
            raise pls(node.at, 49, f"bad bind variable '{node.name}'")
        self.uses.met(node)
        return bound(node.name, bind)

    def _cursor_attribute(self, node: CursorAttribute) -> Value:
        kind = NUMBER_TYPE if node.name == "ROWCOUNT" else BOOLEAN_TYPE
        if isinstance(node.of, Name) and node.of.name == "SQL":
            return Value(kind, _SQL_ATTRIBUTES[node.name])
        read = self.cursor_value(node.of).run
        if node.name == "ISOPEN":
            return Value(kind, lambda frame: (state := read(frame)) is not None and state.is_open)
        get = _CURSOR_ATTRIBUTES[node.name]
        return Value(kind, lambda frame: get(opened(read(frame))))

    def cursor_value(self, node: Expression) -> Value:
        """A declared cursor or cursor variable. PLS-00456 for anything else."""
        value = self.expression(node)
        if not isinstance(value.type, CursorType):
            raise pls(node.at, 456, f"item '{self.source_of(node)}' is not a cursor")
        return value

    def source_of(self, node: Expression) -> str:
        """A name as messages show it, in upper case with its dots."""
        if isinstance(node, Member):
            return f"{self.source_of(node.of)}.{node.name}"
        if isinstance(node, Call):
            return self.source_of(node.of)
        if isinstance(node, BindReference):
            return f":{node.name}"
        return node.name if isinstance(node, Name) else "expression"


def _common(values: list[Value]) -> DataType:
    """The type of a CASE: of its first branch that is not NULL; text when texts of several lengths meet."""
    known = [value.type for value in values if value.type != NULL_TYPE]
    if not known:
        return ScalarType(NULL)
    first = known[0]
    if isinstance(first, ScalarType):
        if group(first.type) == "TEXT":
            return TEXT_TYPE
        if group(first.type) == "NUMBER":
            return NUMBER_TYPE
    return first


_SQL_ATTRIBUTES: dict[str, Run] = {
    "ROWCOUNT": lambda frame: frame.execution.rowcount,
    "FOUND": lambda frame: None if frame.execution.rowcount is None else frame.execution.rowcount > 0,
    "NOTFOUND": lambda frame: None if frame.execution.rowcount is None else frame.execution.rowcount == 0,
    "ISOPEN": lambda _: False,
}
_CURSOR_ATTRIBUTES: dict[str, Callable[[CursorState], Any]] = {
    "ROWCOUNT": lambda state: state.fetched,
    "FOUND": lambda state: state.found,
    "NOTFOUND": lambda state: None if state.found is None else not state.found,
}
