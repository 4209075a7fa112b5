"""What the commands share: the verbs' parsers, ports, --home."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def add_verb(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int], text: str, **options: Any
) -> argparse.ArgumentParser:
    """A parser for a verb that `run` does."""
    description = text[0].upper() + text[1:] + "."
    verb: argparse.ArgumentParser = verbs.add_parser(name, **({"help": text, "description": description} | options))
    verb.set_defaults(run=run)
    return verb


def add_home(parser: argparse.ArgumentParser) -> None:
    """Give --home to a parser and to all parsers of its verbs."""
    # SUPPRESS: a verb's missing --home must not undo the one given before the verb.
    parser.add_argument(
        "--home", type=Path, default=argparse.SUPPRESS, help="folder of all state (default: ORDSLAB_HOME or ~/.ordslab)"
    )
    for action in parser._actions:  # argparse tells of its subparsers nowhere else
        if isinstance(action, argparse._SubParsersAction):
            for each in dict.fromkeys(action.choices.values()):
                add_home(each)


@contextmanager
def home(options: argparse.Namespace) -> Iterator[None]:
    """Within it, ORDSLAB_HOME is what --home says: everything finds the home by `settings.home()`."""
    before, given = os.environ.get("ORDSLAB_HOME"), getattr(options, "home", None)
    if given:
        os.environ["ORDSLAB_HOME"] = str(given.expanduser().absolute())
    try:
        yield
    finally:
        if given:
            os.environ.pop("ORDSLAB_HOME")
            if before is not None:
                os.environ["ORDSLAB_HOME"] = before


def port(text: str) -> int:
    """A port's number. Raises `argparse.ArgumentTypeError` for what is none."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is no port: 0 to 65535 (0: any free one)")
    return number


def seconds(text: str) -> float:
    """A time in seconds, 0 to 3600. Raises `argparse.ArgumentTypeError` for what is none."""
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is no time: 0 to 3600 seconds")
    return number
