"""Many sessions with open work, and the process killed in the middle of it."""

from __future__ import annotations

import os
import signal
import threading
import time

import oracledb
import pytest

import ordslab.sandbox
from ordslab.sandbox.home import Home

WRITERS = 4
ENOUGH = 40  # commits by each before the end comes


class Writer:
    """Inserts rows in pairs, in transactions of which some are rolled back. Notes what the database confirmed."""

    def __init__(self, connection, number):
        self.connection = connection
        self.number = number
        self.confirmed: list[int] = []
        self.unanswered: int | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        cursor = self.connection.cursor()
        try:
            for count in range(1, 10**6):
                pair = self.number * 10**6 + count
                cursor.execute("insert into pairs values (:1, 1)", [pair])
                cursor.execute("savepoint half")
                cursor.execute("insert into pairs values (:1, 3)", [pair])
                cursor.execute("rollback to half")
                cursor.execute("insert into pairs values (:1, 2)", [pair])
                if count % 5 == 0:
                    self.connection.rollback()
                    continue
                self.unanswered = pair
                self.connection.commit()
                self.confirmed.append(pair)
                self.unanswered = None
        except oracledb.Error:
            pass  # the process is gone


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_what_was_committed_survives_among_parked_transactions(sandbox_home):
    """Promise: a commit that was confirmed is there after kill -9, whole; of what was not committed nothing is."""
    status = ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0)
    password = ordslab.sandbox.password(sandbox_home)

    def connect(status):
        return oracledb.connect(user="PAGE", password=password, dsn=status["dsn"])

    setup = connect(status)
    setup.cursor().execute(
        "create table pairs (pair number, half number, constraint pairs_pk primary key (pair, half))"
    )
    idle = connect(status)
    idle.cursor().execute("insert into pairs values (0, 1)")  # parked by the first writer, never committed
    writers = [Writer(connect(status), number) for number in range(1, WRITERS + 1)]
    for writer in writers:
        writer.thread.start()
    deadline = time.monotonic() + 120
    while not all(len(writer.confirmed) >= ENOUGH for writer in writers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(status["pid"], signal.SIGKILL)
    for writer in writers:
        writer.thread.join(30)
    while Home.at(sandbox_home).lock.is_held():
        time.sleep(0.01)

    with connect(ordslab.sandbox.start(sandbox_home, http_port=0, db_port=0)) as connection:
        rows = connection.cursor().execute(
            "select pair, listagg(half, ',') within group (order by half) from pairs group by pair"
        )
        found = dict(rows.fetchall())
    assert set(found.values()) == {"1,2"}
    confirmed = {pair for writer in writers for pair in writer.confirmed}
    assert confirmed <= set(found)
    assert set(found) - confirmed <= {writer.unanswered for writer in writers}
