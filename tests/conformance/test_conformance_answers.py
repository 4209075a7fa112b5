"""Answers that are open."""

from __future__ import annotations

import re

import pytest

from ordslab.http.session import is_loopback
from ordslab.sandbox.answers import QUESTIONS

behaviour = pytest.mark.behaviour

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def guarded(target):
    """An endpoint at /m/x that asks for role r."""
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    return target


def missing_role(target, place):
    return str(target.get("/m/x", target.token(target.client())).status_code)


def wrong_method(target, place):
    answer = target.http.get(f"{target.url}/oauth/token", auth=target.client(), params=GRANT, timeout=30)
    return str(answer.status_code)


def body_credentials(target, place):
    client_id, secret = target.client()
    form = {**GRANT, "client_id": client_id, "client_secret": secret}
    status = target.http.post(f"{target.url}/oauth/token", data=form, timeout=30).status_code
    return {200: "taken", 400: "refused", 401: "refused"}.get(status, str(status))


def database_users(target, place):
    name, password = place.account
    if not (target.url.startswith("https:") or is_loopback(target.url)):
        pytest.skip("the password of the database is not sent over http")
    target.privilege("p", roles=["r", "SQL Developer"], modules=["m"])
    status = target.http.get(f"{target.url}/m/x", auth=(name, password), timeout=30).status_code
    return {200: "taken", 401: "refused", 403: "refused"}.get(status, str(status))


def error_ids(target, place):
    found = re.search(r"ecid/([\w-]+)", target.get("/m/x", **{"User-Agent": "curl/8.5.0"}).text)
    if found is None:
        pytest.skip("this ORDS answers errors as HTML, which hold no id")
    return "hex" if re.fullmatch(r"[0-9a-f]{32}", found[1]) else "base64" if len(found[1]) == 22 else found[1]


def errors(target, place):
    kind = target.get("/m/x", Accept="application/json").headers["Content-Type"]
    return "html" if kind.startswith("text/html") else "auto" if "json" in kind else kind


@behaviour(
    "Each open answer is one of those that the sandbox can play; a report says which.",
    source="see the table of open answers",
    mark="inferred",
)
@pytest.mark.parametrize("question", QUESTIONS)
def test_open_answer(guarded, place, question):
    answer = globals()[question.replace("-", "_")](guarded, place)
    place.note_answer(question, answer)
    assert answer in QUESTIONS[question].values
