"""What the driver is given."""

from __future__ import annotations

from ordslab import settings
from ordslab.settings.logon import connect_arguments

from .profile_files import wallet, with_wallet, write


def test_a_wallet_folder_goes_to_the_driver(home, monkeypatch):
    """Promise: folder, names and the wallet's own password; the service for people who type is the default."""
    folder = wallet(home / "w")
    write(home, with_wallet("w"))  # relative to the file
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    monkeypatch.setenv("ORDSLAB_WALLET_PASSWORD", "two")
    assert connect_arguments(settings.load("work")) == {
        "user": "PAGE",
        "password": "one",
        "dsn": "mydb_low",
        "config_dir": str(folder),
        "wallet_location": str(folder),
        "wallet_password": "two",
    }


def test_names_without_a_key_are_tls_without_a_wallet(home, monkeypatch):
    """Promise: a folder that only has tnsnames.ora gives names, and no wallet."""
    (wallet(home / "w") / "ewallet.pem").unlink()
    write(home, with_wallet("w"))
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    arguments = connect_arguments(settings.load("work"))
    assert "config_dir" in arguments and "wallet_location" not in arguments
