"""The command `ordslab`: its parser. What the verbs do is in `ordslab.commands`, a file each."""

import argparse
import sys

from ordslab import __version__
from ordslab.commands import (
    arguments,
    audit,
    conform,
    doctor,
    engine,
    explain,
    jupyterlab,
    lessons,
    migrate,
    postman,
    profile,
    sandbox,
)
from ordslab.errors import LabError
from ordslab.lessons.notebooks import find_lessons

__all__ = ["find_lessons", "main"]


def main(words: list[str] | None = None) -> int:
    """Do what the command line says; the exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.

    `audit` and `conform` have statuses of their own: see their --help.
    """
    options = _parser().parse_args(words)
    try:
        with arguments.home(options):
            return int(options.run(options))
    except (LabError, OSError, RuntimeError) as error:
        print(f"ordslab: {error}", file=sys.stderr)
        return int(options.failed)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ordslab", description="Start the sandbox and open JupyterLab on your own copies of the lessons."
    )
    parser.set_defaults(run=jupyterlab.run, failed=1)
    parser.add_argument("--version", action="version", version=f"ordslab {__version__}")
    jupyterlab.add_arguments(parser)
    commands = parser.add_subparsers(metavar="COMMAND")
    for each in (lessons, audit, explain, conform, doctor, migrate, profile, engine, postman, sandbox):
        each.add_to(commands)
    arguments.add_home(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
