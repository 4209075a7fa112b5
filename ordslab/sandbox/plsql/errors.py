"""Errors of PL/SQL: what the compiler reports (ORA-06550 with PLS lines) and what running code raises and catches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import line_and_column

_REPORTED = 20  # a longer report says no more


class Diagnostic(Exception):  # noqa: N818 - it is one line of a report, not the error itself
    """A line of the compiler's report: `text` about the source at offset `at` (-1: about all of it).

    Raised inside the compiler only. `alone`: Oracle does not add that the statement is ignored. `source`: where `at` is
    an offset into another source than the one that is compiled.
    """

    def __init__(self, at: int, text: str, *, alone: bool = False, source: str | None = None) -> None:
        super().__init__(text)
        self.at = at
        self.text = text
        self.alone = alone
        self.source = source

    def position(self, source: str) -> tuple[int, int]:
        """Its line and column."""
        return (0, 0) if self.at < 0 else line_and_column(self.source or source, self.at)


def pls(at: int, number: int, text: str) -> Diagnostic:
    """PLS-nnnnn at an offset."""
    return Diagnostic(at, f"PLS-{number:05d}: {text}")


def undeclared(at: int, name: str) -> Diagnostic:
    """PLS-00201."""
    return pls(at, 201, f"identifier '{name}' must be declared")


class InvalidProgram(Exception):  # noqa: N818 - the compiler makes PLS-00905 of it
    """A stored program that is named does not compile."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CompileError(OraError):
    """ORA-06550 with all that is wrong with `source`."""

    def __init__(self, source: str, diagnostics: Iterable[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = list(diagnostics)
        lines = []
        for diagnostic in self.diagnostics[:_REPORTED]:
            line, column = diagnostic.position(source)
            lines.append(f"line {line}, column {column}:\n{diagnostic.text}")
        offset = self.diagnostics[0].at if self.diagnostics else None
        super().__init__(6550, message="\nORA-06550: ".join(lines), offset=offset)


# Oracle's predefined exceptions (STANDARD) and their error numbers.
PREDEFINED = {
    "ACCESS_INTO_NULL": 6530,
    "CASE_NOT_FOUND": 6592,
    "COLLECTION_IS_NULL": 6531,
    "CURSOR_ALREADY_OPEN": 6511,
    "DUP_VAL_ON_INDEX": 1,
    "INVALID_CURSOR": 1001,
    "INVALID_NUMBER": 1722,
    "LOGIN_DENIED": 1017,
    "NO_DATA_FOUND": 1403,
    "NOT_LOGGED_ON": 1012,
    "PROGRAM_ERROR": 6501,
    "ROWTYPE_MISMATCH": 6504,
    "STORAGE_ERROR": 6500,
    "SUBSCRIPT_BEYOND_COUNT": 6533,
    "SUBSCRIPT_OUTSIDE_LIMIT": 6532,
    "SYS_INVALID_ROWID": 1410,
    "TIMEOUT_ON_RESOURCE": 51,
    "TOO_MANY_ROWS": 1422,
    "VALUE_ERROR": 6502,
    "ZERO_DIVIDE": 1476,
}
_MESSAGES = {
    51: "timeout occurred while waiting for a resource",
    1: "unique constraint violated",
    1012: "not logged on",
    1410: "invalid ROWID",
    1426: "numeric overflow",
    1722: "invalid number",
    6500: "PL/SQL: storage error",
    6501: "PL/SQL: program error",
    6502: "PL/SQL: numeric or value error",
    6503: "PL/SQL: Function returned without value",
    6504: "PL/SQL: Return types of Result Set variables or query do not match",
    6510: "PL/SQL: unhandled user-defined exception",
    6511: "PL/SQL: cursor already open",
    6530: "Reference to uninitialized composite",
    6531: "Reference to uninitialized collection",
    6532: "Subscript outside of limit",
    6533: "Subscript beyond count",
    24381: "error(s) in array DML",
    6592: "CASE not found while executing CASE statement",
}


def runtime_error(number: int, message: str | None = None) -> OraError:
    """An error that running code raises, with Oracle's message."""
    return OraError(number, message=message or _MESSAGES.get(number) or OraError(number).message)


def value_error(detail: str = "") -> OraError:
    """ORA-06502, VALUE_ERROR."""
    return runtime_error(6502, "PL/SQL: numeric or value error" + (f": {detail}" if detail else ""))


@dataclass(eq=False)
class ExceptionName:
    """A declared exception; `number` for the predefined ones and after PRAGMA EXCEPTION_INIT. Equal by identity."""

    name: str
    number: int | None = None

    def matches(self, error: OraError) -> bool:
        """Does a handler for this exception catch `error`?"""
        if isinstance(error, UserException) and error.exception is self:
            return True
        return self.number is not None and self.number == error.number

    def raised(self) -> OraError:
        """The error that RAISE gives."""
        if self.number is None:
            return UserException(self)
        return runtime_error(self.number)


class UserException(OraError):  # noqa: N818 - Oracle's own term
    """A user-defined exception without a number on its way up."""

    def __init__(self, exception: ExceptionName) -> None:
        super().__init__(6510, message=_MESSAGES[6510])
        self.exception = exception


class ApplicationError(OraError):
    """RAISE_APPLICATION_ERROR; `keeps` the errors before it in the stack."""

    def __init__(self, number: int, message: str, *, keeps: bool) -> None:
        super().__init__(number, message=message)
        self.keeps = keeps


STANDARD_EXCEPTIONS = {name: ExceptionName(name, number) for name, number in PREDEFINED.items()}


def sqlcode(error: OraError | None) -> int:
    """SQLCODE: 0 for none, 1 for a user-defined exception, +100 for NO_DATA_FOUND, else the negative number."""
    if error is None:
        return 0
    if isinstance(error, UserException):
        return 1
    return 100 if error.number == 1403 else -error.number


def sqlerrm(error: OraError | None) -> str:
    """SQLERRM of the current exception."""
    if error is None:
        return "ORA-0000: normal, successful completion"
    if isinstance(error, UserException):
        return "User-Defined Exception"
    return str(error)


def message_of(code: int) -> str:
    """SQLERRM(code)."""
    if code == 0:
        return "ORA-0000: normal, successful completion"
    if code == 1:
        return "User-Defined Exception"
    if code > 0 and code != 100:
        return f"-{code}: non-ORACLE exception "
    number = 1403 if code == 100 else -code
    return f"ORA-{number:05d}: {runtime_error(number).message}"
