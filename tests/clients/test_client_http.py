"""Clients of the REST side: curl, requests-oauthlib, Authlib, and a Postman collection run by newman."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import oracledb
import pytest
import requests

from ordslab.commands import postman
from tests.clients.conftest import node_modules

WALKTHROUGH = Path(__file__).parents[1] / "article" / "walkthrough.py"


class Backend:
    """The article's backend client, as an OAuth2 library sees it."""

    def __init__(self, base_url, client_id, client_secret):
        self.base_url, self.client_id, self.client_secret = base_url, client_id, client_secret
        self.token_url = f"{base_url}/oauth/token"
        self.endpoint = f"{base_url}/customers/validation/1"


@pytest.fixture(scope="module")
def backend(sandbox):
    """The article's six steps have run; its client's id and secret."""
    command = [sys.executable, str(WALKTHROUGH), sandbox.dsn, f"{sandbox.ords_url}/page", "article"]
    options = {"input": f"{sandbox.password}\n", "capture_output": True, "text": True, "timeout": 60}
    done = subprocess.run(command, check=False, **options)
    assert done.returncode == 0, done.stderr
    with oracledb.connect(user="page", password=sandbox.password, dsn=sandbox.dsn) as connection:
        text = "select client_id, client_secret from user_ords_clients where name = 'license_backend_client'"
        ((client_id, client_secret),) = connection.cursor().execute(text).fetchall()
    return Backend(f"{sandbox.ords_url}/page", client_id, client_secret)


# --- curl


def curl(*arguments, config=""):
    """Status and body. What is secret goes in by the config file on standard input, not by the command line."""
    command = ["curl", "--silent", "--show-error", "--config", "-", "--write-out", r"\n%{http_code}", *arguments]
    done = subprocess.run(command, check=True, input=config, capture_output=True, text=True, timeout=30)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_gets_a_token_and_calls_with_it(backend):
    form = ["--data", "grant_type=client_credentials"]
    status, body = curl(*form, backend.token_url, config=f'user = "{backend.client_id}:{backend.client_secret}"')
    assert status == 200, body
    answer = json.loads(body)
    assert answer["token_type"] == "bearer"
    assert curl("--head", backend.endpoint)[0] == curl(backend.endpoint)[0] == 401
    status, body = curl(backend.endpoint, config=f'header = "Authorization: Bearer {answer["access_token"]}"')
    assert status == 200
    assert json.loads(body)["status"] == "VALID"
    assert curl(*form, backend.token_url, config=f'user = "{backend.client_id}:wrong"')[0] == 401


# --- requests-oauthlib and Authlib


def test_requests_oauthlib_fetches_a_token_and_uses_it(backend, monkeypatch):
    oauthlib, sessions = pytest.importorskip("oauthlib.oauth2"), pytest.importorskip("requests_oauthlib")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # http on loopback
    session = sessions.OAuth2Session(client=oauthlib.BackendApplicationClient(client_id=backend.client_id))
    token = session.fetch_token(backend.token_url, client_id=backend.client_id, client_secret=backend.client_secret)
    assert token["expires_in"] == 3600
    assert session.get(backend.endpoint).json()["status"] == "VALID"
    with pytest.raises(oauthlib.OAuth2Error) as caught:
        session.fetch_token(backend.token_url, client_id=backend.client_id, client_secret="wrong")
    assert caught.value.error in ("invalid_client", "missing_token")


def test_requests_oauthlib_with_its_own_basic_authentication(backend, monkeypatch):
    oauthlib, sessions = pytest.importorskip("oauthlib.oauth2"), pytest.importorskip("requests_oauthlib")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    session = sessions.OAuth2Session(client=oauthlib.BackendApplicationClient(client_id=backend.client_id))
    basic = requests.auth.HTTPBasicAuth(backend.client_id, backend.client_secret)
    session.fetch_token(backend.token_url, auth=basic)
    assert session.get(backend.endpoint).status_code == 200


def test_authlib_fetches_a_token_and_uses_it(backend, monkeypatch):
    clients = pytest.importorskip("authlib.integrations.requests_client")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with clients.OAuth2Session(backend.client_id, backend.client_secret) as session:
        token = session.fetch_token(backend.token_url, grant_type="client_credentials")
        assert token["token_type"] == "bearer"
        assert session.get(backend.endpoint).json()["status"] == "VALID"


async def test_authlib_with_httpx_renews_an_expired_token_by_itself(backend, monkeypatch):
    clients = pytest.importorskip("authlib.integrations.httpx_client")
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    renewed = []

    async def remember(token, refresh_token=None, access_token=None):
        renewed.append((access_token, token["access_token"]))

    options = {"token_endpoint": backend.token_url, "grant_type": "client_credentials", "update_token": remember}
    async with clients.AsyncOAuth2Client(backend.client_id, backend.client_secret, **options) as session:
        await session.fetch_token()
        first = session.token["access_token"]
        session.token = {**session.token, "expires_at": 1}
        answer = await session.get(backend.endpoint)
        assert answer.json()["status"] == "VALID"
    assert renewed[0][0] == first != renewed[0][1]


# --- Postman


def newman(folder, collection, backend):
    """Run a collection; newman's report. Secrets go in by an environment file, which only its owner reads."""
    values = {"client_id": backend.client_id, "client_secret": backend.client_secret}
    environment = {"name": "secrets", "values": [{"key": key, "value": value} for key, value in values.items()]}
    paths = {name: folder / f"{name}.json" for name in ("collection", "environment", "report")}
    paths["environment"].touch(mode=0o600)
    paths["environment"].write_text(json.dumps(environment), encoding="utf-8")
    paths["collection"].write_text(json.dumps(collection), encoding="utf-8")
    program = node_modules() / "newman" / "bin" / "newman.js"
    command = ["node", str(program), "run", str(paths["collection"]), "--environment", str(paths["environment"])]
    command += ["--reporters", "json", "--reporter-json-export", str(paths["report"])]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert paths["report"].exists(), done.stderr
    return json.loads(paths["report"].read_text(encoding="utf-8"))["run"]


def test_newman_runs_the_exported_collection(backend, tmp_path):
    run = newman(tmp_path, postman.collection(backend.base_url), backend)
    assert run["failures"] == []
    assert [execution["response"]["code"] for execution in run["executions"]] == [401, 200, 200, 401, 405]


def test_newman_notices_when_the_sandbox_refuses(backend, tmp_path):
    """The collection's own tests can fail: with a wrong secret two of them do."""
    wrong = Backend(backend.base_url, backend.client_id, "wrong")
    run = newman(tmp_path, postman.collection(backend.base_url), wrong)
    assert {failure["source"]["name"] for failure in run["failures"]} == {
        "A token for the client",
        "With the token: 200",
    }


def test_the_export_command_writes_a_collection_without_secrets(sandbox, backend, tmp_path):
    file = tmp_path / "lessons.json"
    command = [sys.executable, "-c", "from ordslab.cli import main; raise SystemExit(main())", "export", "postman"]
    command += ["--home", str(sandbox.home), "--output", str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    exported = json.loads(text)
    assert {each["key"]: each["value"] for each in exported["variable"]} == {
        "base_url": backend.base_url,
        "client_id": "",
        "client_secret": "",
        "access_token": "",
    }
    basic = b64encode(f"{backend.client_id}:{backend.client_secret}".encode()).decode()
    assert not any(secret in text for secret in (backend.client_secret, basic, sandbox.password))
    printed = subprocess.run(command[:-2], check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(printed.stdout) == exported
