"""DBMS_LOB, for CLOBs and BLOBs in variables: they are values here, so a locator's changes are its variable's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ordslab.sandbox.plsql.errors import value_error
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Cell
from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.memory import LARGEST_LOB, too_large_lob

_KINDS = (("clob", "varchar2"), ("blob", "raw"))
_OF_BOTH = "\n".join(
    f"""
      function getlength(lob_loc {lob}) return integer;
      function substr(lob_loc {lob}, amount integer default 32767, offset integer default 1) return {text};
      function instr(lob_loc {lob}, pattern {text}, offset integer default 1, nth integer default 1) return integer;
      function compare(lob_1 {lob}, lob_2 {lob}, amount integer default lobmaxsize, offset_1 integer default 1,
                       offset_2 integer default 1) return integer;
      procedure append(dest_lob in out {lob}, src_lob {lob});
      procedure copy(dest_lob in out {lob}, src_lob {lob}, amount integer, dest_offset integer default 1,
                     src_offset integer default 1);
      procedure write(lob_loc in out {lob}, amount integer, offset integer, buffer {text});
      procedure writeappend(lob_loc in out {lob}, amount integer, buffer {text});
      procedure trim(lob_loc in out {lob}, newlen integer);
      procedure read(lob_loc {lob}, amount in out integer, offset integer, buffer out {text});
      procedure createtemporary(lob_loc in out {lob}, cache boolean, dur pls_integer default 10);
      procedure freetemporary(lob_loc in out {lob});
      function istemporary(lob_loc {lob}) return integer;
      procedure open(lob_loc in out {lob}, open_mode binary_integer);
      procedure close(lob_loc in out {lob});
    """
    for lob, text in _KINDS
)
DBMS_LOB = Package(
    f"""
    package dbms_lob as
      lob_readonly constant binary_integer := 0;
      lob_readwrite constant binary_integer := 1;
      lobmaxsize constant integer := 18446744073709551615;
      call constant pls_integer := 12;
      session constant pls_integer := 10;
      default_csid constant integer := 0;
      default_lang_ctx constant integer := 0;
      no_warning constant integer := 0;
      warn_inconvertible_char constant integer := 1;
      {_OF_BOTH}
      procedure converttoblob(dest_lob in out blob, src_clob clob, amount integer, dest_offset in out integer,
        src_offset in out integer, blob_csid number, lang_context in out integer, warning out integer);
      procedure converttoclob(dest_lob in out clob, src_blob blob, amount integer, dest_offset in out integer,
        src_offset in out integer, blob_csid number, lang_context in out integer, warning out integer);
    end dbms_lob;
    """
)


def _there(lob: Any) -> Any:
    """A LOB that must not be NULL. Raises ORA-06502."""
    if lob is None:
        raise value_error("invalid LOB locator specified: ORA-22275")
    return lob


def _joined(lob: Any, more: Any) -> Any:
    _check_size(len(lob) + len(more))
    return lob + more


def _check_size(size: int) -> None:
    if size > LARGEST_LOB:
        raise too_large_lob()
    interruption.check_memory(size)


def _at(offset: Any, amount: Any = 0) -> tuple[int, int]:
    """A place from 1 as one from 0, and an amount. Raises ORA-21560."""
    if offset is None or offset < 1 or amount is None or amount < 0:
        raise OraError(21560, message="argument 3 is null, invalid, or out of range")
    return int(offset) - 1, int(amount)


def _getlength(call: PackageCall, lob_loc: Any) -> int | None:
    return None if lob_loc is None else len(lob_loc)


def _substr(call: PackageCall, lob_loc: Any, amount: Any, offset: Any) -> Any:
    if lob_loc is None or amount is None or offset is None or amount < 1 or offset < 1:
        return None
    return lob_loc[int(offset) - 1 : int(offset) - 1 + min(int(amount), 32767)]


def _instr(call: PackageCall, lob_loc: Any, pattern: Any, offset: Any, nth: Any) -> int | None:
    if lob_loc is None or pattern is None or offset is None or nth is None or offset < 1 or nth < 1:
        return None
    place = int(offset) - 2
    for _ in range(int(nth)):
        interruption.check()
        place = lob_loc.find(pattern, place + 1)
        if place < 0:
            return 0
    return int(place) + 1


def _compare(call: PackageCall, lob_1: Any, lob_2: Any, amount: Any, offset_1: Any, offset_2: Any) -> int | None:  # noqa: PLR0917 - as Oracle has them
    if lob_1 is None or lob_2 is None or amount is None:
        return None
    one = lob_1[int(offset_1) - 1 :][: min(int(amount), LARGEST_LOB)]
    two = lob_2[int(offset_2) - 1 :][: min(int(amount), LARGEST_LOB)]
    return 0 if one == two else -1 if one < two else 1


def _append(call: PackageCall, dest_lob: Cell, src_lob: Any) -> None:
    dest_lob.value = _joined(_there(dest_lob.value), _there(src_lob))


def _written(lob: Any, place: int, piece: Any) -> Any:
    """`piece` over what is at `place`; a gap is filled up."""
    fill = " " if isinstance(lob, str) else b"\0"
    _check_size(place + len(piece))
    before = lob[:place]
    return before + fill * (place - len(before)) + piece + lob[place + len(piece) :]


def _copy(call: PackageCall, dest_lob: Cell, src_lob: Any, amount: Any, dest_offset: Any, src_offset: Any) -> None:  # noqa: PLR0917 - as Oracle has them
    start, count = _at(src_offset, amount)
    place, _ = _at(dest_offset)
    dest_lob.value = _written(_there(dest_lob.value), place, _there(src_lob)[start : start + count])


def _write(call: PackageCall, lob_loc: Cell, amount: Any, offset: Any, buffer: Any) -> None:
    place, count = _at(offset, amount)
    if buffer is None or not 1 <= count <= len(buffer):
        raise OraError(21560, message="argument 2 is null, invalid, or out of range")
    lob_loc.value = _written(_there(lob_loc.value), place, buffer[:count])


def _writeappend(call: PackageCall, lob_loc: Cell, amount: Any, buffer: Any) -> None:
    if buffer is None or amount is None or not 1 <= amount <= len(buffer):
        raise OraError(21560, message="argument 2 is null, invalid, or out of range")
    lob_loc.value = _joined(_there(lob_loc.value), buffer[: int(amount)])


def _trim(call: PackageCall, lob_loc: Cell, newlen: Any) -> None:
    if newlen is None or not 0 <= newlen <= len(_there(lob_loc.value)):
        raise OraError(22926, message="specified trim length is greater than current LOB value's length")
    lob_loc.value = lob_loc.value[: int(newlen)]


def _read(call: PackageCall, lob_loc: Any, amount: Cell, offset: Any, buffer: Cell) -> None:
    place, count = _at(offset, amount.value)
    buffer.value = _there(lob_loc)[place : place + count]
    amount.value = len(buffer.value)
    if not buffer.value:
        raise OraError(1403)


def _freetemporary(call: PackageCall, lob_loc: Cell) -> None:
    lob_loc.value = None


def _istemporary(call: PackageCall, lob_loc: Any) -> int | None:
    return None if lob_loc is None else 1


def _open(call: PackageCall, lob_loc: Cell, open_mode: Any) -> None:
    _there(lob_loc.value)


def _close(call: PackageCall, lob_loc: Cell) -> None:
    _there(lob_loc.value)


def _creator(empty: Any) -> Any:
    def create(call: PackageCall, lob_loc: Cell, cache: bool | None, dur: Any) -> None:
        lob_loc.value = empty

    return create


_BODIES: dict[str, Callable[..., Any]] = {
    "getlength": _getlength,
    "substr": _substr,
    "instr": _instr,
    "compare": _compare,
    "append": _append,
    "copy": _copy,
    "write": _write,
    "writeappend": _writeappend,
    "trim": _trim,
    "read": _read,
    "freetemporary": _freetemporary,
    "istemporary": _istemporary,
    "open": _open,
    "close": _close,
}
for _overload, _empty in ((1, ""), (2, b"")):
    DBMS_LOB.body("createtemporary", _overload)(_creator(_empty))
    for _name, _body in _BODIES.items():
        DBMS_LOB.body(_name, _overload)(_body)


def _converted(dest: Cell, piece: Any, dest_offset: Cell, src_offset: Cell, taken: int, warning: Cell) -> None:  # noqa: PLR0917 - as Oracle has them
    place, _ = _at(dest_offset.value)
    dest.value = _written(_there(dest.value), place, piece)
    dest_offset.value += len(piece)
    src_offset.value += taken
    warning.value = 0


@DBMS_LOB.body("converttoblob")
def converttoblob(  # noqa: PLR0917 - as Oracle has them
    call: PackageCall,
    dest_lob: Cell,
    src_clob: str | None,
    amount: Any,
    dest_offset: Cell,
    src_offset: Cell,
    blob_csid: Any,
    lang_context: Cell,
    warning: Cell,
) -> None:
    """A CLOB's bytes in UTF-8 into a BLOB."""
    start, count = _at(src_offset.value, amount)
    text = _there(src_clob)[start : start + count]
    _converted(dest_lob, text.encode(), dest_offset, src_offset, len(text), warning)


@DBMS_LOB.body("converttoclob")
def converttoclob(  # noqa: PLR0917 - as Oracle has them
    call: PackageCall,
    dest_lob: Cell,
    src_blob: bytes | None,
    amount: Any,
    dest_offset: Cell,
    src_offset: Cell,
    blob_csid: Any,
    lang_context: Cell,
    warning: Cell,
) -> None:
    """A BLOB's bytes, as UTF-8, into a CLOB."""
    start, count = _at(src_offset.value, amount)
    data = _there(src_blob)[start : start + count]
    _converted(dest_lob, data.decode(errors="replace"), dest_offset, src_offset, len(data), warning)
