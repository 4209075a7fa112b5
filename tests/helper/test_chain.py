"""The security chain read from the dictionary: the statement, the rule of access, addresses, nodes and links."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordslab.chain import Presence, draw
from ordslab.chain.access_rule import guard_of, satisfies
from ordslab.chain.dictionary import Client, Dictionary, Handler, Module, RestObject
from ordslab.chain.reading import assemble, read, statement
from ordslab.chain.routes import address, endpoints, find
from ordslab.errors import LabError
from ordslab.sandbox.http.routing import Router
from ordslab.sandbox.metadata import model
from ordslab.sandbox.metadata.guards import Guards, Privilege

from .dictionary_fakes import BASE_URL, CLIENT, FakeConnection, fake_lab, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())
PATH = "/customers/validation/1"


# Reading


def test_the_dictionary_comes_in_one_round_trip(tmp_path):
    """Promise: without open work, one statement on the lab's own connection reads all, rows included."""
    mine = FakeConnection(rows())
    committed, own = read(fake_lab(tmp_path, mine))
    assert committed == own == CASE
    ((_, prefetched, size),) = mine.asked
    assert prefetched > size >= 1000


def test_open_work_is_told_from_what_is_committed(tmp_path):
    """Promise: with open work, a fresh connection reads what ORDS sees, and the own one what the learner sees."""
    mine = FakeConnection(rows(), transaction_in_progress=True)
    fresh = FakeConnection(rows(client_role=[]))
    committed, own = read(fake_lab(tmp_path, mine, fresh))
    assert (committed.roles_held(CLIENT), own.roles_held(CLIENT)) == ((), ("license_role",))
    assert len(mine.asked) == len(fresh.asked) == 1


def test_older_releases_are_read_too(tmp_path):
    """Promise: without the second slot (before 24.3) and without JWT profiles (before 23.3) the rest is read."""
    mine = FakeConnection(rows(), lacks={"ORA-00904": "client_secret_2", "ORA-00942": "user_ords_jwt_profile"})
    assert read(fake_lab(tmp_path, mine))[0] == CASE
    assert len(mine.asked) == 3


def test_a_database_without_ords_is_named(tmp_path):
    """Promise: views that are not there give the two lines of a LabError."""
    lab = fake_lab(tmp_path, FakeConnection([], lacks={"ORA-00942": "user_ords_schemas"}))
    with pytest.raises(LabError, match=r"(?s)can't be read.*ORDS installed"):
        read(lab)


def test_no_secret_is_read():
    """Promise: of a secret only its state leaves the database."""
    assert statement().startswith("select ")
    assert "client_secret" not in re.sub(r"case when client_secret(_2)? is null .*? end", "", statement())
    assert "Zm6Z" not in repr(CASE)


# The rule of access


@pytest.mark.parametrize(
    ("patterns", "path", "guard"),
    [
        ([("a", "/x/*")], "/x/1", "a"),
        ([("a", "/x/*")], "/x", None),
        ([("a", "/x")], "/x", "a"),
        ([("a", "/x")], "/x/1", None),
        ([("a", "/*"), ("b", "/x/*")], "/x/1", "b"),
        ([("a", "/x/*"), ("b", "/x/1")], "/x/1", "b"),
        ([("a", "/x/y/*"), ("b", "/x/*")], "/x/z", "b"),
        ([("a", "/x*")], "/xy", "a"),
        ([("a", "/customers/*")], "/customers/1", "a"),
    ],
)
def test_the_most_specific_pattern_guards(patterns, path, guard):
    """Promise: `/x/*` does not match `/x`; an exact pattern and a longer literal part win (SODA for REST, Security)."""
    found = guard_of(replace(CASE, privilege_patterns=tuple(patterns), privilege_modules=()), path)
    assert (found and found.privilege) == guard


def test_a_module_is_guarded_with_all_below_it():
    """Promise: a module's privilege guards its base path with and without slash, and unknown templates (inferred)."""
    for path in ("/customers", "/customers/", "/customers/no/such"):
        assert guard_of(CASE, path).privilege == "license_priv"
    assert guard_of(CASE, "/customersx") is None


def test_one_role_of_several_is_enough_and_none_asks_for_none():
    """Promise: roles are alternatives (observed); a privilege without roles takes any client (reported)."""
    assert satisfies(
        replace(CASE, privilege_roles=(("license_priv", "a"), ("license_priv", "license_role"))), "license_priv", CLIENT
    )
    assert not satisfies(replace(CASE, privilege_roles=(("license_priv", "a"),)), "license_priv", CLIENT)
    assert satisfies(replace(CASE, privilege_roles=()), "license_priv", "anybody")


