"""SQLite's text of an expression, with how it was made: how deep it is, and of what.

SQLite's parser has a stack of a hundred places. A call within a call takes up to five of them, so what is nested deeper
than a few calls is written in another way: as one call of a function that does the work of them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.functions import composed, registry

_LONGEST = 4_000_000  # characters: nothing ends SQLite while it reads a statement, and so many take it half a second
_DEEPEST = 8  # levels within each other: with what stands around them they fit into SQLite's stack
TOGETHER = 32
"""Operands beside each other: SQLite's tree is as deep as there are of them, and may be 1,000 deep."""


def check_length(length: int) -> None:
    """Raises ORA-03001 when an expression, or a query with all that its names stand for, has become too long.

    What is written twice at each level doubles with each level: names of WITH, views, the subject of a CASE.
    """
    if length > _LONGEST:
        raise not_supported("statements that mean so much SQL")


class Code(str):
    """A text of SQLite's that knows how it was made.

    `depth`: how many levels of parentheses it has. `function` and `parts`: the call of ours that gives the same, if
    there is one. `branches` and `default`: of a CASE, its pairs of condition and result.
    """

    __slots__ = ("branches", "default", "depth", "function", "parts")

    def __new__(cls, text: str, depth: int, function: str = "", parts: Sequence[str] = ()) -> Code:
        """A text, and what is known of it."""
        made = super().__new__(cls, text)
        made.depth, made.function, made.parts = depth, function, tuple(parts)
        made.branches, made.default = (), None
        return made

    depth: int
    function: str
    parts: tuple[str, ...]
    branches: Sequence[tuple[str, str]]
    default: str | None


def depth_of(*texts: str) -> int:
    """How deep the deepest of them is."""
    return max((text.depth for text in texts if isinstance(text, Code)), default=0)


def native(text: str, *parts: str) -> Code:
    """A text of SQLite's own in which `parts` stand, one level above them."""
    return Code(text, 1 + depth_of(*parts))


def case(branches: Sequence[tuple[str, str]], default: str | None) -> Code:
    """CASE WHEN; one in its ELSE goes on with further branches."""
    pairs = list(branches)
    if isinstance(default, Code) and default.branches:
        pairs += default.branches
        default = default.default
    written = " ".join(f"when {condition} then {result}" for condition, result in pairs)
    otherwise = "" if default is None else f" else {default}"
    made = native(f"(case {written}{otherwise} end)", *(text for pair in pairs for text in pair), default or "")
    made.branches, made.default = pairs, default
    return made


def joined(texts: Sequence[str], operator: str) -> Code:
    """Operands of AND, OR, || or whole numbers' +, however many: they can be grouped as it suits SQLite."""
    depth = depth_of(*texts)
    while len(texts) > TOGETHER:
        parts = (texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER))
        texts = [f"({f' {operator} '.join(part)})" for part in parts]
        depth += 1
    return Code(f"({f' {operator} '.join(texts)})", depth + 1)


class Writer:
    """Writes calls of our functions, and remembers which of them a statement needs."""

    def __init__(self) -> None:
        self.functions: set[str] = set()

    def call(self, name: str, *arguments: str) -> Code:
        """The call of one of our functions, by its SQLite name."""
        self.functions.add(name)
        return self.same(f"{name}({', '.join(arguments)})", name, arguments)

    def same(self, text: str, name: str, parts: Sequence[str]) -> Code:
        """`text`, which gives what the function of that SQLite name gives for `parts`."""
        depth = max(depth_of(text), 1 + depth_of(*parts))
        if depth <= _DEEPEST or registry.scalar(name) is None:
            return Code(text, depth, name, parts)
        steps: list[str] = []
        leaves: list[str] = []
        _take_apart(name, parts, steps, leaves)
        return self._program(steps, leaves, name, parts)

    def folded(self, first: str, steps: Sequence[tuple[str, str]]) -> str:
        """Calls of two arguments, each of which takes what the one before gave: (((a + b) + c) - d) and so on."""
        if len(steps) < _DEEPEST:
            for name, operand in steps:
                first = self.call(name, first, operand)
            return first
        program, leaves = ["."], [first]
        for name, operand in steps:
            program += (".", f"{name}/2")
            leaves.append(operand)
        return self._program(program, leaves)

    def _program(self, steps: Sequence[str], leaves: Sequence[str], name: str = "", parts: Sequence[str] = ()) -> Code:
        called = [found for step in steps if step != "." and (found := registry.scalar(step.partition("/")[0]))]
        run = registry.RUN if all(each.deterministic for each in called) else registry.RUN_EACH
        self.functions |= {run, registry.PACK}
        packs, depth = 0, 1 + depth_of(*leaves)
        while len(leaves) > composed.MOST_VALUES:
            size = composed.MOST_VALUES
            parted = [leaves[start : start + size] for start in range(0, len(leaves), size)]
            leaves = [f"{registry.PACK}({', '.join(part)})" for part in parted]
            packs += 1
        program = f"'{packs} {' '.join(steps)}'"
        text = f"{run}({', '.join((program, *leaves))})"
        return Code(text, depth + packs, name, parts)


def _take_apart(name: str, parts: Sequence[str], steps: list[str], leaves: list[str]) -> None:
    """The steps of a call, those of its arguments first, and the texts that are no calls of ours."""
    for part in parts:
        if isinstance(part, Code) and part.function and registry.scalar(part.function) is not None:
            _take_apart(part.function, part.parts, steps, leaves)
        else:
            steps.append(".")
            leaves.append(part)
    steps.append(f"{name}/{len(parts)}")
