"""401, 404, 405 and the rest, over a real socket."""

import re

import pytest

INVALID = 'Bearer realm="Oracle REST Data Services", error="invalid_token"'


@pytest.fixture
def protected(ords, make):
    """The article's endpoint behind its privilege; returns the client that may call."""
    ords.script["from customers"] = make.rows((1, "Aurora Books", "2035-12-31 00:00:00"))
    ords.module(("validation/{id}", make.handler("select * from customers where id = :id", "json/item")))
    ords.privilege("license_priv", prefixes=("/customers/",))
    return ords.client()


def bearer(token, scheme="Bearer"):
    return {"Authorization": f"{scheme} {token}"}


def test_without_a_token_there_is_no_challenge(ords, protected):
    """Source KR-LAB: body and headers; certain."""
    answer = ords.get("/customers/validation/1")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Length"] == "183"
    assert "WWW-Authenticate" not in answer.headers
    content = answer.json()
    assert list(content) == ["code", "message", "type", "instance"]
    assert re.fullmatch(r"tag:oracle\.com,2020:ecid/[\w-]{22}", content["instance"])
    assert answer.text.endswith("}\n")


def test_the_refusal_touches_no_session(ords, protected):
    ords.get("/customers/validation/1")
    assert ords.database.sessions == []


def test_a_browser_gets_a_page_with_a_way_to_sign_in(ords, protected):
    """Sources VB-ORDS, KR-LAB; certain."""
    answer = ords.get("/customers/validation/1", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/html")
    assert "Access to this resource is protected" in answer.text
    assert '<a href="/ords/page/sign-in/?r=customers%2Fvalidation%2F1">sign in</a>' in answer.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_token_opens_the_door(ords, protected, scheme):
    """Source KR-LAB (lower case is accepted); certain."""
    answer = ords.get("/customers/validation/1", headers=bearer(ords.token(protected), scheme))
    assert answer.status_code == 200
    assert answer.json()["name"] == "Aurora Books"


def test_a_wrong_token_is_challenged(ords, protected):
    """Source HOINA-JWT; certain."""
    answer = ords.get("/customers/validation/1", headers=bearer("IVGVP-GrXzQJLUIBM4uN_w"))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)
    assert answer.json()["code"] == "Unauthorized"


def test_an_expired_token_is_a_wrong_one(ords, protected):
    """Source APEXDOC-26.1; certain."""
    token = ords.token(protected, lifetime=60)
    ords.database.clock.advance(61)
    answer = ords.get("/customers/validation/1", headers=bearer(token))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


def test_a_client_without_the_role_gets_401(ords, protected):
    """Source HOINA-JWT, certain for JWT; for ORDS's own tokens inferred."""
    token = ords.token(ords.client(roles=("other",), name="other"))
    answer = ords.get("/customers/validation/1", headers=bearer(token))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, INVALID)


def test_the_token_of_a_deleted_client_gets_401(ords, protected):
    """Section 3.3, rule 7."""
    ords.metadata.page = type(ords.metadata.page)(
        "PAGE", "page", ords.metadata.page.modules, ords.metadata.page.privileges
    )
    assert ords.get("/customers/validation/1", headers=bearer(ords.token(protected))).status_code == 401


def test_client_credentials_are_no_token(ords, protected, make):
    """Sources EXPENSE, TW-NOTES; certain."""
    answer = ords.get("/customers/validation/1", auth=(protected.client_id, make.secret))
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


def test_401_comes_before_404(ords, protected):
    """Checklist 8; inferred."""
    assert ords.get("/customers/no/such/thing").status_code == 401
    token = ords.token(protected)
    assert ords.get("/customers/no/such/thing", headers=bearer(token)).status_code == 404


def test_401_comes_before_405(ords, protected):
    assert ords.request("DELETE", "/customers/validation/1").status_code == 401


def test_a_public_endpoint_does_not_look_at_the_token(ords, make):
    """Source HOINA-DG3: the current user of a public resource is NULL; documented."""
    ords.script["from dual"] = make.rows((1,), columns=[("X", make.rows().columns[0].type)])
    ords.module((".", make.handler("select :current_user from dual")), prefix="/open/")
    assert ords.get("/open/", headers=bearer("nonsense")).status_code == 200
    assert ords.bound("from dual") == {"CURRENT_USER": None}


@pytest.mark.parametrize("path", ["/nothing", "/customers", "/customers/", "/", ""])
def test_what_is_not_there_is_404(ords, make, path):
    """Source: section 3.4; certain."""
    ords.module(("validation/{id}", make.handler("select 1 from dual")))
    answer = ords.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NotFound"


