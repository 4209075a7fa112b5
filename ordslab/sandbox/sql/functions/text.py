"""Functions of text. Lengths and positions are in characters; the B variants count UTF-8 bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.decimals import number_text
from ordslab.sandbox.sql.functions.operators import concatenate
from ordslab.sandbox.sql.functions.overload import Overload, function, joined_text, longer_text, same_text
from ordslab.sandbox.sql.memory import LARGEST_LOB, LONGEST_IN_SQL, too_large_lob
from ordslab.sandbox.sql.types import CLOB, NUMBER, VARCHAR2, national, varchar2

_PIECE = 1 << 18  # characters


def substr(text: Any, start: Any, length: Any = None) -> Any:
    """SUBSTR: from 1, 0 means 1, negative counts from the end. Also of bytes."""
    first = int(start)
    if first > 0:
        first -= 1
    elif first < 0:
        first += len(text)
        if first < 0:
            return None
    if length is None:
        return text[first:]
    return text[first : first + int(length)] if length >= 1 else None


def _substrb(text: str, start: Any, length: Any = None) -> str | None:
    piece = substr(text.encode(), start, length)
    return piece.decode(errors="replace").replace("\ufffd", " ") if piece else None


def instr(text: str, part: str, start: Any = 1, occurrence: Any = 1) -> int:
    """INSTR: a negative start searches backward from there. ORA-01428 for an occurrence below 1."""
    if occurrence < 1:
        raise OraError(1428, message=f"argument '{number_text(occurrence)}' is out of range")
    position = int(start)
    if position == 0:
        return 0
    if position > 0:
        found = position - 2
        for _ in range(int(occurrence)):
            interruption.check()
            found = text.find(part, found + 1)
            if found < 0:
                return 0
        return found + 1
    found = len(text) + position + 1
    for _ in range(int(occurrence)):
        interruption.check()
        if found <= 0:
            return 0
        found = text.rfind(part, 0, found - 1 + len(part))
        if found < 0:
            return 0
    return found + 1


def _filling(missing: int, pad: str) -> str:
    return (pad * (missing // len(pad) + 1))[:missing]


def _pad(limit: int, text: str, length: Any, pad: str = " ", *, left: bool) -> str | None:
    """LPAD and RPAD. SQL cuts what is too long for a VARCHAR2, PL/SQL refuses it (ORA-06502, inferred)."""
    size = max(0, int(length))
    if size > limit and limit != LONGEST_IN_SQL:
        raise OraError(6502, message="PL/SQL: numeric or value error: character string buffer too small")
    size = min(size, limit)
    filling = _filling(size - len(text), pad) if size > len(text) else ""
    padded = filling + text[:size] if left else text[:size] + filling
    return padded if padded.isascii() else padded.encode()[:limit].decode(errors="ignore")


def _pad_lob(text: str, length: Any, pad: str = " ", *, left: bool) -> str | None:
    if length > LARGEST_LOB:
        raise too_large_lob()
    size = max(0, int(length))
    filling = _filling(size - len(text), pad) if size > len(text) else ""
    return filling + text[:size] if left else text[:size] + filling


def _padding(name: str, *, left: bool) -> tuple[Overload, Overload]:
    return (
        function(name, "VARCHAR2 NUMBER VARCHAR2?", longer_text, partial(_pad, left=left), needs_limit=True),
        function(name, "CLOB NUMBER VARCHAR2?", CLOB, partial(_pad_lob, left=left), suffix="CLOB"),
    )


def _trim(text: str, mark: str = " ") -> str:
    if len(mark) != 1:
        raise OraError(30001, message="trim set should have only one character")
    return text.strip(mark)


def _initcap(text: str) -> str:
    return re.sub(r"[^\W_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), text)


def _replace(text: str | None, search: str | None, replacement: str | None = None) -> str | None:
    if text is None or search is None:
        return text
    growth = len(replacement or "") - len(search)
    if growth > 0 and len(text) + growth * text.count(search) > LARGEST_LOB:
        raise too_large_lob()
    return text.replace(search, replacement or "")


def _translate(text: str, source: str, target: str) -> str:
    table: dict[int, str | None] = {}
    for position, character in enumerate(source):
        table.setdefault(ord(character), target[position] if position < len(target) else None)
    return _in_pieces(lambda piece: piece.translate(table), text)


def _nchr(number: Any) -> str:
    """NCHR: the character of a code of UTF-16."""
    code = int(number)
    if not 0 <= code < 0x10000:
        raise OraError(1428, message=f"argument '{code}' is out of range")
    return chr(code)


def _chr(number: Any) -> str:
    code = int(number)
    if code < 128:
        return chr(code)
    size = (code.bit_length() + 7) // 8
    try:
        return code.to_bytes(size, "big").decode()  # the database's character set is AL32UTF8
    except (UnicodeDecodeError, OverflowError):
        raise OraError(1428, message=f"argument '{code}' is out of range") from None


_SOUNDEX = {"1": "BFPV", "2": "CGJKQSXZ", "3": "DT", "4": "L", "5": "MN", "6": "R"}


def _soundex(text: str) -> str | None:
    found = [character for character in text.upper() if "A" <= character <= "Z"]
    if not found:
        return None
    codes = {
        letter: str(code)
        for code, group in enumerate(["BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"], 1)
        for letter in group
    }
    result, last = found[0], codes.get(found[0])
    for letter in found[1:]:
        code = codes.get(letter)
        if code is not None and code != last:
            result += code
        if letter not in "HW":
            last = code
    return result.ljust(4, "0")[:4]


def _dump(text: str | None) -> str:
    if text is None:
        return "NULL"
    data = text.encode()
    return f"Typ=1 Len={len(data)}: {','.join(map(str, data))}"


def _lob_substr(text: Any, amount: Any = 32767, start: Any = 1) -> Any:
    """DBMS_LOB.SUBSTR: the amount before the position. Also of bytes."""
    if amount < 1 or start < 1:
        return None
    return text[int(start) - 1 : int(start) - 1 + int(amount)]


def _unistr(text: str) -> str:
    """UNISTR: \\XXXX is a UTF-16 code unit, \\\\ a backslash. ORA-30186."""
    wrong = re.search(r"\\(?!\\|[0-9A-Fa-f]{4})", re.sub(r"\\\\|\\[0-9A-Fa-f]{4}", "", text))
    if wrong:
        raise OraError(30186, message="'\\' must be followed by four hexadecimal characters or another '\\'")
    units = re.sub(r"\\(\\|[0-9A-Fa-f]{4})", lambda mark: _unit(mark[1]), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unit(mark: str) -> str:
    return mark if mark == "\\" else chr(int(mark, 16))


def _asciistr(text: str) -> str:
    """ASCIISTR: what is not ASCII as \\XXXX."""
    return _in_pieces(_ascii, text)


def _ascii(text: str) -> str:
    units = text.encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
    return "".join(chr(code) if code < 128 and code != 92 else f"\\{code:04X}" for code in codes)


def _in_pieces(function: Callable[[str], str], text: str) -> str:
    """What `function`, which looks at characters one by one, makes of a text; of a long one so that others run."""
    if len(text) <= _PIECE:
        return function(text)
    pieces, size = [], 0
    for start in range(0, len(text), _PIECE):
        interruption.check()
        pieces.append(function(text[start : start + _PIECE]))
        size += len(pieces[-1])
        if size > LARGEST_LOB:
            raise too_large_lob()
    return "".join(pieces)


def _instrb(text: str, part: str, start: Any = 1, occurrence: Any = 1) -> int:
    """INSTRB: the position in bytes."""
    return instr(text.encode().decode("latin-1"), part.encode().decode("latin-1"), start, occurrence)


TABLE: tuple[Overload, ...] = (
    function("UPPER", "VARCHAR2", same_text, partial(_in_pieces, str.upper)),
    function("LOWER", "VARCHAR2", same_text, partial(_in_pieces, str.lower)),
    function("INITCAP", "VARCHAR2", same_text, _initcap),
    function("SUBSTR", "VARCHAR2 NUMBER NUMBER?", same_text, substr),
    function("SUBSTRB", "VARCHAR2 NUMBER NUMBER?", same_text, _substrb),
    function("INSTR", "VARCHAR2 VARCHAR2 NUMBER? NUMBER?", NUMBER, instr),
    function("LENGTH", "VARCHAR2", NUMBER, len),
    function("LENGTHB", "VARCHAR2", NUMBER, lambda text: len(text.encode())),
    *_padding("LPAD", left=True),
    *_padding("RPAD", left=False),
    function("TRIM", "VARCHAR2 VARCHAR2?", same_text, _trim),
    function("LTRIM", "VARCHAR2 VARCHAR2?", same_text, lambda text, marks=" ": text.lstrip(marks)),
    function("RTRIM", "VARCHAR2 VARCHAR2?", same_text, lambda text, marks=" ": text.rstrip(marks)),
    function("REPLACE", "VARCHAR2 VARCHAR2 VARCHAR2?", longer_text, _replace, null_in_null_out=False),
    function("TRANSLATE", "VARCHAR2 VARCHAR2 VARCHAR2", same_text, _translate),
    function("CONCAT", "VARCHAR2 VARCHAR2 VARCHAR2*", joined_text, concatenate, suffix="MANY", null_in_null_out=False),
    function("CONCAT", "VARCHAR2 VARCHAR2", joined_text, concatenate, suffix="TWO", null_in_null_out=False),
    function("ASCII", "VARCHAR2", NUMBER, lambda text: int.from_bytes(text[:1].encode(), "big") or None),
    function("CHR", "NUMBER", varchar2(4), _chr),
    function("UNISTR", "VARCHAR2", lambda kinds: national(same_text(kinds)), _unistr),
    function("NCHR", "NUMBER", national(varchar2(1)), _nchr),
    function("ASCIISTR", "VARCHAR2", longer_text, _asciistr),
    function("INSTRB", "VARCHAR2 VARCHAR2 NUMBER? NUMBER?", NUMBER, _instrb),
    function("LENGTHC", "VARCHAR2", NUMBER, len),
    function("NLS_UPPER", "VARCHAR2 VARCHAR2?", same_text, lambda text, _="": text.upper()),
    function("NLS_LOWER", "VARCHAR2 VARCHAR2?", same_text, lambda text, _="": text.lower()),
    function("NLS_INITCAP", "VARCHAR2 VARCHAR2?", same_text, lambda text, _="": _initcap(text)),
    function("DBMS_LOB.SUBSTR", "VARCHAR2 NUMBER? NUMBER?", VARCHAR2, _lob_substr, suffix="TEXT"),
    function("DBMS_LOB.INSTR", "VARCHAR2 VARCHAR2 NUMBER? NUMBER?", NUMBER, instr),
    function("REVERSE", "VARCHAR2", same_text, lambda text: text[::-1]),
    function("SOUNDEX", "VARCHAR2", varchar2(4), _soundex),
    function("DUMP", "VARCHAR2", VARCHAR2, _dump, null_in_null_out=False),
)
