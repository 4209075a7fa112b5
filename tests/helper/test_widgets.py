"""The panels in a kernel, on a sandbox: what they say, what their buttons do, what they do when something is broken."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import time
from html.parser import HTMLParser

import pytest

import ordslab
import ordslab.sandbox
from ordslab import workbench
from ordslab.secrets.secret import Secret
from ordslab.sql.views import NAMES
from ordslab.widgets.panel import Panel

CLIENT = "license_backend_client"
PATH = "customers/validation/1"
EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def case(home):
    """The lessons' case, complete and committed."""
    with ordslab.open_lab() as lab:
        lab.reset(to="call")


@pytest.fixture
def lab(case):
    with ordslab.open_lab() as lab:
        yield lab


def get_token(lab, client=CLIENT) -> str:
    me = lab.vault[client]
    form = {"grant_type": "client_credentials"}
    response = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=(me.client_id, me.client_secret.reveal()))
    return response.json()["access_token"]


def click(panel: Panel, do: str, **values: object) -> list[dict]:
    """What the page does for a click: a message. Gives what the kernel said back to the page."""
    said: list[dict] = []
    panel.send = said.append
    panel._handle_custom_msg({"do": do, "with": values, "view": "me"}, [])
    return said


def shown(panel: Panel) -> str:
    """The text that a reader of the page finds."""
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data):
            texts.append(data)

        def handle_starttag(self, name, attributes):
            assert name != "script" and not [each for each, _ in attributes if each.startswith("on")]

    Reader().feed("".join(panel.regions.values()))
    return re.sub(r"\s+", " ", " ".join(texts))


def jwt_of(payload: dict) -> str:
    parts = [{"alg": "RS256", "kid": "1"}, payload]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


# All of them


@pytest.fixture
def panels(lab):
    return [lab.inspect(get_token(lab)), lab.chain(), lab.console(), lab.browse()]


def test_text_is_the_twin_of_the_panel(panels):
    """Promise: a notebook keeps the panel's facts as text/plain, whole, beside the widget."""
    for panel in panels:
        data, _ = panel._repr_mimebundle_()
        assert data["text/plain"] == repr(panel) == panel.text()
        assert "application/vnd.jupyter.widget-view+json" in data


def test_text_is_the_same_on_every_run(lab):
    """Promise: no port, path, id, time or duration stands in a text that nbval compares."""
    texts = []
    for _ in range(2):
        lab.reset(to="call")
        panels = [lab.inspect(get_token(lab)), lab.chain(), lab.console(), lab.browse()]
        texts.append([panel.text() for panel in panels])
        lab.let_pass(5)
    assert texts[0] == texts[1]
    assert not re.search(r"127\.0\.0\.1|\d\d:\d\d|\b1\d{4}\b", "\n".join(texts[0]))


def test_panels_are_named_for_screen_readers(panels):
    """Promise: each panel has a name, and each thing that can be used has one too."""
    assert [panel.label for panel in panels] == [
        "Token inspector",
        "Security chain",
        "Request console",
        "Dictionary browser",
    ]
    for panel in panels:
        html = "".join(panel.regions.values())
        assert not re.findall(r"<button[^>]*></button>", html)
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            assert re.search(r"<label[^>]*>[^<]+(<code>[^<]*</code>)?" + re.escape(field), html), field


def test_a_panel_is_quick(lab, case):
    """Promise: a panel asks the database little: at most three round trips, so it appears at once."""
    token = get_token(lab)
    asked = []
    mine = lab.connection

    class Watched:
        def __getattr__(self, name):
            return getattr(mine, name)

        def __setattr__(self, name, value):
            setattr(mine, name, value)

        def cursor(self, *args):
            asked.append(1)
            return mine.cursor(*args)

    lab._connection = Watched()
    counts = []
    for make in (lambda: lab.inspect(token), lab.chain, lab.browse, lab.console):
        asked.clear()
        make()
        counts.append(len(asked))
    lab._connection = mine
    assert counts == [2, 1, 2, 0]


