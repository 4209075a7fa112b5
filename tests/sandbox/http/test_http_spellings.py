"""What is protected is so under every spelling of its address that something answers to."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DOCUMENTS = ("/metadata-catalog/{}/", "/open-api-catalog/{}/", "/metadata-catalog/{}/item", "/{}/", "/{}/1")
ALIASES = ("emp", "Staff List", "a.b", "emp2")
SECRETS = (b"salary_of", b"4711", b"SALARY_OF")


@pytest.fixture
def protected(sandbox):
    """A protected table under several aliases, a protected view and function; one public table beside them."""
    for number, alias in enumerate(ALIASES):
        sandbox.run(
            f"create table t{number} (id number primary key, salary_of number)",
            f"insert into t{number} values (1, 4711)",
            f"begin ords.enable_object(p_object => 'T{number}', p_object_alias => '{alias}', p_auto_rest_auth => true);"
            " commit; end;",
        )
    sandbox.run(
        "create view v as select id, salary_of from t0",
        "begin ords.enable_object(p_object => 'V', p_object_type => 'VIEW', p_auto_rest_auth => true); commit; end;",
        "create function salary_of_all(salary_of number) return number is begin return 4711; end;",
        "begin ords.enable_object(p_object => 'SALARY_OF_ALL', p_object_type => 'FUNCTION', p_object_alias => 'f',"
        " p_auto_rest_auth => true); commit; end;",
        "create table open (id number primary key)",
        "begin ords.enable_object(p_object => 'OPEN', p_auto_rest_auth => false); commit; end;",
        "begin ords.create_role('r'); end;",
    )
    sandbox.handler("x", "select 4711 salary_of from dual")
    sandbox.run(
        "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin r(1) := 'r'; m(1) := 'm';"
        " ords.define_privilege('p', r, p, m); commit; end;"
    )
    return sandbox


def ask(sandbox, method, target):
    """Status and whole answer to a request line as it is: no client between that would tidy the address up."""
    port = int(sandbox.url.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = f"{method} /ords/page{target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        answer = b""
        while received := connection.recv(65536):
            answer += received
    return int(answer.split(None, 2)[1]), answer


EDITS = (
    lambda text, at: text,
    lambda text, at: text.removesuffix("/"),
    lambda text, at: text + "/",
    lambda text, at: text + "item",
    lambda text, at: text + "/item",
    lambda text, at: text + "?x",
    lambda text, at: text + "%20",
    lambda text, at: text + "%00",
    lambda text, at: text + ";x",
    lambda text, at: text[:at] + f"%{ord(text[at]):02x}" + text[at + 1 :] if at < len(text) else text,
    lambda text, at: text[:at] + f"%25{ord(text[at]):02x}" + text[at + 1 :] if at < len(text) else text,
    lambda text, at: text[:at] + text[at:].swapcase(),
    lambda text, at: text[:at] + "/" + text[at:],
    lambda text, at: text[:at] + "./" + text[at:],
    lambda text, at: text[:at] + "../" + text[at:],
    lambda text, at: text[:at] + "\\" + text[at:],
    lambda text, at: text.replace("/", "%2f", 1) if at % 2 else "/" + text[1:].replace("/", "%2F"),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
    st.sampled_from([*(each.format(alias) for each in DOCUMENTS for alias in (*ALIASES, "v", "f")), "/m/x", "/m/"]),
    st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 30)), max_size=3),
)
def test_no_spelling_opens_what_is_protected(protected, method, target, edits):
    """Promise: without a token nothing of a protected object or module shows, however its address is spelled."""
    target = target.replace(" ", "%20")
    for edit, at in edits:
        target = edit(target, at)
    status, answer = ask(protected, method, target if target.startswith("/") else f"/{target}")
    assert not any(secret in answer for secret in SECRETS), target
    assert status in (400, 401, 404, 405) or is_index(target), (target, status)


def is_index(target):
    """Of a catalog: it names what there is, not its columns."""
    path = target.partition("?")[0].lower()
    return path.endswith(("-catalog/", "-catalog%2f")) or "-catalog/?" in target


@pytest.mark.parametrize("alias", [*ALIASES, "v"])
def test_each_spelling_that_answers_is_guarded(protected, alias):
    """Promise: 401 for every address of a description, with and without the slash, in both catalogs."""
    alias = alias.replace(" ", "%20")
    for path in ("metadata-catalog/{}", "metadata-catalog/{}/", "metadata-catalog/{}/item", "open-api-catalog/{}/"):
        assert ask(protected, "GET", f"/{path.format(alias)}")[0] == 401, path
    for path in ("/metadata-catalog/open/", "/metadata-catalog/open", "/open-api-catalog/open/"):
        assert ask(protected, "GET", path)[0] == 200


def test_who_may_call_may_read_the_descriptions(protected):
    """Promise: the object's role opens its descriptions, and no other object's."""
    protected.run(
        "begin oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials', p_owner => 'o',"
        " p_description => 'd', p_support_email => 'a@b.c', p_privilege_names => null);"
        " oauth.grant_client_role('c', 'oracle.dbtools.role.autorest.PAGE.T0'); commit; end;"
    )
    ((client, secret),) = protected.run("select client_id, client_secret from user_ords_clients")
    form = {"grant_type": "client_credentials"}
    token = protected.post("/oauth/token", data=form, auth=(client, secret)).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    for path in ("/metadata-catalog/{}", "/metadata-catalog/{}/", "/open-api-catalog/{}/", "/{}/"):
        assert protected.get(path.format("emp"), headers=bearer).status_code == 200
        assert protected.get(path.format("emp2"), headers=bearer).status_code == 401
