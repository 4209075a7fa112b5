"""Nodes and links of the chain, each with its state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordslab.chain import Presence, draw
from ordslab.chain.dictionary import Client, Dictionary
from ordslab.chain.reading import assemble

from ..dictionary_fakes import CLIENT, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


PATH = "/customers/validation/1"


COMPLETE = """\
client license_backend_client > role license_role: present
role license_role > privilege license_priv: present
privilege license_priv > endpoint GET /customers/validation/{id}: present (by module customers)"""


def test_the_complete_chain_reads_from_client_to_endpoint():
    """Promise: the text twin has a line for each link; ORDS's own roles and privileges stay out of it."""
    for chain in (draw(CASE, CASE), draw(CASE, CASE, PATH, CLIENT), draw(CASE, CASE, PATH)):
        assert repr(chain) == COMPLETE and chain.complete


def test_nothing_is_said_of_an_empty_schema():
    """Promise: an empty schema is told from an error."""
    assert "empty" in repr(draw(Dictionary(), Dictionary()))
    assert not draw(Dictionary(), Dictionary()).complete


@pytest.mark.parametrize(
    ("committed", "line"),
    [
        ({"client_roles": ()}, "client license_backend_client > role license_role: not committed"),
        ({"privilege_roles": ()}, "role license_role > privilege license_priv: not committed"),
        (
            {"privilege_modules": ()},
            "privilege license_priv > endpoint GET /customers/validation/{id}: not committed (by module customers)",
        ),
    ],
)
def test_a_link_of_the_session_only_is_not_committed(committed, line):
    """Promise: present, missing or not committed is known of each link, one by one."""
    before = replace(CASE, **committed)
    chain = draw(before, CASE, PATH, CLIENT)
    assert line in repr(chain).splitlines()
    assert [link.state for link in chain.links].count(Presence.UNCOMMITTED) == 1
    assert Presence.MISSING in {link.state for link in draw(before, before, PATH, CLIENT).links}
    removed = next(link for link in draw(CASE, before, PATH, CLIENT).links if "your session" in link.says)
    assert removed.state is Presence.PRESENT


def test_a_privilege_that_is_mapped_to_nothing_is_drawn_where_it_belongs():
    """Promise: the dangling privilege of FAQ 1 stands before the endpoint, its last link missing."""
    seen = replace(CASE, privilege_modules=())
    assert [link.state for link in draw(seen, seen, PATH, CLIENT).links] == [
        Presence.PRESENT,
        Presence.PRESENT,
        Presence.MISSING,
    ]
    assert "privilege license_priv > no endpoint: missing (guards no endpoint)" in repr(draw(seen, seen))
    assert "no privilege > endpoint GET /customers/validation/{id}: missing (public)" in repr(draw(seen, seen))


def test_what_does_not_exist_is_drawn_as_missing():
    """Promise: before anything exists, the three links are there, and missing."""
    chain = draw(Dictionary(), Dictionary(), PATH, CLIENT)
    assert [link.state for link in chain.links] == [Presence.MISSING] * 3
    assert [node.state for node in chain.nodes] == [Presence.MISSING] * 4


def test_nodes_and_links_carry_their_rows():
    """Promise: a click can show the rows of the views, secrets masked."""
    chain = draw(CASE, CASE, PATH, CLIENT)
    (client,) = chain.of("client")
    assert client.rows[0].view == "USER_ORDS_CLIENTS" and client.rows[0].values["CLIENT_SECRET"] == "********"
    assert [link.rows[0].view for link in chain.links] == [
        "USER_ORDS_CLIENT_ROLES",
        "USER_ORDS_PRIVILEGE_ROLES",
        "USER_ORDS_PRIVILEGE_MODULES",
    ]


def test_names_stay_text():
    """Promise: a terminal's escapes in a name are not sent to the terminal."""
    evil = "\x1b[31mred<img src=x>"
    seen = replace(CASE, clients=(Client(evil, "x", "CLIENT_CRED", ("none", "none"), None),), client_roles=())
    assert "\x1b" not in repr(draw(seen, seen)) and "<img" in repr(draw(seen, seen))


def test_a_privilege_for_some_paths_of_a_template_is_linked_to_it():
    """Promise: a pattern that means a part of an endpoint is no privilege that guards nothing."""
    seen = replace(
        CASE,
        privileges=(*CASE.privileges, "vip_priv"),
        privilege_roles=(*CASE.privilege_roles, ("vip_priv", "license_role")),
        privilege_patterns=(*CASE.privilege_patterns, ("vip_priv", "/customers/validation/7")),
    )
    link = "privilege vip_priv > endpoint GET /customers/validation/{id}"
    part = "some of its paths, by pattern /customers/validation/7"
    assert f"{link}: present ({part})" in repr(draw(seen, seen)).splitlines()
    assert f"{link}: not committed ({part})" in repr(draw(CASE, seen)).splitlines()
    assert "vip_priv > no endpoint" not in repr(draw(seen, seen))


def test_a_role_without_a_client_has_an_empty_box_before_it():
    """Promise: as in the drawing of lesson 2, the client that is not there yet has its place in the chain."""
    seen = replace(CASE, clients=(), client_roles=(), privileges=(), privilege_roles=(), privilege_modules=())
    assert "no client > role license_role: missing (no client holds it)" in repr(draw(seen, seen)).splitlines()
    assert [str(each) for each in draw(seen, seen).of("client")] == ["no client"]
