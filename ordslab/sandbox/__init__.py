"""The sandbox: a teaching stand-in for Oracle Database and ORDS, a program of its own.

Everything is imported late: the commands have to answer at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.home import Home
from ordslab.sandbox.running import Schema, Status, status_of

__all__ = ["SandboxError", "Schema", "Status", "log", "password", "reset", "start", "status", "status_of_all", "stop"]


def start(
    home: str | Path | None = None,
    http_port: int | None = None,
    db_port: int | None = None,
    seed: int | None = None,
    **guise: str | bool | float | Sequence[str] | Mapping[str, str] | None,
) -> Status:
    """Start the sandbox unless it runs; returns when both listeners answer. Raises `SandboxError`.

    Ports: None is the one of the last time, else 8181 and 1521; 0 is any free one. A port that is taken gives way to
    the next free one; the answer of the start that met it lists it as `taken`. `seed` makes ids, secrets and tokens
    repeatable, and time stand still; to ask for one that the running sandbox does not have is an error. `guise`: how to
    play somebody else's database, by `user`, `alias`, `tls`, `strict`, `metadata_cache`, `answers` (a restart keeps
    these), `latency`, and under which names to be addressed beside loopback's, by `allow_host` (see
    `ordslab.sandbox.guise`). `missing_role` 403 is one of the `answers`.
    """
    from ordslab.sandbox import process

    return process.start(Home.at(home), http_port, db_port, seed, guise)


def stop(home: str | Path | None = None) -> bool:
    """Stop the sandbox; whether one was running. What was committed stays. Raises `SandboxError`."""
    from ordslab.sandbox import process

    return process.stop(Home.at(home))


def status(home: str | Path | None = None) -> Status:
    """Whether and where the sandbox runs. Raises `SandboxError` when it runs and doesn't answer."""
    return status_of(Home.at(home))


def status_of_all() -> list[Status]:
    """The status of each sandbox of this user that runs, wherever its home is. One that doesn't answer has only `home`
    and `pid`."""
    from ordslab.sandbox import registry

    return registry.all_running()


def reset(home: str | Path | None = None) -> None:
    """Stop the sandbox and throw its data away, whatever state they are in. Raises `SandboxError`, and deletes
    nothing, for a folder in which there never was a sandbox."""
    from ordslab.sandbox import process

    process.reset(Home.at(home))


def password(home: str | Path | None = None, user: str = "PAGE") -> str:
    """The logon password of a schema. Raises `SandboxError` when the home has no such schema."""
    try:
        return Home.at(home).password_file(user).read_text(encoding="utf-8").removesuffix("\n")
    except OSError:
        raise SandboxError(
            f"The sandbox has no password for {user.upper()}.", "Start it first: ordslab sandbox start"
        ) from None


def log(home: str | Path | None = None) -> str:
    """The server's log, "" when there is none."""
    path = Home.at(home).log
    files = (path.with_name(path.name + ".1"), path)
    return "".join(file.read_text(encoding="utf-8", errors="replace") for file in files if file.exists())