def test_messages_that_no_page_of_ours_sends_do_nothing(lab):
    """Promise: only actions can be called, whatever a message says; nothing is raised."""
    panel = lab.console()
    before = panel.regions
    for do in ("close", "send", "__init__", "get_state", "nothing", "export", "_keep", "lab"):
        click(panel, do, x=1)
    for content in ({}, {"do": None}, {"do": "compare", "with": 7}, [], None, "text"):
        panel._handle_custom_msg(content, [])
    assert panel.comm is not None and set(panel.regions) == set(before)


def test_a_stopped_sandbox_is_words_in_the_panel(tmp_path, monkeypatch):
    """Promise: with the sandbox gone, making a panel and using it raise nothing, and say what to do."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    lab = ordslab.open_lab()
    lab.reset(to="call")
    token = get_token(lab)
    before = [lab.inspect(token), lab.chain(), lab.console(), lab.browse()]
    ordslab.sandbox.stop(home=home)
    after = [lab.inspect(token), lab.chain(), lab.console(), lab.browse("roles")]
    for inspector, chain, console, browser in (before, after):
        said = [inspector.try_it(PATH), inspector.tamper(PATH), inspector.get_new(), inspector.look_again()]
        said += [chain.look_again(), console.call("GET", PATH), console.get_token(CLIENT), browser.show("clients")]
        if inspector is before[0]:
            assert {each.splitlines()[0] for each in said} == {"The sandbox is not running."}
        assert all("open_lab" in each or "not known" in each or "no endpoint" in each for each in said)
        for panel in (inspector, chain, console, browser):
            assert "The sandbox is not running." in shown(panel)
            assert "The sandbox is not running." in panel.text()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a process that can be halted")
def test_a_database_that_does_not_answer_is_words_in_the_panel(lab, home, monkeypatch):
    """Promise: a panel waits for some seconds, says so, and works again when the database does."""
    monkeypatch.setattr(workbench, "SECONDS", 1)
    panel = lab.browse("roles")
    pid = ordslab.sandbox.status(home=home)["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        said = panel.show("clients")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert "did not answer" in said or "does not answer" in said or "connection to the database is lost" in said
    assert "license_backend_client" in panel.show("clients")
    assert panel.trouble == ""


def test_names_are_text(lab):
    """Promise: a client, role, privilege and module with markup in their names are text in every panel."""
    run = lab.connection.cursor().execute
    run(f"begin ords.create_role('{EVIL}r'); end;")
    block = "declare c ords_types.t_client_credentials; begin c := ords_security.register_client(p_name => :n,"
    run(f"{block} p_grant_type => 'client_credentials', p_description => :n); end;", n=f"{EVIL}c")
    lab.vault.keep(f"{EVIL}c", "id", "a secret of its own")
    chain = lab.chain()
    for number in range(len(chain.nodes)):
        chain.show(node=number)
        assert "<img" not in "".join(chain.regions.values())
    console = lab.console("GET", EVIL)
    click(console, "call", method="GET", path=EVIL, headers=f"X: {EVIL}", kind="none")
    browser = lab.browse("roles")
    inspector = lab.inspect(EVIL, client=f"{EVIL}c")
    for panel in (chain, console, browser, browser, inspector):
        assert "<img" not in "".join(panel.regions.values())
        assert "<img src=x" in shown(panel) or panel is chain
    lab.connection.rollback()
    lab.vault.forget(f"{EVIL}c")


# Token inspector


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


def test_inspector_follows_the_labs_clock(lab):
    """Promise: when the lab lets time pass, open panels show it, and the token has expired where ORDS thinks so."""
    panel = lab.inspect(get_token(lab))
    assert "State: not expired" in panel.text() and 'data-over="false"' in panel.regions["time"]
    lab.let_pass(3500)
    assert panel._facts.left == pytest.approx(100, abs=30)
    lab.let_pass(101)
    assert "State: expired" in panel.text() and 'data-over="true"' in panel.regions["time"]
    assert "401 Unauthorized" in panel.try_it(PATH)


def test_a_clock_that_was_moved_before_does_not_confuse(lab):
    """Promise: what counts is the time of the database when the token came, whatever this machine's clock says."""
    lab.let_pass(86400)
    panel = lab.inspect(get_token(lab))
    assert panel._facts.left == pytest.approx(3600, abs=30)


