"""The data of a new home, and what is found out about those of an old one before it is opened."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import write_safely
from ordslab.sandbox.home import Home, Mark, damaged
from ordslab.sandbox.sql import file_entries
from ordslab.sandbox.sql.schema_files import path_in

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

_log = logging.getLogger(__name__)
_DAMAGED = "is damaged"
FIRST_SCHEMA, FIRST_ALIAS = "PAGE", "page"


def create_first_schema(home: Home, database: Database, user: str = FIRST_SCHEMA, alias: str = FIRST_ALIAS) -> None:
    """The first schema, REST-enabled, and the user ADMIN, with random passwords that only the home's owner can read."""
    from ordslab.sandbox.metadata.schemas import enable_natively
    from ordslab.sandbox.sql.rights import ADMINISTRATOR

    home.password_file(user).parent.mkdir(mode=0o700, exist_ok=True)
    if user != ADMINISTRATOR:
        database.create_schema(user, _new_password(home, user), permanent=True)
    database.create_administrator(_new_password(home, ADMINISTRATOR))
    enable_natively(database, user, alias)


def _new_password(home: Home, user: str) -> str:
    password = secrets.token_urlsafe(16)
    write_safely(home.password_file(user), password + "\n")
    return password


def look_for_damage(home: Home, user: str = FIRST_SCHEMA) -> dict[str, str]:
    """Read all database files without changing a byte; what is wrong with which schema's file.

    Raises `SandboxError` where nothing would go on: for the first schema's, and for those that belong to all.
    """
    system, password = home.data / "system.db", home.password_file(user)
    for file in (password, system):
        if not file.exists():
            raise damaged(file, file_entries.MISSING)
    for file in (system, *home.data.glob("*.db")):
        if fault := _fault(file, None):
            raise damaged(file, fault)
    with closing(_reader(system)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM users")]
        known = file_entries.entries(connection)
    faults: dict[str, str] = {}
    for name in dict.fromkeys((user, *names)):
        file, entry = path_in(home.data / "schemas", name), known.get(name)
        fault = file_entries.at_first_sight(file, entry)
        has_rows = file.exists() and file.stat().st_size
        if fault is None and (has_rows or name == user):
            fault = _fault(file, entry) if file.exists() else file_entries.MISSING
        if fault is None:
            continue
        if name == user:
            raise damaged(file, fault)
        _log.error("%s can't be used: it %s. Put a copy of it in its place; the other schemas go on", file, fault)
        faults[name] = fault
    return faults


def _fault(file: Path, entry: file_entries.Entry | None) -> str | None:
    if not file.stat().st_size:
        return file_entries.EMPTY
    try:
        with closing(_reader(file)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                return _DAMAGED
            return file_entries.at_second_sight(file_entries.of_file(connection), entry)
    except sqlite3.DatabaseError as error:
        # its subclasses speak of other things: a full disk, for one
        return _DAMAGED if type(error) is sqlite3.DatabaseError else None


def _reader(file: Path) -> sqlite3.Connection:
    # with a write-ahead log, of a run that was killed; else so that SQLite makes no files beside it
    how = "mode=ro" if file.with_name(file.name + "-wal").exists() else "immutable=1"
    return sqlite3.connect(f"{file.as_uri()}?{how}", uri=True)


def begin_run(home: Home, seed: int | None, user: str = "") -> tuple[Mark, dict[str, str]]:
    """The mark of the data for this run, written down, and what `look_for_damage` finds.

    What a first start that was killed left is thrown away.

    `user`: the first schema of a new home. Raises `SandboxError` for data that can't be used.
    """
    from ordslab.sandbox.process import clear

    mark, faults = Mark.read(home), {}
    if mark is not None and not mark.complete:
        clear(home)
        mark = None
    if mark is None:
        home.data.mkdir(mode=0o700, exist_ok=True)
        mark = Mark(seed=seed, user=(user or FIRST_SCHEMA).upper())
    else:
        if user and user.upper() != mark.user:
            raise SandboxError(f"The schema in {home.folder} is {mark.user}.", "Choose another home: --home DIR")
        faults = look_for_damage(home, mark.user)
        if mark.seed != seed:
            _forget_tokens(home)  # they were issued in another time, in which they could live too long
        mark.starts += 1
        mark.seed = seed
    mark.write(home)
    return mark, faults


def _forget_tokens(home: Home) -> None:
    for ending in ("", "-wal", "-shm"):
        (home.data / f"tokens.db{ending}").unlink(missing_ok=True)
