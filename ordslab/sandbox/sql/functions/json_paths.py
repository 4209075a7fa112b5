"""SQL/JSON path expressions in Oracle's lax mode: steps, array ranges, filters, item methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.json_steps import (
    COMPARISONS,
    PATH_METHODS,
    Step,
    Test,
    Variables,
    compared,
    descend,
    every_item,
    every_member,
    filtered,
    method,
    named,
    ranged,
    scalar_text,
)
from ordslab.sandbox.sql.functions.regexps import regexp_like
from ordslab.sandbox.sql.number_text import decimal_of, number_of, whole_of

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[^\W\d][\w$]*)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<symbol>==|!=|<>|<=|>=|&&|\|\||\.\.|[$@.\[\](),*?!<>=-]))""",
    re.VERBOSE,
)


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
                steps.append(descend(self._member_name()))
            elif self._take("."):
                steps.append(self._member())
            elif self._take("["):
                steps.append(self._items())
            elif self._take("?"):
                self._expect("(")
                test = self._any_of()
                self._expect(")")
                steps.append(filtered(test))
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
            return every_member
        name = self._member_name()
        if self._peek() == ("symbol", "("):
            applied = PATH_METHODS.get(name)
            if applied is None:
                raise syntax_error()
            self._next()
            self._expect(")")
            return method(applied)
        return named(name)

    def _items(self) -> Step:
        if self._take("*"):
            self._expect("]")
            return every_item
        ranges: list[tuple[int, int]] = []
        while True:
            low = self._position()
            high = self._position() if self._take("to") else low
            ranges.append((low, high))
            if not self._take(","):
                break
        self._expect("]")
        return ranged(ranges)

    def _position(self) -> int:
        """A position; from the end it is negative: last is -1."""
        if self._take("last"):
            if self._take("-"):
                return -1 - self._whole()
            kind, value = self._peek()
            if kind == "number" and value.startswith("-"):
                self._next()
                return -1 + int(number_of(value))
            return -1
        return self._whole()

    def _whole(self) -> int:
        kind, value = self._next()
        if kind != "number" or not value.isdigit():
            raise syntax_error()
        return whole_of(value)

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
        if kind == "symbol" and value in COMPARISONS:
            return compared(left, COMPARISONS[value], self._operand())
        if (kind, value) == ("name", "starts") and self._take("with"):
            return compared(left, lambda one, two: str(one).startswith(str(two)), self._operand())
        if (kind, value) == ("name", "has") and self._take("substring"):
            return compared(left, lambda one, two: str(two) in str(one), self._operand())
        if (kind, value) == ("name", "like_regex"):
            return compared(left, lambda one, two: regexp_like(str(one), str(two)), self._operand())
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
            number = decimal_of(value)
            return lambda _value, _given: [number]
        constants: dict[str, Any] = {"true": True, "false": False, "null": None}
        if kind == "name" and value in constants:
            return lambda _value, _given: [constants[value]]
        raise syntax_error()


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


__all__ = ["Path", "compiled", "scalar_text", "syntax_error"]
