"""`ordslab conform` on somebody else's database, which a second sandbox with TLS and strict settings plays."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import oracledb
import pytest

import ordslab
from ordslab import bundled, cli, settings
from ordslab.commands import conform as conform_command
from ordslab.errors import LabError
from ordslab.settings import profiles

from ..elsewhere import everything, rows
from ..profile_folder import own_home
from ..stand_ins import somebodys_database

REPOSITORY = Path(ordslab.__file__).parents[1]
MADE = """
begin
  ords.define_service('shop', '/shop/', 'x', p_source => 'select 1 one from dual');
  ords.define_service('payroll', '/payroll/', 'x', p_source => 'select 1 one from dual');
  ords.create_role('boss');
  ords.create_privilege('secret', 'boss'); ords.create_privilege_mapping('secret', '/payroll/*');
  ords_security.register_client(p_name => 'hr_portal', p_grant_type => 'client_credentials');
  ords_security.register_client(p_name => 'license_backend_client', p_grant_type => 'client_credentials');
  commit;
end;"""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database with things of its user's, a profile `work` that leads there, and a lab on it."""
    folder = tmp_path_factory.mktemp("conform")
    with somebodys_database(folder / "remote") as remote, pytest.MonkeyPatch.context() as patch:
        own_home(patch, folder)
        file = folder / "hr.password"
        file.touch(mode=0o600)
        file.write_text(remote.password)
        entries = {"user": "hr", "dsn": remote.dsn, "ords_url": remote.ords_url, "alias": "people"}
        entries |= {"ca_file": remote.ca_file, "password_file": str(file), "metadata_cache": "0"}
        profiles.write("work", entries, profiles.user_file())
        profiles.write("wrong", entries | {"alias": "elsewhere"}, profiles.user_file())
        with ordslab.open_lab("work") as lab:
            lab.connection.cursor().execute(MADE)
            lab.connection.cursor().execute("create table lab_emp (id number)")
            yield lab


def conform(*arguments):
    """The command in a process of its own."""
    command = [sys.executable, "-m", "ordslab.cli", "conform", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=500, env=dict(os.environ), check=False)


def state(lab):
    """All that is in the schema, with the rows that belong to names."""
    views = ("privilege_mappings", "enabled_objects", "templates", "handlers", "client_roles", "schemas", "services")
    found = {view: rows(lab, f"select * from user_ords_{view}") for view in views}
    return everything(lab), {view: sorted(repr([*map(_text, row)]) for row in found[view]) for view in views}


def _text(value):
    return value.read() if isinstance(value, oracledb.LOB) else value


@pytest.fixture(scope="module")
def full(database):
    """One whole run: its outcome, its report, the schema before and after."""
    before = state(database)
    done = conform("--profile", "work")
    path = settings.home() / "conform" / "work.json"
    assert path.exists(), done.stdout + done.stderr
    return done, json.loads(path.read_text()), before, state(database), path


def test_what_is_the_users_is_as_before(full):
    """Promise: nothing is left of the tests, and nothing of the user's is gone or changed."""
    _, _, before, after, _ = full
    assert before == after


def test_it_agrees_and_says_what_could_not_be_run(full):
    """Promise: a database that behaves as the sandbox agrees: exit 0; each test that was not run has its reason."""
    done, report, *_ = full
    assert report["differs"] == [] and done.returncode == 0, done.stdout
    assert report["agrees"] > 100
    reasons = " ".join(report["could_not_be_run"])
    for reason in ("OAUTH absent", "needs ADMIN", "changes the whole schema", "table LAB_EMP"):
        assert reason in reasons
    assert {"module shop", "client license_backend_client", "table LAB_EMP"} == set(report["left_alone"])
    assert report["ords"] and report["database"] and report["date"]


