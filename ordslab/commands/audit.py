"""The command `ordslab audit`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ordslab


def add_to(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "audit",
        help="who may call which endpoint of a schema, and what is wrong with it",
        description="Every endpoint of a schema with who may call it, and findings. It reads only.",
        epilog="Exit status: 0 clean, 1 findings of the level --fail-on or graver, 2 the audit could not be made.",
    )
    parser.add_argument("--profile", help="whose schema (default: ORDSLAB_PROFILE, else the sandbox's)")
    parser.add_argument(
        "--probe", action="store_true", help="call each GET and ORDS's own addresses without a token, to prove it"
    )
    parser.add_argument(
        "--public", action="append", default=[], metavar="PATH", help="meant to be public: no warning; * at its end"
    )
    parser.add_argument(
        "--access-log", action="append", default=[], type=Path, metavar="FILE", help="to tell what is never called"
    )
    parser.add_argument(
        "--fail-on", choices=["error", "warning", "note", "never"], default="warning", help="default: warning"
    )
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="what stands in it is known, and doesn't count")
    parser.add_argument("--write-baseline", type=Path, metavar="FILE", help="write what is found now as a baseline")
    parser.add_argument("--suppressions", type=Path, metavar="FILE", help="TOML: id, subject, reason and until of each")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a report to FILE as well")
    parser.add_argument(
        "--sarif", type=Path, metavar="FILE", help="write SARIF 2.1.0 for code scanning to FILE as well"
    )
    parser.set_defaults(run=run, failed=2)


def run(options: argparse.Namespace) -> int:
    """Audit, print, and give the exit status."""
    from ordslab import audit  # here: the command's parser starts without driver and HTTP

    known = audit.read_baseline(options.baseline) if options.baseline else frozenset()
    suppressions = audit.read_suppressions(options.suppressions) if options.suppressions else []
    with ordslab.open_lab(options.profile) as lab:
        found = lab.audit(probe=options.probe, public=options.public, logs=options.access_log)
    if options.write_baseline:
        options.write_baseline.write_text(audit.baseline(found), encoding="utf-8")
    found = audit.accept(found, suppressions, known, datetime.now(UTC).date())
    if options.html:
        options.html.write_text(found.html(), encoding="utf-8")
    if options.sarif:
        options.sarif.write_text(found.sarif(), encoding="utf-8")
    print(found.json() if options.json else repr(found))
    return found.status(options.fail_on)
