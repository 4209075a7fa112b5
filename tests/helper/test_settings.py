"""Where the lab runs."""

from __future__ import annotations

import json
import os

import pytest

from ordslab import settings
from ordslab.errors import SettingsError

WORK = {"user": "page", "dsn": "mydb_low", "base_url": "https://adb.example.com/ords/page/"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path))
    monkeypatch.delenv("ORDSLAB_PROFILE", raising=False)
    monkeypatch.delenv("ORDSLAB_PASSWORD", raising=False)
    return tmp_path


def write(home, profiles, mode=0o600):
    path = home / "profiles.json"
    path.write_text(profiles if isinstance(profiles, str) else json.dumps(profiles))
    path.chmod(mode)


def test_home_is_the_variable_or_a_folder_of_the_user(home, monkeypatch):
    """Promise: ORDSLAB_HOME says where the state is; without it, .ordslab in the home directory."""
    assert settings.home() == home
    monkeypatch.delenv("ORDSLAB_HOME")
    assert settings.home().name == ".ordslab"


def test_a_profile_is_read(home):
    """Promise: a profile gives user, dsn and base URL, without a slash at its end."""
    write(home, {"work": WORK})
    found = settings.load("work")
    assert (found.user, found.dsn, found.base_url) == ("PAGE", "mydb_low", "https://adb.example.com/ords/page")
    assert not found.is_sandbox


def test_the_variable_chooses_the_profile(home, monkeypatch):
    """Promise: ORDSLAB_PROFILE points unchanged notebooks at another database."""
    write(home, {"work": WORK})
    monkeypatch.setenv("ORDSLAB_PROFILE", "work")
    assert settings.load().profile == "work"


def test_the_password_comes_from_the_environment(home, monkeypatch):
    """Promise: a wallet's folder goes to the driver with the password of the environment."""
    write(home, {"work": {**WORK, "wallet": str(home)}})
    monkeypatch.setenv("ORDSLAB_PASSWORD", "from-environment")
    arguments = settings.connect_arguments(settings.load("work"))
    assert arguments == {
        "user": "PAGE",
        "password": "from-environment",
        "dsn": "mydb_low",
        "config_dir": str(home),
        "wallet_location": str(home),
    }


def test_the_password_is_asked_for_once(home, monkeypatch):
    """Promise: without the variable the session asks, once, and no text of the settings shows the answer."""
    write(home, {"work": WORK})
    answers = iter(["typed-in"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    found = settings.load("work")
    assert settings.connect_arguments(found)["password"] == "typed-in"
    assert settings.connect_arguments(found)["password"] == "typed-in"
    assert "typed-in" not in repr(found) + repr(vars(found)) + (home / "profiles.json").read_text()


def test_no_keyboard_and_no_variable_is_explained(home, monkeypatch):
    """Promise: where nobody can answer (nbval), the error names the variable."""

    def no_keyboard(_):
        raise RuntimeError("raw_input was called, but this frontend does not support input requests.")

    write(home, {"work": WORK})
    monkeypatch.setattr("getpass.getpass", no_keyboard)
    with pytest.raises(SettingsError, match="ORDSLAB_PASSWORD"):
        settings.connect_arguments(settings.load("work"))


@pytest.mark.parametrize(
    ("profiles", "says"),
    [
        (None, "does not exist"),
        ("{", "not JSON"),
        ("[]", "no profile work"),
        ({"other": WORK}, "no profile work"),
        ({"work": {**WORK, "dsn": ""}}, "has no dsn"),
        ({"work": {**WORK, "password": "x"}}, "holds a password"),
        ({"work": {**WORK, "colour": "red"}}, "nobody reads: colour"),
        ({"work": {**WORK, "base_url": "adb.example.com"}}, "not a web address"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(home, profiles, says):
    """Promise: each mistake in the file has its own sentence, and a second line that says what to do."""
    if profiles is not None:
        write(home, profiles)
    with pytest.raises(SettingsError, match=says) as caught:
        settings.load("work")
    assert caught.value.next_step


def test_a_name_is_no_path(home):
    """Promise: the name of a profile cannot lead out of the folder (it is part of the vault's file name)."""
    with pytest.raises(SettingsError, match="can't be named"):
        settings.load("../work")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_file_that_others_can_read_is_refused(home):
    """Promise: where passwords are sent to is nobody else's to read or change."""
    write(home, {"work": WORK}, mode=0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        settings.load("work")


def test_the_sandbox_that_does_not_start_is_explained(home, monkeypatch):
    """Promise: what keeps the sandbox from starting shows in the lab's own words."""
    import ordslab.sandbox
    from ordslab.errors import SandboxError

    def start(**_):
        raise OSError("no space left on device")

    monkeypatch.setattr(ordslab.sandbox, "start", start, raising=False)
    with pytest.raises(SandboxError, match="no space left on device"):
        settings.load()
