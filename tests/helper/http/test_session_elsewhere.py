"""Calls of an ORDS that is not the lab's own."""

from __future__ import annotations

import ssl

import pytest

import ordslab
from ordslab.errors import Unreachable


@pytest.fixture
def lab(away):
    return away


def test_calls_beside_the_labs_own_need_no_new_connection(lab, monkeypatch):
    """Promise: a TLS handshake is two round trips: strangers and checks use the connection that is there."""
    import urllib3

    lab.reset(to="privilege")
    lab.http.get(lab.base_url)
    monkeypatch.setattr(urllib3.connection.HTTPSConnection, "connect", lambda _: pytest.fail("a new connection"))
    stranger = lab.stranger()
    assert stranger.get(f"{lab.base_url}/customers/validation/1").status_code == 200
    assert not lab.check("privilege").passed and "Cookie" not in stranger.headers


def test_every_way_to_send_trusts_the_profile(lab, monkeypatch):
    """Promise: a prepared request, as the console sends it, and variables of the machine change nothing about trust."""
    import certifi
    import requests

    request = lab.http.prepare_request(requests.Request("GET", f"{lab.base_url}/nothing"))
    assert lab.http.send(request).status_code == 404
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    assert lab.http.get(f"{lab.base_url}/nothing").status_code == 404


def test_a_pinned_certificate_is_enough_and_another_one_is_not(profile, remote, tmp_path):
    """Promise: a self-signed server can be known by its very certificate; any other one is refused."""
    port = int(remote.ords_url.split(":")[2].split("/")[0])
    (tmp_path / "ords.pem").write_text(ssl.get_server_certificate(("localhost", port)))
    profile(certificate=str(tmp_path / "ords.pem"), ca_file=None)
    lab = ordslab.open_lab("work")
    assert lab.http.get(f"{lab.base_url}/nothing").status_code == 404
    (tmp_path / "ords.pem").write_text((remote.folder / "tls" / "ca.pem").read_text())
    lab = ordslab.open_lab("work")
    with pytest.raises(Unreachable, match="another one than the profile's"):
        lab.http.get(f"{lab.base_url}/nothing")
