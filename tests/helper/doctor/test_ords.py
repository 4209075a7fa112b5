"""What the doctor finds of a profile's ORDS."""

from __future__ import annotations

import pytest

from ordslab.doctor import Level

from ..stand_ins import web_server
from .reports import failures


def test_mistake_http_to_a_tls_port(examined, remote):
    """Promise: an address that lacks its s is met with the command that adds it."""
    report = examined(ords_url=remote.ords_url.replace("https:", "http:"))
    assert failures(report) == ["ORDS"]
    assert report["ORDS"].next_step.endswith(f"ordslab profile add work --ords-url {remote.ords_url}")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, "there is no ORDS"),
        (403, "refuses OAuth over http"),
        (503, "not ready (503)"),
        (500, "answers 500"),
    ],
)
def test_mistake_not_an_ords(examined, status, says):
    """Promise: a web server that is no ORDS, an ORDS that refuses http, one that is not ready: told apart."""
    with web_server(status) as port:
        report = examined(ords_url=f"http://localhost:{port}/ords")
    assert "ORDS" in failures(report) and says in report["ORDS"].what


def test_mistake_https_to_a_plain_port(examined):
    """Promise: https:// where only http is spoken is said as such."""
    with web_server(404) as port:
        report = examined(ords_url=f"https://localhost:{port}/ords")
    assert "speaks no TLS" in report["ORDS TLS"].what


def test_mistake_http_to_the_world(examined, monkeypatch):
    """Promise: secrets over plain http to another machine are a warning."""
    monkeypatch.setattr("ordslab.doctor.ords.is_loopback", lambda _: False)
    with web_server(404) as port:
        report = examined(ords_url=f"http://localhost:{port}/ords")
    assert report["ORDS TLS"].level is Level.WARNING and "for all to read" in report["ORDS TLS"].what
