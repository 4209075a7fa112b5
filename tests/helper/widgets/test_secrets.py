"""Nothing that a panel shows, keeps or sends holds a token, a secret or a password."""

from __future__ import annotations

import base64
import json

import pytest
from ipywidgets import Widget

import ordslab
from ordslab.secrets.secret import Secret

CLIENT, LEGACY = "license_backend_client", "legacy_client"


PATH = "customers/validation/1"


PASSWORD = "correct horse, battery staple"


TYPED = "eyTypedByHand-0123456789"


def read_secret(lab, name: str) -> str:
    cursor = lab.connection.cursor()
    (secret,) = cursor.execute("select client_secret from user_ords_clients where name = :n", n=name).fetchone()
    return secret


@pytest.fixture
def lab(home):
    """The case, with a client of the older package, whose secret the dictionary shows in clear."""
    with ordslab.open_lab() as lab:
        lab.reset(to="call")
        lab.connection.cursor().execute(
            f"begin oauth.create_client(p_name => '{LEGACY}', p_grant_type => 'client_credentials',"
            " p_support_email => 'a@example.com', p_privilege_names => null); end;"
        )
        yield lab


@pytest.fixture
def sent(monkeypatch):
    """Every message that a widget sends to any page, from its first state on."""
    messages: list[object] = []

    def note(self, message, buffers=None):
        messages.append(message)

    monkeypatch.setattr(Widget, "_send", note)
    return messages


def use_everything(lab) -> tuple[list[object], list[str]]:
    """Do with each panel all that can be done. Gives what was shown, and the secrets that were there."""
    me = lab.vault[CLIENT]
    secret, legacy = me.client_secret.reveal(), read_secret(lab, LEGACY)
    auth = (me.client_id, secret)
    form = {"grant_type": "client_credentials"}
    token = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=auth).json()["access_token"]
    shown: list[object] = []

    inspector = lab.inspect(Secret(token))
    shown += [inspector.try_it(PATH), inspector.tamper(PATH), inspector.reveal(), inspector.get_new()]
    second = inspector.token.reveal()
    shown += [inspector.try_it("customers/none"), lab.inspect(second), lab.inspect(f"{token}.x.y"), lab.inspect(secret)]

    console = lab.console()
    basic = base64.b64encode(":".join(auth).encode()).decode()
    headers = f"Accept: application/json\nX-API-Key: {TYPED}\nCookie: session={TYPED}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    body = f"client_id={auth[0]}&client_secret={secret}&password={PASSWORD.replace(' ', '+')}"
    shown += [
        console.call("GET", PATH, headers, kind="bearer", token=TYPED),
        console.call("GET", f"{PATH}?access_token={TYPED}&token={token}", kind="basic", user="me", password=PASSWORD),
        console.call("POST", "oauth/token", kind, body),
        console.call("POST", PATH, "Content-Type: application/json", json.dumps({"client_secret": secret, "b": 1})),
        console.call("GET", PATH, f"Authorization: Basic {basic}"),
        console.call("POST", "oauth/token", kind, "grant_type=client_credentials", kind="basic", client=CLIENT),
        console.get_token(CLIENT),
        console.get_token(CLIENT, "Send client credentials in body"),
        console.get_token(CLIENT),
        console.use_token(),
        console.call("GET", PATH, kind="client_credentials"),
    ]
    used = console._used.reveal()
    for number in range(1, len(lab.journal) + 1):
        shown += [console.load(number), console.replay(number), *map(console.export, ("curl", "http", "postman"))]
    shown += [console.compare(one, two) for one in (1, 5, 9) for two in (2, 6, 10)]

    browser = lab.browse("clients")
    shown += [browser.show(view) for view in ordslab.sql.views.NAMES]
    chain = lab.chain()
    shown += [chain.show(node=number) for number in range(len(chain.nodes))]
    shown += [
        inspector,
        console,
        browser,
        chain,
        lab.journal,
        *lab.journal,
        lab.journal.frame().to_csv(),
        vars(lab.tokens_seen),
    ]
    tokens = [token, second, used, console._offered.reveal()]
    return shown, [secret, legacy, basic, PASSWORD, PASSWORD.replace(" ", "+"), TYPED, *filter(None, tokens)]


