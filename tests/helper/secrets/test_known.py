"""What is a secret by its value."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
import requests
from hypothesis import assume, given
from hypothesis import strategies as st

from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import MASK, Secret

TEXTS = st.text(st.characters(codec="utf-8"), min_size=6, max_size=40).filter(lambda text: set(text) != {"*"})
SPELLINGS = {
    "plain": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with its letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "address": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "HTML": html.escape,
    "by requests": requests.utils.requote_uri,
    "a form anew": lambda text: urlencode({"": text}, safe="*/:")[1:],
    "Python": lambda text: repr(text)[1:-1],
}


def knowing(*texts):
    known = KnownSecrets()
    known.learn(*texts)
    return known


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(secret=TEXTS)
def test_each_way_of_writing_is_hidden(spelling, secret):
    """Promise: as it is, in addresses, forms, JSON, HTML and Python, a secret is replaced as a whole."""
    assume(spelling != "by requests" or "%" not in secret)  # it takes %41 for an A
    written = SPELLINGS[spelling](secret)
    assert knowing(secret).hide(f"[{written}]") == f"[{MASK}]"


@given(secret=st.text(st.characters(codec="utf-8"), min_size=12), client=st.text(st.characters(codec="utf-8")))
def test_base64_of_id_and_secret_is_hidden(secret, client):
    """Promise: whoever the client is, and in both alphabets, Basic credentials with a known secret are hidden."""
    content = f"{client}:{secret}".encode()
    for encoded in (base64.b64encode(content), base64.urlsafe_b64encode(content).rstrip(b"=")):
        assert knowing(secret).hide(f"Basic {encoded.decode()}, more") == f"Basic {MASK}, more"


def test_overlaps_and_neighbours():
    """Promise: secrets that overlap or contain each other leave nothing between them."""
    known = knowing("abcdefgh", "efghijkl", "defg12", "abcdefghijklmno")
    assert known.hide("x abcdefghijkl y") == f"x {MASK} y"
    assert known.hide("abcdefghabcdefgh") == f"{MASK}{MASK}"
    assert known.spans(b"xxabcdefghijklmnoyy") == [(2, 17)]


def test_short_words_and_asterisks_are_no_secrets():
    """Promise: what would hide half a page, or is hidden already, is not looked for; None and "" are nothing."""
    known = knowing("page", "", None, "********", Secret("tiger"))
    assert known.hide("page tiger ********") == "page tiger ********" and not known.hold("page")
    assert known.hide("page", ["page"]) == MASK


def test_the_last_500_seen_in_passing_are_known_and_the_others_for_good():
    """Promise: tokens don't pile up without end, and no number of them pushes a password out."""
    known = knowing("the password")
    tokens = [f"token-number-{number:06}" for number in range(600)]
    for each in tokens:
        known.learn_from_elsewhere([each])
    assert known.hide(f"{tokens[-1]} {tokens[100]} the password") == f"{MASK} {MASK} {MASK}"
    assert not known.hold(tokens[99])


def test_no_text_of_it_shows_a_secret():
    """Promise: neither its repr nor what it holds does."""
    known = knowing("the password")
    assert "password" not in repr(known) + repr(vars(known))
