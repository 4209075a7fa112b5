"""The command `ordslab lessons`: the learner's copies, made, listed, or one of them made anew."""

import argparse
from pathlib import Path
from typing import Any

from ordslab import settings
from ordslab.commands.arguments import add_verb
from ordslab.lessons import copies
from ordslab.lessons.notebooks import find_lessons


def add_to(commands: Any) -> None:
    parser = add_verb(commands, "lessons", run, "your own copies of the lessons: make what is missing, and list them")
    add_folder(parser)
    parser.add_argument("--fresh", metavar="NN", help="a clean copy of one lesson (03); the old one is kept beside it")


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Give --folder to a parser."""
    # SUPPRESS: a verb's missing --folder must not undo the one given before the verb.
    text = f"folder of your copies of the lessons (default: {copies.FOLDER} in this folder)"
    parser.add_argument("--folder", type=Path, default=argparse.SUPPRESS, help=text)


def run(options: argparse.Namespace) -> int:
    """Make what is missing, and list what is there; or make one lesson anew."""
    folder = copies.folder_of(getattr(options, "folder", None))
    if options.fresh:
        path, kept = copies.make_fresh(find_lessons(), folder, options.fresh)
        print(f"A clean copy: {path}")
        print(f"The old one is kept: {kept}" if kept else "There was no copy of it yet.")
        return 0
    made = make(folder)
    from ordslab.lessons.progress import Progress
    from ordslab.lessons.registry import SERIES

    progress, found = Progress(settings.home(), settings.chosen()), {each.path.name: each for each in made}
    for lesson in SERIES:
        copy = found[lesson.file]
        state = "passed" if progress[lesson.name].state == "passed" else "begun" if copy.changed else "not begun"
        print(f"{lesson.file:<28} {state:<10} {f'newer: {copy.newer}' if copy.newer else ''}".rstrip())
    return 0


def make(folder: Path) -> list[copies.Copy]:
    """Make what is missing of the copies, and say what was done."""
    made = copies.make(find_lessons(), folder)
    lessons = [each for each in made if each.path.suffix == ".ipynb"]
    print(f"Your copies of the lessons are in {folder}", flush=True)
    if any(each.made_now for each in lessons) and not all(each.made_now for each in lessons):
        print("What was missing was added. What was there is as it was.", flush=True)
    for each in made:
        if each.newer and each.made_now:
            print(f"{each.path.name} has changed since your copy was made: the newer one is {each.newer}", flush=True)
    return made
