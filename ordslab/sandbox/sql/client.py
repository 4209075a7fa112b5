"""What a client tells of itself when it logs on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """The program at the other end: V$SESSION and SYS_CONTEXT show it. Of a request over HTTP nothing is known."""

    program: str | None = None
    machine: str | None = None
    terminal: str | None = None
    os_user: str | None = None
    process: str | None = None
    driver: str | None = None
    driver_version: str | None = None
