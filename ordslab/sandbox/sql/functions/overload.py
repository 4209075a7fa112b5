"""How a function is declared: one `Overload` for each combination of argument families that Oracle tells apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ordslab.sandbox.sql.types import (
    BINARY,
    CLOB,
    NULL,
    NUMBER,
    NUMERIC,
    TEXT,
    VARCHAR2,
    OracleType,
    national,
    varchar2,
)

Result = OracleType | Callable[[Sequence[OracleType]], OracleType]

TIMESTAMP_TZ = OracleType("TIMESTAMP_TZ", scale=6)
INTERVAL_DS = OracleType("INTERVAL_DS", precision=9, scale=9)
INTERVAL_YM = OracleType("INTERVAL_YM", precision=9)
BINARY_DOUBLE = OracleType("BINARY_DOUBLE")


@dataclass(frozen=True)
class Overload:
    """One declaration of a function.

    `name` is Oracle's, with the package for a packaged one; operators are named as they are written ('+').
    `parameters`: the family wanted for each argument, 'ANY' for every one; a trailing '?' marks an optional argument,
    a trailing '*' on the last one that it may repeat (once at least).
    `python` gets the values in the engine's form, after the session if `needs_session`, or after the bytes that a
    VARCHAR2 may have where it is called from, SQL or PL/SQL, if `needs_limit`. For an aggregate it is a class
    with step, finalize, value and inverse. It may return Decimal, '' and bool; SQLite gets numbers, NULL and 0 or 1.
    `families`, where there is one, tells the families wanted from the arguments' types (NVL: all like the first).
    `null_in_null_out`: SQLite and `call` answer NULL for a NULL argument without asking `python`.
    """

    name: str
    sqlite_name: str
    parameters: tuple[str, ...]
    result: Result
    python: Callable[..., Any]
    deterministic: bool = True
    needs_session: bool = False
    needs_limit: bool = False
    null_in_null_out: bool = True
    aggregate: bool = False
    families: Callable[[Sequence[OracleType]], Sequence[str]] | None = None

    def accepts(self, count: int) -> bool:
        """Whether it can be called with `count` arguments."""
        least = sum(not parameter.endswith("?") for parameter in self.parameters)
        repeats = bool(self.parameters) and self.parameters[-1].endswith("*")
        return least <= count and (repeats or count <= len(self.parameters))

    def wanted_families(self, arguments: Sequence[OracleType]) -> Sequence[str]:
        """The families that the arguments have to be converted to."""
        if self.families is not None:
            return self.families(arguments)
        return [self.wanted(position) for position in range(len(arguments))]

    def wanted(self, position: int) -> str:
        """The family wanted for the argument at `position`, from 0."""
        return self.parameters[min(position, len(self.parameters) - 1)].rstrip("?*")

    def result_type(self, arguments: Sequence[OracleType]) -> OracleType:
        """The type of a call with arguments of these types."""
        return self.result(arguments) if callable(self.result) else self.result


def function(name: str, parameters: str, result: Result, python: Callable[..., Any], **options: Any) -> Overload:
    """Declare a function. `parameters` as one text, '' for none; option `suffix` tells overloads apart in SQLite."""
    suffix = options.pop("suffix", "")
    sqlite_name = options.pop("sqlite_name", "ORA_" + name.replace(".", "_") + (f"_{suffix}" if suffix else ""))
    return Overload(name, sqlite_name, tuple(parameters.split()), result, python, **options)


def group(family: str) -> str:
    """The families that convert into each other without a thought: NUMBER, TEXT, BINARY; else the family itself."""
    if family in TEXT:
        return "TEXT"
    if family in NUMERIC:
        return "NUMBER"
    if family in BINARY:
        return "BINARY"
    return family


# --- Result types that follow the arguments --------------------------------------------------------------------------


def first_argument(arguments: Sequence[OracleType]) -> OracleType:
    """The type of the first argument, VARCHAR2 for an untyped NULL."""
    return VARCHAR2 if arguments[0] == NULL else arguments[0]


def same_text(arguments: Sequence[OracleType]) -> OracleType:
    """A text no longer than the first argument."""
    first = arguments[0]
    return _like(first, CLOB if first.family == "CLOB" else varchar2(text_size(first)))


def longer_text(arguments: Sequence[OracleType]) -> OracleType:
    """A text of any length; a CLOB stays one."""
    return _like(arguments[0], CLOB if arguments[0].family == "CLOB" else VARCHAR2)


def _like(model: OracleType, text: OracleType) -> OracleType:
    """The text in the character set of the other."""
    return national(text) if model.is_national else text


def joined_text(arguments: Sequence[OracleType]) -> OracleType:
    """All arguments one after the other."""
    model = next((argument for argument in arguments if argument.is_national), arguments[0])
    if any(argument.family == "CLOB" for argument in arguments):
        return _like(model, CLOB)
    return _like(model, varchar2(min(4000, sum(text_size(argument) for argument in arguments))))


def text_size(kind: OracleType) -> int:
    """How many characters a value has at most as text."""
    if kind.family == "NULL":
        return 1
    if group(kind.family) == "NUMBER":
        return 40
    if group(kind.family) == "BINARY":
        return min(4000, 2 * (kind.size or 2000))
    if group(kind.family) == "TEXT":
        return max(1, kind.size or 4000)
    return 75


def number_or_double(arguments: Sequence[OracleType]) -> OracleType:
    """BINARY_DOUBLE when an argument is binary floating point, else NUMBER."""
    binary = any(argument.family in ("BINARY_DOUBLE", "BINARY_FLOAT") for argument in arguments)
    return BINARY_DOUBLE if binary else NUMBER


def common_type(arguments: Sequence[OracleType]) -> OracleType:
    """What NVL, COALESCE, GREATEST ... give: the first typed argument decides, texts are as long as the longest."""
    typed = [argument for argument in arguments if argument.family != "NULL"]
    if not typed:
        return VARCHAR2
    first = typed[0]
    if group(first.family) == "NUMBER":
        return number_or_double(typed) if all(group(each.family) == "NUMBER" for each in typed) else NUMBER
    if group(first.family) == "TEXT":
        if any(argument.family == "CLOB" for argument in typed):
            return _like(first, CLOB)
        return _like(first, varchar2(max(text_size(argument) for argument in typed)))
    return max((each for each in typed if each.family == first.family), key=lambda each: each.size or 0)
