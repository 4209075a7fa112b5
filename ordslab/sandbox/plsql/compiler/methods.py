"""The methods of collections: COUNT, FIRST, LAST, NEXT, PRIOR, EXISTS, LIMIT, EXTEND, TRIM, DELETE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.plsql.compiler.base import CompilerBase
from ordslab.sandbox.plsql.compiler.composites import initial
from ordslab.sandbox.plsql.datatypes import BOOLEAN_TYPE, NUMBER_TYPE, PLS_INTEGER, CollectionType, ScalarType
from ordslab.sandbox.plsql.errors import pls, runtime_error
from ordslab.sandbox.plsql.runtime import Frame, Run
from ordslab.sandbox.plsql.scope import Value
from ordslab.sandbox.plsql.tree import Argument
from ordslab.sandbox.plsql.values import Collection, copy_value

_FUNCTIONS = frozenset({"COUNT", "FIRST", "LAST", "NEXT", "PRIOR", "EXISTS", "LIMIT"})
COLLECTION_METHODS = _FUNCTIONS | {"EXTEND", "TRIM", "DELETE"}


@dataclass(frozen=True)
class Method:
    """A method of the collection that `owner` gives."""

    owner: Value
    name: str
    at: int


def call_method(compiler: CompilerBase, method: Method, arguments: tuple[Argument, ...], *, as_function: bool) -> Value:
    """Compile a call of a collection's method."""
    kind = method.owner.type
    assert isinstance(kind, CollectionType)
    if (method.name in _FUNCTIONS) != as_function:
        number, text = (222, "no function with name '{}' exists in this scope") if as_function else (
            221, "'{}' is not a procedure or is undefined"
        )  # fmt: skip
        raise pls(method.at, number, text.format(method.name))
    if len(arguments) not in _COUNTS[method.name] or (method.name in ("EXTEND", "TRIM") and kind.index is not None):
        raise pls(method.at, 306, f"wrong number or types of arguments in call to '{method.name}'")
    counts = method.name in ("EXTEND", "TRIM")
    key_type = PLS_INTEGER if counts or kind.index is None else kind.index
    keys = [compiler.fitted(argument.at, compiler.expression(argument.value), key_type) for argument in arguments]
    if method.name == "EXISTS":
        return Value(BOOLEAN_TYPE, _exists(method.owner.run, keys[0]))
    if method.name == "LIMIT":
        return Value(NUMBER_TYPE, lambda _: kind.limit)
    action = _ACTIONS[method.name]
    fresh = initial(kind.element)
    reach = method.owner.run if as_function else (method.owner.reach or method.owner.run)
    limit = kind.limit

    def run(frame: Frame) -> Any:
        collection = reach(frame)
        if collection is None:
            raise runtime_error(6531)
        arguments = [key(frame) for key in keys]
        if method.name == "EXTEND":
            arguments = [arguments[0] if arguments else 1, lambda: fresh(frame), *arguments[1:]]
        result = action(collection, arguments)
        if limit is not None and collection.extent > limit:
            collection.extent -= 1
            raise runtime_error(6532)
        return result

    result_type = key_type if isinstance(key_type, ScalarType) and method.name != "COUNT" else NUMBER_TYPE
    return Value(ScalarType(result_type.type), run)


def _exists(owner: Run, key: Run) -> Run:
    def run(frame: Frame) -> bool:
        collection = owner(frame)
        return collection is not None and key(frame) in collection

    return run


def _next(collection: Collection, arguments: list[Any]) -> Any:
    start = arguments[0]
    return next((key for key in collection.keys() if key > start), None)  # noqa: SIM118 - in index order


def _prior(collection: Collection, arguments: list[Any]) -> Any:
    start = arguments[0]
    return next((key for key in reversed(collection.keys()) if key < start), None)


def _first(collection: Collection, _: list[Any]) -> Any:
    keys = collection.keys()
    return keys[0] if keys else None


def _last(collection: Collection, _: list[Any]) -> Any:
    keys = collection.keys()
    return keys[-1] if keys else None


def _extend(collection: Collection, arguments: list[Any]) -> None:
    """Add elements, new ones or copies of the one at an index. Raises NO_DATA_FOUND when that is not there."""
    count, fresh, *copied = arguments
    if copied and copied[0] not in collection:
        raise runtime_error(1403)
    for _ in range(count or 0):
        collection.extent += 1
        collection[collection.extent] = copy_value(collection[copied[0]]) if copied else fresh()


def _trim(collection: Collection, arguments: list[Any]) -> None:
    count = arguments[0] if arguments else 1
    if count > collection.extent:
        raise runtime_error(6533)
    for _ in range(count):
        if collection.extent in collection:
            del collection[collection.extent]
        collection.extent -= 1


def _delete(collection: Collection, arguments: list[Any]) -> None:
    if not arguments:
        collection.clear()
        collection.extent = 0
    elif len(arguments) == 1:
        if arguments[0] in collection:
            del collection[arguments[0]]
    else:
        low, high = arguments
        for key in [key for key in collection.keys() if low <= key <= high]:  # noqa: SIM118
            del collection[key]


_ACTIONS: dict[str, Callable[[Collection, list[Any]], Any]] = {
    "COUNT": lambda collection, _: len(collection),
    "FIRST": _first,
    "LAST": _last,
    "NEXT": _next,
    "PRIOR": _prior,
    "EXTEND": _extend,
    "TRIM": _trim,
    "DELETE": _delete,
}
_COUNTS = {
    "COUNT": (0,), "FIRST": (0,), "LAST": (0,), "LIMIT": (0,), "NEXT": (1,), "PRIOR": (1,), "EXISTS": (1,),
    "EXTEND": (0, 1, 2), "TRIM": (0, 1), "DELETE": (0, 1, 2),
}  # fmt: skip