def test_an_unknown_alias_is_404(ords):
    answer = ords.http.get(ords.url.replace("/page", "/nobody") + "/customers/", timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


def test_a_module_that_is_not_published_is_404(ords, make):
    """Source DBCOMP; certain."""
    ords.module((".", make.handler("select 1 from dual")), published=False)
    assert ords.get("/customers/").status_code == 404


def test_a_method_without_a_handler_is_405(ords, make):
    """The body's code: public issue of apex-plugin-clob-load, observed. `Allow`: inferred."""
    ords.module(
        (".", make.handler("select 1 from dual"), make.handler("begin null; end;", "plsql/block", method="POST"))
    )
    answer = ords.request("DELETE", "/customers/")
    assert (answer.status_code, answer.json()["code"]) == (405, "MethodNotAllowed")
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_options_lists_the_methods(ords, make):
    """Inferred."""
    ords.module((".", make.handler("select 1 from dual")))
    answer = ords.request("OPTIONS", "/customers/")
    assert (answer.status_code, answer.headers["Allow"]) == (200, "GET, HEAD, OPTIONS")


def test_head_is_get_without_its_body(ords, make):
    ords.script["from customers"] = make.rows((1, "Aurora Books", None))
    ords.module((".", make.handler("select * from customers")))
    answer = ords.request("HEAD", "/customers/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == ords.get("/customers/").headers["Content-Length"]


@pytest.mark.parametrize(
    "path",
    ["/customers//x", "/customers/..%2f", "/customers/%2e%2e/x", "/customers/x%3by", "/customers/a.", "/customers/nul"],
)
def test_paths_that_smell_are_refused(ords, path):
    """Source: Developer's Guide, "About Request Path Syntax Requirements"; documented. The status: inferred."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", ords.port, timeout=10)
    connection.request("GET", f"/ords/page{path}", headers={"Accept": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 400
    connection.close()


def test_a_protected_module_cannot_be_reached_by_another_spelling(ords, protected):
    """Promise: authorization and routing look at the same path."""
    for path in ("/customers/validation%2f1", "/%63ustomers/validation/1"):
        assert ords.get(path).status_code == 401


@pytest.mark.parametrize(("path", "location"), [("/", "/ords/"), ("/ords/", "/ords/_/landing"), ("/ords", "/ords/")])
def test_the_root_redirects_to_the_landing_page(ords, path, location):
    """Source MOCK-262; reported."""
    answer = ords.http.get(f"http://127.0.0.1:{ords.port}{path}", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)


def test_the_landing_page_says_what_this_is(ords):
    answer = ords.http.get(f"http://127.0.0.1:{ords.port}/", timeout=10)
    assert answer.status_code == 200
    assert "teaching sandbox" in answer.text
    assert "not Oracle's software" in answer.text


def test_garbage_on_the_port_closes_the_connection_and_nothing_else_notices(ords, protected):
    import socket

    for garbage in (b"\x00\x01\x02\xff" * 100, b"NONSENSE\r\n\r\n", b"GET /ords/ HTTP/1.1\r\nHo st: x\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", ords.port), timeout=10) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            received = b""
            while piece := connection.recv(4096):
                received += piece
            assert received == b"" or received.startswith(b"HTTP/1.1 400")
    assert ords.get("/customers/validation/1", headers=bearer(ords.token(protected))).status_code == 200


def test_an_endless_head_ends_the_connection(ords):
    import socket

    with socket.create_connection(("127.0.0.1", ords.port), timeout=10) as connection, pytest.raises(OSError):
        connection.sendall(b"GET /ords/ HTTP/1.1\r\n")
        for number in range(100_000):
            connection.sendall(b"X-%d: %s\r\n" % (number, b"x" * 1000))
    assert ords.get("/nothing").status_code == 404


def test_a_body_has_a_limit(ords, make):
    """Inferred: 413."""
    from ordslab.sandbox.http.request_limits import BODY_LIMIT

    ords.module((".", make.handler("begin null; end;", "plsql/block", method="POST")))
    assert ords.post("/customers/", data=b"x" * (BODY_LIMIT + 1)).status_code == 413
    pieces = (b"x" * 1024 * 1024 for _ in range(BODY_LIMIT // 1024 // 1024 + 1))
    assert ords.post("/customers/", data=pieces).status_code == 413
    assert ords.executed == []


def test_a_media_type_that_is_not_allowed_is_415(ords, make):
    """Inferred (section 3.4)."""
    ords.script["null"] = make.rows()
    post = make.handler("begin null; end;", "plsql/block", method="POST", mimes="application/json, text/*")
    ords.module((".", post))
    assert ords.post("/customers/", data="x", headers={"Content-Type": "application/xml"}).status_code == 415
    assert ords.post("/customers/", data="{}", headers={"Content-Type": "application/json; charset=utf-8"}).ok
    assert ords.post("/customers/", data="x", headers={"Content-Type": "text/csv"}).ok
