"""Calls within calls, done at one go: SQLite takes only so many of them within each other, and so many arguments.

A program is a text of steps with blanks between them, for a machine with a stack: "." puts the next value on it,
"NAME/2" takes two values from it and puts there what the function of that SQLite name gives for them. In front
stands how deep the values are packed: 0 as they are, 1 in packs, 2 in packs of packs.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

MOST_VALUES = 100
"""How many values go into one call or pack."""

_Step = tuple[str, int]


def pack(*values: Any) -> bytes:
    """Values as one."""
    return marshal.dumps(values)


def run(program: str, values: Sequence[Any], function: Callable[[str], Callable[..., Any]]) -> Any:
    """What a program gives. `function`: what does the work of a name."""
    depth, steps = _compiled(program)
    for _ in range(depth):
        values = [value for packed in values for value in marshal.loads(packed)]  # noqa: S302  (`pack` made it)
    left = iter(values)
    stack: list[Any] = []
    for name, count in steps:
        if not name:
            stack.append(next(left))
            continue
        arguments = stack[len(stack) - count :]
        del stack[len(stack) - count :]
        stack.append(function(name)(*arguments))
    return stack[0]


@lru_cache(maxsize=256)
def _compiled(program: str) -> tuple[int, tuple[_Step, ...]]:
    depth, *words = program.split(" ")
    return int(depth), tuple(_step(word) for word in words)


def _step(word: str) -> _Step:
    name, _, count = word.partition("/")
    return ("", 0) if word == "." else (name, int(count))
