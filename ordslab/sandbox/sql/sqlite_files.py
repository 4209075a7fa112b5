"""SQLite's files: how they are opened, and how they come into being: whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from ordslab.sandbox.files import BESIDE, put_in_place
from ordslab.sandbox.sql.memory import LARGEST_ROW


def connect(path: Path, *, durable: bool = False) -> sqlite3.Connection:
    """A connection for any thread, which begins and ends its transactions itself.

    `durable`: what was committed survives a power failure too, and each commit waits for the disk. What was committed
    survives the end of the process, however it ends, either way.
    """
    connection = sqlite3.connect(
        path.as_uri(), uri=True, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_ROW)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: Path, fill: Callable[[sqlite3.Connection], None], *, durable: bool = False) -> None:
    """A new file, filled by `fill`: made beside, then given its name, so that a kill or a full disk leaves no half."""
    beside = path.with_name(path.name + BESIDE)
    remove(beside)  # what a process that was killed has left
    try:
        connection = connect(beside)
        try:
            connection.execute("PRAGMA synchronous = OFF")  # it is synced once, when it is whole
            fill(connection)
        finally:
            connection.close()  # and with it the write-ahead log goes into the file
        if durable:
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
        put_in_place(beside, path, durable=durable)
    except BaseException:
        remove(beside)
        raise


def remove(path: Path) -> None:
    """Delete a file, if there is one, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