def test_a_difference_has_both_answers_and_a_draft(database, monkeypatch, tmp_path, capsys):
    """Promise: exit 1, both answers side by side, references for what is secret, and a draft that is Python."""
    folder = tmp_path / "tests" / "conformance"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text((REPOSITORY / "pyproject.toml").read_text())
    for path in (REPOSITORY / "tests" / "conformance").glob("*.py"):
        if not path.name.startswith("test_"):
            (folder / path.name).write_text(path.read_text())
    (folder / "test_conformance_other.py").write_text("""
import pytest
behaviour = pytest.mark.behaviour


@behaviour("A token says who it is for.", source="nobody", mark="inferred")
def test_token(target):
    client = target.client()
    answer = target.ask_for_token(*client)
    assert (answer.text, client) == ("nothing", 1)


@behaviour("There is no error.", source="nobody", mark="inferred")
def test_error(target):
    assert target.get("/m/none").json() == {}
""")
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "ordslab")
    assert conform_command.find_tests() == folder
    monkeypatch.undo()
    program = "import sys, pathlib; from ordslab import bundled; "
    program += f"bundled._PACKAGE = pathlib.Path({str(tmp_path / 'ordslab')!r}); "
    program += "from ordslab.cli import main; sys.exit(main(sys.argv[1:]))"
    report = tmp_path / "r.json"
    base = [sys.executable, "-c", program, "conform", "--profile", "work", "--report", str(report)]
    done = subprocess.run(base, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    text = report.read_text()
    assert not re.search(r"\b(localhost|people|HR|hr)\b", text)  # it can be committed
    error, token = json.loads(text)["differs"]
    assert "<token:1>" in token["answered"] and "<client_id:1>" in token["answered"] and "nothing" in token["expected"]
    assert "ecid/<ecid:1>" in error["answered"] and error["expected"] == "{}"
    assert "sandbox" in done.stdout and "--draft 'other::test_token'" in done.stdout
    done = subprocess.run([*base, "--draft", "other::test_token"], capture_output=True, text=True, check=False)
    compile(done.stdout, "draft", "exec")
    assert "# this database: " in done.stdout and "def test_token_on_ords_" in done.stdout
    file = tmp_path / "draft.py"
    for status in (0, 2):  # a draft that somebody works on stays as it is
        kept = [*base, "--draft", "other::test_token", "--output", str(file)]
        assert subprocess.run(kept, capture_output=True, text=True, check=False).returncode == status
    assert file.read_text().rstrip() == done.stdout.rstrip()
    unknown = subprocess.run([*base, "--draft", "other::test_none"], capture_output=True, text=True, check=False)
    assert unknown.returncode == 2 and "other::test_token" in unknown.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_run_that_is_killed_is_cleaned_up_after(database, tmp_path):
    """Promise: a second run at the same time does not start; after kill -9 the next run removes what is left, and
    nothing else."""
    before = state(database)
    command = [sys.executable, "-m", "ordslab.cli", "conform", "--profile", "work"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while state(database) == before:
            assert run.poll() is None
        second = conform("--profile", "work", "--only", "test_public", "--report", str(tmp_path / "r.json"))
        while True:  # held still, so that what it has made is there when it is killed
            run.send_signal(signal.SIGSTOP)
            if state(database) != before:
                break
            run.send_signal(signal.SIGCONT)
            assert run.poll() is None
        run.kill()
    assert second.returncode == 2 and "already" in second.stdout + second.stderr
    assert conform("--profile", "work", "--only", "test_durations").returncode == 0
    assert state(database) == before


def test_what_cannot_be_run_is_2(database, capsys, monkeypatch, tmp_path):
    """Promise: exit 2 and two lines for an alias that is not there, an unknown profile, a missing repository."""
    done = conform("--profile", "wrong", "--only", "test_public")
    assert done.returncode == 2 and "is not enabled for REST at the alias of profile wrong" in done.stdout
    assert cli.main(["conform", "--profile", "nowhere"]) == 2
    assert "There is no profile nowhere" in capsys.readouterr().err
    monkeypatch.setattr(bundled, "_PACKAGE", tmp_path / "ordslab")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError, match="come with the repository"):
        conform_command.find_tests()
