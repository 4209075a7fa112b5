"""The sandbox's one error for those who start and stop it."""

from __future__ import annotations


class SandboxError(RuntimeError):
    """The sandbox cannot do what was asked: `what` went wrong, and what to do `next`. A line each."""

    def __init__(self, what: str, next: str) -> None:  # noqa: A002  (the name that callers read)
        self.what = what
        self.next = next
        super().__init__(f"{what}\n{next}")

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"SandboxError: {self.what}", self.next]