def test_a_seeded_clock_stands_still(tmp_path, monkeypatch):
    """Promise: where time stands still nothing is counted, and the panel says so."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0, seed=7)
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    try:
        with ordslab.open_lab() as lab:
            lab.reset(to="call")
            panel = lab.inspect(get_token(lab))
            assert "stands still" in shown(panel) and "data-deadline" not in panel.regions["time"]
            lab.let_pass(3601)
            assert "State: expired" in panel.text()
    finally:
        ordslab.sandbox.stop(home=home)


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


def test_a_token_of_unknown_origin_takes_what_it_is_told(lab):
    """Promise: client and lifetime can be told; what nobody knows is called unknown."""
    token = Secret("x" * 22)
    unknown = lab.inspect(token)
    assert "Client: not known" in unknown.text() and "State: not known" in unknown.text()
    assert "not known" in unknown.get_new()
    told = lab.inspect(token, client=CLIENT, expires_in=60)
    assert "Client: license_backend_client" in told.text() and "Roles: license_role" in told.text()
    assert told._facts.left == pytest.approx(60, abs=10) and "counted from the first look" in shown(told)


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


# Chain view


def test_chain_turns_complete_link_by_link(lab):
    """Promise: the picture shows what is missing, what is not committed and what is there, by sign and words."""
    lab.reset(to="endpoint")
    panel = lab.chain(client=CLIENT)
    assert not panel.complete
    states = []
    for lesson in ("role", "privilege", "client", "call"):
        lab.reset(to=lesson)
        panel.look_again()
        states.append((panel.complete, "✓ complete" in shown(panel)))
    assert states[-1] == (True, True) and states[0] == (False, False)
    lab.connection.cursor().execute(
        "begin ords_security.revoke_client_role(p_client_name => :c, p_role_name => 'license_role'); commit;"
        " ords_security.grant_client_role(p_client_name => :c, p_role_name => 'license_role'); end;",
        c=CLIENT,
    )
    panel.look_again()
    assert "1 of 3 links not in place" in shown(panel) and "… not committed" in shown(panel)
    assert 'class="link uncommitted"' in panel.regions["picture"]
    lab.connection.commit()
    panel.look_again()
    assert panel.complete and repr(panel).count(": present") == 3


def test_choosing_shows_the_rows(lab):
    """Promise: a click on a link or node shows the dictionary's rows behind it; the choice is marked for all."""
    lab.reset(to="call")
    panel = lab.chain()
    link = next(at for at, each in enumerate(panel.links) if each.source.kind == "client")
    click(panel, "show", link=link)
    assert "USER_ORDS_CLIENT_ROLES" in shown(panel) and panel.regions["picture"].count('aria-pressed="true"') == 1
    assert "ROLE_NAME license_role" in panel.show(link=link)
    assert "********" in panel.show(node=0) and "There" not in panel.trouble
    assert "no such node" in panel.show(node=99) and "no such node" in panel.show(link=-1)


# Request console


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


def test_console_knows_the_other_ways_to_authorize(lab):
    """Promise: none, Basic from the vault or typed, Bearer as typed; ORDS's answers are what they are elsewhere."""
    panel = lab.console()
    me = lab.vault[CLIENT]
    token_path, form = "oauth/token", "grant_type=client_credentials"
    headers = "Content-Type: application/x-www-form-urlencoded"
    typed = {"user": me.client_id, "password": me.client_secret.reveal()}
    answers = [
        panel.call("POST", token_path, headers, form, kind="basic", client=CLIENT),
        panel.call("POST", token_path, headers, form, kind="basic", **typed),
        panel.call("POST", token_path, headers, form),
        panel.call("GET", token_path, headers, kind="basic", client=CLIENT),
        panel.call("GET", PATH, kind="bearer", token=get_token(lab)),
        panel.get_token(CLIENT, "Send client credentials in body"),
    ]
    assert [each.status for each in lab.journal if each.authorization != ""][:2] == [200, 200]
    assert "405 Method Not Allowed" in answers[3] and "200 OK" in answers[4]
    assert "401 Unauthorized" in answers[2] and "401" in answers[5]


