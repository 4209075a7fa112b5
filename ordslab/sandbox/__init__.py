"""The sandbox: a teaching stand-in for Oracle Database and ORDS, a program of its own.

Everything is imported late: the commands have to answer at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from ordslab.sandbox.home import Home, SandboxError

__all__ = ["SandboxError", "Schema", "Status", "log", "password", "reset", "start", "status", "stop"]


class Schema(TypedDict):
    """A REST-enabled schema."""

    user: str
    alias: str


class _Running(TypedDict):
    running: bool


class Status(_Running, total=False):
    """What `ordslab sandbox status --json` prints; only `running` when it does not run."""

    pid: int
    ords_url: str
    dsn: str
    home: str
    schemas: list[Schema]


def start(
    home: str | Path | None = None, http_port: int = 8181, db_port: int = 1521, seed: int | None = None
) -> Status:
    """Start the sandbox unless it runs; returns when both listeners answer. Raises `SandboxError`."""
    raise _no_server()


def stop(home: str | Path | None = None) -> None:
    """Stop the sandbox; what was committed stays. Raises `SandboxError`."""
    raise _no_server()


def status(home: str | Path | None = None) -> Status:
    """Whether and where the sandbox runs. Raises `SandboxError`."""
    return {"running": False}  # true of every home as long as there is no server to start


def reset(home: str | Path | None = None) -> None:
    """Stop the sandbox and throw its data away. Raises `SandboxError`."""
    raise _no_server()


def password(home: str | Path | None = None, user: str = "PAGE") -> str:
    """The logon password of a schema. Raises `SandboxError` when the home has no such schema."""
    try:
        return Home.at(home).password_file(user).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise SandboxError(
            f"The sandbox has no password for {user.upper()}.", "Start it first: ordslab sandbox start"
        ) from None


def log(home: str | Path | None = None) -> str:
    """The server's log, "" when there is none."""
    path = Home.at(home).log
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _no_server() -> SandboxError:
    return SandboxError("This build has no sandbox server yet.", "Use a profile of your own database: ORDSLAB_PROFILE")
