"""Errors in Oracle's shape. Everything in the engine that fails raises `OraError`."""

from __future__ import annotations

MESSAGES = {
    1: "unique constraint ({}) violated",
    54: "resource busy and acquire with NOWAIT specified or timeout expired",
    900: "invalid SQL statement",
    904: "{}: invalid identifier",
    923: "FROM keyword not found where expected",
    933: "SQL command not properly ended",
    942: "table or view does not exist",
    1001: "invalid cursor",
    1008: "not all variables bound",
    1013: "user requested cancel of current operation",
    1017: "invalid credential or not authorized; logon denied",
    1400: "cannot insert NULL into ({})",
    1403: "no data found",
    1422: "exact fetch returns more than requested number of rows",
    1476: "divisor is equal to zero",
    1722: "unable to convert string value containing {} to a number",
    3001: "unimplemented feature: {}",
}


class OraError(Exception):
    """An ORA-nnnnn error: `number`, `message` (without the code) and, where known, `offset`.

    `offset` is the 0-based position in the statement's text that the error points at. `str(error)` is the whole text,
    "ORA-00942: table or view does not exist". A message of several lines (ORA-06550 with its PLS error, ORA-06512
    stacks) holds the further lines after newlines.

    Never raise 600 or another code that ends a session: the drivers drop the connection at those.
    """

    def __init__(self, number: int, *details: object, message: str | None = None, offset: int | None = None) -> None:
        if message is None:
            message = MESSAGES.get(number, "{}").format(*details) if details else MESSAGES.get(number, "")
        self.number = number
        self.message = message
        self.offset = offset
        super().__init__(f"ORA-{number:05d}: {message}")


REFUSAL = 3001
"""The number of `not_supported`."""


def not_supported(what: str, offset: int | None = None) -> OraError:
    """The honest refusal: `what` is real Oracle, but this sandbox does not have it."""
    return OraError(REFUSAL, message=f"unimplemented feature: the ordslab sandbox has no {what}", offset=offset)
