"""The command `ordslab migrate`: from the package OAUTH to ORDS_SECURITY, and from one database to another."""

import argparse
import sys
from pathlib import Path
from typing import Any

import ordslab
from ordslab.errors import LabError

DONE, BY_HAND = 0, 3


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "migrate",
        help="the clients of a schema, or of an OAUTH script, as an ORDS_SECURITY script",
        description="Write the script that makes a schema's clients by ORDS_SECURITY, here or in another database: of "
        "SCRIPT with the package OAUTH, or of what a profile's schema has. It says what happens to each secret, in "
        "which order to go, and who is down meanwhile. It holds no secret, and changes nothing.",
        epilog=f"Exit status: {DONE} done, {BY_HAND} written, and some of it has to be done by hand; 1 failed.",
    )
    parser.add_argument("script", nargs="?", type=Path, metavar="SCRIPT", help="a script with calls of OAUTH")
    parser.add_argument("--profile", help="the profile whose schema is read (default: ORDSLAB_PROFILE, or the sandbox)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write to FILE, which must be new")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from ordslab.sql import run as sql  # not before it is needed: the command line has to answer at once
    from ordslab.sql.clients_moved import clients_in, script_for
    from ordslab.sql.oauth_calls import clients_of

    by_hand: list[str] = []
    if options.script:
        clients, by_hand = clients_of(options.script.read_text(encoding="utf-8"))
    else:
        with ordslab.open_lab(options.profile) as lab:
            clients = clients_in(lambda query: sql.rows(lab.connection, query))
    if not clients and not by_hand:
        where = options.script or "the schema"
        raise LabError(f"There are no clients in {where}.", "Name a script with calls of OAUTH, or another --profile.")
    text = script_for(clients, by_hand)
    if options.output is None:
        print(text, end="")
    else:
        try:
            with options.output.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise LabError(f"{options.output} is there already.", "Give --output a new name.") from None
        print(f"The script is in {options.output}.")
    for each in by_hand:
        print(f"By hand: {each}", file=sys.stderr)
    return BY_HAND if by_hand else DONE