def pieces(secret: str) -> list[str]:
    """A secret, and its two halves: cut in the middle it would be half a secret, and still too much."""
    return [secret, secret[: len(secret) // 2], secret[len(secret) // 2 :]] if len(secret) >= 20 else [secret]


def test_no_secret_leaves_the_kernel_but_for_a_reveal(lab, sent):
    """Promise: of all that the panels sent to any page, one message holds a token: the one that a reveal is."""
    _, secrets = use_everything(lab)
    reveals = [each for each in sent if "reveal" in json.dumps(each, default=str) and each["method"] == "custom"]
    assert len(reveals) == 1
    others = json.dumps([each for each in sent if each not in reveals], default=str)
    assert len(sent) > 50 and "Aurora Books" in others
    assert not [number for number, secret in enumerate(secrets) for piece in pieces(secret) if piece in others]


def test_no_state_text_or_journal_holds_a_secret(lab):
    """Promise: the state that a notebook saves, what cells print, the journal and the exports hold no secret."""
    shown, secrets = use_everything(lab)
    state = json.dumps(Widget.get_manager_state(), default=str)
    texts = "\n".join([state, *map(str, shown), *map(repr, shown)])
    assert len(secrets) >= 9 and "Aurora Books" in texts
    assert not [number for number, secret in enumerate(secrets) for piece in pieces(secret) if piece in texts]


ECHO = """
begin
  ords.define_module(p_module_name => 'echo', p_base_path => '/echo/');
  ords.define_template(p_module_name => 'echo', p_pattern => 'header');
  ords.define_handler(p_module_name => 'echo', p_pattern => 'header', p_method => 'GET',
                      p_source_type => ords.source_type_collection_item, p_source => 'select :shown as said from dual');
  ords.define_parameter(p_module_name => 'echo', p_pattern => 'header', p_method => 'GET', p_name => 'Authorization',
                        p_bind_variable_name => 'shown', p_source_type => 'HEADER');
  commit;
end;"""


def test_an_endpoint_that_repeats_the_token_does_not_show_it(lab):
    """Promise: a token that comes back in an answer, under whatever name, is masked there too."""
    lab.connection.rollback()
    lab.connection.cursor().execute(ECHO)
    me = lab.vault[CLIENT]
    form, auth = {"grant_type": "client_credentials"}, (me.client_id, me.client_secret.reveal())
    token = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=auth).json()["access_token"]
    inspector, console = lab.inspect(token), lab.console()
    shown = [inspector.try_it("echo/header"), console.call("GET", "echo/header", kind="bearer", token=token)]
    lab.connection.cursor().execute("begin ords.delete_module('echo'); commit; end;")
    assert all('"said": "Bearer ********"' in each for each in shown)
    assert token not in json.dumps([inspector.get_state(), console.get_state()], default=str)


def test_the_search_would_find_one(lab):
    """Promise: the test above looks where a secret would be: one that is put into a panel's state is found."""
    panel = lab.console()
    panel.regions = panel.regions | {"form": f"<b>{TYPED}</b>"}
    assert TYPED in json.dumps(Widget.get_manager_state(), default=str)
    panel.close()


def test_errors_say_nothing_secret(lab, monkeypatch):
    """Promise: an error of any kind, with whatever in its text, shows as its kind alone."""
    panel = lab.inspect("x" * 22)
    monkeypatch.setattr(lab.http, "get", lambda *_, **__: (_ for _ in ()).throw(RuntimeError(PASSWORD)))
    said = panel.try_it(PATH)
    assert "RuntimeError" in said and PASSWORD not in said + json.dumps(panel.get_state(), default=str)