_SEGMENT = st.sampled_from(["a", "b", "ab", ""])
_PATH = st.lists(_SEGMENT, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
_PATTERN = st.tuples(_PATH, st.sampled_from(["", "*", "/*"])).map("".join)


@given(
    st.lists(_PATTERN, unique=True, max_size=5),
    st.lists(st.sampled_from(["/a/", "/b/", "/a/b/", "/"]), unique=True, max_size=3),
    _PATH,
)
def test_helper_and_sandbox_hold_the_same_rule(patterns, prefixes, path):
    """Promise: two independent statements of the rule, the helper's and the sandbox's, agree."""
    here = Dictionary(
        modules=tuple(Module(prefix, prefix, True) for prefix in prefixes),
        privilege_patterns=tuple((pattern, pattern) for pattern in patterns),
        privilege_modules=tuple((f"module {prefix}", prefix) for prefix in prefixes),
    )
    there = [Privilege(1, each, None, None, frozenset(), (each,), ()) for each in patterns]
    there += [Privilege(1, f"module {each}", None, None, frozenset(), (), (each,)) for each in prefixes]
    mine, theirs = (
        guard_of(here, path),
        Guards(there).privilege(path),
    )
    assert (mine and mine.privilege) == (theirs and theirs.name)


# Addresses


@pytest.mark.parametrize(
    ("text", "alias", "path"),
    [
        ("customers/validation/1", "page", PATH),
        ("/customers/validation/1", "page", PATH),
        ("/ords/page/customers/validation/1", "page", PATH),
        ("ords/page/customers/validation/1?limit=1", "page", PATH),
        (f"{BASE_URL}/customers/validation/1", "page", PATH),
        ("https://db.example.com/ords/other/customers/", "other", "/customers/"),
        ("https://db.example.com/ords/oauth/token", "oauth", "/token"),
        ("https://db.example.com/customers/validation/1", "", PATH),
        ("customers/a%20b", "page", "/customers/a b"),
    ],
)
def test_addresses_are_understood(text, alias, path):
    """Promise: whatever a learner copies, a path, one with alias or a whole address, means the same."""
    found = address(text, BASE_URL)
    assert (found.alias, found.path) == (alias, path)


@pytest.mark.parametrize(
    ("template", "path", "found"),
    [
        (".", "/customers/", True),
        (".", "/customers/x", False),
        ("validation/:id", PATH, True),
        ("validation/{id}", PATH, True),
        ("validation/:id", "/customers/validation/1/2", False),
        ("validation/:id?", "/customers/validation/", True),
        ("validation/:id?", "/customers/validation", False),
        ("validation/{id}", "/customers/validation/1/2", True),
        ("validation/:rest*", "/customers/validation/1/2", True),
        ("/validation/:id", PATH, True),
        ("validation/:id?", PATH, True),
        ("validation", PATH, False),
    ],
)
def test_templates_match_paths(template, path, found):
    """Promise: both spellings of a variable, the base path itself, an optional last segment and a rest are known."""
    seen = replace(CASE, handlers=(Handler("customers", template, "GET", "json/item", 0),))
    assert bool(find(seen, path).handlers) is found


_TEMPLATE = st.one_of(
    st.just("."), st.lists(st.sampled_from(["a", "b", ":x", ":y?", ":z*", "{v}"]), min_size=1, max_size=3).map("/".join)
)


@given(
    st.lists(st.tuples(st.sampled_from(["/a/", "/a/b/"]), _TEMPLATE), unique=True, max_size=6),
    st.lists(st.sampled_from(["a", "b", "1", ""]), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts)),
)
def test_helper_and_sandbox_route_alike(defined, path):
    """Promise: the template that explain speaks of is the one that the sandbox's router takes."""
    prefixes = sorted({prefix for prefix, _ in defined})
    here = Dictionary(
        modules=tuple(Module(prefix, prefix, True) for prefix in prefixes),
        handlers=tuple(Handler(prefix, template, "GET", "json/item", 0) for prefix, template in defined),
    )
    there = [
        model.Module(
            1, each, each, 25, True, None, tuple(model.Template(t, 0, "HASH", None) for p, t in defined if p == each)
        )
        for each in prefixes
    ]
    found = Router(model.SchemaMetadata("PAGE", "page", tuple(there))).find(path)
    mine = [(each.module, each.template) for each in find(here, path).handlers[:1]]
    assert mine == ([(found.module.name, found.template.uri_template)] if found else [])


def test_of_two_templates_the_literal_one_answers():
    """Promise: a template with fewer variables goes before one with more."""
    both = tuple(Handler("customers", template, "GET", "json/item", 0) for template in (":a/:b", "validation/:id"))
    assert find(replace(CASE, handlers=both), PATH).handlers[0].template == "validation/:id"


def test_every_kind_of_endpoint_is_listed():
    """Promise: handlers (an optional segment counts twice), AutoREST's objects, the catalogs; no bare templates."""
    seen = replace(
        CASE,
        handlers=(
            Handler("customers", "a/:b?", "GET", "json/item", 0),
            Handler("customers", "empty", "", "", 0),
        ),
        objects=(RestObject("EMP", "emp", "TABLE", True, False), RestObject("OFF", "off", "VIEW", False, False)),
    )
    assert [str(each) for each in endpoints(seen)] == [
        "GET /customers/a/",
        "GET /customers/a/:b",
        "GET /emp/",
        "POST /emp/",
        "PUT /emp/",
        "DELETE /emp/",
        "GET /metadata-catalog/",
        "GET /open-api-catalog/",
    ]


# Nodes and links

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
