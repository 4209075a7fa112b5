"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SKIPS_FAIL = bool(os.environ.get("ORDSLAB_SKIPS_FAIL"))
"""Set where everything that the tests need is there (CI): a skip then is a failure."""


QUICK = (
    "tests/test_",
    *(
        f"tests/helper/{room}/"
        for room in ("audit", "chain", "commands", "doctor", "http", "secrets", "settings", "sql", "widgets")
    ),
    "tests/helper/test_",
    *(f"tests/sandbox/{room}/" for room in ("sql/compile", "sql/functions", "plsql", "metadata")),
)
SLOW = ("test_conform.py", "elsewhere.py", "test_round_trips.py", "test_names.py", "test_wall.py")


def pytest_collection_modifyitems(config, items) -> None:
    """Mark what is quick: pytest -m quick."""
    for item in items:
        path = item.path.relative_to(config.rootpath).as_posix()
        if path.startswith(QUICK) and not path.endswith(SLOW):
            item.add_marker(pytest.mark.quick)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _skip_to_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _skip_to_failure(report)
    return report


def _skip_to_failure(report) -> None:
    if SKIPS_FAIL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{reason} (ORDSLAB_SKIPS_FAIL is set: a skip is a failure)"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox of a test's own."""

    home: Path
    ords_url: str
    dsn: str
    password: str


@contextmanager
def running_sandbox(home: Path, **options: object) -> Iterator[Sandbox]:
    """Start a sandbox on free ports; stop it afterwards."""
    import ordslab.sandbox

    status = ordslab.sandbox.start(home=home, **{"http_port": 0, "db_port": 0, **options})
    try:
        yield Sandbox(home, status["ords_url"], status["dsn"], ordslab.sandbox.password(home=home))
    finally:
        ordslab.sandbox.stop(home=home)


@pytest.fixture
def fresh_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox that nobody has used: schema PAGE, no modules."""
    with running_sandbox(tmp_path / "home") as sandbox:
        yield sandbox