def test_console_sends_what_is_written_and_no_more(lab):
    """Promise: no header of a library's choosing decides the answer: without Accept, ORDS answers its page in HTML."""
    panel = lab.console()
    assert "HTML" in panel.call("GET", PATH, headers="")
    assert "401 Unauthorized" in panel.call("GET", PATH, headers="Accept: application/json")
    assert "(python" not in shown(panel)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"path": "https://example.com/x"}, "no other server"),
        ({"headers": "no header"}, "no header"),
        ({"headers": "X: ü\u4e2d"}, ""),
        ({"method": "BREW"}, "no such method"),
        ({"kind": "basic", "client": "nobody"}, "holds no credentials"),
        ({"path": "a b\x00\x7f"}, ""),
        ({"kind": "whatever"}, "401"),
        ({"body": "\ud800"}, ""),
    ],
)
def test_what_cannot_be_sent_is_words(lab, values, word):
    """Promise: a mistake in the form raises nothing; what can't be sent is said, and no token goes to strangers."""
    panel = lab.console()
    said = panel.call(**({"path": PATH} | values))
    assert word in said and said


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


def test_load_writes_a_call_into_the_form(lab):
    """Promise: a call of the history comes back into the form, without its secrets."""
    panel = lab.console()
    panel.call("POST", "customers/nothing?access_token=abcdef", "X-A: 1\nAuthorization: Bearer abcdef", '{"a": 1}')
    click(panel, "load", number=len(lab.journal))
    form = panel.regions["form"]
    assert "abcdef" not in form and "customers/nothing" in form and "X-A: 1" in form
    assert '<option value="POST" selected>' in form


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


# Dictionary browser


def test_browser_goes_from_row_to_related_row(lab):
    """Promise: a row leads to the rows that hold its id, and an id to its row."""
    panel = lab.browse("clients")
    (row,) = [row for row in panel._rows if CLIENT in row]
    number = row[panel._columns.index("ID")]
    click(panel, "show", view="client_roles", column="CLIENT_ID", id=number)
    assert "ROLE_NAME license_role" in panel.text() and "(chosen rows)" in panel.text()
    role = panel._rows[0][panel._columns.index("ROLE_ID")]
    click(panel, "show", view="roles", column="ID", id=role)
    assert "license_role" in shown(panel) and len(panel._rows) == 1


def test_browser_sees_open_work(lab):
    """Promise: it shows what the lab's own connection sees."""
    lab.connection.cursor().execute("begin ords.create_role('unfinished'); end;")
    assert "NAME unfinished" in lab.browse("roles").text()
    lab.connection.rollback()
    assert "NAME unfinished" not in lab.browse("roles").text()


@pytest.mark.parametrize("view", NAMES)
def test_browser_shows_each_view(lab, view):
    """Promise: there is no view that it stumbles over."""
    assert lab.browse(view).trouble == ""


@pytest.mark.parametrize(
    "values",
    [{"view": "user_users"}, {"view": "roles", "column": "NAME) or (1=1", "id": 1}, {"view": "roles", "id": "x"}],
)
def test_browser_asks_for_nothing_else(lab, values):
    """Promise: what a message names is one of the views and one of their columns, and never becomes SQL."""
    panel = lab.browse()
    click(panel, "show", **values)
    assert panel.trouble


def test_a_closed_panel_hears_nothing_more(lab):
    """Promise: a panel that was closed costs no query when time passes."""
    panel = lab.inspect(get_token(lab))
    before = panel._facts.clock
    panel.close()
    lab.let_pass(1)
    assert panel._facts.clock is before
