"""What the console sends."""

from __future__ import annotations

import pytest

from ..panels import CLIENT, PATH, get_token, shown


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
