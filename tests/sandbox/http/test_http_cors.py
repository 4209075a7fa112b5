"""Browsers' requests from pages of other origins."""

import pytest

SHOP = "https://shop.example"


@pytest.fixture
def shared(ords, make):
    """A module that shop.example may call."""
    ords.script["from customers"] = make.rows((1, "Aurora Books", None))
    ords.module((".", make.handler("select * from customers")), origins_allowed=f"https://other.example, {SHOP}/")
    return ords


def ask(ords, path, origin, method="GET", **headers):
    return ords.request(method, path, headers={"Origin": origin, **headers})


def preflight(ords, path, origin):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    return ask(ords, path, origin, "OPTIONS", **asked)


def test_an_allowed_origin_may_read_the_answer(shared):
    """Sources: SET_MODULE_ORIGINS_ALLOWED, certain; the other headers inferred."""
    answer = ask(shared, "/customers/", SHOP)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, SHOP)
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://shop.example", f"{SHOP}.evil.example", "null"])
def test_another_origin_gets_403(shared, origin):
    """Status and text: two public projects that met it; certain."""
    answer = ask(shared, "/customers/", origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "Forbidden")
    assert answer.json()["message"].startswith(
        "The request cannot be processed because this resource does not support Cross Origin Sharing requests"
    )
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert shared.executed == []


def test_the_servers_own_origin_is_no_other(shared):
    answer = ask(shared, "/customers/", f"http://127.0.0.1:{shared.port}")
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_preflight_needs_no_token(shared):
    """Inferred: browsers send none."""
    shared.privilege("p", prefixes=("/customers/",))
    answer = preflight(shared, "/customers/", SHOP)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Headers"]) == (200, "authorization")
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert preflight(shared, "/customers/", "https://evil.example").status_code == 403


def test_an_error_can_be_read_too(shared):
    shared.privilege("p", prefixes=("/customers/",))
    answer = ask(shared, "/customers/", SHOP)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, SHOP)


def test_a_clients_own_origins_count_with_its_token(shared):
    """Documented: p_origins_allowed of a client."""
    from dataclasses import replace

    client = shared.client()
    page = shared.metadata.page
    shared.metadata.page = replace(page, clients=(replace(client, allowed_origins="https://app.example"),))
    token = {"Authorization": f"Bearer {shared.token(client)}"}
    assert ask(shared, "/customers/", "https://app.example", **token).status_code == 200
    assert ask(shared, "/customers/", "https://app.example").status_code == 403
    assert preflight(shared, "/customers/", "https://app.example").status_code == 200
    assert ask(shared, "/oauth/token", "https://app.example", "POST").status_code == 401


def test_a_star_is_any_origin(ords, make):
    """Inferred."""
    ords.script["from customers"] = make.rows()
    ords.module((".", make.handler("select * from customers")), origins_allowed="*")
    assert (
        ask(ords, "/customers/", "https://any.example").headers["Access-Control-Allow-Origin"] == "https://any.example"
    )
