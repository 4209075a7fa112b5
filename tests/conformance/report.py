"""The report of a run on a profile: what agrees, what differs, what could not be run. It holds no secret or address."""

from __future__ import annotations

import datetime
import json
import platform
import re

import oracledb
import pytest
import requests
from references import References

import ordslab
from ordslab.errors import LabError
from ordslab.settings.connection_errors import code_and_message, is_about_connection

LONGEST = 1500


class Recorder:
    """A plugin that watches the tests. `about` is filled in by the fixture that connects."""

    def __init__(self, path):
        self.path = path
        self.about = {}
        self.fixed = ()
        self.agrees = set()
        self.differs = {}
        self.could_not = {}
        self.answers = {}
        self.references = References()
        self._begin()

    def _begin(self):
        self._compared = None
        self._answer = None

    def hide(self, fixed):
        """From now on, the first test included: (text, reference) of addresses and account."""
        self.fixed = fixed
        self.references = References(fixed)

    def note_answer(self, response, *_, **__):
        """A hook of the HTTP session."""
        self._answer = response

    # pytest

    def pytest_runtest_logstart(self):
        self.references = References(self.fixed)
        self._begin()

    def pytest_assertrepr_compare(self, op, left, right):
        """Called with the two sides of a comparison that failed."""
        self._compared = (right, left) if op in ("in", "not in") else (left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        marker = item.get_closest_marker("behaviour")
        if marker:
            self._note(item, call, report, marker.args[0])
        return report

    def _note(self, item, call, report, promise):
        test = f"{item.path.stem.removeprefix('test_conformance_')}::{item.name}"
        error = call.excinfo.value if call.excinfo else None
        if report.skipped:
            self._could_not(test, report.longrepr[2].removeprefix("Skipped: "))
        elif report.failed and (reason := _not_reached(error)):
            self._could_not(test, reason)
        elif report.failed and test not in self.could_not:
            self.agrees.discard(test)
            self.differs[test] = self._difference(test, promise, error, call.excinfo.traceback)
        elif report.when == "call" and report.passed:
            self.agrees.add(test)

    def _could_not(self, test, reason):
        self.agrees.discard(test)
        self.could_not[test] = self.references.replaced(reason)

    def _difference(self, test, promise, error, traceback):
        message = (str(error).partition("\nassert ")[0] or type(error).__name__).strip()
        expected, answered = promise, f"{type(error).__name__}: {message}"
        if self._compared and isinstance(error, AssertionError):
            answered, expected = map(repr, self._compared)
        found = {"test": test, "promise": promise, "expected": expected, "answered": answered}
        entry = next((each for each in reversed(traceback) if each.path.name.startswith("test_conformance_")), None)
        if entry:
            found["line"] = str(entry.statement).strip()
        if self._answer is not None:
            found["last_answer"] = _shown(self._answer)
        return {name: self._text(value) if name != "test" else value for name, value in found.items()}

    def _text(self, value):
        text = self.references.replaced(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."

    def pytest_sessionfinish(self):
        if not self.about or not (self.agrees or self.differs or self.could_not):
            return
        reasons = {}
        for test, reason in sorted(self.could_not.items()):
            reasons.setdefault(reason, []).append(test)
        content = {
            **self.about,
            "answers": {name: self.references.replaced(answer) for name, answer in sorted(self.answers.items())},
            "agrees": len(self.agrees),
            "differs": [self.differs[test] for test in sorted(self.differs)],
            "could_not_be_run": reasons,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def versions(connection):
    """Versions and the date, for the head of a report."""
    with oracledb.Cursor(connection) as cursor:
        ((ords,),) = cursor.execute("select ords.installed_version from dual").fetchall()
    return {
        "ords": ords,
        "database": connection.version,
        "ordslab": ordslab.__version__,
        "oracledb": oracledb.__version__,
        "python": platform.python_version(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def _not_reached(error):
    """Why a failure says nothing about the behaviour: the network, the connection, a right; "" when it does."""
    if isinstance(error, (LabError, requests.RequestException, OSError)):
        return "the database or ORDS could not be reached"
    if isinstance(error, oracledb.Error):
        code, _ = code_and_message(error)
        if is_about_connection(code):
            return "the connection was lost"
        if code == "ORA-01031":
            return "the user lacks a right: ORA-01031"
    return ""


def _shown(response):
    path = re.sub(r"^https?://[^/]+", "", response.request.url)
    kind = response.headers.get("Content-Type", "")
    return f"{response.request.method} {path}: {response.status_code} {kind}\n{response.text[:LONGEST]}"
