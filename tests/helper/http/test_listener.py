"""The listener to which a browser comes back: it takes the one answer that was asked for, and nothing else."""

from __future__ import annotations

import socket

import pytest
import requests

from ordslab.http.listener import Listener, Question


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.close()


@pytest.fixture
def answers(listener):
    """A question was asked; what comes back is noted here."""
    noted = []
    listener.ask(Question("http://127.0.0.1:1/ords/page/oauth/auth?x=1", "the-state", noted.append))
    return noted


def get(listener, path, host=None):
    headers = {"Host": host} if host else {}
    url = f"http://127.0.0.1:{listener.port}{path}"
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers=headers, allow_redirects=False, timeout=10)


def test_it_sends_a_browser_to_the_question(listener, answers):
    assert get(listener, "/start").headers["Location"].endswith("/ords/page/oauth/auth?x=1")


def test_an_answer_is_taken_once_and_leaves_the_address_bar(listener, answers):
    """Promise: the code stands in no page that stays, and is not to be had from the history."""
    first = get(listener, "/callback?code=abc&state=the-state")
    assert (first.status_code, first.headers["Location"]) == (302, "/done")
    assert first.headers["Cache-Control"] == "no-store" and first.headers["Referrer-Policy"] == "no-referrer"
    assert answers == [{"code": "abc", "state": "the-state"}]
    assert get(listener, "/callback?code=abc&state=the-state").status_code == 400
    assert len(answers) == 1


@pytest.mark.parametrize("query", ["code=abc", "code=abc&state=", "code=abc&state=the-stat%C3%A9", "state=the-stat"])
def test_an_answer_that_nobody_asked_for_is_thrown_away(listener, answers, query):
    assert get(listener, f"/callback?{query}").status_code == 400
    assert answers == []


def test_before_anything_is_asked_there_is_nothing(listener):
    assert get(listener, "/start").status_code == get(listener, "/").status_code == 404
    assert get(listener, "/callback?code=a&state=").status_code == 400


@pytest.mark.parametrize("path", ["/start", "/callback?code=abc&state=the-state"])
def test_another_name_in_host_is_refused(listener, answers, path):
    """Promise: no page of another site reaches it by a name of its own that points here."""
    assert get(listener, path, host="evil.example").status_code == 403
    assert answers == []


def test_it_listens_on_loopback_alone_and_takes_another_port_where_its_own_is_taken(listener):
    second = Listener()
    try:
        assert second.port != listener.port
        assert second.address == f"http://127.0.0.1:{second.port}/callback"
    finally:
        second.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", second.port)) != 0
