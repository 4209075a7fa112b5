"""Recurring needs around ORDS security, as public material shows them: which of them explain and the doctor answer.

Each has a test. Answered elsewhere as well: open AutoREST, powerful roles, long lifetimes and readable secrets by the
audit (`tests/helper/audit`); who called by lesson 6 (`:current_user`); a lost secret by lesson 9; a person who signs in
and a token that somebody else issued by lessons 11 to 14; the cache by the session, which waits for it.
"""

from __future__ import annotations

import pytest

from ordslab.doctor.database import _package
from ordslab.sql.dialect import Dialect

from ..dictionary_fakes import BASE_URL, CLIENT, FakeConnection, fake_lab, rows
from .test_answer_judgement import CLIENT_ID, FORM, HTML, SECRET, TOKEN_URL, bearer, response, token_call

PERSON = {"client": [(CLIENT, CLIENT_ID, "AUTH_CODE", "masked none", None)], "client_privilege": []}
TABLE = {"object": [("EMP", "emp", "TABLE", "ENABLED")]}

NEEDS = {
    # need: (the call as it was or would be made, the dictionary, what the answer has to name)
    "cache: it was committed and ORDS answers the old way": (
        lambda: response(200),
        {},
        "still uses its copy",
    ),
    "CORS: the browser is refused": (
        lambda: response(403, headers={"Origin": "https://shop.example"}),
        {"privilege_module": []},
        "ords.set_module_origins_allowed",
    ),
    "CORS: other origins stay allowed": (
        lambda: response(403, headers={"Origin": "https://shop.example"}),
        {"module": [("customers", "/customers/", "PUBLISHED", "https://old.example")]},
        "'https://old.example,https://shop.example'",
    ),
    "token address: the alias is missing": (
        lambda: response(404, TOKEN_URL.replace("/page/", "/"), "POST", data=FORM),
        {},
        "/ords/page/oauth/token",
    ),
    "token address: the schema's name": (
        lambda: response(404, TOKEN_URL.replace("/page/", "/PAGE/"), "POST", data=FORM),
        {},
        "the alias page",
    ),
    "token address: as other servers have it": (
        lambda: response(404, f"{BASE_URL}/oauth2/token", "POST", data=FORM),
        {},
        "/oauth/token, behind the alias",
    ),
    "token address: by GET, as the article says": (lambda: response(405, TOKEN_URL), {}, "takes POST only"),
    "body credentials": (
        lambda: token_call(401, data=FORM | {"client_id": CLIENT_ID, "client_secret": SECRET}),
        {},
        "Send as Basic Auth header",
    ),
    "the dots of id and secret were not copied": (lambda: token_call(401, auth=(CLIENT_ID, SECRET[:-2])), {}, "dot"),
    "JSON in place of a form": (
        lambda: token_call(400, data=None, json=FORM, auth=(CLIENT_ID, SECRET)),
        {},
        "pass data={...}",
    ),
    "HTML in place of JSON": (lambda: response(401, answer=HTML), {}, "Accept: application/json"),
    "JWT: none is taken": (lambda: response(401, **bearer("e30.e30.e30")), {}, "no JWT profile"),
    "JWT: a claim does not fit": (
        lambda: response(401, **bearer("eyJhbGciOiJIUzI1NiJ9.e30.e30")),
        {"jwt_profile": [("https://id", "api", "https://id/keys", " ", None)]},
        "HS256",
    ),
    "lost secret": (lambda: ("POST", "oauth/token", CLIENT), {}, "ords_security.rotate_client_secret"),
    "no secret was made": (
        lambda: ("POST", "oauth/token", CLIENT),
        {"client": [(CLIENT, CLIENT_ID, "CLIENT_CRED", "none none", None)]},
        "p_client_secret",
    ),
    "moved clients: a new id and secret": (
        lambda: token_call(401, auth=("B" * 22 + "..", SECRET)),
        {},
        "gets a new id",
    ),
    "open AutoREST": (lambda: ("GET", "emp/"), TABLE, "p_auto_rest_auth"),
    "powerful roles: the narrow one is granted": (
        lambda: ("GET", "customers/validation/1", CLIENT),
        {
            "privilege_role": [("license_priv", "SQL Developer"), ("license_priv", "license_role")],
            "client_role": [],
        },
        "'license_role'",
    ),
    "lifetime: it worked for an hour": (lambda: response(401, **bearer()), {}, "has expired"),
    "TLS: OAuth over http": (lambda: token_call(403, auth=(CLIENT_ID, SECRET)), {}, "security.verifySSL"),
    "TLS: the certificate is for another name": (
        lambda: response(400, body=b"<h2>HTTP ERROR 400 Invalid SNI</h2>", answer=HTML),
        {},
        "standalone.https.host",
    ),
    "the privilege guards nothing": (
        lambda: ("GET", "customers/validation/1"),
        {"privilege_module": []},
        "ords.set_module_privilege",
    ),
    "the pattern misses the bare path": (
        lambda: ("GET", "customers/list"),
        {
            "privilege_module": [],
            "handler": [("customers", "list", "GET", "json/collection", "0")],
            "privilege_pattern": [("license_priv", "/customers/list/*")],
        },
        "does not match /customers/list itself",
    ),
    "the client has the privilege and not the role": (
        lambda: ("GET", "customers/validation/1", CLIENT),
        {"client_role": []},
        "for client_credentials the role counts",
    ),
    "people: the client did not ask": (
        lambda: ("GET", "customers/validation/1", CLIENT),
        PERSON,
        "update_client_privileges",
    ),
    "the handler fails": (
        lambda: response(555, body={"cause": "ORA-00942: table or view does not exist"}, **bearer()),
        {},
        "does not have, or may not use",
    ),
    "404 though it is there: not published": (
        lambda: ("GET", "customers/validation/1", CLIENT),
        {"module": [("customers", "/customers/", "NOT_PUBLISHED")]},
        "ords.publish_module",
    ),
}


@pytest.mark.parametrize("need", NEEDS)
def test_explain_answers_a_recurring_need(tmp_path, need):
    """Promise: each need is named, in words or by SQL that is ready to run."""
    asked, changes, word = NEEDS[need]
    call = asked()
    lab = fake_lab(tmp_path, FakeConnection(rows(**changes)))
    told = call if isinstance(call, tuple) else (call,)
    client = CLIENT if not isinstance(call, tuple) and call.url == TOKEN_URL else None
    found = lab.explain(*told, **({"client": client} if client else {}))
    assert word in "\n".join([found.why, found.sql, *found.notes]), found


def test_the_doctor_names_an_old_package(monkeypatch):
    """Promise: old package: OAUTH alone is a warning, neither is a failure, with what to do."""
    seen = []
    for dialect in (Dialect(True, False), Dialect(False, False)):
        monkeypatch.setattr("ordslab.doctor.database.dialect_of", lambda _, dialect=dialect: dialect)
        seen.append(_package(None, None))
    assert [each.level.value for each in seen] == ["warning", "failed"]
    assert "24.3" in seen[0].what and "REST-enable the schema" in seen[1].next_step
