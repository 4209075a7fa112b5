"""The command `ordslab explain`."""

import argparse
from typing import Any

import ordslab

THROUGH, REFUSED, COULD_NOT = 0, 1, 2


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain",
        help="why a call gets its status, and the SQL that mends it",
        description="Why a call of an endpoint gets 200, 401 or 404, by what is committed, and the SQL that mends it. "
        "It reads only, and makes no call.",
        epilog="Exit status: 0 the call gets through, 1 it does not, 2 it could not be explained.",
    )
    parser.add_argument("method", metavar="METHOD", help="GET, POST, PUT, PATCH or DELETE")
    parser.add_argument("path", metavar="PATH", help="below the alias, as customers/validation/1, or a whole address")
    parser.add_argument("--client", metavar="NAME", help="whose valid token goes with it (default: no token)")
    parser.add_argument("--profile", help="whose schema (default: ORDSLAB_PROFILE, else the sandbox's)")
    parser.add_argument("--json", action="store_true", help="for programs: see explanation.schema.json")
    parser.set_defaults(run=run, failed=COULD_NOT)


def run(options: argparse.Namespace) -> int:
    """Explain, print, and give the exit status."""
    with ordslab.open_lab(options.profile) as lab:
        found = lab.explain(options.method, options.path, client=options.client)
    print(found.json() if options.json else repr(found))
    return THROUGH if found.status < 400 else REFUSED
