"""The authorization rule. Sources are public documents; marks: documented, observed, reported, inferred."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata.access import may_call
from ordslab.sandbox.metadata.guards import Guards, Privilege


def privilege(name, *patterns, modules=(), roles=("r",)):
    return Privilege(1, name, None, None, frozenset(roles), patterns, tuple(modules))


def protecting(path, *privileges):
    found = Guards(privileges).privilege(path)
    return found and found.name


def test_a_url_that_no_privilege_guards_is_public():
    """Documented: Developer's Guide, custom modules are public until a privilege is mapped."""
    assert protecting("/customers/validation/1", privilege("p", "/orders/*")) is None


def test_star_matches_everything_below():
    assert protecting("/customers/validation/1", privilege("p", "/customers/*")) == "p"


def test_star_does_not_match_the_path_without_its_slash():
    """Reported: a production project's handbook, `/expenses/pending/*` leaves `/expenses/pending` open."""
    assert protecting("/customers", privilege("p", "/customers/*")) is None


def test_a_pattern_without_star_matches_that_path_only():
    """Documented: SODA for REST, Security, lists `/soda/latest/employee` and `/soda/latest/employee/*` side by side."""
    guard = privilege("p", "/soda/latest/employee")
    assert protecting("/soda/latest/employee", guard) == "p"
    assert protecting("/soda/latest/employee/1", guard) is None


def test_paths_are_case_sensitive():
    """Inferred from URLs being so."""
    assert protecting("/Customers/1", privilege("p", "/customers/*")) is None


@pytest.mark.parametrize("path", ["/soda/latest/employee", "/soda/latest/employee/1"])
def test_the_most_specific_pattern_wins(path):
    """Documented: SODA for REST, Security, the narrower pattern's privilege alone applies."""
    wide = privilege("wide", "/soda/*")
    narrow = privilege("narrow", "/soda/latest/employee", "/soda/latest/employee/*")
    assert protecting(path, wide, narrow) == "narrow"
    assert protecting(path, narrow, wide) == "narrow"


def test_an_exact_pattern_beats_a_wildcard():
    assert protecting("/a/b", privilege("wild", "/a/*"), privilege("exact", "/a/b")) == "exact"
    assert protecting("/a/b", privilege("wild", "/a/b*"), privilege("exact", "/a/b")) == "exact"


@pytest.mark.parametrize("path", ["/customers/", "/customers/validation/1", "/customers/nothing/there", "/customers"])
def test_a_module_privilege_covers_every_url_below_the_base_path(path):
    """Inferred: unknown templates too, so that 401 comes before 404; and the base path without its slash."""
    assert protecting(path, privilege("p", modules=["/customers/"])) == "p"


def test_a_module_privilege_does_not_reach_a_longer_name():
    assert protecting("/customers2/x", privilege("p", modules=["/customers/"])) is None


def test_the_longer_base_path_wins():
    """Inferred by analogy with patterns."""
    outer, inner = privilege("outer", modules=["/api/"]), privilege("inner", modules=["/api/v1/"])
    assert protecting("/api/v1/x", outer, inner) == "inner"
    assert protecting("/api/v2/x", outer, inner) == "outer"


def test_a_pattern_wins_over_a_module_of_the_same_length():
    """Inferred: a pattern is there to say it more exactly."""
    assert protecting("/c/x", privilege("module", modules=["/c/"]), privilege("pattern", "/c/*")) == "pattern"


def test_any_one_role_is_enough():
    """Observed: AutoREST's privileges list a role for all objects beside the object's own."""
    guard = privilege("p", roles=["clerk", "manager"])
    assert may_call(guard, {"manager"})
    assert not may_call(guard, {"guest"})
    assert not may_call(guard, set())


def test_a_privilege_without_roles_lets_any_authenticated_caller():
    """Reported: oracle/skills, an empty array is no role restriction."""
    assert may_call(privilege("p", roles=[]), set())
