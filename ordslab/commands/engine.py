"""The commands `ordslab up` and `ordslab down`: Oracle's own software on this machine, in containers."""

import argparse
import sys
from collections.abc import Callable
from typing import Any

from ordslab.commands.arguments import add_verb
from ordslab.engines import ENGINES, containers

_NAMES = tuple(ENGINES)


def add_to(commands: Any) -> None:
    text = "Oracle on this machine, in containers: start it, make the schema and the profile"
    up = _verb(commands, "up", run_up, text)
    up.add_argument("--db-port", type=int, help="port of the database (default: 1521, or 1522 for adb-free)")
    up.add_argument("--http-port", type=int, help="port of ORDS (default: 8181, or 8443 for adb-free)")
    up.add_argument("--no-doctor", action="store_true", help="don't look whether all is well at the end")
    down = _verb(commands, "down", run_down, "stop Oracle on this machine; its data stay")
    down.add_argument("--delete", action="store_true", help="delete its data, passwords and profile as well")
    down.add_argument("--yes", action="store_true", help="don't ask before deleting")


def _verb(commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
    parser = add_verb(commands, name, run, text, epilog="The images are Oracle's, and its licences hold.")
    which = "free: Oracle Database Free and ORDS (default); adb-free: Autonomous AI Database Free"
    parser.add_argument("--engine", choices=_NAMES, default="free", help=which)
    parser.add_argument("--with", dest="program", choices=("docker", "podman"), help="default: the one that works")
    return parser


def run_up(options: argparse.Namespace) -> int:
    """Do it, step by step; the exit status is the doctor's."""
    from ordslab import doctor
    from ordslab.engines.up import up

    engine = ENGINES[options.engine]
    ports = (options.db_port or engine.ports[0], options.http_port or engine.ports[1])
    profile = up(containers.find_tool(engine, ports, options.program))
    report = None if options.no_doctor else doctor.examine_database(profile)
    if report:
        print(report)
    print(f"To use it: ORDSLAB_PROFILE={profile}, or lab = ordslab.open_lab({profile!r})")
    return report.exit_status if report else 0


def run_down(options: argparse.Namespace) -> int:
    """Stop it; ask before anything is deleted."""
    from ordslab.engines.up import down

    engine = ENGINES[options.engine]
    if options.delete and not options.yes and not _sure(f"Delete all data of {engine.name}?"):
        print("Nothing was done. To delete without this question: --yes")
        return 1
    down(containers.find_tool(engine, engine.ports, options.program), options.delete)
    return 0


def _sure(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
