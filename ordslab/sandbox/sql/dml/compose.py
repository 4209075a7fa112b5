"""Queries composed of pieces of a statement, whose errors and bind variables point into the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.compile.dialect import parse
from ordslab.sandbox.sql.compile.environment import Compiled
from ordslab.sandbox.sql.compile.query import compile_query
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.lexer import Token, tokenize
from ordslab.sandbox.sql.names import Names
from ordslab.sandbox.sql.sqlite_values import bound
from ordslab.sandbox.sql.types import Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.calls import Bind
    from ordslab.sandbox.sql.session_context import SessionContext


_ENDED = (933, "SQL command not properly ended")


@dataclass(frozen=True)
class Ready:
    """A query that is ready to run. `order`: for each of its bind variables, which of the statement's it is."""

    compiled: Compiled
    order: tuple[int, ...]

    @cached_property
    def is_plain(self) -> bool:
        """Does it give nothing but its bind variables, as they are?"""
        items = [f"?{number} as c{number}" for number in range(1, len(self.order) + 1)]
        return self.compiled.text == f"select {', '.join(items)}"

    def rows(self, session: SessionContext, binds: Sequence[Bind]) -> list[tuple[Any, ...]]:
        """Run it with the statement's binds."""
        return session.rows(self.compiled, [bound(binds[index]) for index in self.order])


class Composition:
    """Text that grows from new words and from slices of the statement."""

    def __init__(self, text: str, names: Names, types: Sequence[OracleType]) -> None:
        self._source = text
        self._names = names
        self._types = types
        self._bind_tokens: list[Token] = [token for token in tokenize(text) if token.kind == "bind"]
        self._text = ""
        self._pieces: list[tuple[int, int]] = []
        self._order: list[int] = []
        self._expressions: list[tuple[tuple[int, int], tuple[int, str]]] = []

    def write(self, text: str, origin: int = 0) -> Composition:
        """Add words of our own; errors in them point to `origin`."""
        self._pieces.append((len(self._text), -origin - 1))
        self._text += text
        return self

    def copy(self, span: tuple[int, int]) -> Composition:
        """Add a slice of the statement."""
        start, end = span
        self._pieces.append((len(self._text), start))
        self._text += self._source[start:end]
        self._order += [index for index, token in enumerate(self._bind_tokens) if start <= token.offset < end]
        return self

    def expression(self, span: tuple[int, int], missing: tuple[int, str] = _ENDED) -> Composition:
        """Add a slice that must be one expression or condition; `missing`: the error for what stands behind it."""
        self._expressions.append((span, missing))
        return self.write("(", span[0]).copy(span).write(")", span[1])

    def compile(self, targets: Sequence[OracleType] | None = None) -> Ready:
        """Compile it as a query; with `targets`, its columns converted to these types' families.

        Raises OraError whose offset points into the statement.
        """
        try:
            compiled = compile_query(parse(self._text), self._names, [self._types[index] for index in self._order])
            if targets is not None:
                compiled = converted(compiled, targets)
        except OraError as error:
            offset = self._origin(error.offset or 0)
            for (start, end), (number, message) in self._expressions if error.number == 907 else ():
                if start <= offset <= end and self._is_outside_parentheses(start, offset):
                    raise OraError(number, message=message, offset=offset) from None
            error.offset = offset
            raise
        return Ready(compiled, tuple(self._order))

    def _is_outside_parentheses(self, start: int, offset: int) -> bool:
        tokens = [token for token in tokenize(self._source) if start <= token.offset < offset]
        return sum((token.text == "(") - (token.text == ")") for token in tokens) == 0

    def _origin(self, offset: int) -> int:
        start, origin = max((piece for piece in self._pieces if piece[0] <= offset), default=(0, -1))
        return -origin - 1 if origin < 0 else origin + offset - start


def converted(compiled: Compiled, targets: Sequence[OracleType]) -> Compiled:
    """A query whose leading columns are converted to other types' families; columns beyond `targets` stay."""
    names = [f"c{number}" for number in range(len(compiled.columns))]
    items: list[str] = []
    columns: list[Column] = []
    functions: set[str] = set(compiled.functions)
    for position, (name, column) in enumerate(zip(names, compiled.columns, strict=True)):
        target = targets[position] if position < len(targets) else column.type
        function = registry.conversion(column.type, target.family)
        if function is None:
            items.append(name)
        else:
            items.append(f"{function}({name})")
            functions.add(function)
        columns.append(Column(column.name, target, column.nullable))
    if items == names:
        return Compiled(compiled.text, tuple(columns), compiled.functions)
    text = f"WITH v({', '.join(names)}) AS ({compiled.text}) SELECT {', '.join(items)} FROM v"
    return Compiled(text, tuple(columns), frozenset(functions))
