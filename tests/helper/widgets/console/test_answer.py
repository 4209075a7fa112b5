"""What came back, as the console shows it: body, headers, bytes, and the call for other tools."""

from __future__ import annotations

import html
import json
import re

import pytest

from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK
from ordslab.widgets.console.answer import answer

from ..panels import PATH, get_token


def sent(lab, **given):
    panel = lab.console()
    panel.call(**{"method": "GET", "path": PATH, **given})
    return panel._call


def shown(page):
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_the_four_pages_stand_side_by_side(lab):
    """Promise: body, headers, the bytes of both sides and the exports are a click away."""
    page = answer(sent(lab, kind="bearer", token=get_token(lab)), KnownSecrets())
    assert re.findall(r'role="tab" data-tab="([^"]*)"', page) == ["Body", "Headers", "On the wire", "Export"]
    assert "✓ 200 OK" in shown(page) and "Aurora Books" in page and "GET /ords/page/customers" in shown(page)


def test_a_missing_token_is_hinted_at(lab):
    """Promise: client credentials without a token say what to press."""
    assert "press Get New Access Token" in answer(sent(lab, kind="client_credentials"), KnownSecrets())
    assert "press Get New Access Token" not in answer(sent(lab), KnownSecrets())


def test_what_was_sent_is_hidden_in_what_comes_back(lab):
    """Promise: a token in the call stands in none of the pages."""
    token = get_token(lab)
    page = answer(sent(lab, kind="bearer", token=token), KnownSecrets())
    assert token not in page and MASK in page


@pytest.mark.parametrize("length", [1, 16, 1000, 100_000])
def test_a_long_body_is_cut_and_says_so(lab, length):
    """Promise: a body of any size makes no page that a browser can't show, and its size is told."""
    call = sent(lab)
    call.response._content = json.dumps({"a": "x" * length}).encode()
    page = shown(answer(call, KnownSecrets()))
    assert len(page) < 60_000 and ("characters in all" in page) == (length > 20_000)
