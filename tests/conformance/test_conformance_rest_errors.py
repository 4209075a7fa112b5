"""Errors of endpoints: status, headers, body, format."""

from __future__ import annotations

import re

import pytest

behaviour = pytest.mark.behaviour

INVALID = 'Bearer realm="Oracle REST Data Services", error="invalid_token"'


@pytest.fixture
def guarded(target):
    """An endpoint at /m/x that asks for role r."""
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    return target


@behaviour(
    "401 without a token is problem JSON of four members, indented by four, and bears no challenge.",
    source="KR-LAB",
    mark="observed",
)
def test_no_token(guarded):
    answer = guarded.get("/m/x")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" not in answer.headers
    assert re.fullmatch(
        r'\{\n    "code": "Unauthorized",\n    "message": "Unauthorized",\n'
        r'    "type": "tag:oracle.com,2020:error/Unauthorized",\n'
        r'    "instance": "tag:oracle.com,2020:ecid/[\w-]+"\n\}\n?',
        answer.text,
    )


@behaviour("A token that does not hold gets 401 and error=invalid_token.", source="HOINA-JWT", mark="observed")
def test_wrong_token(guarded):
    answer = guarded.get("/m/x", "nonsense")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


@behaviour(
    "A token whose client lacks the role gets the same 401, not 403.",
    source="inferred from the transcript for JWTs",
    mark="inferred",
)
def test_missing_role(guarded):
    answer = guarded.get("/m/x", guarded.token(guarded.client()))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


@behaviour(
    "An alias that no schema has gets 404 and the message that the request could not be mapped to any database.",
    source="oracle/docker-images 1888, martindsouza/docker-oracle-ords 13",
    mark="reported",
)
def test_unknown_alias(target):
    url = target.url.rpartition("/")[0]
    answer = target.http.get(f"{url}/no_schema_has_this_alias/oauth/token", timeout=30)
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("The request could not be mapped to any database.")


@behaviour("A browser gets its 401 as a page with a link to sign in.", source="VB-ORDS, KR-LAB", mark="observed")
def test_a_browser(guarded):
    answer = guarded.get("/m/x", Accept="text/html")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "/sign-in/?r=" in answer.text


@behaviour(
    "Errors are JSON where Accept prefers it, for X-Requested-With, for curl and for an Origin, HTML where Accept "
    "prefers that.",
    source="HOINA-DG2",
    mark="documented",
)
@pytest.mark.parametrize(
    ("headers", "is_json"),
    [
        ({"Accept": "application/json"}, True),
        ({"Accept": "application/problem+json, text/html;q=0.9"}, True),
        ({"Accept": "*/*", "X-Requested-With": "XMLHttpRequest"}, True),
        ({"Accept": "*/*", "User-Agent": "curl/8.5.0"}, True),
        ({"Accept": "text/html, application/json;q=0.9"}, False),
    ],
)
def test_format(guarded, headers, is_json):
    assert ("json" in guarded.get("/m/x", **headers).headers["Content-Type"]) is is_json


@behaviour(
    "What is not there gets 404 NotFound, so does a module that is not published.",
    source="a public file from apex.oracle.com, DBCOMP",
    mark="observed",
)
def test_not_found(target):
    target.service()
    assert target.get("/m/nothing").json()["code"] == "NotFound"
    target.call("ords.publish_module('m', 'NOT_PUBLISHED')")
    answer = target.get("/m/x")
    assert (answer.status_code, answer.json()["type"]) == (404, "tag:oracle.com,2020:error/NotFound")


@behaviour("A slash at the end counts: without it the address is another one.", source="SKILLS", mark="reported")
def test_trailing_slash(target):
    target.service(pattern="list/")
    assert [target.get(path).status_code for path in ("/m/list/", "/m/list")] == [200, 404]


@behaviour(
    "A method without a handler gets 405 MethodNotAllowed.",
    source="a public issue that shows the body",
    mark="observed",
)
def test_method(target):
    target.service()
    answer = target.http.delete(f"{target.url}/m/x", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (405, "MethodNotAllowed")


@behaviour(
    "An error in a handler's SQL gets 555 with ORDS-25001, and the ORA error in `cause`.",
    source="three public transcripts",
    mark="observed",
)
def test_555(target):
    target.service(source="select * from no_such_table")
    answer = target.get("/m/x")
    content = answer.json()
    assert (answer.status_code, content["code"]) == (555, "UserDefinedResourceError")
    assert content["o:errorCode"] == "ORDS-25001"
    assert content["cause"].startswith(
        "An error occurred when evaluating the SQL statement associated with this resource. SQL Error Code 942, Error "
        "Message: ORA-00942: "
    )


@behaviour(
    "A path with //, .. or an encoded % or ; is refused.",
    source="Developer's Guide: About Request Path Syntax Requirements",
    mark="documented",
)
def test_paths(target):
    target.service()
    for path in ("/m//x", "/m/x%3By", "/m/x%25"):
        assert 400 <= target.get(path).status_code < 500


@behaviour(
    "A request of a foreign origin gets 403 unless the module or the client allows it.",
    source="two public projects that met it",
    mark="observed",
)
def test_origins(target):
    target.service()
    assert target.get("/m/x", Origin="https://shop.example").status_code == 403
    target.call("ords.set_module_origins_allowed('m', 'https://shop.example')")
    answer = target.get("/m/x", Origin="https://shop.example")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "https://shop.example")
    assert target.get("/m/x", Origin="https://other.example").status_code == 403


@behaviour("Names of headers are written as in Content-Type.", source="KR-LAB", mark="observed")
def test_letters_of_headers(guarded):
    assert "Content-Type" in list(guarded.get("/m/x").headers)
