"""The command `ordslab`: the sandbox and JupyterLab on the first lesson."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ordslab import __version__
from ordslab.commands import (
    audit as audit_command,
)
from ordslab.commands import (
    conform as conform_command,
)
from ordslab.commands import (
    doctor as doctor_command,
)
from ordslab.commands import (
    engine as engine_command,
)
from ordslab.commands import (
    postman,
)
from ordslab.commands import (
    profile as profile_command,
)
from ordslab.errors import LabError, SandboxError

FIRST_LESSON = "00-start-here.ipynb"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    options = _parser().parse_args(arguments)
    try:
        run = getattr(options, "run", None) or open_jupyterlab
        return int(run(options))
    except (LabError, OSError, RuntimeError) as error:
        print(f"ordslab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ordslab", description="Start the sandbox and open JupyterLab on the first lesson."
    )
    parser.add_argument("--version", action="version", version=f"ordslab {__version__}")
    parser.add_argument("--no-browser", action="store_true", help="don't open a browser; print the address")
    parser.add_argument("--port", type=_port, help="port of JupyterLab (default: 8888, or the next free one)")
    parser.add_argument("--ip", help="address that JupyterLab listens on (default: 127.0.0.1)")
    _add_home(parser)
    commands = parser.add_subparsers(metavar="COMMAND")
    single = (audit_command.add_to(commands), conform_command.add_to(commands), doctor_command.add_to(commands))
    several = (*profile_command.add_to(commands), *engine_command.add_to(commands), *postman.add_to(commands))
    for command in (*single, *several):
        _add_home(command)
    sandbox = commands.add_parser(
        "sandbox", help="start, stop and look at the sandbox", description="Start, stop and look at the sandbox."
    )
    verbs = sandbox.add_subparsers(metavar="COMMAND", required=True)

    start = _add_verb(verbs, "start", sandbox_start, "start it; nothing happens when it runs")
    start.add_argument("--http-port", type=_port, help="port of ORDS (default: the last one, or 8181; 0: any)")
    start.add_argument("--db-port", type=_port, help="port of the database (default: the last one, or 1521; 0: any)")
    start.add_argument("--seed", type=int, help="make ids, secrets, tokens and time repeatable")
    guise = start.add_argument_group("to play somebody else's database")
    guise.add_argument("--user", help="the schema of a new home (default: PAGE)")
    guise.add_argument("--alias", help="its alias (default: the user in lower case)")
    guise.add_argument("--tls", action="store_const", const=True, help="TLS on both ports, by a certificate of its own")
    guise.add_argument("--strict", action="store_const", const=True, help="no OAUTH, and nothing of the sandbox's own")
    guise.add_argument("--latency", type=int, metavar="MS", help="a slow network: added to each round trip")
    status = _add_verb(verbs, "status", sandbox_status, "say whether and where it runs")
    status.add_argument("--json", action="store_true", help="as JSON")
    _add_verb(verbs, "stop", sandbox_stop, "stop it; what was committed stays")
    _add_verb(verbs, "reset", sandbox_reset, "throw everything away: a new sandbox")
    _add_verb(verbs, "log", sandbox_log, "print its log")
    password = _add_verb(verbs, "password", sandbox_password, "print a schema's password, for another tool")
    password.add_argument("--user", default="PAGE", help="the schema (default: PAGE)")
    return parser


def _add_verb(verbs: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text.capitalize() + ".")
    _add_home(verb)
    verb.set_defaults(run=run)
    return verb


def _add_home(parser: argparse.ArgumentParser) -> None:
    # SUPPRESS: a verb's missing --home must not undo the one given before the verb.
    parser.add_argument(
        "--home", type=Path, default=argparse.SUPPRESS, help="folder of all state (default: ORDSLAB_HOME or ~/.ordslab)"
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port: 0 to 65535 (0: any free one)")
    return port


def _home(options: argparse.Namespace) -> Path:
    from ordslab.settings import settings

    given: Path | None = getattr(options, "home", None)
    return given.expanduser().absolute() if given else settings.home()


# The sandbox


def sandbox_start(options: argparse.Namespace) -> int:
    """Start the sandbox and say where it is."""
    import ordslab.sandbox

    names = ("http_port", "db_port", "seed", "user", "alias", "tls", "strict", "latency")
    given = {name: getattr(options, name) for name in names}
    status = ordslab.sandbox.start(
        home=_home(options), **{name: value for name, value in given.items() if value is not None}
    )
    _print_taken(status)
    _print_status(status)
    addresses = f"{status['ords_url']} {status['dsn']}"
    asked = [port for port in (options.http_port, options.db_port) if port]
    if not status.get("taken") and not all(f":{port}/" in addresses for port in asked):
        print(
            "It was running already, and keeps its ports. For other ports: ordslab sandbox stop, then start it again."
        )
    return 0


def _print_taken(status: Any) -> None:
    for port in status.get("taken", ()):
        print(f"Port {port} is taken by another program. The sandbox uses the next free one.", flush=True)


def sandbox_status(options: argparse.Namespace) -> int:
    """Say whether the sandbox runs; that it doesn't is no failure."""
    import ordslab.sandbox

    status = ordslab.sandbox.status(home=_home(options))
    if options.json:
        print(json.dumps(status))
    else:
        _print_status(status)
    return 0


