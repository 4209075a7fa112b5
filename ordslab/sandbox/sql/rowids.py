"""ROWID: one text of Oracle's shape for a row, wherever it is shown, sent or typed in."""

from __future__ import annotations

import string

from ordslab.sandbox.sql.errors import OraError

ROWID_OBJECT = 1  # the object number in every ROWID; the row's number is its block and its slot
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"


def rowid_text(number: int) -> str:
    """A row's number as ROWID shows it: 18 characters."""
    block, slot = rowid_parts(number)
    return "".join(_digits(part, width) for part, width in ((ROWID_OBJECT, 6), (0, 3), (block, 6), (slot, 3)))


def rowid_parts(number: int) -> tuple[int, int]:
    """Block and slot of a row's number."""
    return number >> 16, number & 0xFFFF


def _digits(number: int, width: int) -> str:
    return "".join(_ALPHABET[number >> 6 * place & 63] for place in reversed(range(width)))


def rowid_number(text: str) -> int:
    """The row's number. ORA-01410 for what is no ROWID."""
    if len(text) != 18 or any(character not in _ALPHABET for character in text):
        raise OraError(1410, message="invalid ROWID")
    parts = []
    for start, end in ((9, 15), (15, 18)):
        number = 0
        for character in text[start:end]:
            number = number * 64 + _ALPHABET.index(character)
        parts.append(number)
    return parts[0] << 16 | parts[1]
