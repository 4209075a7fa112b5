"""The journal and the readable exchange, against a server of a few lines."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import ordslab.sandbox
from ordslab.errors import LabError
from ordslab.http.exchange_shown import readable
from ordslab.http.journal import Journal
from ordslab.http.session import LabSession, is_loopback
from ordslab.secrets.known import KnownSecrets
from ordslab.settings.current import Settings

TOKEN = "SNVDe2Tjough44I_X6tmXg"


class Answers(BaseHTTPRequestHandler):
    """Answers a token, a redirect, a link, a 401 or nothing at all."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})

    def do_GET(self):
        host = self.headers["Host"]
        if self.path == "/drop":
            self.close_connection = True
        elif self.path == "/from":
            self.answer(302, {}, {"Location": "/to"})
        elif self.path == "/accept":
            self.answer(200, {"accept": self.headers["Accept"]})
        elif self.path == "/link":
            self.answer(200, {"links": [{"rel": "self", "href": f"http://{host}/link"}]})
        else:
            body = {"code": "Unauthorized", "instance": "tag:oracle.com,2020:ecid/w4UbuYdZgYcyPtP86tRUrg"}
            challenge = {"WWW-Authenticate": 'Bearer realm="Oracle REST Data Services", error="invalid_token"'}
            self.answer(401, body, challenge, "application/problem+json")

    def answer(self, status, document, headers=None, kind="application/json"):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def url():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def session(url, tmp_path):
    with LabSession(Settings("sandbox", tmp_path, "PAGE", "dsn", f"{url}/ords/page"), Journal()) as session:
        yield session


def ask_for_token(session, url):
    form = {"grant_type": "client_credentials", "client_secret": "s3cret"}
    return session.post(f"{url}/ords/page/oauth/token", data=form, auth=("id", "s3cret"))


def test_the_journal_holds_no_secret(session, url):
    """Promise: neither Authorization nor form nor answer leaves a secret in the journal, wherever one looks."""
    ask_for_token(session, url)
    (exchange,) = session.journal
    assert (exchange.method, exchange.path, exchange.status) == ("POST", "/ords/page/oauth/token", 200)
    assert exchange.authorization == "Basic ********"
    assert "grant_type=client_credentials" in exchange.sent and '"expires_in": 3600' in exchange.received
    everything = repr(vars(session.journal)) + session.journal.frame().to_csv()
    assert "s3cret" not in everything and TOKEN not in everything and "aWQ6" not in everything


def test_the_journal_counts(session, url):
    """Promise: the journal's text counts, so that it never differs from run to run."""
    assert repr(session.journal) == "Journal(0 exchanges)"
    session.get(f"{url}/x")
    assert repr(session.journal) == "Journal(1 exchange)"
    session.journal.clear()
    assert len(session.journal) == 0 and list(session.journal.frame().columns) == [
        "method",
        "path",
        "authorization",
        "status",
    ]


def test_redirects_are_two_exchanges(session, url):
    """Promise: each answer of a chain of redirects is written down, in order."""
    session.get(f"{url}/from")
    assert [(each.path, each.status) for each in session.journal] == [("/from", 302), ("/to", 401)]


def test_json_is_asked_for_unless_the_caller_says_otherwise(session, url):
    """Promise: ORDS answers JSON to lab.http, and a lesson can still ask for HTML."""
    assert session.get(f"{url}/accept").json() == {"accept": "application/json"}
    assert session.get(f"{url}/accept", headers={"Accept": "text/html"}).json() == {"accept": "text/html"}


def test_a_broken_connection_is_written_and_explained(session, url, monkeypatch):
    """Promise: a call without an answer is a LabError, and the journal shows it without a status."""
    status = {"running": True, "dsn": "dsn", "ords_url": f"{url}/ords"}
    monkeypatch.setattr(ordslab.sandbox, "status", lambda home: status, raising=False)
    with pytest.raises(LabError, match="ORDS gave no answer"):
        session.get(f"{url}/drop")
    assert [(each.path, each.status) for each in session.journal] == [("/drop", None)]
    assert "<NA>" in repr(session.journal.frame())


def test_loopback_takes_no_proxy_and_no_netrc(session, monkeypatch):
    """Promise: neither a company's proxy nor a saved password stands between the learner and the sandbox."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert session.trust_env is False
    assert is_loopback("http://localhost:8181/ords") and is_loopback("http://[::1]:8181/")
    assert not is_loopback("https://adb.example.com/ords/page")


def test_a_token_call_shown(session, url):
    """Promise: the exchange reads as HTTP does, path only, secrets masked."""
    assert readable(ask_for_token(session, url), KnownSecrets()) == (
        "POST /ords/page/oauth/token\n"
        "Authorization: Basic ********\n"
        "Content-Type: application/x-www-form-urlencoded\n"
        "\n"
        "grant_type=client_credentials&client_secret=********\n"
        "\n"
        "200 OK\n"
        "Content-Type: application/json\n"
        "\n"
        "{\n"
        '  "access_token": "********",\n'
        '  "token_type": "bearer",\n'
        '  "expires_in": 3600\n'
        "}"
    )


def test_a_refusal_shown(session, url):
    """Promise: the challenge is shown, and the execution context id, which always differs, is shortened."""
    assert readable(session.get(f"{url}/x", headers={"Authorization": f"Bearer {TOKEN}"}), KnownSecrets()) == (
        "GET /x\n"
        "Authorization: Bearer ********\n"
        "\n"
        "401 Unauthorized\n"
        "Content-Type: application/problem+json\n"
        'WWW-Authenticate: Bearer realm="Oracle REST Data Services", error="invalid_token"\n'
        "\n"
        "{\n"
        '  "code": "Unauthorized",\n'
        '  "instance": "tag:oracle.com,2020:ecid/…"\n'
        "}"
    )


def test_no_port_is_shown(session, url):
    """Promise: links in a body do not carry the learner's own port into the notebook."""
    shown = readable(session.get(f"{url}/link"), KnownSecrets())
    assert '"href": "…/link"' in shown and url.rpartition(":")[2] not in shown


def test_a_session_without_a_journal_writes_none(url, tmp_path):
    """Promise: the checks' own calls do not show in the learner's journal."""
    with LabSession(Settings("sandbox", tmp_path, "PAGE", "dsn", url), None) as session:
        assert session.get(f"{url}/x").status_code == 401
