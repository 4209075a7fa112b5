"""One run at a time in a schema; and what a run that was killed left there is removed by the next one.

A run marks the schema by a role of a name of its own, and notes in a file which of the tests' names were the user's.
Who finds a mark and has its note cleans up after it; who finds a mark of somebody else does not start. While a run is
alive it listens at the port of its note.
"""

from __future__ import annotations

import json
import secrets
import socket
from contextlib import contextmanager, suppress

import oracledb
from own_names import OwnNames, plain

from ordslab.errors import LabError

_MARK = "ordslab_conformance_"


@contextmanager
def one_run(connect, dialect, note):
    """The names that this run may touch. `connect` gives a connection, `note` is the file. Raises `LabError`."""
    with connect() as connection:
        others = _after_a_killed_run(connection, dialect, note)
        if others:
            raise LabError(
                f"The conformance tests run in the schema {connection.username.upper()} already, or were killed there.",
                f"When nobody runs them: begin ords.delete_role('{others[0]}'); commit; end;",
            )
        own = OwnNames(connection, dialect)
        mark, alive = _MARK + secrets.token_hex(4), socket.create_server(("127.0.0.1", 0))
        note.parent.mkdir(parents=True, exist_ok=True)
        noted = {"mark": mark, "port": alive.getsockname()[1], **own.noted()}
        note.write_text(json.dumps(noted), encoding="utf-8")
        with suppress(oracledb.DatabaseError):  # who may make no role makes nothing else either
            plain(connection, f"begin ords.create_role('{mark}'); commit; end;")
    try:
        yield own
    finally:
        with connect() as connection:
            own.clean(connection)
            if mark in _marks(connection):
                _unmark(connection, mark)
        note.unlink(missing_ok=True)
        alive.close()


def _after_a_killed_run(connection, dialect, note):
    """Clean up after the run that the note tells of, where its mark is still there; the marks of others."""
    marks = _marks(connection)
    noted = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    mark = noted.get("mark")
    if mark in marks and not _is_alive(noted["port"]):
        OwnNames(connection, dialect, noted).clean(connection)
        _unmark(connection, mark)
        marks.remove(mark)
    return marks


def _is_alive(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _marks(connection):
    return [name for (name,) in plain(connection, f"select name from user_ords_roles where name like '{_MARK}%'")]


def _unmark(connection, mark):
    plain(connection, f"begin ords.delete_role('{mark}'); commit; end;")
