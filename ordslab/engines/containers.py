"""Docker or Podman: the command lines that we use of them."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ordslab.engines import Engine
from ordslab.errors import SettingsError

Run = Callable[[list[str], Mapping[str, str]], "Said"]
"""Runs a command with further environment variables; what is typed there is not seen by the command."""


class Said(NamedTuple):
    """What a command said, both its outputs in one, and its exit status."""

    status: int
    output: str


class Container(NamedTuple):
    """A container's name and how it is: "Up 2 minutes (health: starting)"."""

    name: str
    status: str

    @property
    def is_healthy(self) -> bool:
        """Whether its health check is content."""
        return "(healthy)" in self.status

    @property
    def has_ended(self) -> bool:
        """Whether it ran and runs no more."""
        return self.status.lower().startswith(("exited", "dead"))


def run(command: list[str], environment: Mapping[str, str]) -> Said:
    """Run a command to its end."""
    try:
        done = subprocess.run(  # noqa: S603  our own words
            command,
            env=os.environ | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return Said(127, str(error))
    return Said(done.returncode, done.stdout)


@dataclass(frozen=True)
class Tool:
    """`docker` or `podman`, for one engine."""

    program: str
    engine: Engine
    ports: tuple[int, int]
    run: Run

    @property
    def environment(self) -> dict[str, str]:
        """What the compose file asks for."""
        return {
            "ORDSLAB_SECRETS": str(self.engine.folder),
            "ORDSLAB_DB_PORT": str(self.ports[0]),
            "ORDSLAB_HTTP_PORT": str(self.ports[1]),
        }

    def compose(self, *words: str) -> Said:
        """`docker compose ...` on the engine's file."""
        start = [self.program, "compose", "--project-name", self.engine.project, "--file"]
        return self.run([*start, str(self.engine.compose_file), *words], self.environment)

    def up(self) -> None:
        """Create and start the containers. Raises `SettingsError`."""
        said = self.compose("up", "--detach")
        if said.status:
            raise SettingsError(f"The containers did not start: {last_line(said.output)}", _after(said.output, self))

    def down(self, delete: bool) -> None:
        """Stop and remove the containers; with their data, if so asked. Raises `SettingsError`."""
        said = self.compose("down", *(["--volumes"] if delete else []))
        if said.status:
            raise SettingsError(f"The containers did not stop: {last_line(said.output)}", f"See: {self.program} ps")

    def containers(self) -> list[Container]:
        """The engine's containers. Raises `SettingsError`."""
        label = f"label=com.docker.compose.project={self.engine.project}"
        said = self.run(
            [self.program, "ps", "--all", "--filter", label, "--format", "{{.Names}}\t{{.Status}}"], self.environment
        )
        if said.status:
            raise SettingsError(f"{self.program} does not answer: {last_line(said.output)}", "Is it still running?")
        rows = (line.split("\t", 1) for line in said.output.splitlines() if "\t" in line)
        return sorted(Container(_short(name, self.engine), status) for name, status in rows)

    def logs(self, lines: int = 15) -> str:
        """The last lines of what the containers said."""
        return self.compose("logs", "--no-color", "--tail", str(lines)).output.rstrip()


def find_tool(engine: Engine, ports: tuple[int, int], wanted: str | None = None, run: Run = run) -> Tool:
    """The tool that is there and works: docker before podman. Raises `SettingsError`."""
    reasons = []
    for program in [wanted] if wanted else ["docker", "podman"]:
        if not shutil.which(program):
            reasons.append(f"{program} is not installed")
            continue
        for words, problem in ((["info"], "does not answer"), (["compose", "version"], "has no compose")):
            said = run([program, *words], {})
            if said.status:
                reasons.append(f"{program} {problem} ({last_line(said.output)})")
                break
        else:
            return Tool(program, engine, ports, run)
    raise SettingsError(
        f"There is nothing to run containers with: {'; '.join(reasons)}.",
        "Install Docker Desktop, Docker Engine with its compose plugin, or Podman with podman-compose; then start it.",
    )


def _short(name: str, engine: Engine) -> str:
    """ordslab-free-db-1 and ordslab-free_db_1 are db."""
    return re.sub(r"[-_]\d+$", "", name.removeprefix(engine.project).lstrip("-_"))


def last_line(output: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it said nothing")


def _after(output: str, tool: Tool) -> str:
    text = output.lower()
    if "unauthorized" in text or "denied" in text:
        registry = "container-registry.oracle.com" if tool.engine.name == "free" else "ghcr.io"
        return f"Accept the image's licence at {registry}, then: {tool.program} login {registry}"
    if "port is already allocated" in text or "address already in use" in text:
        return "Another program has the port. Choose others: --db-port N --http-port N"
    if "no space left" in text:
        return f"The images need some 15 GB. Make room: {tool.program} system prune"
    return f"See: {tool.program} compose --file {tool.engine.compose_file} config"
