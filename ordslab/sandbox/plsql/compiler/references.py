"""Compiling names: variables, packages' members, methods, stored programs, built-in functions."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.plsql.coercion import converter
from ordslab.sandbox.plsql.compiler.absent import unknown_component, unknown_member, unknown_name
from ordslab.sandbox.plsql.compiler.base import invalid_at
from ordslab.sandbox.plsql.compiler.composites import CompositeCompiler, start_of
from ordslab.sandbox.plsql.compiler.entities import BULK_ATTRIBUTES, Builtin, Entity, ObjectMethod, Owner
from ordslab.sandbox.plsql.compiler.methods import COLLECTION_METHODS, Method, call_method
from ordslab.sandbox.plsql.datatypes import (
    NUMBER_TYPE,
    PLS_INTEGER,
    TEXT_TYPE,
    CollectionType,
    ObjectType,
    RecordType,
    ScalarType,
    distance,
)
from ordslab.sandbox.plsql.errors import message_of, pls, sqlcode, sqlerrm, undeclared
from ordslab.sandbox.plsql.runtime import Frame, Step
from ordslab.sandbox.plsql.scope import (
    CursorSymbol,
    ExceptionSymbol,
    MethodResult,
    Overloads,
    PackageScope,
    Scope,
    Symbol,
    TypeSymbol,
    Value,
    Variable,
)
from ordslab.sandbox.plsql.tree import Argument, Call, Expression, Member, Name, SqlExpression, Treat
from ordslab.sandbox.sql.functions import registry

_ONLY_SQL = frozenset({"DECODE", "NVL2", "COUNT", "SUM", "AVG", "MIN", "MAX", "LISTAGG", "ROWNUM", "LEVEL", "ROWID"})


class ReferenceCompiler(CompositeCompiler):
    """Names with what hangs on them."""

    def reference(self, node: Expression) -> Value:
        """A name as an expression."""
        if isinstance(node, Member) and node.name in ("NEXTVAL", "CURRVAL") and self._is_sequence(node):
            return self.sql_expression(SqlExpression(start_of(node), node.at + len(node.name)))
        return self._value(node, self._entity(node))

    def symbol_of(self, node: Expression) -> Symbol | None:
        """The variable or cursor that a name stands for; None for anything else."""
        entity = self._entity(node) if isinstance(node, Name | Member) else None
        return entity if isinstance(entity, Variable | CursorSymbol) else None

    def procedure_call(self, node: Expression) -> Step:
        """A name as a statement."""
        arguments = node.arguments if isinstance(node, Call) else ()
        named = node.of if isinstance(node, Call) else node
        entity = self._entity(named)
        if isinstance(entity, Overloads):
            return self.call(entity, arguments, named, start_of(node), as_function=False).run
        if isinstance(entity, ObjectMethod):
            return self._method_call(entity, arguments, named, as_function=False).run
        if isinstance(entity, Method):
            return call_method(self, entity, arguments, as_function=False).run
        raise pls(start_of(node), 221, f"'{self.source_of(named).split('.')[-1]}' is not a procedure or is undefined")

    def treat(self, node: Treat) -> Value:
        """TREAT(object AS type)."""
        kind = self.data_type(node.type)
        value = self.expression(node.operand)
        fits = distance(kind, value.type) is not None or distance(value.type, kind) is not None
        if not isinstance(kind, ObjectType) or not fits:
            raise pls(node.at, 382, "expression is of wrong type")
        read, holds = value.run, kind.holds

        def run(frame: Frame) -> Any:
            found = read(frame)
            return found if found is not None and holds(found) else None

        return Value(kind, run)

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
            return self.call(entity, (), node, start_of(node), as_function=True)
        if isinstance(entity, ObjectMethod):
            return self._method_call(entity, (), node, as_function=True)
        if isinstance(entity, Method):
            return call_method(self, entity, (), as_function=True)
        if isinstance(entity, Builtin):
            return self._builtin(node, entity, ())
        if isinstance(entity, TypeSymbol | ExceptionSymbol):
            raise pls(node.at, 330, f"invalid use of type name or subtype name '{self.source_of(node)}'")
        if isinstance(entity, Owner):
            raise undeclared(node.at, entity.name)
        name = getattr(entity, "name", entity.label)
        raise pls(start_of(node), 221 if entity.label else 201, f"'{name}' is not a procedure or is undefined")

    def _variable(self, node: Expression, symbol: Variable | CursorSymbol) -> Value:
        value = symbol.value(self.level)
        if value.type.name == "MALFORMED":
            raise pls(node.at, 320, "the declaration of the type of this expression is incomplete or malformed")
        return value

    # --- what a name stands for --------------------------------------------------------------------------------------

    def _entity(self, node: Expression) -> Entity:
        if isinstance(node, Name):
            entity = self._named(node)
            if entity is None:
                raise unknown_name(node.at, node.name)
            return entity
        if isinstance(node, Member):
            return self._member(node)
        if isinstance(node, Call):
            return self._called(node)
        return self.expression(node)

    def _named(self, node: Name) -> Entity | None:
        name = node.name
        symbol = self.scope.find(name)
        if symbol is not None:
            assert isinstance(symbol, Variable | Overloads | TypeSymbol | CursorSymbol | ExceptionSymbol)
            return symbol
        if name == "SQLCODE":
            return Value(NUMBER_TYPE, lambda frame: sqlcode(frame.execution.current))
        if name == "SQLERRM":
            return Builtin(name)
        if name in BULK_ATTRIBUTES:
            return BULK_ATTRIBUTES[name]
        labelled = self.scope.labelled(name)
        if labelled is not None:
            return labelled
        return self._global(node)

    def _global(self, node: Name) -> Entity | None:
        name = node.name
        with invalid_at(node.at):
            package = self.catalog.find(name)
            standard = self.catalog.find("DBMS_STANDARD")
            if package is not None:
                return package
            if standard is not None and isinstance(overloads := standard.names.get(name), Overloads):
                return overloads
            kind = self.catalog.type(name)
            if kind is not None:
                return TypeSymbol(kind)
            if registry.overloads(name) or name in _ONLY_SQL:
                return Builtin(name)
            stored = self.catalog.subprogram(name)
            if stored is not None:
                return stored
        return Owner(name) if self.catalog.is_owner(name) else None

    def _member(self, node: Member) -> Entity:
        if isinstance(node.of, Name) and self._named(node.of) is None:
            if registry.overloads(f"{node.of.name}.{node.name}"):
                return Builtin(f"{node.of.name}.{node.name}")
            name = f"{node.of.name}.{node.name}"
            self.catalog.find(name)  # which refuses one of Oracle's packages whose owner is not here
            raise unknown_name(node.of.at, name)
        entity = self._entity(node.of)
        if isinstance(entity, Overloads):  # within a subprogram its name qualifies what it declares
            entity = self._around(entity.name, node.name) or entity
        if isinstance(entity, Owner):
            return self._owned(node, entity)
        if isinstance(entity, Scope):
            return self._component(node, entity)
        if isinstance(entity, Builtin) and registry.overloads(f"{entity.name}.{node.name}"):
            return Builtin(f"{entity.name}.{node.name}")
        if isinstance(entity, TypeSymbol) and isinstance(entity.type, ObjectType):
            return self._method(node, entity.type, None)
        value = self._value(node.of, entity)
        if isinstance(value.type, ObjectType):
            return self._method(node, value.type, value)
        if isinstance(value.type, CollectionType) and node.name in COLLECTION_METHODS:
            return Method(value, node.name, node.at)
        if isinstance(value.type, RecordType):
            return self.field(node, value, value.type)
        raise pls(start_of(node), 487, f"Invalid reference to variable '{self.source_of(node.of)}'")

    def _around(self, label: str, name: str) -> Scope | None:
        scope = self.scope.labelled(label)
        return scope if scope is not None and name in scope.names else None

    def _owned(self, node: Member, owner: Owner) -> Entity:
        name = f"{owner.name}.{node.name}"
        with invalid_at(start_of(node)):
            found = self.catalog.find(name) or self.catalog.subprogram(name)
            kind = self.catalog.type(name) if found is None else None
        if found is None and kind is None:
            raise unknown_name(start_of(node), name)
        return found or TypeSymbol(kind)  # type: ignore[arg-type]  # one of the two is there

    def _component(self, node: Member, scope: Scope) -> Entity:
        symbol = scope.declared(node.name)
        if symbol is None:
            if isinstance(scope, PackageScope) and registry.overloads(f"{scope.name}.{node.name}"):
                return Builtin(f"{scope.name}.{node.name}")
            raise unknown_component(node.at, scope, node.name)
        assert isinstance(symbol, Variable | Overloads | TypeSymbol | CursorSymbol | ExceptionSymbol)
        return symbol

    def _method(self, node: Member, kind: ObjectType, owner: Value | None) -> Entity:
        overloads = kind.member(node.name)
        if overloads is None:
            raise unknown_member(node.at, kind.name, node.name)
        return ObjectMethod(owner, overloads)

    def _method_call(
        self, method: ObjectMethod, arguments: tuple[Argument, ...], node: Expression, *, as_function: bool
    ) -> Value:
        value = self.call(
            method.overloads, arguments, node, start_of(node), as_function=as_function, receiver=method.owner
        )
        return MethodResult(value.type, value.run, value.assign, value.reach)

    def _called(self, node: Call) -> Entity:
        entity = self._entity(node.of)
        if isinstance(entity, Overloads):
            return self._function_result(node, entity)
        if isinstance(entity, ObjectMethod):
            return self._method_call(entity, node.arguments, node.of, as_function=True)
        if isinstance(entity, Method):
            return call_method(self, entity, node.arguments, as_function=True)
        if isinstance(entity, Builtin):
            return self._builtin(node.of, entity, tuple(node.arguments))
        if isinstance(entity, TypeSymbol):
            return self.constructed(node, entity.type, node.arguments)
        value = self._value(node.of, entity)
        if isinstance(value.type, CollectionType) and len(node.arguments) == 1:
            return self.element(node, value, value.type)
        text = f"object '{self.source_of(node.of)}' must be of type function or array to be used this way"
        raise pls(start_of(node), 224, text)

    def _function_result(self, node: Call, overloads: Overloads) -> Value:
        """A function's result; of one without parameters that gives a collection, the element at an index."""
        choice = overloads.choices[0]
        is_alone = len(overloads.choices) == 1 and not choice.formals
        if is_alone and isinstance(choice.returns, CollectionType) and len(node.arguments) == 1:
            value = self.call(overloads, (), node.of, start_of(node), as_function=True)
            return self.element(node, value, choice.returns)
        return self.call(overloads, node.arguments, node.of, start_of(node), as_function=True)

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
            raise pls(start_of(node), 306, f"wrong number or types of arguments in call to '{self.source_of(node)}'")
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
