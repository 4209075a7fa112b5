"""Compiling what is in composites: fields of records, elements of collections; and what makes new ones."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.plsql.coercion import empty_value
from ordslab.sandbox.plsql.compiler.calls import CallCompiler
from ordslab.sandbox.plsql.datatypes import PLS_INTEGER, CollectionType, DataType, ObjectType, RecordType
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import Frame, Run
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import Argument, Call, Expression, Member, Name
from ordslab.sandbox.plsql.values import Collection


class CompositeCompiler(CallCompiler):
    """Records, collections and objects."""

    def field(self, node: Member, value: Value, kind: RecordType) -> Value:
        """A record's field."""
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

    def element(self, node: Call, value: Value, kind: CollectionType) -> Value:
        """A collection's element."""
        index = self.into(node.arguments[0].value, kind.index or PLS_INTEGER)
        read, reach, fresh = value.run, value.reach or value.run, initial(kind.element)
        grows = kind.index is not None

        def collection(frame: Frame, source: Any) -> tuple[Collection, Any]:
            found, key = source(frame), index(frame)
            if found is None:
                raise runtime_error(6531)
            if key is None:
                raise runtime_error(6502, "PL/SQL: numeric or value error: NULL index table key value")
            if not grows and not 1 <= key <= found.extent:
                raise runtime_error(6532 if key < 1 or (kind.limit is not None and key > kind.limit) else 6533)
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
                found[key] = fresh(frame)
            return found[key]

        return Value(kind.element, run, assign if value.assign is not None else None, reach_element)

    def constructed(self, node: Expression, kind: DataType, arguments: tuple[Argument, ...]) -> Value:
        """A constructor's call: of a collection, an object, or (a qualified expression, since 18c) a record."""
        at = start_of(node)
        if isinstance(kind, CollectionType):
            if kind.index is not None and any(argument.key or argument.name for argument in arguments):
                return self._indexed(at, kind, arguments)
            if any(argument.key or argument.name for argument in arguments):
                raise self._wrong_arguments(node)
            runs = [self.into(argument.value, kind.element) for argument in arguments]
            limit = kind.limit

            def run(frame: Frame) -> Collection:
                if limit is not None and len(runs) > limit:
                    raise runtime_error(6532)
                return Collection([run(frame) for run in runs])

            return Value(kind, run)
        if isinstance(kind, ObjectType):
            return self.call(kind.members[kind.name], arguments, node, at, as_function=True)
        if isinstance(kind, RecordType) and arguments:
            return self._record(node, kind, arguments)
        if isinstance(kind, RecordType):
            return Value(kind, initial(kind))
        raise pls(at, 222, f"no function with name '{self.source_of(node)}' exists in this scope")

    def _indexed(self, at: int, kind: CollectionType, arguments: tuple[Argument, ...]) -> Value:
        """t(1 => 'a', 'key' => 'b'): a name in front of => is a variable with the index."""
        assert kind.index is not None
        pairs: list[tuple[Run, Run]] = []
        for argument in arguments:
            key = argument.key or (Name(argument.at, argument.name) if argument.name else None)
            if key is None:
                raise pls(at, 306, f"wrong number or types of arguments in call to '{kind.name}'")
            pairs.append((self.into(key, kind.index), self.into(argument.value, kind.element)))
        return Value(kind, lambda frame: Collection({key(frame): value(frame) for key, value in pairs}))

    def _record(self, node: Expression, kind: RecordType, arguments: tuple[Argument, ...]) -> Value:
        fields = {}
        for position, argument in enumerate(arguments):
            field = kind.field(argument.name) if argument.name else (kind.fields[position : position + 1] or (None,))[0]
            if field is None or argument.key is not None:
                raise self._wrong_arguments(node)
            fields[field.attribute] = self.into(argument.value, field.type)
        start = initial(kind)

        def run(frame: Frame) -> Any:
            record = start(frame)
            for attribute, source in fields.items():
                setattr(record, attribute, source(frame))
            return record

        return Value(kind, run)

    def _wrong_arguments(self, node: Expression) -> Exception:
        return pls(start_of(node), 306, f"wrong number or types of arguments in call to '{self.source_of(node)}'")


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


def start_of(node: Expression) -> int:
    """Where a dotted name begins: Oracle points there for a wrong call."""
    while isinstance(node, Member | Call):
        node = node.of
    return node.at
