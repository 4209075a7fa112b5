"""Kills at random moments, with a record of what the sandbox acknowledged: what each start must find again."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import oracledb

import ordslab.sandbox
from ordslab.sandbox.home import Home

WRITERS = 3
LONGEST = 0.6  # seconds of work before a kill


@dataclass
class Record:
    """Of all kills so far. `acknowledged`: pairs whose commit was answered; `unanswered`: those that may be there."""

    acknowledged: set[int] = field(default_factory=set)
    unanswered: set[int] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    kills: int = 0
    refused: list[str] = field(default_factory=list)
    lost: int = 0
    half: int = 0


def kill_again_and_again(home: Path, kills: int, seed: int) -> Record:
    """Start, look, work, kill; `kills` times, and a last look."""
    chance, record, numbers = random.Random(seed), Record(), iter(range(1, 10**9))
    for number in range(kills + 1):
        try:
            status = ordslab.sandbox.start(home, http_port=0, db_port=0)
        except ordslab.sandbox.SandboxError as error:
            record.refused.append(str(error))
            return record
        if number == 0:
            with _connect(home, status) as connection:
                connection.cursor().execute("create table pairs (pair number, half number)")
        else:
            _look(home, status, record)
        if number < kills:
            _work_until_killed(home, status, record, numbers, chance.uniform(0, LONGEST))
    return record


def _work_until_killed(home, status, record, numbers, seconds):
    tasks = [*[_work] * WRITERS, _define]
    workers = [threading.Thread(target=task, args=(home, status, record, numbers)) for task in tasks]
    for worker in workers:
        worker.start()
    time.sleep(seconds)  # the moment of the kill is what is random
    os.kill(status["pid"], signal.SIGKILL)
    record.kills += 1
    for worker in workers:
        worker.join(30)
    while Home.at(home).lock.is_held():
        time.sleep(0.005)


def _connect(home, status):
    return oracledb.connect(user="PAGE", password=ordslab.sandbox.password(home), dsn=status["dsn"])


def _work(home, status, record, numbers):
    """Pairs of rows in one transaction each, some of which are rolled back."""
    try:
        with _connect(home, status) as connection:
            cursor = connection.cursor()
            while True:
                pair = next(numbers)
                cursor.execute("insert into pairs values (:1, 1)", [pair])
                cursor.execute("insert into pairs values (:1, 2)", [pair])
                if pair % 7 == 0:
                    connection.rollback()
                    continue
                record.unanswered.add(pair)
                connection.commit()
                record.acknowledged.add(pair)
                record.unanswered.discard(pair)
    except oracledb.Error:
        pass  # the process is gone


def _define(home, status, record, numbers):
    """Tables that come into being while the kill comes."""
    try:
        with _connect(home, status) as connection:
            while True:
                name = f"T{next(numbers)}"
                connection.cursor().execute(f"create table {name} (n number)")
                record.tables.add(name)
    except oracledb.Error:
        pass


def _look(home, status, record):
    """Whether all is there that was acknowledged, and nothing by halves."""
    with _connect(home, status) as connection:
        rows = connection.cursor().execute("select pair, count(*) from pairs group by pair").fetchall()
        tables = {name for (name,) in connection.cursor().execute("select table_name from user_tables")}
    found = {int(pair): count for pair, count in rows}
    record.half += sum(count != 2 for count in found.values())
    record.half += len(set(found) - record.acknowledged - record.unanswered)  # what was rolled back
    record.lost += len(record.acknowledged - set(found)) + len(record.tables - tables)
