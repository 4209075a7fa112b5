"""A question before a surprise, and which of its answers turned out to be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase


@dataclass(frozen=True)
class Prediction:
    """`right`: the index of the right option; or, where the next call decides, the index by its status.

    A call with another status, and a cell that fails, leave the question open. `because`: why it is so, in a sentence.
    """

    name: str
    question: str
    options: tuple[str, ...]
    right: int | Mapping[int, int]
    because: str

    def lettered(self) -> list[tuple[str, str]]:
        """The options with their letters: a, b, c."""
        return list(zip(ascii_lowercase, self.options, strict=False))

    def answered(self, status: int | None, succeeded: bool = True) -> int | None:
        """The index of the right option, once the next cell has run; `status`: of its last call, None without one.

        None: what happened decides nothing.
        """
        if isinstance(self.right, int):
            return self.right if succeeded else None
        return None if status is None else self.right.get(status)
