"""The command `ordslab sandbox`: start, stop and look at the sandbox."""

import argparse
import json
from typing import Any

import ordslab.sandbox
from ordslab import settings
from ordslab.commands.arguments import add_verb, port, seconds
from ordslab.secrets.vault import Vault
from ordslab.settings.current import SANDBOX


def add_to(commands: Any) -> None:
    text = "start, stop and look at the sandbox"
    verbs = commands.add_parser("sandbox", help=text, description=text.capitalize() + ".").add_subparsers(
        metavar="COMMAND", required=True
    )
    start = add_verb(verbs, "start", sandbox_start, "start it; nothing happens when it runs")
    start.add_argument("--http-port", type=port, help="port of ORDS (default: the last one, or 8181; 0: any)")
    start.add_argument("--db-port", type=port, help="port of the database (default: the last one, or 1521; 0: any)")
    start.add_argument("--seed", type=int, help="make ids, secrets, tokens and time repeatable")
    start.add_argument(
        "--allow-host",
        action="append",
        metavar="NAME",
        help="answer under this name too, a container's or a hub's (may be given again)",
    )
    guise = start.add_argument_group("to play somebody else's database")
    guise.add_argument("--user", help="the schema of a new home (default: PAGE)")
    guise.add_argument("--alias", help="its alias (default: the user in lower case)")
    guise.add_argument("--tls", action="store_const", const=True, help="TLS on both ports, by a certificate of its own")
    guise.add_argument("--strict", action="store_const", const=True, help="no OAUTH, and nothing of the sandbox's own")
    guise.add_argument("--latency", type=int, metavar="MS", help="a slow network: added to each round trip")
    guise.add_argument(
        "--answers",
        type=answer,
        action="append",
        metavar="NAME=VALUE",
        help="an answer of another installation, where they differ or nobody knows ORDS's: errors=html, "
        "missing-role=403, ... (may be given again; the fidelity page has the table)",
    )
    guise.add_argument("--missing-role", type=int, choices=(401, 403), help="the same as --answers missing-role=403")
    guise.add_argument(
        "--metadata-cache",
        type=seconds,
        metavar="SECONDS",
        help="how old metadata may be that ORDS goes by, as its cache makes them (default: 0)",
    )
    status = add_verb(verbs, "status", sandbox_status, "say whether and where it runs")
    status.add_argument("--json", action="store_true", help="as JSON")
    status.add_argument("--all", action="store_true", help="all sandboxes of yours that run, wherever their homes are")
    add_verb(verbs, "stop", sandbox_stop, "stop it; what was committed stays")
    add_verb(verbs, "reset", sandbox_reset, "throw everything away: a new sandbox")
    add_verb(verbs, "log", sandbox_log, "print its log")
    password = add_verb(verbs, "password", sandbox_password, "print a schema's password, for another tool")
    password.add_argument("--user", default="PAGE", help="the schema (default: PAGE)")


def answer(text: str) -> tuple[str, str]:
    """NAME=VALUE. Raises `argparse.ArgumentTypeError` for what is none; which there are, the sandbox knows."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text} is not NAME=VALUE, as in missing-role=403")
    return name, value


def sandbox_start(options: argparse.Namespace) -> int:
    where = ("http_port", "db_port", "seed", "allow_host")
    names = (*where, "user", "alias", "tls", "strict", "latency", "missing_role", "metadata_cache")
    given = {name: getattr(options, name) for name in names} | {"answers": dict(options.answers or ()) or None}
    status = ordslab.sandbox.start(
        home=settings.home(), **{name: value for name, value in given.items() if value is not None}
    )
    print_taken(status)
    _print_status(status)
    addresses = f"{status['ords_url']} {status['dsn']}"
    asked = [port for port in (options.http_port, options.db_port) if port]
    if not status.get("taken") and not all(f":{port}/" in addresses for port in asked):
        print(
            "It was running already, and keeps its ports. For other ports: ordslab sandbox stop, then start it again."
        )
    return 0


def print_taken(status: Any) -> None:
    """Say which ports another program has."""
    for each in status.get("taken", ()):
        print(f"Port {each} is taken by another program. The sandbox uses the next free one.", flush=True)


def sandbox_status(options: argparse.Namespace) -> int:
    """Say whether the sandbox runs; that it doesn't is no failure."""
    if options.all:
        return _status_of_all(ordslab.sandbox.status_of_all(), options.json)
    status = ordslab.sandbox.status(home=settings.home())
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
    if "answers" in status:
        print("  answers   " + " ".join(f"{name}={value}" for name, value in status["answers"].items()))
    if "metadata_cache" in status:
        print(f"  metadata  what ORDS goes by may be {status['metadata_cache']:g} s old (--metadata-cache)")
    if "ca_file" in status:
        print(f"  ca_file   {status['ca_file']}")


def _status_of_all(found: Any, as_json: bool) -> int:
    if as_json:
        print(json.dumps(found))
        return 0
    for status in found:
        if "ords_url" in status:
            _print_status(status)
        else:
            print(f"A sandbox is running that does not answer.\n  home      {status['home']}")
        print(f"  process   {status.get('pid', 'unknown')}\n")
    print('To stop one: ordslab sandbox stop --home "HOME"' if found else "No sandbox of yours is running.")
    return 0


def sandbox_stop(options: argparse.Namespace) -> int:
    was_running = ordslab.sandbox.stop(home=settings.home())
    print("The sandbox is stopped." if was_running else "The sandbox was not running.")
    return 0


def sandbox_reset(options: argparse.Namespace) -> int:
    """Throw the sandbox's state away, and the credentials of its clients with it."""
    home = settings.home()
    ordslab.sandbox.reset(home=home)
    Vault(home, SANDBOX).path.unlink(missing_ok=True)
    print(f"The sandbox in {home} is stopped, and everything in it is deleted: the next start makes a new one.")
    return 0


def sandbox_log(options: argparse.Namespace) -> int:
    print(str(ordslab.sandbox.log(home=settings.home())).rstrip("\n"))
    return 0


def sandbox_password(options: argparse.Namespace) -> int:
    """Print the password: the one place that does."""
    print(ordslab.sandbox.password(home=settings.home(), user=options.user))
    return 0
