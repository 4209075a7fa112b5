"""The command `ordslab conform`: does this database behave as the sandbox does?"""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from ordslab import bundled, settings
from ordslab.errors import LabError

TESTS = Path("tests", "conformance")
AGREES, DIFFERS, COULD_NOT = 0, 1, 2


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "conform",
        help="where a real database and the sandbox differ",
        description="Run the conformance tests on a profile's database, under names of their own, remove what they "
        "made, and write a report. Nothing else in the schema is touched.",
        epilog="Exit status: 0 agrees, 1 differs, 2 could not be run.",
    )
    parser.add_argument("--profile", help="the profile (default: ORDSLAB_PROFILE, else the sandbox)")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="where the report goes (default: in the home folder)"
    )
    parser.add_argument("--only", metavar="WORDS", help="only the tests whose names match, as pytest -k")
    parser.add_argument(
        "--draft", metavar="TEST", help="print the draft of a test that pins a difference of the report"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the draft to FILE, which must be new")
    parser.set_defaults(run=run, failed=COULD_NOT)


def run(options: argparse.Namespace) -> int:
    """Run the tests, or make a draft; the exit status."""
    profile = options.profile or settings.chosen()
    path = options.report.absolute() if options.report else settings.home() / "conform" / f"{profile}.json"
    tests = find_tests()
    return _draft(options, tests, path, profile) if options.draft else _conform(options, tests, path, profile)


def find_tests() -> Path:
    """The folder of conformance tests: of the clone that this package runs from, or of the current folder."""
    if found := bundled.find(*TESTS.parts, "conftest.py"):
        return found.parent
    raise LabError(
        "The conformance tests are not here: they come with the repository, not with the installed package.",
        "Clone the repository and run ordslab conform in its folder.",
    )


class _Given:
    """A plugin that hands on the settings, and with them a password that was typed."""

    def __init__(self, settings: Any) -> None:
        self._settings = settings

    def pytest_configure(self, config: Any) -> None:
        """Before the tests connect."""
        config.ordslab_settings = self._settings


def _conform(options: argparse.Namespace, tests: Path, path: Path, profile: str) -> int:
    from ordslab.settings import logon

    try:
        import pytest
    except ImportError:
        raise LabError(
            "pytest is not installed here.", "In the folder of the clone: pip install -e '.[test]'"
        ) from None
    chosen = settings.load(profile)
    logon.connect_arguments(chosen)  # asks for the password, before pytest has the terminal
    if path.is_file():
        path.unlink()  # an old report is no answer
    os.environ.pop("ORDSLAB_SKIPS_FAIL", None)
    arguments = [*map(str, sorted(tests.glob("test_conformance_*.py")))]
    arguments += ["-c", str(tests.parents[1] / "pyproject.toml"), "-p", "no:cacheprovider", "-q", "--tb=no", "-r", ""]
    arguments += ["--no-summary", f"--profile={profile}", f"--report={path}"]
    arguments += ["-k", options.only] if options.only else []
    pytest.main(arguments, plugins=[_Given(chosen)])
    if not path.exists():
        return COULD_NOT  # why has been said
    report = json.loads(path.read_text(encoding="utf-8"))
    print(summary(report, path, profile))
    return status(report)


def status(report: dict[str, Any]) -> int:
    """The exit status of a report: what could not be run is no difference, unless nothing was."""
    if report["differs"]:
        return DIFFERS
    return AGREES if report["agrees"] else COULD_NOT


def summary(report: dict[str, Any], path: Path, profile: str) -> str:
    """A report in a few lines, both answers of a difference side by side."""
    not_run = report["could_not_be_run"]
    lines = [f"ORDS {report['ords']}, Oracle Database {report['database']}, {report['date']}"]
    lines.append(f"{report['agrees']} agree, {len(report['differs'])} differ, {_count(not_run)} could not be run.")
    for each in report["differs"]:
        lines += ["", f"differs: {each['test']}", f"  {each['promise']}"]
        lines += [f"  sandbox   {each['expected']}", f"  here      {each['answered']}"]
        lines.append(f"  A test that pins it: ordslab conform --profile {profile} --draft '{each['test']}'")
    if answers := report.get("answers"):
        told = " ".join(f"--answers {name}={answer}" for name, answer in answers.items())
        lines += ["", f"What is open, answered here, for a sandbox that plays it: ordslab sandbox start {told}"]
    lines += ["", *(f"could not be run ({len(tests)}): {reason}" for reason, tests in not_run.items())]
    return "\n".join([*lines, f"Report: {path}"])


def _count(not_run: dict[str, list[str]]) -> int:
    return sum(map(len, not_run.values()))


def _draft(options: argparse.Namespace, tests: Path, path: Path, profile: str) -> int:
    from ordslab.commands.conform_draft import draft

    if not path.exists():
        raise LabError(f"There is no report of profile {profile}.", f"Make one: ordslab conform --profile {profile}")
    text = draft(json.loads(path.read_text(encoding="utf-8")), options.draft, tests)
    if not options.output:
        print(text)
        return AGREES
    try:
        with options.output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise LabError(f"{options.output} is there already, and stays as it is.", "Give --output a new name.") from None
    print(f"The draft is in {options.output}.")
    return AGREES
