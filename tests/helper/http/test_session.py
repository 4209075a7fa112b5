"""The session of the lab, against a server of a few lines."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest
import requests

import ordslab.sandbox
from ordslab.errors import LabError
from ordslab.http.session import TIMEOUT, LabSession, is_loopback, stranger
from ordslab.settings.current import Settings

from .answers import TOKEN, Answers, serving


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


def test_a_session_without_a_journal_writes_none(url, tmp_path):
    """Promise: the checks' own calls do not show in the learner's journal."""
    with LabSession(Settings("sandbox", tmp_path, "PAGE", "dsn", url), None) as session:
        assert session.get(f"{url}/x").status_code == 401


class Elsewhere(BaseHTTPRequestHandler):
    """Another host: notes what it is sent."""

    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []

    def do_POST(self):
        self.seen.append((dict(self.headers), self.rfile.read(int(self.headers.get("Content-Length") or 0))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.do_POST()

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere(monkeypatch):
    """The address of another host, to which Answers redirects with the status in its path."""
    with serving(Elsewhere) as there:
        Elsewhere.seen.clear()

        def redirect(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.answer(int(self.path.rpartition("/")[2]), {}, {"Location": f"{there}/x"})

        monkeypatch.setattr(Answers, "do_POST", redirect)
        monkeypatch.setattr(Answers, "do_GET", redirect)
        yield there


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize(
    "body",
    [
        {"data": {"client_secret": "x" * 20, "grant_type": "client_credentials"}},
        {"json": {"in": {"clientSecret": "x" * 20}}},
        {"data": "j_password=secret"},
    ],
)
def test_a_body_with_a_secret_goes_to_no_other_host(session, url, elsewhere, status, body):
    """Promise: 307 and 308 repeat the body: one that holds a secret stays here, and that is said in two lines."""
    with pytest.raises(LabError, match="its body holds a secret") as caught:
        session.post(f"{url}/go/{status}", **body)
    assert not Elsewhere.seen and caught.value.next_step and "secret=" not in str(caught.value)
    assert [each.status for each in session.journal] == [status]


@pytest.mark.parametrize("status", [302, 307, 308])
def test_other_bodies_go_on_without_secret_headers(session, url, elsewhere, status):
    """Promise: to another host goes what is no secret: of the headers neither token nor key nor cookie."""
    headers = {"Authorization": f"Bearer {TOKEN}", "X-API-Key": "k" * 20, "Cookie": "a=b", "X-Other": "1"}
    assert session.post(f"{url}/go/{status}", json={"name": "x"}, headers=headers).status_code == 200
    ((sent, body),) = Elsewhere.seen
    assert sent["X-Other"] == "1" and not {"Authorization", "X-API-Key", "Cookie"} & set(sent)
    assert body == (b"" if status == 302 else b'{"name": "x"}')


def test_nobody_takes_a_password_from_a_netrc(url, tmp_path, monkeypatch, elsewhere):
    """Promise: neither lab.http nor a stranger tells what a .netrc holds for that host, at once or after a redirect."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password tiger\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    settings = Settings("work", tmp_path, "PAGE", "dsn", "https://adb.example.com/ords/page")
    monkeypatch.setenv("NO_PROXY", "*")
    for made in (LabSession(settings, None), stranger(settings)):
        with made as asking:
            assert asking.trust_env  # as for any host that is not this machine
            asking.get(f"{elsewhere}/x")
            asking.get(f"{url}/go/302")
            asking.get(f"{elsewhere.replace('://', '://id:own@')}/x")
    told = [headers.get("Authorization") for headers, _ in Elsewhere.seen]
    assert told == [None, None, "Basic aWQ6b3du"] * 2


def test_a_call_has_a_timeout(session, url, monkeypatch):
    """Promise: a call that says nothing of it waits TIMEOUT seconds, and one that does as long as it says."""
    seen = []
    monkeypatch.setattr(requests.Session, "send", lambda _, __, **options: seen.append(options["timeout"]))
    session.send(requests.Request("GET", url).prepare())
    session.send(requests.Request("GET", url).prepare(), timeout=3)
    assert seen == [TIMEOUT, 3]
