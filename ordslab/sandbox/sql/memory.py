"""Limits that keep the sandbox alive when a call asks for more and more memory.

`ORDSLAB_SANDBOX_CALL_MEMORY`, where it is set when the sandbox is started, is how many megabytes a call may take.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ordslab.sandbox.sql.errors import OraError

OUT_OF_MEMORY = 4036
CALL_VARIABLE = "ORDSLAB_SANDBOX_CALL_MEMORY"
LIMIT = 1 << 30
"""Bytes that the whole sandbox may take before calls that go on are ended, as PGA_AGGREGATE_LIMIT does."""
LARGEST_COLLECTION = 2_000_000
"""Elements of one collection."""
LARGEST_LOB = 1 << 24
"""Characters of a CLOB, bytes of a BLOB."""
LARGEST_ROW = 1 << 26
"""Bytes of a value or a row in SQLite: four for each character of the largest CLOB."""
LONGEST_IN_SQL = 4000
"""Bytes of a VARCHAR2 in SQL."""
LONGEST_IN_PLSQL = 32767
"""Bytes of a VARCHAR2 or RAW in PL/SQL."""

_CALL_MEGABYTES = 256
_GROWTH = 1 << 26  # what is left over from others' calls ends nobody's
_STATM = Path("/proc/self/statm")
_PAGE = os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0


def memory_in_use() -> int:
    """Bytes that this process holds; 0 where the system does not tell."""
    return int(_STATM.read_bytes().split()[1]) * _PAGE if sys.platform == "linux" else 0


def call_limit() -> int:
    """Bytes that one call may take."""
    megabytes = os.environ.get(CALL_VARIABLE, "")
    return (int(megabytes) if megabytes.isdigit() and len(megabytes) < 8 else _CALL_MEGABYTES) << 20


class MemoryWatch:
    """Watches over the memory of one call, as far as it can be told apart: who looks has what was added since the last
    look of anybody, for only one thread runs at a time and all look often.
    """

    _seen = 0  # by whoever looked last

    def __init__(self) -> None:
        self._taken: int | None = None

    def check(self) -> None:
        """Raises ORA-04036 when the call has taken too much, or the sandbox has and this call has its part in it."""
        used = memory_in_use()
        added, MemoryWatch._seen = used - MemoryWatch._seen, used
        self._taken = 0 if self._taken is None else max(0, self._taken + added)
        if self._taken > call_limit() or (used > LIMIT and self._taken > _GROWTH):
            raise out_of_memory()


def out_of_memory() -> OraError:
    """ORA-04036."""
    return OraError(OUT_OF_MEMORY, message="PGA memory used by the instance exceeds PGA_AGGREGATE_LIMIT")


def too_many_elements() -> OraError:
    """ORA-06500 for a collection that has grown too large."""
    return OraError(6500, message="PL/SQL: storage error")


def too_large_lob() -> OraError:
    """ORA-01652: temporary LOBs live in the temporary tablespace."""
    return OraError(1652, message="unable to extend temp segment by 128 in tablespace TEMP")
