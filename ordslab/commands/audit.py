"""The command `ordslab audit`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import ordslab


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "audit",
        help="who may call which endpoint of a schema",
        description="Every endpoint of a schema with who may call it, and warnings. It reads only.",
        epilog="Exit status: 0 clean, 1 warnings, 2 the audit could not be made.",
    )
    parser.add_argument("--profile", help="whose schema (default: ORDSLAB_PROFILE, else the sandbox's)")
    parser.add_argument("--probe", action="store_true", help="call each GET without a token, to prove it")
    parser.add_argument(
        "--public", action="append", default=[], metavar="PATH", help="meant to be public: no warning; * at its end"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a report to FILE as well")
    parser.set_defaults(run=run, failed=2)


def run(options: argparse.Namespace) -> int:
    """Audit, print, and give the exit status."""
    with ordslab.open_lab(options.profile) as lab:
        found = lab.audit(probe=options.probe, public=options.public)
    if options.html:
        options.html.write_text(found.html(), encoding="utf-8")
    print(found.json() if options.json else repr(found))
    return int(found.exit_status)
