"""Addresses, templates and endpoints."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ordslab.chain.dictionary import Dictionary, Handler, Module, RestObject
from ordslab.chain.reading import assemble
from ordslab.chain.routes import address, endpoints, find
from ordslab.sandbox.http.routing import Router
from ordslab.sandbox.metadata import model

from ..dictionary_fakes import BASE_URL, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


PATH = "/customers/validation/1"


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
@example([("/a/", "{v}"), ("/a/", ":z*")], "/a/a")
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
        objects=(RestObject("EMP", "emp", "TABLE", True), RestObject("OFF", "off", "VIEW", False)),
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
