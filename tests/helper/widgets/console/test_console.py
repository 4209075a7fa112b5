"""The request console in a kernel, on a sandbox."""

from __future__ import annotations

from ..panels import CLIENT, PATH, click, shown


def test_console_does_the_articles_flow(lab):
    """Promise: 401, Get New Access Token, Use Token, 200: as in the article, by clicks and typed words alone."""
    panel = lab.console()
    form = {"method": "GET", "path": PATH, "headers": "Accept: application/json", "body": "", "client": CLIENT}
    form |= {"kind": "client_credentials", "user": "", "password": "", "token": ""}
    form |= {"client_authentication": "Send as Basic Auth header"}
    click(panel, "call", **form)
    assert panel.status == 401 and "No token was sent" in shown(panel)
    click(panel, "get_token", **form)
    assert panel.status == 200 and "New access token ********" in shown(panel)
    click(panel, "use_token")
    assert "token in use" in shown(panel)
    click(panel, "call", **form)
    assert panel.status == 200 and "Aurora Books" in shown(panel)
    click(panel, "forget_token")
    click(panel, "call", **form)
    assert panel.status == 401


def test_history_replays_and_compares(lab):
    """Promise: calls of cells and of the console are numbered as in the journal; a replay is the same call again."""
    lab.journal.clear()
    lab.http.get(f"{lab.base_url}/{PATH}")
    panel = lab.console()
    panel.get_token(CLIENT)
    panel.use_token()
    panel.call("GET", PATH, kind="bearer")
    assert panel.text().splitlines()[1:4] == [
        "  1 GET /ords/page/customers/validation/1 > 401",
        "  2 POST /ords/page/oauth/token (Basic ********) > 200",
        "  3 GET /ords/page/customers/validation/1 (Bearer ********) > 200",
    ]
    difference = panel.compare(1, 3).splitlines()
    assert "- 401" in difference or "- 401 Unauthorized" in difference
    assert "+ 200 OK" in difference and "+ Authorization: Bearer ********" in difference
    assert panel.compare(3, 3) == "The two are the same."
    panel.forget_token()
    click(panel, "replay", number=3)
    assert panel.status == 200, "its own token is sent again"
    click(panel, "replay", number=1)
    assert panel.status == 401
    click(panel, "replay", number=2)
    assert panel.status == 200
    assert "no call number" in panel.replay(99) and "no call number" in panel.load(0)


def test_exports_carry_no_secret(lab):
    """Promise: curl, .http and Postman get the call with variables in place of secrets."""
    panel = lab.console()
    assert panel.export() == "There is no call yet."
    panel.get_token(CLIENT)
    panel.use_token()
    panel.call("GET", PATH, kind="client_credentials")
    texts = [panel.export(form) for form in ("curl", "http", "postman")]
    assert "$ORDS_CLIENT_SECRET" in texts[0] and "{{client_secret}}" in texts[1] and "{{client_secret}}" in texts[2]
    assert all(panel._used.reveal() not in text for text in texts)
