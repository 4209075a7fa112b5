"""The rule of access: which privilege guards a path, and who satisfies it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordslab.chain.access_rule import guard_of, satisfies
from ordslab.chain.dictionary import Dictionary, Module
from ordslab.chain.reading import assemble
from ordslab.sandbox.metadata.guards import Guards, Privilege

from ..dictionary_fakes import CLIENT, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


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
