"""The rule of access against a second, literal statement of it, over generated privileges, clients and paths.

The statement below is written from the facts alone and shares no code with `access`: it turns each pattern into the set
of paths that it names, and looks for the winner by comparing every pair.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ordslab.sandbox.metadata.access import may_act_for, may_call
from ordslab.sandbox.metadata.guards import Guards, Privilege
from ordslab.sandbox.metadata.model import Client

# --- the rule, told once more ---


def names(pattern, path):
    """Documented and reported: `*` at the end stands for anything (so `/x/*` is not `/x`), all else for itself."""
    wild = pattern.endswith("*")
    literal = re.escape(pattern[:-1] if wild else pattern)
    return re.fullmatch(f"(?s){literal}{'.*' if wild else ''}", path) is not None


def covers(prefix, path):
    """A module covers its base path, with and without the slash at its end, and everything below."""
    return path + "/" == prefix or path[: len(prefix)] == prefix


def reasons(privilege, path):
    """Why a privilege guards a path: (kind, what is literal in it)."""
    found = []
    for pattern in privilege.patterns:
        if names(pattern, path):
            found.append(("wildcard" if pattern.endswith("*") else "exact", pattern.rstrip("*")))
    for prefix in privilege.module_prefixes:
        if covers(prefix, path):
            found.append(("module", prefix))
    return found


def beats(one, other):
    """Is `one` more specific? Exact before all; then the longer literal part; then the pattern before the module."""
    (kind, literal), (other_kind, other_literal) = one, other
    if "exact" in (kind, other_kind):
        return kind == "exact" and other_kind != "exact"
    if len(literal) != len(other_literal):
        return len(literal) > len(other_literal)
    return kind == "wildcard" and other_kind == "module"


def winner(privileges, path):
    """Documented: of all privileges that guard a path only the one with the most specific reason applies."""
    claims = [(privilege, reason) for privilege in privileges for reason in reasons(privilege, path)]
    best = [p for p, reason in claims if not any(beats(other, reason) for _, other in claims)]
    return best[0] if best else None


def answer(privileges, path, roles):
    """What a caller gets: None stands for nobody who has authenticated."""
    guard = winner(privileges, path)
    if guard is None:
        return "public"
    if roles is None:
        return "refused"
    if len(guard.roles) == 0:
        return "allowed"  # reported: any authenticated caller
    return "allowed" if any(role in guard.roles for role in roles) else "refused"  # observed: any one role is enough


# --- the code under test ---


def actual(privileges, path, roles):
    guard = Guards(privileges).privilege(path)
    if guard is None:
        return "public"
    return "allowed" if roles is not None and may_call(guard, roles) else "refused"


# --- the worlds they are compared in ---

SEGMENTS = ("a", "b", "ab", "")
ROLES = ("clerk", "manager", "SQL Developer", "oracle.dbtools.autorest.any.schema")

paths = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
patterns = st.builds(lambda path, star: path + star, paths, st.sampled_from(("", "*", "/*")))
prefixes = st.lists(st.sampled_from(("a", "b", "ab")), max_size=2).map(lambda p: "/" + "".join(f"{x}/" for x in p))


@st.composite
def worlds(draw):
    """Privileges as ORDS lets them be: a pattern belongs to one of them, and so does a module."""
    all_patterns = draw(st.lists(patterns, max_size=6, unique=True))
    all_prefixes = draw(st.lists(prefixes, max_size=3, unique=True))
    count = draw(st.integers(1, 4))
    owner = st.integers(0, count - 1)
    owners = [draw(owner) for _ in all_patterns]
    module_owners = [draw(owner) for _ in all_prefixes]
    return [
        Privilege(
            number,
            f"p{number}",
            None,
            None,
            frozenset(draw(st.sets(st.sampled_from(ROLES)))),
            tuple(p for p, o in zip(all_patterns, owners, strict=True) if o == number),
            tuple(p for p, o in zip(all_prefixes, module_owners, strict=True) if o == number),
        )
        for number in range(count)
    ]


callers = st.none() | st.sets(st.sampled_from(ROLES))


@settings(max_examples=2000, deadline=None)
@given(worlds(), paths, callers)
def test_the_rule_holds_for_every_world(privileges, path, roles):
    """SODA-SEC documented, EXPENSE and SKILLS reported: section 3.3 of the facts, in full."""
    assert actual(privileges, path, roles) == answer(privileges, path, roles)


@settings(max_examples=500, deadline=None)
@given(worlds(), paths)
def test_the_order_of_the_privileges_does_not_matter(privileges, path):
    """Inferred: patterns and modules belong to one privilege each, so there is one winner."""
    found = Guards(privileges).privilege(path)
    reversed_ = Guards(reversed(privileges)).privilege(path)
    assert found == reversed_


@settings(max_examples=500, deadline=None)
@given(worlds(), paths, st.sets(st.sampled_from(ROLES)), st.sampled_from(ROLES))
def test_a_further_role_never_takes_access_away(privileges, path, roles, role):
    if actual(privileges, path, roles) == "allowed":
        assert actual(privileges, path, roles | {role}) == "allowed"


names_of_privileges = st.sets(st.sampled_from([f"p{number}" for number in range(4)]))
users = st.sampled_from(["ANN", "BOB"])


@settings(max_examples=1000, deadline=None)
@given(worlds(), paths, st.sets(st.sampled_from(ROLES)), users, st.tuples(names_of_privileges, st.sets(users)))
def test_for_a_user_the_client_does_what_was_asked_approved_and_is_the_users(privileges, path, roles, user, client_has):
    """Section 3.3, 6: the user holds a role, the client asked for the privilege, the user approved; no role of its."""
    asked, approved_by = client_has
    client = Client(1, "c", "c..", "authorization_code", (), frozenset(ROLES), None)
    client = replace(client, privileges=frozenset(asked), approved_by=frozenset(approved_by))
    guard = winner(privileges, path)
    if guard is None:
        return
    expected = answer(privileges, path, roles) == "allowed"
    expected = expected and any(guard.name == name for name in asked) and any(user == each for each in approved_by)
    assert may_act_for(guard, client, user, roles) == expected


def test_the_comparison_can_fail():
    """The statement and the code tell different worlds apart, so agreeing means something."""
    guard = Privilege(1, "p", None, None, frozenset({"clerk"}), ("/a/*",), ())
    assert answer([guard], "/a/b", {"clerk"}) == "allowed"
    assert answer([guard], "/a/b", {"manager"}) == "refused"
    assert answer([guard], "/a", None) == "public"
