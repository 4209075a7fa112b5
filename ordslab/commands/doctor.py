"""The command `ordslab doctor`."""

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "doctor",
        help="what is wrong here, and what mends it",
        description="Look at this machine and at a profile's database and ORDS. It reads only.",
        epilog="Exit status: 0 nothing failed (there may be warnings), 1 something failed.",
    )
    parser.add_argument("--profile", help="the profile (default: ORDSLAB_PROFILE, else the sandbox)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from ordslab import doctor

    report = doctor.examine(options.profile)
    print(report.json() if options.json else report)
    return report.exit_status