def _print_status(status: Any) -> None:
    if not status["running"]:
        print("The sandbox is not running. Start it: ordslab sandbox start")
        return
    print("The sandbox is running.")
    print(f"  ORDS      {status['ords_url']}")
    print(f"  database  {status['dsn']}")
    schemas = ", ".join(f"{each['user']} (alias {each['alias']})" for each in status["schemas"])
    print(f"  schemas   {schemas}")
    print(f"  home      {status['home']}")
    if "ca_file" in status:
        print(f"  ca_file   {status['ca_file']}")


def sandbox_stop(options: argparse.Namespace) -> int:
    """Stop the sandbox."""
    import ordslab.sandbox

    was_running = ordslab.sandbox.stop(home=_home(options))
    print("The sandbox is stopped." if was_running else "The sandbox was not running.")
    return 0


def sandbox_reset(options: argparse.Namespace) -> int:
    """Throw the sandbox's state away, and the credentials of its clients with it."""
    import ordslab.sandbox
    from ordslab.secrets.vault import Vault
    from ordslab.settings.settings import SANDBOX

    home = _home(options)
    ordslab.sandbox.reset(home=home)
    Vault(home, SANDBOX).path.unlink(missing_ok=True)
    print(f"The sandbox in {home} is stopped, and everything in it is deleted: the next start makes a new one.")
    return 0


def sandbox_log(options: argparse.Namespace) -> int:
    """Print the sandbox's log."""
    import ordslab.sandbox

    print(str(ordslab.sandbox.log(home=_home(options))).rstrip("\n"))
    return 0


def sandbox_password(options: argparse.Namespace) -> int:
    """Print the password: the one place that does."""
    import ordslab.sandbox

    print(ordslab.sandbox.password(home=_home(options), user=options.user))
    return 0


# JupyterLab


def open_jupyterlab(options: argparse.Namespace) -> int:
    """Start the sandbox, then JupyterLab on the first lesson; return when JupyterLab ends."""
    import ordslab.sandbox

    lessons = find_lessons()
    home = _home(options)
    status = ordslab.sandbox.start(home=home)
    _print_taken(status)
    print(f"The sandbox is running: ORDS at {status['ords_url']}", flush=True)
    if os.environ.get("ORDSLAB_PROFILE", "sandbox") != "sandbox":
        print(f"The notebooks use the profile {os.environ['ORDSLAB_PROFILE']}.", flush=True)
    command = jupyter_command(lessons, options)
    if "--allow-root" in command:
        print("You are root: JupyterLab gets --allow-root.", flush=True)
    print("Ctrl-C ends JupyterLab. The sandbox keeps running; to stop it: ordslab sandbox stop", flush=True)
    process = subprocess.Popen(command, env=_environment(home))  # noqa: S603  our own words
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())  # in a container, nobody else passes it on
    try:
        code = _wait(process)
    finally:
        signal.signal(signal.SIGTERM, before)
    return code if code >= 0 else 128 - code  # ended by a signal: as a shell says it


def _environment(home: Path) -> dict[str, str]:
    """For JupyterLab and its kernels: where the lab is, and no question about news in a learner's first minute."""
    paths = [str(Path(__file__).with_name("jupyter_config")), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return os.environ | {"ORDSLAB_HOME": str(home), "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab got it too and asks or ends by itself


def jupyter_command(lessons: Path, options: argparse.Namespace) -> list[str]:
    """The command line of JupyterLab, which shows the address of the first lesson and little else."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={lessons}"]
    command += [f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}", "--Application.log_level=WARN"]
    command += [f"--ServerApp.ip={options.ip or '127.0.0.1'}"]
    if options.no_browser:
        command.append("--no-browser")
    if options.port is not None:
        command.append(f"--ServerApp.port={options.port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def find_lessons() -> Path:
    """The folder of notebooks: of the clone that this package runs from, or of the current folder."""
    import ordslab

    for base in (Path(ordslab.__file__).parents[1], Path.cwd()):
        if (base / "notebooks" / FIRST_LESSON).is_file():
            return base / "notebooks"
    raise SandboxError(
        "The lessons are not here: they come with the repository, not with the installed package.",
        "Clone the repository and run ordslab in its folder.",
    )


if __name__ == "__main__":
    sys.exit(main())
