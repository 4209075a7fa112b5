"""Compiling INTO: where the values of rows go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.compiler.embedded import Row
from ordslab.sandbox.plsql.compiler.sqlcompiler import SqlCompiler
from ordslab.sandbox.plsql.datatypes import CollectionType, DataType, RecordType, ScalarType, distance
from ordslab.sandbox.plsql.errors import Diagnostic, pls
from ordslab.sandbox.plsql.runtime import Frame
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import Expression
from ordslab.sandbox.plsql.values import Collection, Record
from ordslab.sandbox.sql.types import OracleType

StoreRow = Callable[[Frame, Row], None]
StoreRows = Callable[[Frame, Sequence[Row]], None]


class TargetCompiler(SqlCompiler):
    """INTO clauses."""

    def target(self, node: Expression) -> Value:
        """Something that can be assigned to. PLS-00363 when it cannot."""
        value = self.expression(node)
        if value.assign is None:
            name = self.source_of(node)
            raise pls(node.at, 363, f"expression '{name}' cannot be used as an assignment target")
        return value

    def into_row(self, nodes: Sequence[Expression], columns: Sequence[OracleType], at: int) -> StoreRow:
        """How one row gets into the targets: variables one by one, or a record."""
        targets = [self._into_target(node) for node in nodes]
        if len(targets) == 1 and isinstance(targets[0].type, RecordType):
            return self._into_record(targets[0], columns, at)
        _check_count(len(columns), len(targets), at)
        stores = [self._store(node, target, kind) for node, target, kind in zip(nodes, targets, columns, strict=True)]

        def store(frame: Frame, row: Row) -> None:
            for put, value in zip(stores, row, strict=True):
                put(frame, value)

        return store

    def into_rows(self, nodes: Sequence[Expression], columns: Sequence[OracleType], at: int) -> StoreRows:
        """How many rows get into collections (BULK COLLECT)."""
        targets = [self._into_target(node) for node in nodes]
        kinds = [target.type for target in targets]
        if not all(isinstance(kind, CollectionType) for kind in kinds):
            raise pls(nodes[0].at, 497, "cannot mix between single row and multi-row (BULK) in INTO list")
        first = kinds[0]
        assert isinstance(first, CollectionType)
        if len(targets) == 1 and isinstance(first.element, RecordType):
            build = self._record_builder(first.element, columns, at)
            return lambda frame, rows: _assign(targets[0], frame, Collection([build(frame, row) for row in rows]))
        _check_count(len(columns), len(targets), at)
        converts = []
        for node, kind, column in zip(nodes, kinds, columns, strict=True):
            assert isinstance(kind, CollectionType)
            converts.append(_column_converter(node.at, ScalarType(column), kind.element))

        def store(frame: Frame, rows: Sequence[Row]) -> None:
            for position, (target, convert) in enumerate(zip(targets, converts, strict=True)):
                elements = Collection([convert(row[position], frame.execution) for row in rows])
                _assign(target, frame, elements)

        return store

    def _into_target(self, node: Expression) -> Value:
        value = self.expression(node)
        if value.assign is None:
            name = self.source_of(node)
            raise pls(node.at, 403, f"expression '{name}' cannot be used as an INTO-target of a SELECT/FETCH statement")
        self.uses.written(node)
        return value

    def _store(self, node: Expression, target: Value, kind: OracleType) -> Callable[[Frame, Any], None]:
        convert = _column_converter(node.at, ScalarType(kind), target.type)
        assign = target.assign
        assert assign is not None
        return lambda frame, value: assign(frame, convert(value, frame.execution))

    def _into_record(self, target: Value, columns: Sequence[OracleType], at: int) -> StoreRow:
        assert isinstance(target.type, RecordType)
        build = self._record_builder(target.type, columns, at)
        return lambda frame, row: _assign(target, frame, build(frame, row))

    def _record_builder(
        self, kind: RecordType, columns: Sequence[OracleType], at: int
    ) -> Callable[[Frame, Row], Record]:
        _check_count(len(columns), len(kind.fields), at)
        converts = [
            (field.attribute, _column_converter(at, ScalarType(column), field.type))
            for field, column in zip(kind.fields, columns, strict=True)
        ]

        def build(frame: Frame, row: Row) -> Record:
            execution = frame.execution
            return Record(
                **{name: convert(value, execution) for (name, convert), value in zip(converts, row, strict=True)}
            )

        return build


def _assign(target: Value, frame: Frame, value: Any) -> None:
    assert target.assign is not None
    target.assign(frame, value)


def _column_converter(at: int, column: ScalarType, kind: DataType) -> Callable[[Any, Any], Any]:
    if distance(column, kind) is None:
        raise pls(at, 386, "type mismatch found at expression between FETCH cursor and INTO variables")
    return converter(column, kind)


def _check_count(columns: int, targets: int, at: int) -> None:
    if columns < targets:
        raise Diagnostic(at, "PL/SQL: ORA-00947: not enough values")
    if columns > targets:
        raise Diagnostic(at, "PL/SQL: ORA-00913: too many values")
