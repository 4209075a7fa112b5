"""Waiting for containers."""

from __future__ import annotations

import io

import pytest

from ordslab.engines import waiting
from ordslab.engines.containers import Container, Said
from ordslab.errors import SettingsError

from .stand_ins import UP, Shell, tool


class Clock:
    """Time that passes when somebody pauses."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds

    def pause(self, seconds):
        self.seconds += seconds


def wait(*statuses, minutes=20.0):
    """What is shown while the containers go through these."""
    waiting_for = list(statuses)
    shell = Shell(
        ("ps --all", lambda _: Said(0, waiting_for.pop(0) if len(waiting_for) > 1 else waiting_for[0])),
        ("logs", Said(0, "ords-1  | ORA-01017: invalid credential\n")),
    )
    stream, clock = io.StringIO(), Clock()
    try:
        waiting.until_healthy(tool(shell), minutes, waiting.Progress(stream), clock, clock.pause)
    finally:
        wait.shown = stream.getvalue().splitlines()


def test_progress_is_a_line_for_each_change():
    """Promise: where there is no terminal (a log), each change is a line and nothing else."""
    starting = "ordslab-free-db-1\tUp 2 seconds (health: starting)\nordslab-free-ords-1\tCreated\n"
    wait("", starting, starting, UP)
    assert wait.shown == ["  creating", "  db: starting  ords: created", "  db: ready  ords: ready"]


def test_on_a_terminal_it_is_one_line_with_the_time(monkeypatch):
    """Promise: on a terminal one line changes, and tells how long it has taken."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    progress = waiting.Progress(stream)
    progress.show("db: starting", 65)
    progress.show("db: ready", 70)
    progress.end()
    assert stream.getvalue() == "\r\x1b[K  1:05  db: starting\r\x1b[K  1:10  db: ready\n"


def test_a_container_that_ends_ends_the_waiting():
    """Promise: nobody waits for a container that is dead; what it said last is shown, and how to start anew."""
    with pytest.raises(SettingsError, match="container ords has ended") as caught:
        wait("ordslab-free-db-1\tUp 1 minute (healthy)\nordslab-free-ords-1\tExited (1) 2 seconds ago\n")
    assert "ORA-01017" in caught.value.next_step and "down --engine free --delete" in caught.value.next_step


def test_waiting_has_an_end():
    """Promise: after the time of the engine, it is said."""
    with pytest.raises(SettingsError, match="not ready after 20 minutes"):
        wait("ordslab-free-db-1\tUp 1 minute (unhealthy)\n")
    assert wait.shown == ["  db: not well yet"]


def test_healthy_is_not_unhealthy():
    """Promise: the word is read in full."""
    assert Container("db", "Up 2 minutes (healthy)").is_healthy
    assert not Container("db", "Up 2 minutes (unhealthy)").is_healthy
