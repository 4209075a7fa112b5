"""Secret, vault and masking: what must not be shown."""

from __future__ import annotations

import os
import stat

import pytest

from ordslab.errors import LabError
from ordslab.secrets import masking
from ordslab.secrets.secret import MASK, Secret
from ordslab.secrets.vault import Vault

SECRET = "aB3-_kLmNoPqRsTuVwXyZ0.."


def test_secret_shows_eight_asterisks():
    """Promise: no way of turning a Secret into text gives the text, but reveal()."""
    secret = Secret(SECRET)
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>3}",
        "".join(map(str, [secret])),
        str([secret]),
        str({"a": secret}),
    ]
    assert SECRET not in "".join(shown)
    assert str(secret) == repr(secret) == MASK == "********"
    assert secret.reveal() == SECRET


def test_secret_shows_asterisks_in_a_table():
    """Promise: a DataFrame shows a Secret masked as text, HTML and CSV."""
    import pandas as pd

    frame = pd.DataFrame({"CLIENT_SECRET": [Secret(SECRET)]})
    assert SECRET not in repr(frame) + frame.to_html() + frame.to_csv()
    assert MASK in repr(frame)


def test_secrets_compare_by_text():
    """Promise: two Secrets of one text are equal, and a Secret never equals a plain text."""
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")


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


def test_masking_of_headers():
    """Promise: of an Authorization header the scheme stays."""
    assert masking.authorization("Bearer abc") == "Bearer ********"
    assert masking.authorization("Basic dXNlcjpwYXNz") == "Basic ********"
    assert masking.authorization("abc") == "********"
    assert masking.authorization(None) == ""


def test_masking_of_forms_and_addresses():
    """Promise: secret fields are masked in bodies and in query strings, the others stay."""
    assert masking.form("grant_type=client_credentials&client_secret=x&code=y") == (
        "grant_type=client_credentials&client_secret=********&code=********"
    )
    assert masking.path("http://127.0.0.1:8181/ords/page/a?token=x&q=1") == "/ords/page/a?token=********&q=1"


def test_masking_of_json():
    """Promise: secret members are masked at any depth; the `code` of an error body is no secret."""
    text = '{"access_token":"x","expires_in":3600,"items":[{"client_secret":"y","a":1}],"code":"Unauthorized"}'
    masked = masking.body("application/json", text)
    assert '"x"' not in masked and '"y"' not in masked
    assert '"expires_in": 3600' in masked and '"code": "Unauthorized"' in masked


def test_the_execution_context_id_is_shortened():
    """Promise: what differs with every call does not make outputs differ."""
    text = '{"instance": "tag:oracle.com,2020:ecid/w4UbuYdZgYcyPtP86tRUrg"}'
    assert '"tag:oracle.com,2020:ecid/…"' in masking.body("application/problem+json", text)


def test_other_bodies_are_named_not_shown():
    """Promise: a page or a file does not fill the notebook."""
    page = "<html><head><title>401 Unauthorized</title></head>...</html>"
    assert masking.body("text/html; charset=utf-8", page) == "(an HTML page: 401 Unauthorized)"
    assert masking.body("image/png", b"12345") == "(5 characters of image/png)"
    assert masking.body("application/json", "{oops") == "(not valid JSON)"
    assert masking.body("application/json", b"") == ""
