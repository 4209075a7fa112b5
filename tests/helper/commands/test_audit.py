"""The command `ordslab audit`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ordslab import settings
from ordslab.cli import main

from ..autorest_schema import sql
from ..dictionary_fakes import FakeConnection, fake_lab, rows
from ..schemas import TEN_MODULES


def command(monkeypatch, lab, *arguments):
    monkeypatch.setattr("ordslab.open_lab", lambda profile: lab)
    return main(["audit", *arguments])


def test_the_command_prints_and_tells_by_its_status(tmp_path, monkeypatch, capsys):
    """Promise: 1 with warnings, 0 without; --json for programs, --html writes a report as well."""
    lab = fake_lab(tmp_path, FakeConnection(rows(**TEN_MODULES)))
    report = tmp_path / "report.html"
    assert command(monkeypatch, lab, "--json", "--html", str(report)) == 1
    assert json.loads(capsys.readouterr().out)["alias"] == "page"
    assert report.read_text().startswith("<!doctype html>")
    assert command(monkeypatch, fake_lab(tmp_path, FakeConnection(rows()))) == 0
    assert capsys.readouterr().out.startswith("Schema PAGE, alias page: 3 endpoints")


def test_the_command_says_when_it_could_not(tmp_path, monkeypatch, capsys):
    """Promise: 2, with two lines on stderr and nothing on stdout, when there is no audit or no file for it."""
    lab = fake_lab(tmp_path, FakeConnection([], lacks={"ORA-00942": "user_ords_schemas"}))
    assert command(monkeypatch, lab, "--json") == 2
    shown = capsys.readouterr()
    assert shown.out == "" and len(shown.err.splitlines()) == 2
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    assert command(monkeypatch, lab, "--html", str(tmp_path / "no" / "such" / "folder")) == 2


def test_the_command_compares_suppresses_and_writes(tmp_path, monkeypatch, capsys):
    """Promise: a baseline, suppressions, the level that fails, and SARIF beside what is printed."""

    def audited(*arguments):
        status = command(monkeypatch, fake_lab(tmp_path, FakeConnection(rows(**TEN_MODULES))), *map(str, arguments))
        return status, capsys.readouterr().out

    assert audited("--fail-on", "error")[0] == audited("--fail-on", "never")[0] == 0
    baseline, sarif, suppressed = tmp_path / "baseline.json", tmp_path / "audit.sarif", tmp_path / "suppressions.toml"
    assert audited("--write-baseline", baseline)[0] == 1
    status, said = audited("--baseline", baseline, "--fail-on", "note", "--sarif", sarif)
    assert status == 0 and "0 warnings, 0 notes" in said and "(in the baseline)" in said
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    suppressed.write_text('[[suppress]]\nid = "implicit_client"\nsubject = "*"\nreason = "Soon."\nuntil = 2999-12-31\n')
    said = audited("--suppressions", suppressed)[1]
    assert "(suppressed until 2999-12-31: Soon.)" in " ".join(said.split()) and "13 warnings" in said


def test_a_file_that_is_wrong_is_told_before_anything_is_audited(tmp_path, monkeypatch, capsys):
    """Promise: status 2 and two lines for a baseline, suppressions or a log that can't be used."""
    monkeypatch.setattr("ordslab.open_lab", lambda profile: fake_lab(tmp_path, FakeConnection(rows())))
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong")
    for option in ("--baseline", "--suppressions", "--access-log"):
        assert main(["audit", option, str(wrong)]) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and len(shown.err.splitlines()) == 2, shown.err
        assert main(["audit", option, str(tmp_path / "missing")]) == 2
        assert "missing" in capsys.readouterr().err


def test_profile_and_home_reach_the_lab(tmp_path, monkeypatch):
    """Promise: --profile and --home mean what they mean elsewhere."""
    asked = []
    monkeypatch.setattr(
        "ordslab.open_lab",
        lambda profile: asked.append((profile, settings.home())) or fake_lab(tmp_path, FakeConnection(rows())),
    )
    monkeypatch.setenv("ORDSLAB_HOME", "/elsewhere")
    main(["audit", "--profile", "work", "--home", str(tmp_path)])
    assert asked == [("work", tmp_path)]


def run_command(home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "ordslab.cli", "audit", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("ORDSLAB_")},
    )


def test_the_command_is_fit_for_ci(home, lab, tmp_path):
    """Promise: 0 when clean, 1 with warnings, 2 when it could not; JSON on stdout and nothing else."""
    lab.reset(to="call")
    clean = run_command(home, "--json", "--probe", "--html", str(tmp_path / "report.html"))
    assert (clean.returncode, clean.stderr) == (0, "")
    document = json.loads(clean.stdout)
    assert document["probed"] and document["endpoints"][0]["probe"] == 401
    assert "license_backend_client" in (tmp_path / "report.html").read_text()
    sql(lab, "begin ords.delete_privilege('license_priv'); commit; end;")
    warned = run_command(home)
    assert warned.returncode == 1 and "GET /customers/validation/{id} is public" in warned.stdout
    assert run_command(home, "--public", "/customers/*").returncode == 0
    could_not = run_command(home, "--profile", "nowhere")
    assert (could_not.returncode, could_not.stdout) == (2, "")
    assert could_not.stderr.startswith("ordslab: ") and len(could_not.stderr.splitlines()) == 2
