"""What stands for a shell and a database."""

from __future__ import annotations

import oracledb

from ordslab.engines import ENGINES
from ordslab.engines.containers import Said, Tool

FREE, ADB = ENGINES["free"], ENGINES["adb-free"]

UP = "ordslab-free-db-1\tUp 2 minutes (healthy)\nordslab-free-ords-1\tUp 1 minute (healthy)\n"


class Shell:
    """Answers command lines from a list of (part of the line, answer), and writes down what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.lines: list[str] = []
        self.environment: dict[str, str] = {}

    def __call__(self, command, environment):
        line = " ".join(command)
        self.lines.append(line)
        self.environment.update(environment)
        for part, answer in self.answers:
            if part in line:
                return answer(command) if callable(answer) else answer
        return Said(0, "")

    def words(self, start):
        """What followed the compose file, of the commands that went to it."""
        return [line.partition(f"{start} ")[2] for line in self.lines if start in line]


def tool(shell, engine=FREE):
    return Tool("docker", engine, engine.ports, shell)


class Database:
    """Stands for oracledb.connect: writes down who ran what."""

    def __init__(self, monkeypatch, fail=None):
        self.ran: list[tuple[str, str]] = []
        self.fail = fail or {}
        monkeypatch.setattr(oracledb, "connect", self.connect)

    def connect(self, **arguments):
        self.user = arguments["user"]
        self.arguments = arguments
        return self

    def __enter__(self):
        return self

    cursor = __enter__

    def __exit__(self, *_):
        return None

    def execute(self, text, **binds):
        self.ran.append((self.user, text))
        for part, error in self.fail.items():
            if part in text:
                raise error


def oracle_error(message):
    code = message.partition(":")[0]
    return oracledb.DatabaseError(
        type("Error", (), {"full_code": code, "message": message, "__str__": lambda s: message})()
    )
