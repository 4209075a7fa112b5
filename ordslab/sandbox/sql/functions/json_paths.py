"""SQL/JSON path expressions in Oracle's lax mode: steps, array ranges, filters, item methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql.errors import OraError

Variables = dict[str, Any]
Step = Callable[[Any, Variables], Iterator[Any]]
Test = Callable[[Any, Variables], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[^\W\d][\w$]*)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<symbol>==|!=|<>|<=|>=|&&|\|\||\.\.|[$@.\[\](),*?!<>=-]))""",
    re.VERBOSE,
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "number"


def scalar_text(value: Any) -> str:
    """A scalar as JSON_VALUE shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if -40 < value.adjusted() < 40 else str(value)
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    try:
        return Decimal(value) if isinstance(value, str) else None
    except ArithmeticError:
        return None


def _rounded(value: Any, rounding: str) -> Any:
    number = _number(value)
    return None if number is None else int(Decimal(number).to_integral_value(rounding))


_METHODS: dict[str, Callable[[Any], Any]] = {
    "size": lambda value: len(value) if isinstance(value, list) else 1,
    "count": lambda value: len(value) if isinstance(value, list) else 1,
    "type": _type_name,
    "length": lambda value: len(value) if isinstance(value, str) else None,
    "upper": lambda value: value.upper() if isinstance(value, str) else None,
    "lower": lambda value: value.lower() if isinstance(value, str) else None,
    "string": lambda value: scalar_text(value) if not isinstance(value, list | dict) else None,
    "number": _number,
    "double": _number,
    "abs": lambda value: None if (number := _number(value)) is None else abs(number),
    "ceiling": lambda value: _rounded(value, ROUND_CEILING),
    "floor": lambda value: _rounded(value, ROUND_FLOOR),
    "boolean": lambda value: value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value)),
}


def syntax_error() -> OraError:
    """ORA-40442."""
    return OraError(40442, message="JSON path expression syntax error")


@lru_cache(maxsize=512)
def compiled(path: str) -> Path:
    """The path. ORA-40442."""
    return _Parser(path).path()


class Path:
    """A path that is ready to be followed."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)

    def find(self, document: Any, variables: Variables | None = None) -> list[Any]:
        """All values that the path leads to."""
        found = [document]
        for step in self._steps:
            found = [each for value in found for each in step(value, variables or {})]
        return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        position = 0
        text = text.strip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None or match.end() == position:
                raise syntax_error()
            kind = match.lastgroup or "symbol"
            self._tokens.append((kind, match[kind]))
            position = match.end()
        self._tokens.append(("end", ""))
        self._index = 0

    # --- Tokens ------------------------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        return self._tokens[min(self._index + ahead, len(self._tokens) - 1)]

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._index += 1
        return token

    def _take(self, text: str) -> bool:
        kind, value = self._peek()
        if kind in ("symbol", "name") and value == text:
            self._index += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise syntax_error()

    # --- Steps -------------------------------------------------------------------------------------------------------

    def path(self) -> Path:
        """The whole path, from $."""
        if self._peek() in (("name", "lax"), ("name", "strict")):
            self._next()
        self._expect("$")
        steps = self._steps()
        if self._peek()[0] != "end":
            raise syntax_error()
        return Path(steps)

    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        while True:
            if self._take(".."):
                steps.append(_descend(self._member_name()))
            elif self._take("."):
                steps.append(self._member())
            elif self._take("["):
                steps.append(self._items())
            elif self._take("?"):
                self._expect("(")
                test = self._any_of()
                self._expect(")")
                steps.append(_filtered(test))
            else:
                return steps

    def _member_name(self) -> str:
        kind, value = self._next()
        if kind == "name":
            return value
        if kind == "string":
            return _unquoted(value)
        raise syntax_error()

    def _member(self) -> Step:
        if self._take("*"):
            return _every_member
        name = self._member_name()
        if self._peek() == ("symbol", "("):
            method = _METHODS.get(name)
            if method is None:
                raise syntax_error()
            self._next()
            self._expect(")")
            return _method(method)
        return _named(name)

    def _items(self) -> Step:
        if self._take("*"):
            self._expect("]")
            return _every_item
        ranges: list[tuple[int, int]] = []
        while True:
            low = self._position()
            high = self._position() if self._take("to") else low
            ranges.append((low, high))
            if not self._take(","):
                break
        self._expect("]")
        return _ranged(ranges)

    def _position(self) -> int:
        """A position; from the end it is negative: last is -1."""
        if self._take("last"):
            if self._take("-"):
                return -1 - self._whole()
            kind, value = self._peek()
            if kind == "number" and value.startswith("-"):
                self._next()
                return -1 + int(value)
            return -1
        return self._whole()

    def _whole(self) -> int:
        kind, value = self._next()
        if kind != "number" or not value.isdigit():
            raise syntax_error()
        return int(value)

    # --- Filters -----------------------------------------------------------------------------------------------------

    def _any_of(self) -> Test:
        tests = [self._all_of()]
        while self._take("||"):
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda value, given: any(test(value, given) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._negated()]
        while self._take("&&"):
            tests.append(self._negated())
        return tests[0] if len(tests) == 1 else lambda value, given: all(test(value, given) for test in tests)

    def _negated(self) -> Test:
        if self._take("!"):
            inner = self._negated()
            return lambda value, given: not inner(value, given)
        if self._take("("):
            inner = self._any_of()
            self._expect(")")
            return inner
        if self._take("exists"):
            self._expect("(")
            operand = self._operand()
            self._expect(")")
            return lambda value, given: bool(operand(value, given))
        return self._comparison()

    def _comparison(self) -> Test:
        left = self._operand()
        kind, value = self._next()
        if kind == "symbol" and value in _COMPARISONS:
            return _compared(left, _COMPARISONS[value], self._operand())
        if (kind, value) == ("name", "starts") and self._take("with"):
            return _compared(left, lambda one, two: str(one).startswith(str(two)), self._operand())
        if (kind, value) == ("name", "has") and self._take("substring"):
            return _compared(left, lambda one, two: str(two) in str(one), self._operand())
        if (kind, value) == ("name", "like_regex"):
            return _compared(left, lambda one, two: re.search(str(two), str(one)) is not None, self._operand())
        raise syntax_error()

    def _operand(self) -> Callable[[Any, Variables], list[Any]]:
        kind, value = self._next()
        if (kind, value) == ("symbol", "@"):
            path = Path(self._steps())
            return path.find
        if (kind, value) == ("symbol", "$") and self._peek()[0] == "name":
            name = self._next()[1]
            return lambda _, given: [given[name]] if name in given else []
        if kind == "string":
            text = _unquoted(value)
            return lambda _value, _given: [text]
        if kind == "number":
            number = Decimal(value)
            return lambda _value, _given: [number]
        constants: dict[str, Any] = {"true": True, "false": False, "null": None}
        if kind == "name" and value in constants:
            return lambda _value, _given: [constants[value]]
        raise syntax_error()


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _items_of(value: Any) -> Sequence[Any]:
    """Lax mode: what is no array counts as an array of one."""
    return value if isinstance(value, list) else [value]


