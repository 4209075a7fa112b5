"""What a token opens: the same for the inspector, the audit and the chain, and what ORDS does."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from ordslab.audit.details import Details
from ordslab.audit.examined import Examined
from ordslab.audit.results import access
from ordslab.audit.schema_audit import find_all
from ordslab.chain.dictionary import Client, Dictionary, Handler, Module, Schema
from ordslab.chain.graph import draw
from ordslab.chain.opened import guarded_endpoints, opened_by_roles, opened_by_scopes
from ordslab.chain.reading import assemble

from ..broken_chains import block, token_of
from ..dictionary_fakes import CLIENT, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())
TEMPLATE = "GET /customers/validation/{id}"
ONE = "/customers/validation/1"


def with_patterns(*pairs):
    """The case with further privileges, each asking for a role of its name."""
    privileges = tuple(dict.fromkeys(name for name, _ in pairs))
    return replace(
        CASE,
        privileges=CASE.privileges + privileges,
        privilege_roles=CASE.privilege_roles + tuple((name, f"{name}_role") for name in privileges),
        privilege_patterns=CASE.privilege_patterns + pairs,
    )


def test_the_case_is_opened_by_its_role():
    """Promise: the role that the privilege asks for opens the endpoint; another one, or none, does not."""
    (opened,) = opened_by_roles(CASE, ("license_role",))
    assert (opened.endpoint, opened.path, opened.privilege, opened.by) == (
        TEMPLATE,
        ONE,
        "license_priv",
        ("license_role",),
    )
    assert opened_by_roles(CASE, ()) == opened_by_roles(CASE, ("other",)) == []
    assert [each.endpoint for each in opened_by_scopes(CASE, ("license_priv",))] == [TEMPLATE]


@pytest.mark.parametrize("pattern", ["/customers/validation/1", "/customers/validation/1*"])
def test_a_part_that_another_privilege_guards_is_told(pattern):
    """Promise: the template is opened but for the part, and the path to try lies outside it; else the part alone."""
    seen = with_patterns(("vip", pattern))
    (most,) = opened_by_roles(seen, ("license_role",))
    assert (most.endpoint, most.path) == (TEMPLATE, "/customers/validation/2")
    assert [(each.privilege, each.by) for each in most.but] == [("vip", pattern)]
    (part,) = opened_by_roles(seen, ("vip_role",))
    assert (part.endpoint, part.path, part.privilege) == (f"GET {pattern}", ONE, "vip")
    (both,) = opened_by_roles(seen, ("license_role", "vip_role"))
    assert both.but == ()


@pytest.mark.parametrize("number", [1, 16])
def test_a_path_to_try_is_found_among_many_parts(number):
    """Promise: however many paths are guarded otherwise, the path to try is none of them."""
    seen = with_patterns(*((f"vip{each}", f"/customers/validation/{each}") for each in range(1, number + 1)))
    (opened,) = opened_by_roles(seen, ("license_role",))
    assert opened.path == f"/customers/validation/{number + 1}" and len(opened.but) == number


def test_a_pattern_for_the_whole_template_is_no_part():
    """Promise: a wildcard over all paths of the template is its guard, and nothing beside it."""
    seen = with_patterns(("all", "/customers/validation/*"))
    found = {str(each.endpoint): each for each in guarded_endpoints(seen)}[TEMPLATE]
    assert found.guard.privilege == "all" and found.parts == ()


def test_ords_inspector_audit_and_chain_agree(case):
    """Promise: with a second privilege on one path, ORDS refuses that path alone, and all of them say so."""
    token = token_of(case, CLIENT).json()["access_token"]
    block(
        case,
        "ords.create_role('new_role'); r(1) := 'new_role'; p(1) := '/customers/validation/1';"
        " ords.define_privilege('other_priv', r, p, m);",
    )
    header = {"Authorization": f"Bearer {token}"}
    got = [case.http.get(f"{case.base_url}/customers/validation/{n}", headers=header).status_code for n in (1, 2, 3)]
    assert got == [401, 200, 200]
    inspector = case.inspect(token, client=CLIENT)
    assert f"Opens: {TEMPLATE} by privilege license_priv (role license_role)" in inspector.text()
    assert f"but not {ONE} (privilege other_priv)" in inspector.text()
    assert "200 OK" in inspector.try_it()
    who = {str(each.endpoint): each for each in case.audit().endpoints}
    assert who[TEMPLATE].clients == (CLIENT,) and [part.by for part in who[TEMPLATE].parts] == [ONE]
    assert case.explain("GET", ONE, client=CLIENT).cause == "overruled"
    assert case.explain("GET", "customers/validation/2", client=CLIENT).cause == "allowed"


def large(number):
    """A schema with so many modules, endpoints, roles, privileges, patterns and clients."""
    each = range(number)
    return Dictionary(
        schema=Schema("page", True, "PAGE"),
        modules=tuple(Module(f"m{n}", f"/m{n}/", True) for n in each),
        handlers=tuple(Handler(f"m{n}", "items/:id", "GET", "json/item", 0) for n in each),
        roles=tuple(f"r{n}" for n in each),
        privileges=tuple(f"p{n}" for n in each),
        privilege_roles=tuple((f"p{n}", f"r{n}") for n in each),
        privilege_patterns=tuple((f"p{n}", f"/m{n}/items/{'*' if n % 4 else '7'}") for n in each if n % 2 == 0),
        privilege_modules=tuple((f"p{n}", f"m{n}") for n in each if n % 2),
        clients=tuple(Client(f"c{n}", f"id{n}", "CLIENT_CRED", ("masked", "none"), None) for n in range(10)),
        client_roles=tuple((f"c{n}", f"r{n}") for n in range(10)),
    )


def audited(dictionary):
    rows = tuple(access(dictionary))
    return len(rows), find_all(Examined(dictionary, Details(), rows))


def calls_of(work):
    """How many functions are called, ours and Python's own."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "work",
    [audited, lambda each: draw(each, each), lambda each: opened_by_roles(each, ("r1", "r2"))],
    ids=["audit", "chain", "opened"],
)
def test_the_work_grows_with_the_number_of_endpoints(work):
    """Promise: ten times the endpoints take about ten times the steps, not a hundred times."""
    few, many = (calls_of(lambda number=number: work(large(number))) for number in (400, 4000))
    assert many < 13 * few


def test_what_was_worked_out_is_kept():
    """Promise: a second look at the same dictionary walks the endpoints no more."""
    seen = large(200)
    first, second = (calls_of(lambda: opened_by_roles(seen, ("r1",))) for _ in range(2))
    assert second < first / 3
    assert seen == large(200), "what is kept beside the facts is no part of a comparison"
