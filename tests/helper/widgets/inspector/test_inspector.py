"""The token inspector in a kernel, on a sandbox."""

from __future__ import annotations

import json
import re
import time

import pytest

from ordslab.secrets.secret import Secret

from ..panels import EVIL, PATH, click, get_token, jwt_of, shown


def test_inspector_tells_what_is_known_of_a_token(lab):
    """Promise: for a token that came through lab.http nothing has to be told: client, alias, times, what it opens."""
    panel = lab.inspect(get_token(lab))
    text = shown(panel)
    for fact in (
        "This token is opaque",
        "22 characters",
        "Client license_backend_client",
        "Schema alias page",
        "Lifetime 3600 seconds",
        "Roles license_role",
        "GET /customers/validation/{id} by privilege license_priv (role license_role)",
        "RFC 6749 (4.4.3)",
    ):
        assert fact in text
    assert panel._facts.left == pytest.approx(3600, abs=30)
    assert re.search(r"Issued \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", text)


def test_countdown_is_the_pages_own(lab):
    """Promise: the page gets the end of the token's life and counts by itself: the kernel sends nothing more."""
    panel = lab.inspect(get_token(lab))
    deadline = float(re.search(r'data-deadline="([\d.]+)"', panel.regions["time"])[1])
    assert deadline - time.time() == pytest.approx(3600, abs=30)


def test_inspector_tries_tampers_and_renews(lab):
    """Promise: try it gets 200; one changed character gets 401 invalid_token; a new token is another, and works."""
    panel = lab.inspect(get_token(lab))
    old = panel.token
    click(panel, "try_it", path=PATH)
    assert "200 OK" in shown(panel)
    click(panel, "tamper", path=PATH)
    assert "Character 12 of 22 was changed" in shown(panel)
    assert "401 Unauthorized" in shown(panel) and 'error="invalid_token"' in shown(panel)
    assert panel.token == old
    click(panel, "get_new", path=PATH)
    assert panel.token != old and len(panel.token.reveal()) == 22
    assert "200 OK" in panel.try_it()
    assert [each.status for each in lab.journal][-4:] == [200, 401, 200, 200]


@pytest.mark.parametrize("nothing", [None, "", "  ", 7, b"x", Secret("")])
def test_what_is_no_token_is_said_to_be_none(lab, nothing):
    """Promise: whatever is given, the panel answers in words."""
    panel = lab.inspect(nothing)
    assert "this is no token" in panel.text()
    assert "There is no token" in panel.try_it(PATH) and panel.look_again() == ""


def test_a_revoked_client_is_words_in_the_panel(lab):
    """Promise: a client that is gone leaves a token that opens nothing, and calls that say 401."""
    run = lab.connection.cursor().execute
    block = "declare c ords_types.t_client_credentials; begin c := ords_security.register_client(p_name => 'passing',"
    made = " p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());"
    secret, client_id = lab.connection.cursor().var(str), lab.connection.cursor().var(str)
    end = " commit; :i := c.client_key.client_id; :s := c.client_secret.secret; end;"
    run(block + made + end, i=client_id, s=secret)
    lab.vault.keep("passing", client_id.getvalue(), secret.getvalue())
    panel = lab.inspect(get_token(lab, "passing"))
    assert "Client: passing" in panel.text() and "Opens: no protected endpoint" in panel.text()
    run("begin ords_security.delete_client(p_name => 'passing'); commit; end;")
    panel.look_again()
    assert "Client: not known" in panel.text()
    assert "401 Unauthorized" in panel.try_it(PATH)
    lab.vault.forget("passing")


def test_a_jwt_is_read_and_not_believed(lab):
    """Promise: claims are shown with meaning and RFC; that nothing is verified, and what ORDS makes of it, is said."""
    payload = {"iss": "https://issuer", "iat": 0, "exp": 4102444800, "scope": "license_priv other", "sub": EVIL}
    panel = lab.inspect(jwt_of(payload))
    text = shown(panel)
    assert "NOT verified" in text and "RFC 7519, 4.1.4" in text and "2100-01-01 00:00:00 UTC" in text
    assert "Scopes license_priv other" in text and "none: ORDS takes no JWT in this schema" in text
    assert "<img" not in "".join(panel.regions.values()) and "State: not expired" in panel.text()
    assert "401" in panel.tamper(PATH)


def test_reveal_goes_to_the_page_that_asked_and_nowhere_else(lab):
    """Promise: the token travels in one message, to one page; the panel's state does not change by it."""
    token = get_token(lab)
    panel = lab.inspect(token)
    before = json.dumps(panel.get_state(), default=str)
    said = click(panel, "reveal", path=PATH)
    assert said == [{"reveal": token, "view": "me"}, {"done": "me"}]
    assert json.dumps(panel.get_state(), default=str) == before and token not in before