def _named(name: str) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        for each in _items_of(value):
            if isinstance(each, dict) and name in each:
                yield each[name]

    return step


def _every_member(value: Any, _: Variables) -> Iterator[Any]:
    for each in _items_of(value):
        if isinstance(each, dict):
            yield from each.values()


def _every_item(value: Any, _: Variables) -> Iterator[Any]:
    yield from _items_of(value)


def _ranged(ranges: Sequence[tuple[int, int]]) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        items = _items_of(value)
        for low, high in ranges:
            first = low if low >= 0 else len(items) + low
            last = high if high >= 0 else len(items) + high
            yield from items[max(0, first) : last + 1]

    return step


def _descend(name: str) -> Step:
    def step(value: Any, given: Variables) -> Iterator[Any]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key == name:
                    yield each
                yield from step(each, given)
        elif isinstance(value, list):
            for each in value:
                yield from step(each, given)

    return step


def _filtered(test: Test) -> Step:
    def step(value: Any, given: Variables) -> Iterator[Any]:
        for each in _items_of(value):
            if test(each, given):
                yield each

    return step


def _method(method: Callable[[Any], Any]) -> Step:
    def step(value: Any, _: Variables) -> Iterator[Any]:
        result = method(value)
        if result is not None:
            yield result

    return step


def _compared(
    left: Callable[[Any, Variables], list[Any]],
    operation: Callable[[Any, Any], bool],
    right: Callable[[Any, Variables], list[Any]],
) -> Test:
    """True when any pair compares so; values of different kinds do not."""

    def test(value: Any, given: Variables) -> bool:
        return any(_holds(operation, one, two) for one in left(value, given) for two in right(value, given))

    return test


def _holds(operation: Callable[[Any, Any], bool], one: Any, two: Any) -> bool:
    if isinstance(one, str) != isinstance(two, str):
        first, second = _number(one), _number(two)
        if first is None or second is None:
            return False
        one, two = first, second
    try:
        return bool(operation(one, two))
    except TypeError:
        return False
