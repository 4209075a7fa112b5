"""What can go wrong, for a learner's eyes. Every error says what happened and what to do next.

    LabError
    ├── SettingsError      the profile or its file is wrong, or a password is missing
    ├── SandboxError       the sandbox could not be started or did not do what was asked
    │   └── SandboxStopped     it is not running
    ├── Unreachable        the database or ORDS does not answer
    ├── LogonRefused       the database does not accept user and password
    ├── SqlError           Oracle refused a statement of a %%sql cell
    └── NoSuchName         no lesson, view or kept client of that name

In a notebook they show as their own text, without a traceback. Nothing secret ever stands in them.
"""

from collections.abc import Callable


class LabError(Exception):
    """What happened, and what to do next: one line each."""

    def __init__(self, what: str, next_step: str = "") -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(f"{what}\n{next_step}" if next_step else what)

    def retell(self, tell: Callable[[str], str]) -> None:
        """Tell both lines anew, as `tell` changes them: without what is known to be secret, say."""
        self.what, self.next_step = tell(self.what), tell(self.next_step)
        self.args = (f"{self.what}\n{self.next_step}" if self.next_step else self.what,)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"{type(self).__name__}: {self.what}", *([self.next_step] if self.next_step else [])]


class SettingsError(LabError):
    """The profile or its file is wrong, or a password is missing."""


class SandboxError(LabError):
    """The sandbox could not be started or did not do what was asked."""


class SandboxStopped(SandboxError):  # noqa: N818  the base says that it is one
    """The sandbox is not running."""

    def __init__(self) -> None:
        super().__init__(
            "The sandbox is not running.",
            "Start it and open the lab again: lab = ordslab.open_lab()   (in a terminal: ordslab sandbox start)",
        )


class Unreachable(LabError):  # noqa: N818  as above
    """The database or ORDS does not answer."""


class LogonRefused(LabError):  # noqa: N818  as above
    """The database does not accept user and password."""


class SqlError(LabError):
    """Oracle refused a statement.

    `code` is Oracle's own, "ORA-00942"; `line` and `column` (1-based, counted in the cell with its %%sql line) say
    where, None when Oracle did not say.
    """

    def __init__(
        self, what: str, next_step: str = "", *, code: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(what, next_step)
        self.code = code
        self.line = line
        self.column = column


class NoSuchName(LabError, AttributeError, KeyError):  # noqa: N818  as above
    """No lesson, view or kept client of that name."""

    __str__ = Exception.__str__  # KeyError's would quote the text
