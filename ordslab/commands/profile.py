"""The command `ordslab profile`: its arguments. What the verbs do is in `ordslab.commands.profile_verbs`."""

import argparse
from typing import Any

from ordslab.commands.arguments import add_verb

_HELP = {
    "user": "the database user, whose schema it is",
    "dsn": "a connect string, or a name in the wallet",
    "wallet": "the wallet's zip file or folder",
    "ords_url": "any address of the database's ORDS: Database Actions, APEX, a service",
    "alias": "the schema's alias (default: the user in lower case)",
    "ca_file": "certificates to trust (PEM), where the usual ones don't do",
    "certificate": "the one certificate that ORDS may show (PEM), where it is self-signed",
    "proxy": "http://host:port on the way to both",
    "prefix": "stands before all names of the lessons: anna_",
    "metadata_cache": "seconds for which ORDS may go by what it knew before a commit, or auto (default: 5)",
    "password_file": "a file that only you can read, in place of the keyring",
    "wallet_password_file": "the same for the wallet's password",
}


def add_to(commands: Any) -> None:
    text = "Databases of your own: describe them once, use them by name."
    verbs = commands.add_parser("profile", help="databases of your own", description=text).add_subparsers(
        metavar="COMMAND", required=True
    )
    add = _verb(verbs, "add", "describe a database, or change what is described; asks for what is not given")
    for key, text in _HELP.items():
        add.add_argument(f"--{key.replace('_', '-')}", metavar="TEXT", help=text)
    add.add_argument("--project", action="store_true", help="write ./ordslab.toml, not your own file")
    add.add_argument("--no-test", action="store_true", help="don't connect to see whether it is right")
    add_verb(verbs, "list", _run, "all profiles", description="List all profiles.").set_defaults(verb="list_all")
    _verb(verbs, "show", "what a profile says, and where its password comes from")
    _verb(verbs, "test", "connect, and say what is wrong")
    _verb(verbs, "remove", "take a profile out of its file, and its password out of the keyring")


def _verb(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, _run, text)
    verb.add_argument("name", help="the profile's name")
    verb.set_defaults(verb=name)
    return verb


def _run(options: argparse.Namespace) -> int:
    from ordslab.commands import profile_verbs  # not before it is needed: the command line has to answer at once

    return int(getattr(profile_verbs, options.verb)(options))
