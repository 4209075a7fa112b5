"""The picture of the chain: each sign is to be seen, however many links cross."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest

from ordslab.chain import Chain, Link, Node, Presence
from ordslab.widgets.chain_view.drawing import SIGNS, picture


def crossing(number):
    """So many roles and privileges, each role asked for by the privileges at the other end."""
    roles = [Node("role", f"role_{at}") for at in range(number)]
    privileges = [Node("privilege", f"privilege_{at}") for at in range(number)]
    links = [Link(role, privileges[-1 - at], Presence.PRESENT) for at, role in enumerate(roles)]
    return Chain((*roles, *privileges), tuple(links))


def places(svg):
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)
    return [complex(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize("number", [1, 2, 3, 5, 7])
def test_crossing_links_hide_no_sign(number):
    """Promise: no two signs overlap where links cross, as they all would in the middle."""
    signs = places(picture(crossing(number)))
    assert len(signs) == number
    assert all(abs(one - two) > 20 for at, one in enumerate(signs) for two in signs[:at])


def test_signs_lie_above_all_curves():
    """Promise: no curve is drawn over a sign: in SVG what comes later lies above."""
    svg = picture(crossing(5))
    assert svg.rindex("<path") < svg.index("<circle")


def test_a_sign_lies_on_its_curve():
    """Promise: a sign that moved aside still belongs to its link: it lies between the two boxes, on the way."""
    for place in places(picture(crossing(5))):
        assert 434 < place.real < 516


def test_each_state_has_a_sign_of_its_own():
    """Promise: states are told by signs, not by colours alone."""
    assert len(set(SIGNS.values())) == len(Presence)
    one, other = Node("client", "a"), Node("role", "b", Presence.MISSING)
    svg = picture(Chain((one, other), (Link(one, other, Presence.MISSING, "not granted"),)))
    assert "✕ missing" in svg and "client a > role b: missing (not granted)" in html.unescape(svg)


@pytest.mark.parametrize("length", [1, 16, 23, 24, 100, 1000])
def test_a_name_fits_its_box(length):
    """Promise: a name is broken into lines, and cut where it has too many; the whole name is in the title."""
    name = "a" * length
    svg = picture(Chain((Node("client", name),), ()))
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", svg)[4:]
    assert max(map(len, shown)) <= 23 and f"<title>client {name}: present</title>" in svg


def test_columns_do_not_overlap():
    """Promise: the four columns keep their order."""
    nodes = tuple(Node(kind, kind) for kind in ("client", "role", "privilege", "endpoint"))
    lefts = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', picture(Chain(nodes, ())))]
    assert all(two - one > 172 for one, two in pairwise(lefts))
