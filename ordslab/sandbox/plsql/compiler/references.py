"""Compiling names: variables, fields, elements, packages' members, built-in functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.plsql.coercion import converter, empty_value
from ordslab.sandbox.plsql.compiler.calls import CallCompiler
from ordslab.sandbox.plsql.compiler.methods import METHODS, Method, call_method
from ordslab.sandbox.plsql.datatypes import (
    NUMBER_TYPE,
    PLS_INTEGER,
    TEXT_TYPE,
    CollectionType,
    DataType,
    RecordType,
    ScalarType,
    distance,
)
from ordslab.sandbox.plsql.errors import message_of, pls, runtime_error, sqlcode, sqlerrm, undeclared
from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.plsql.scope import (
    CursorSymbol,
    ExceptionSymbol,
    Overloads,
    Scope,
    TypeSymbol,
    Value,
    Variable,
)
from ordslab.sandbox.plsql.tree import Call, Expression, Member, Name, SqlExpression
from ordslab.sandbox.plsql.values import Collection, Record
from ordslab.sandbox.sql.functions import registry


@dataclass(frozen=True)
class Builtin:
    """A function of SQL that PL/SQL has too."""

    name: str


@dataclass(frozen=True)
class Owner:
    """A schema that owns packages."""

    name: str


Entity = Value | Variable | Overloads | TypeSymbol | CursorSymbol | ExceptionSymbol | Scope | Method | Builtin | Owner

_ONLY_SQL = frozenset({"DECODE", "NVL2", "COUNT", "SUM", "AVG", "MIN", "MAX", "LISTAGG", "ROWNUM", "LEVEL", "ROWID"})


class ReferenceCompiler(CallCompiler):
    """Names with what hangs on them."""

    def reference(self, node: Expression) -> Value:
        """A name as an expression."""
        if isinstance(node, Member) and node.name in ("NEXTVAL", "CURRVAL") and self._is_sequence(node):
            return self.sql_expression(SqlExpression(_start(node), node.at + len(node.name)))
        return self._value(node, self._entity(node))

    def procedure_call(self, node: Expression) -> Step:
        """A name as a statement."""
        arguments = node.arguments if isinstance(node, Call) else ()
        named = node.of if isinstance(node, Call) else node
        entity = self._entity(named)
        if isinstance(entity, Overloads):
            return self.call(entity, arguments, named, _start(node), as_function=False).run
        if isinstance(entity, Method):
            return call_method(self, entity, arguments, as_function=False).run
        raise pls(_start(node), 221, f"'{self.source_of(named).split('.')[-1]}' is not a procedure or is undefined")

    def _is_sequence(self, node: Member) -> bool:
        root = node.of
        while isinstance(root, Member):
            root = root.of
        return isinstance(root, Name) and self.scope.find(root.name) is None

    def _value(self, node: Expression, entity: Entity) -> Value:
        """What a name gives when it stands as an expression."""
        if isinstance(entity, Value):
            return entity
        if isinstance(entity, Variable | CursorSymbol):
            return self._variable(node, entity)
        if isinstance(entity, Overloads):
            return self.call(entity, (), node, _start(node), as_function=True)
        if isinstance(entity, Method):
            return call_method(self, entity, (), as_function=True)
        if isinstance(entity, Builtin):
            return self._builtin(node, entity, ())
        if isinstance(entity, TypeSymbol | ExceptionSymbol):
            raise pls(node.at, 330, f"invalid use of type name or subtype name '{self.source_of(node)}'")
        if isinstance(entity, Owner):
            raise undeclared(node.at, entity.name)
        name = getattr(entity, "name", entity.label)
        raise pls(_start(node), 221 if entity.label else 201, f"'{name}' is not a procedure or is undefined")

    def _variable(self, node: Expression, symbol: Variable | CursorSymbol) -> Value:
        value = symbol.value(self.level)
        if value.type.name == "MALFORMED":
            raise pls(node.at, 320, "the declaration of the type of this expression is incomplete or malformed")
        return value

    # --- what a name stands for --------------------------------------------------------------------------------------

    def _entity(self, node: Expression) -> Entity:
        if isinstance(node, Name):
            entity = self._named(node.name)
            if entity is None:
                raise undeclared(node.at, node.name)
            return entity
        if isinstance(node, Member):
            return self._member(node)
        if isinstance(node, Call):
            return self._called(node)
        return self.expression(node)

    def _named(self, name: str) -> Entity | None:
        symbol = self.scope.find(name)
        if symbol is not None:
            assert isinstance(symbol, Variable | Overloads | TypeSymbol | CursorSymbol | ExceptionSymbol)
            return symbol
        if name == "SQLCODE":
            return Value(NUMBER_TYPE, lambda frame: sqlcode(frame.execution.current))
        if name == "SQLERRM":
            return Builtin(name)
        labelled = self.scope.labelled(name)
        if labelled is not None:
            return labelled
        package = self.catalog.find(name)
        if package is not None:
            return package
        standard = self.catalog.find("DBMS_STANDARD")
        if standard is not None and isinstance(overloads := standard.names.get(name), Overloads):
            return overloads
        if registry.overloads(name) or name in _ONLY_SQL:
            return Builtin(name)
        return Owner(name) if self.catalog.is_owner(name) else None

    def _member(self, node: Member) -> Entity:
        if isinstance(node.of, Name) and self._named(node.of.name) is None:
            if registry.overloads(f"{node.of.name}.{node.name}"):
                return Builtin(f"{node.of.name}.{node.name}")
            raise undeclared(node.of.at, f"{node.of.name}.{node.name}")
        entity = self._entity(node.of)
        if isinstance(entity, Owner):
            package = self.catalog.find(f"{entity.name}.{node.name}")
            if package is None:
                raise undeclared(_start(node), f"{entity.name}.{node.name}")
            return package
        if isinstance(entity, Scope):
            return self._component(node, entity)
        if isinstance(entity, Builtin) and registry.overloads(f"{entity.name}.{node.name}"):
            return Builtin(f"{entity.name}.{node.name}")
        value = self._value(node.of, entity)
        if isinstance(value.type, CollectionType) and node.name in METHODS:
            return Method(value, node.name, node.at)
        if isinstance(value.type, RecordType):
            return self._field(node, value, value.type)
        raise pls(_start(node), 487, f"Invalid reference to variable '{self.source_of(node.of)}'")

    def _component(self, node: Member, scope: Scope) -> Entity:
        symbol = scope.names.get(node.name)
        if symbol is None:
            if scope.label and registry.overloads(f"{scope.label}.{node.name}"):
                return Builtin(f"{scope.label}.{node.name}")
            raise pls(node.at, 302, f"component '{node.name}' must be declared")
        assert isinstance(symbol, Variable | Overloads | TypeSymbol | CursorSymbol | ExceptionSymbol)
        return symbol

    def _field(self, node: Member, value: Value, kind: RecordType) -> Value:
        field = kind.field(node.name)
        if field is None:
            raise pls(node.at, 302, f"component '{node.name}' must be declared")
        attribute, read, reach = field.attribute, value.run, value.reach or value.run

        def run(frame: Frame) -> Any:
            return getattr(read(frame), attribute)

        def assign(frame: Frame, given: Any) -> None:
            setattr(reach(frame), attribute, given)

        def reach_field(frame: Frame) -> Any:
            return getattr(reach(frame), attribute)

        return Value(field.type, run, assign if value.assign is not None else None, reach_field)

    def _called(self, node: Call) -> Entity:
        entity = self._entity(node.of)
        if isinstance(entity, Overloads):
            return self.call(entity, node.arguments, node.of, _start(node), as_function=True)
        if isinstance(entity, Method):
            return call_method(self, entity, node.arguments, as_function=True)
        if isinstance(entity, Builtin):
            return self._builtin(node.of, entity, tuple(node.arguments))
        if isinstance(entity, TypeSymbol):
            return self._constructed(node, entity.type)
        value = self._value(node.of, entity)
        if isinstance(value.type, CollectionType) and len(node.arguments) == 1:
            return self._element(node, value, value.type)
        text = f"object '{self.source_of(node.of)}' must be of type function or array to be used this way"
        raise pls(_start(node), 224, text)

    # --- collections -------------------------------------------------------------------------------------------------

    def _element(self, node: Call, value: Value, kind: CollectionType) -> Value:
        index = self.into(node.arguments[0].value, kind.index or PLS_INTEGER)
        read, reach, element = value.run, value.reach or value.run, kind.element
        grows = kind.index is not None

        def collection(frame: Frame, source: Any) -> tuple[Collection, Any]:
            found, key = source(frame), index(frame)
            if found is None:
                raise runtime_error(6531)
            if key is None:
                raise runtime_error(6502, "PL/SQL: numeric or value error: NULL index table key value")
            if not grows and not 1 <= key <= found.extent:
                raise runtime_error(6532 if key < 1 else 6533)
            return found, key

        def run(frame: Frame) -> Any:
            found, key = collection(frame, read)
            if key not in found:
                raise runtime_error(1403)
            return found[key]

        def assign(frame: Frame, given: Any) -> None:
            found, key = collection(frame, reach)
            found[key] = given

        def reach_element(frame: Frame) -> Any:
            found, key = collection(frame, reach)
            if key not in found:
                found[key] = empty_value(element)
            return found[key]

        return Value(element, run, assign if value.assign is not None else None, reach_element)

    def _constructed(self, node: Call, kind: DataType) -> Value:
        """A collection's constructor, or (as since 18c) a record's."""
        if isinstance(kind, CollectionType):
            runs = [self.into(argument.value, kind.element) for argument in node.arguments]
            return Value(kind, lambda frame: Collection([run(frame) for run in runs]))
        if not isinstance(kind, RecordType):
            return self._value(node.of, TypeSymbol(kind))
        fields = {}
        for position, argument in enumerate(node.arguments):
            field = kind.field(argument.name) if argument.name else (kind.fields[position : position + 1] or (None,))[0]
            if field is None:
                name = self.source_of(node.of)
                raise pls(_start(node), 306, f"wrong number or types of arguments in call to '{name}'")
            fields[field.attribute] = self.into(argument.value, field.type)
        empty = kind

        def run(frame: Frame) -> Record:
            record: Record = empty_value(empty)
            for attribute, source in fields.items():
                setattr(record, attribute, source(frame))
            return record

        return Value(kind, run)

    # --- SQL's functions ---------------------------------------------------------------------------------------------

    def _builtin(self, node: Expression, builtin: Builtin, arguments: tuple[Any, ...]) -> Value:
        name = builtin.name
        if name in _ONLY_SQL - {"NVL2"}:
            raise pls(node.at, 204, f"function or pseudo-column '{name}' may be used inside a SQL statement only")
        values = [self.expression(argument.value) for argument in arguments]
        if name == "SQLERRM":
            return self._sqlerrm(arguments)
        if name in ("NVL", "COALESCE") and any(not _is_sql_value(value) for value in values):
            return self._first_not_null(node, values)
        return self.sql_function(node, name, values)

    def _sqlerrm(self, arguments: tuple[Any, ...]) -> Value:
        if not arguments:
            return Value(TEXT_TYPE, lambda frame: sqlerrm(frame.execution.current))
        code = self.into(arguments[0].value, PLS_INTEGER)
        return Value(TEXT_TYPE, lambda frame: message_of(code(frame) or 0))

    def _first_not_null(self, node: Expression, values: list[Value]) -> Value:
        kind = values[0].type
        if any(distance(value.type, kind) is None for value in values):
            raise pls(_start(node), 306, f"wrong number or types of arguments in call to '{self.source_of(node)}'")
        runs = [(value.run, converter(value.type, kind)) for value in values]

        def run(frame: Frame) -> Any:
            for read, convert in runs:
                found = read(frame)
                if found is not None:
                    return convert(found, frame.execution)
            return None

        return Value(kind, run)


def _is_sql_value(value: Value) -> bool:
    return isinstance(value.type, ScalarType) and value.type.family != "BOOLEAN"


def _start(node: Expression) -> int:
    """Where a dotted name begins: Oracle points there for a wrong call."""
    while isinstance(node, Member | Call):
        node = node.of
    return node.at
