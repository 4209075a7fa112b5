"""Where passwords come from."""

from __future__ import annotations

import keyring
import pytest

from ordslab import settings
from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords
from ordslab.settings.logon import connect_arguments

from ..profile_folder import LockedKeyring, mine, table
from .profile_files import PEM, WORK, wallet, with_wallet, write


def test_the_password_comes_from_the_environment(home, monkeypatch):
    """Promise: the variable alone is enough for the driver, and a plain database gets nothing about wallets or TLS."""
    write(home, WORK)
    monkeypatch.setenv("ORDSLAB_PASSWORD", "from-environment")
    arguments = connect_arguments(settings.load("work"))
    assert arguments == {"user": "PAGE", "password": "from-environment", "dsn": "mydb_low"}


def test_the_password_is_asked_for_once(home, monkeypatch):
    """Promise: without the variable the session asks, once, and no text of the settings shows the answer."""
    write(home, WORK)
    answers = iter(["typed-in"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    found = settings.load("work")
    assert connect_arguments(found)["password"] == "typed-in"
    assert connect_arguments(found)["password"] == "typed-in"
    assert "typed-in" not in repr(found) + repr(vars(found)) + (home / "ordslab.toml").read_text()


def test_no_keyboard_and_no_variable_is_explained(home, monkeypatch):
    """Promise: where nobody can answer (nbval), the error names the variable."""

    def no_keyboard(_):
        raise RuntimeError("raw_input was called, but this frontend does not support input requests.")

    write(home, WORK)
    monkeypatch.setattr("getpass.getpass", no_keyboard)
    with pytest.raises(SettingsError, match="ORDSLAB_PASSWORD"):
        connect_arguments(settings.load("work"))


def test_a_password_file_has_to_be_yours_alone(home):
    """Promise: a password can stand in a file of its own (as containers have them), if nobody else can read it."""
    write(home, WORK + 'password_file = "page.pwd"')
    path = home / "page.pwd"
    path.write_text("from-file\n")
    path.chmod(0o600)
    assert connect_arguments(settings.load("work"))["password"] == "from-file"
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="Others can read"):
        connect_arguments(settings.load("work"))
    path.unlink()
    with pytest.raises(SettingsError, match="can't be read"):
        connect_arguments(settings.load("work"))


def test_a_wallet_without_password_is_not_asked_about(home, monkeypatch):
    """Promise: a wallet whose key is not encrypted needs no password."""
    wallet(home / "w", PEM)
    write(home, with_wallet("w"))
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    assert "wallet_password" not in connect_arguments(settings.load("work"))


def test_a_profile_elsewhere_gets_no_password_that_was_kept(home, monkeypatch):
    """Promise: in the keyring a password belongs to user and database, not to a profile's name."""
    kept = {}
    monkeypatch.setattr(passwords, "_of_keyring", kept.get)
    write(home, WORK)
    kept[settings.load("work").account.name] = "kept"
    assert connect_arguments(settings.load("work"))["password"] == "kept"
    write(home, WORK.replace("mydb_low", "elsewhere:1521/x"))
    assert passwords.find(settings.load("work").account) is None


def test_secret_stays_secret_in_the_answers(home):
    """Promise: what was typed is kept as a Secret."""
    write(home, WORK)
    found = settings.load("work")
    found._answers[found.account.name] = Secret("typed")
    assert "typed" not in repr(found._answers)


def test_a_locked_keyring_is_none(folder, monkeypatch):
    """Promise: a keyring that raises is as good as none: you are asked."""
    keyring.set_keyring(LockedKeyring(folder / "k"))
    mine(table())
    account = settings.load("work").account
    assert passwords.find(account) is None and not passwords.keep(account, Secret("x"))
    passwords.forget(account)
    monkeypatch.setattr("getpass.getpass", lambda _: "typed")
    assert connect_arguments(settings.load("work"))["password"] == "typed"
