"""Wait for containers, and show how far they are."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

from ordslab.engines.containers import Container, Tool
from ordslab.errors import SettingsError

_PAUSE = 3.0  # seconds between two looks


class Progress:
    """One line that changes on a terminal; elsewhere a line for each change."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._last = ""

    def show(self, text: str, seconds: float) -> None:
        """Say how it stands after so many seconds."""
        if self._stream.isatty():
            self._stream.write(f"\r\033[K  {int(seconds) // 60}:{int(seconds) % 60:02}  {text}")
        elif text != self._last:
            self._stream.write(f"  {text}\n")
        self._last = text
        self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._stream.isatty() and self._last:
            self._stream.write("\n")
            self._stream.flush()


def until_healthy(
    tool: Tool,
    minutes: float,
    progress: Progress,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Return when all containers are healthy. Raises `SettingsError` when one ends, or not all are in time."""
    begin = clock()
    try:
        while True:
            containers = tool.containers()
            waited = clock() - begin
            progress.show("  ".join(f"{each.name}: {_how(each)}" for each in containers) or "creating", waited)
            if containers and all(each.is_healthy for each in containers):
                return
            ended = next((each for each in containers if each.has_ended), None)
            if ended:
                raise _with_logs(f"The container {ended.name} has ended: {ended.status}.", tool)
            if waited > minutes * 60:
                raise _with_logs(f"The containers are not ready after {minutes:g} minutes.", tool)
            pause(_PAUSE)
    finally:
        progress.end()


def _how(container: Container) -> str:
    if container.is_healthy:
        return "ready"
    if "unhealthy" in container.status:
        return "not well yet"
    return "starting" if container.status.lower().startswith("up") else container.status.lower() or "created"


def _with_logs(what: str, tool: Tool) -> SettingsError:
    engine = tool.engine.name
    return SettingsError(
        what,
        f"What the containers said last:\n{tool.logs()}\n"
        f"Start anew: ordslab down --engine {engine} --delete, then ordslab up --engine {engine}",
    )
