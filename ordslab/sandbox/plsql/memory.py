"""Limits that keep the sandbox alive when a block asks for more and more memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ordslab.sandbox.sql.errors import OraError

LIMIT = 1 << 30
"""Bytes that the whole sandbox may take before blocks that go on are ended, as PGA_AGGREGATE_LIMIT does."""
LARGEST_COLLECTION = 2_000_000
"""Elements of one collection."""
LARGEST_LOB = 1 << 26
"""Characters of a CLOB, bytes of a BLOB."""
_GROWTH = 1 << 26  # what is left over from others' blocks ends nobody's
_STATM = Path("/proc/self/statm")
_PAGE = os.sysconf("SC_PAGE_SIZE") if sys.platform == "linux" else 0


def memory_in_use() -> int:
    """Bytes that this process holds; 0 where the system does not tell."""
    return int(_STATM.read_bytes().split()[1]) * _PAGE if sys.platform == "linux" else 0


class MemoryWatch:
    """Watches over one run of a block."""

    def __init__(self) -> None:
        self._start: int | None = None

    def check(self) -> None:
        """Raises ORA-04036 when the sandbox has grown too large, and this run has its part in it."""
        used = memory_in_use()
        if self._start is None:
            self._start = used
        if used > LIMIT and used - self._start > _GROWTH:
            raise OraError(4036, message="PGA memory used by the instance exceeds PGA_AGGREGATE_LIMIT")


def too_many_elements() -> OraError:
    """ORA-06500 for a collection that has grown too large."""
    return OraError(6500, message="PL/SQL: storage error")


def too_large_lob() -> OraError:
    """ORA-01652: temporary LOBs live in the temporary tablespace."""
    return OraError(1652, message="unable to extend temp segment by 128 in tablespace TEMP")
