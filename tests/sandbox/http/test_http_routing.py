"""From a path to a template."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.http.routing import Router, literal_part
from ordslab.sandbox.metadata.model import Module, SchemaMetadata, Template


def template(pattern, priority=0):
    return Template(pattern, priority, "HASH", None)


def module(prefix, *patterns, published=True):
    templates = [each if isinstance(each, Template) else template(each) for each in patterns]
    return Module(1, prefix, prefix, 25, published, None, tuple(templates))


def find(path, *modules, query=""):
    route = Router(SchemaMetadata("PAGE", "page", modules)).find(path, query)
    return route and (route.template.uri_template, route.parameters)


@pytest.mark.parametrize(
    ("pattern", "path", "parameters"),
    [
        (".", "/x/", {}),
        ("employees/", "/x/employees/", {}),
        ("employees/:id", "/x/employees/7", {"id": "7"}),
        ("employees/{id}", "/x/employees/7", {"id": "7"}),
        ("/paged", "/x/paged", {}),
        ("dept/:id?", "/x/dept/7", {"id": "7"}),
        ("dept/:id?", "/x/dept/", {"id": ""}),
        ("files/:path*", "/x/files/a/b", {"path": "a/b"}),
        (":a,:b", "/x/1,2", {"a": "1", "b": "2"}),
        ("{a},{b}", "/x/1,2", {"a": "1", "b": "2"}),
        ("emp/:id/name", "/x/emp/1/name", {"id": "1"}),
        ("a.b/:id", "/x/a.b/1", {"id": "1"}),
        ("emp/:id", "/x/emp/a b", {"id": "a b"}),
    ],
)
def test_a_template_matches(pattern, path, parameters):
    """'.', colon and ? certain; * , commas: source "Route Patterns" of the plugin API, documented."""
    assert find(path, module("/x/", pattern)) == (pattern, parameters)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        (".", "/x"),
        ("employees/", "/x/employees"),
        ("employees/:id", "/x/employees/"),
        ("employees/:id", "/x/employees/7/"),
        ("employees/:id", "/x/employees/7/details"),
        ("a.b", "/x/aXb"),
        ("employees/", "/X/employees/"),
    ],
)
def test_a_template_does_not_match(pattern, path):
    """Source SKILLS monitoring (a missing trailing slash is a 404), certain; the rest documented for route patterns."""
    assert find(path, module("/x/", pattern)) is None


def test_a_brace_takes_slashes_as_well():
    """Source cdivilly.com, "Route Patterns": `{id}` is roughly `(.*)`; documented."""
    assert find("/x/emp/1/details", module("/x/", "emp/{id}")) == ("emp/{id}", {"id": "1/details"})


def test_a_uri_template_may_hold_a_query_string():
    """Source cdivilly.com, "Route Patterns"; documented."""
    found = find("/x/emp", module("/x/", "emp?job={job}"), query="job=CLERK")
    assert found == ("emp?job={job}", {"job": "CLERK"})


def test_a_literal_beats_a_parameter():
    """Documented for route patterns: at most one of them can match."""
    assert find("/x/emp/count", module("/x/", "emp/:id", "emp/count"))[0] == "emp/count"
    assert find("/x/emp/count", module("/x/", "emp/{id}", ":a/count"))[0] == "emp/{id}"


def test_a_higher_priority_comes_first():
    """Documented: 0 is low, 9 is high."""
    assert find("/x/emp/count", module("/x/", template("emp/:id", 5), "emp/count"))[0] == "emp/:id"


def test_the_module_with_the_longer_base_path_is_asked_first():
    """Inferred."""
    modules = module("/x/", "emp/:id"), module("/x/emp/", ":number")
    assert find("/x/emp/1", *modules) == (":number", {"number": "1"})
    assert find("/x/emp/1", *reversed(modules)) == (":number", {"number": "1"})


def test_a_module_that_is_not_published_has_no_routes():
    """Source DBCOMP; certain."""
    assert find("/x/", module("/x/", ".", published=False)) is None


def test_the_literal_part_ends_before_the_first_parameter():
    assert literal_part(template("sqlreport/:a/:b")) == ("sqlreport/", True)
    assert literal_part(template("emp/{id}")) == ("emp/", True)
    assert literal_part(template("employees/")) == ("employees/", False)
    assert literal_part(template(".")) == ("", False)


PIECES = (":a", ":b?", ":c*", "/", ",", "-", "~", "~~")
OLD_PIECES = ("{a}", "{b}", "{c}", "/", "-", "~", "~~")


def expression(pattern):
    """A template as a regular expression, which says what it means and takes long to try every way to share out."""

    def group(parameter):
        segment = pattern[pattern.rfind("/", 0, parameter.start()) + 1 :].partition("/")[0]
        if parameter[0].startswith("{") or parameter[2] == "*":
            return "(.*)"
        return f"({'[^/,]' if ',' in segment else '[^/]'}{'*' if parameter[2] == '?' else '+'})"

    found = re.compile(r"[:{]([abc])([?*]?)}?")
    names = [each[1] for each in found.finditer(pattern)]
    return re.compile(found.sub(group, pattern), re.DOTALL), names


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.one_of(st.lists(st.sampled_from(each), min_size=1, max_size=9) for each in (PIECES, OLD_PIECES)),
    path=st.text("/,-~yé\n", max_size=12),
)
def test_a_template_means_its_regular_expression(pieces, path):
    """Promise: each parameter is as long as it can be, the first one first, whatever stands between them."""
    pattern = "~" + "".join(pieces)
    wanted, names = expression(pattern)
    found = wanted.fullmatch("~" + path)
    expected = (pattern, dict(zip(names, found.groups(), strict=True))) if found else None
    assert find("/m/~" + path, module("/m/", pattern)) == expected


@pytest.mark.parametrize("pattern", ["{a}/{b}/{c}/{d}/x", ":a*/:b*/:c*/x", ":a-:b-:c-:d-:e/x", ":a*/:b/:c*/:d/:e*x"])
@pytest.mark.parametrize("unit", ["a/", "a-", "a/b-", "/"])
def test_a_long_path_is_matched_as_quickly_as_a_short_one(pattern, unit):
    """Promise: many parameters and 60,000 characters of path cost no more than reading them (else this never ends)."""
    path = unit * (60_000 // len(unit))
    assert find("/m/" + path + "b", module("/m/", pattern)) is None
