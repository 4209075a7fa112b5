"""The data of a new home, and what is found out about those of an old one before it is opened."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.files import write_safely
from ordslab.sandbox.home import Home, Mark, damaged

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

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


def look_for_damage(home: Home, user: str = FIRST_SCHEMA) -> None:
    """Read all database files without changing a byte. Raises `SandboxError` for one that is damaged or missing."""
    first = [home.password_file(user), home.data / "system.db", home.data / "schemas" / f"{user}.db"]
    for file in first:
        if not file.exists():
            raise damaged(home, file)
    for file in sorted(home.data.rglob("*.db")):
        if not _is_sound(file):
            raise damaged(home, file)


def _is_sound(file: Path) -> bool:
    if file.with_name(file.name + "-wal").exists():  # of a run that was killed
        how = "mode=ro"
    elif file.stat().st_size:
        how = "immutable=1"  # so that SQLite makes no files beside it
    else:
        return False
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?{how}", uri=True)
        try:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return type(error) is not sqlite3.DatabaseError  # its subclasses speak of other things: a full disk, for one


def begin_run(home: Home, seed: int | None, user: str = "") -> Mark:
    """The mark of the data for this run, written down. What a first start that was killed left is thrown away.

    `user`: the first schema of a new home. Raises `SandboxError` for data that can't be used.
    """
    from ordslab.sandbox.process import clear

    mark = Mark.read(home)
    if mark is not None and not mark.complete:
        clear(home)
        mark = None
    if mark is None:
        home.data.mkdir(mode=0o700, exist_ok=True)
        mark = Mark(seed=seed, user=(user or FIRST_SCHEMA).upper())
    else:
        if user and user.upper() != mark.user:
            raise SandboxError(f"The schema in {home.folder} is {mark.user}.", "Choose another home: --home DIR")
        look_for_damage(home, mark.user)
        if mark.seed != seed:
            _forget_tokens(home)  # they were issued in another time, in which they could live too long
        mark.starts += 1
        mark.seed = seed
    mark.write(home)
    return mark


def _forget_tokens(home: Home) -> None:
    for ending in ("", "-wal", "-shm"):
        (home.data / f"tokens.db{ending}").unlink(missing_ok=True)
