"""A project folder with profiles, and a keyring that is a file."""

from __future__ import annotations

import json

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from ordslab.settings import profiles

WORK = {"user": "PAGE", "dsn": "db:1521/pdb", "ords_url": "https://adb.example.com/ords", "alias": "page"}


def own_home(monkeypatch, folder):
    """A home and a file of profiles in this folder; no variable of the machine's says otherwise."""
    for name in ("PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(folder / "home"))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(folder / "ordslab.toml"))


class FileKeyring(KeyringBackend):
    """A keyring for tests: a JSON file."""

    priority = 1
    name = "test keyring"

    def __init__(self, path):
        super().__init__()
        self.path = path

    def _read(self):
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service, username):
        return self._read().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        self.path.write_text(json.dumps(self._read() | {f"{service}/{username}": password}))

    def delete_password(self, service, username):
        kept = self._read()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        self.path.write_text(json.dumps(kept))


class LockedKeyring(FileKeyring):
    """One that answers nothing, as a keyring does whose owner did not log on."""

    def get_password(self, service, username):
        raise RuntimeError("locked")

    set_password = delete_password = get_password


def table(name="work", **entries):
    return f"[profiles.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in (WORK | entries).items())


def mine(text):
    profiles.user_file().parent.mkdir(exist_ok=True)
    profiles.user_file().write_text(text)
