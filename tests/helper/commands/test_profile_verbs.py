"""The verbs of `ordslab profile`."""

from __future__ import annotations

import sys

import keyring
import pytest

from ordslab import cli, settings
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords, profiles
from ordslab.settings.logon import connect_arguments

from ..profile_folder import WORK, mine, table


@pytest.fixture
def terminal(folder, monkeypatch):
    """Somebody at the keyboard: `terminal(*answers)` with the password last; the test of the connection is left out."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def answer(*given, password="tiger"):
        waiting = iter(given)
        monkeypatch.setattr("builtins.input", lambda _: next(waiting))
        monkeypatch.setattr("getpass.getpass", lambda _: password)

    return answer


def test_add_writes_the_file_and_keeps_the_password(terminal, folder, capsys):
    """Promise: the entries go to your own file, the password to the keyring, and nothing shows it."""
    terminal("db:1521/pdb", "", "https://adb.example.com/ords", "", "")
    assert cli.main(["profile", "add", "work", "--no-test"]) == 0
    where = settings.load("work")
    assert connect_arguments(where)["password"] == "tiger"
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "keyring.json"]
    shown = capsys.readouterr()
    assert "tiger" not in shown.out + shown.err + "".join(path.read_text() for path in files)
    assert "ORDSLAB_PROFILE=work" in shown.out


def test_without_a_keyring_nothing_is_asked_and_that_is_said(terminal, folder, capsys, monkeypatch):
    """Promise: a machine without a keyring says how the password comes in."""
    from keyring.backends import fail

    keyring.set_keyring(fail.Keyring())
    terminal("db:1521/pdb", "", "https://adb.example.com/ords", "", "")
    assert cli.main(["profile", "add", "work", "--no-test"]) == 0
    assert "set ORDSLAB_PASSWORD" in capsys.readouterr().out


def test_add_for_the_project(folder, monkeypatch, capsys):
    """Promise: --project writes the file beside the notebooks, with paths as they were given."""
    options = [f"--{key.replace('_', '-')}={value}" for key, value in WORK.items()]
    (folder / "project" / "ca.pem").write_text("x")
    assert cli.main(["profile", "add", "work", "--project", "--no-test", "--ca-file=ca.pem", *options]) == 0
    assert profiles.project_file() == folder / "project" / "ordslab.toml" and not profiles.user_file().exists()
    assert 'ca_file = "ca.pem"' in profiles.project_file().read_text()
    assert settings.load("work").ca_file == folder / "project" / "ca.pem"


def test_list_and_show_tell_all_but_the_password(folder, capsys, monkeypatch):
    """Promise: which profiles there are, where they are, which one is used; where its password is, never which."""
    mine(table() + table("broken", user=""))
    passwords.keep(settings.load("work").account, Secret("tiger"))
    monkeypatch.setenv("ORDSLAB_PROFILE", "work")
    assert cli.main(["profile", "list"]) == 0
    assert cli.main(["profile", "show", "work"]) == 0
    shown = capsys.readouterr().out
    assert "* work " in shown and "  broken" in shown and str(profiles.user_file()) in shown
    assert "base_url      https://adb.example.com/ords/page" in shown and "from the keyring" in shown
    assert "tiger" not in shown


def test_remove_takes_the_password_along(folder, capsys):
    """Promise: nothing of the profile is left on this machine, and the others stay."""
    mine(table() + table("other"))
    account = settings.load("work").account
    passwords.keep(account, Secret("tiger"))
    assert cli.main(["profile", "remove", "work"]) == 0
    assert list(profiles.described()) == ["other"] and passwords.find(account) is None
    assert cli.main(["profile", "remove", "work"]) == 1
    assert "ordslab profile list" in capsys.readouterr().err


def test_a_broken_profile_can_be_changed_and_removed(folder):
    """Promise: a mistake in the file does not lock you out of the command that mends it."""
    mine(table(user="", colour="red"))
    assert cli.main(["profile", "remove", "work"]) == 0
    assert profiles.described() == {}


def test_test_is_the_doctors_look_at_the_database(folder, capsys):
    """Promise: `profile test` exits 1 and says what mends it where nothing answers."""
    mine(table(dsn="127.0.0.1:1/pdb", ords_url="http://127.0.0.1:1/ords"))
    assert cli.main(["profile", "test", "work"]) == 1
    shown = capsys.readouterr().out
    assert "FAILED   database address" in shown and "nothing listens at that port" in shown
