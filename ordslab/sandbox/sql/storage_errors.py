"""What the disk, the folder or the process's limits refuse, as Oracle's errors. It passes, and then work goes on.

The numbers are Oracle's for the like (documented: "Database Error Messages"), their texts name the cause.
"""

from __future__ import annotations

import errno
import sqlite3

from ordslab.sandbox.sql.errors import OraError

FULL, UNREADABLE, DAMAGED, NOT_OPENED, FAILED = 1653, 376, 1578, 27041, 27072
NUMBERS = frozenset({FULL, UNREADABLE, DAMAGED, NOT_OPENED, FAILED})
"""All of them."""

_OF_SQLITE = {
    "database or disk is full": (FULL, "unable to extend table: the disk is full"),
    "unable to open database file": (NOT_OPENED, "unable to open file: the sandbox's folder or its limits refuse it"),
    "readonly database": (NOT_OPENED, "unable to open file: the sandbox's folder is read-only"),
    "disk I/O": (FAILED, "File I/O error: the disk failed"),
    "malformed": (DAMAGED, "ORACLE data block corrupted: the schema's file is damaged"),
    "not a database": (DAMAGED, "ORACLE data block corrupted: the schema's file is damaged"),
}
_READ_ONLY = (NOT_OPENED, "unable to open file: the sandbox's folder is read-only")
_TOO_MANY = (NOT_OPENED, "unable to open file: too many files are open")
_OF_SYSTEM = {
    errno.ENOSPC: (FULL, "unable to extend: the disk is full"),
    getattr(errno, "EDQUOT", errno.ENOSPC): (FULL, "unable to extend: the disk is full"),
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.EIO: (FAILED, "File I/O error: the disk failed"),
}


def storage_error(exception: BaseException) -> OraError | None:
    """Oracle's error for an exception of SQLite or of the operating system, None where it is about something else."""
    found = None
    if isinstance(exception, OraError):
        return exception if exception.number in NUMBERS else None
    if isinstance(exception, sqlite3.Error):
        found = next((known for text, known in _OF_SQLITE.items() if text in str(exception)), None)
    elif isinstance(exception, OSError):
        found = _OF_SYSTEM.get(exception.errno or 0)
    return None if found is None else OraError(found[0], message=found[1])
