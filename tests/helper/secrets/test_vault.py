"""Where clients' credentials are kept."""

from __future__ import annotations

import os
import stat

import pytest

from ordslab.errors import LabError
from ordslab.secrets.secret import Secret
from ordslab.secrets.vault import Vault

SECRET = "aB3-_kLmNoPqRsTuVwXyZ0.."


def test_vault_keeps_and_gives_back(tmp_path):
    """Promise: what is kept is there for the next session, masked until it is revealed."""
    Vault(tmp_path, "sandbox").keep("backend", "the-id", SECRET)
    credentials = Vault(tmp_path, "sandbox")["backend"]
    assert (credentials.client_id, credentials.client_secret.reveal()) == ("the-id", SECRET)
    assert SECRET not in repr(credentials)


def test_vault_takes_a_secret(tmp_path):
    """Promise: a Secret can be kept as it is."""
    vault = Vault(tmp_path, "sandbox")
    vault.keep("backend", "the-id", Secret(SECRET))
    assert vault["backend"].client_secret == Secret(SECRET)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_vault_is_its_owners_alone(tmp_path):
    """Promise: nobody else can read the file, from its first byte on, nor the folder that we make for it."""
    vault = Vault(tmp_path / "home", "sandbox")
    for number in range(2):
        vault.keep(f"client{number}", "id", SECRET)
        assert stat.S_IMODE(vault.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.path.parent.stat().st_mode) == 0o700


def test_a_failed_write_leaves_the_vault_as_it_was(tmp_path, monkeypatch):
    """Promise: a write that fails half-way loses nothing and leaves nothing behind."""
    vault = Vault(tmp_path, "sandbox")
    vault.keep("backend", "old", SECRET)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        vault.keep("backend", "new", SECRET)
    assert vault["backend"].client_id == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["vault-sandbox.json"]


def test_vault_counts_and_never_lists_secrets(tmp_path):
    """Promise: the vault's text says how many clients it holds."""
    vault = Vault(tmp_path, "sandbox")
    assert repr(vault) == "Vault(0 clients)"
    vault.keep("backend", "id", SECRET)
    assert repr(vault) == "Vault(1 client)"
    assert list(vault) == ["backend"] and "backend" in vault


def test_vault_says_what_is_missing(tmp_path):
    """Promise: asking for a client that is not kept says so and how to keep it."""
    vault = Vault(tmp_path, "sandbox")
    with pytest.raises(LabError) as caught:
        vault["backend"]
    assert str(caught.value).splitlines() == [
        "The vault holds no credentials of backend.",
        "Keep them: lab.vault.keep(name, client_id, client_secret)",
    ]


@pytest.mark.parametrize(
    ("client_id", "secret"), [("", SECRET), ("id", ""), (None, SECRET), ("id", None), ("id", Secret(""))]
)
def test_vault_refuses_what_cannot_work(tmp_path, client_id, secret):
    """Promise: an empty secret (register_client without p_client_secret) is noticed when it is kept."""
    with pytest.raises(LabError):
        Vault(tmp_path, "sandbox").keep("backend", client_id, secret)


def test_profiles_have_vaults_of_their_own(tmp_path):
    """Promise: a secret of the sandbox is never sent to a real database, or the other way round."""
    Vault(tmp_path, "sandbox").keep("backend", "id", SECRET)
    assert "backend" not in Vault(tmp_path, "work")


def test_forgetting(tmp_path):
    """Promise: what is forgotten is gone from the file, and forgetting twice is no error."""
    vault = Vault(tmp_path, "sandbox")
    vault.keep("backend", "id", SECRET)
    vault.forget("backend")
    vault.forget("backend")
    assert SECRET not in vault.path.read_text()


def test_an_unreadable_vault_is_explained(tmp_path):
    """Promise: a damaged file gives two plain lines."""
    (tmp_path / "vault-sandbox.json").write_text("{")
    with pytest.raises(LabError, match="can't be read"):
        Vault(tmp_path, "sandbox")["backend"]
