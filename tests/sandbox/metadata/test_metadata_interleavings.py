"""ORDS's metadata changed by two sessions of one schema, in random interleavings, held against a serial model."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.sql import locks
from ordslab.sandbox.sql.errors import OraError

from .conftest import Lab

ROLES = ("r1", "r2")
actions = st.one_of(
    st.tuples(st.sampled_from(["create_role", "delete_role"]), st.sampled_from(ROLES)),
    st.tuples(st.sampled_from(["define_module", "delete_module"]), st.sampled_from(["m1", "m2"])),
    st.tuples(st.just("insert"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["commit", "rollback", "look"]), st.none()),
)
steps = st.lists(st.tuples(st.integers(0, 1), actions), max_size=30)
CALLS = {
    "create_role": "begin ords.create_role('{}'); end;",
    "delete_role": "begin ords.delete_role('{}'); end;",
    "define_module": "begin ords.define_module('{0}', '/{0}/'); end;",
    "delete_module": "begin ords.delete_module('{}'); end;",
}
"""The state is a set of pairs: ("role", name), ("module", name), ("row", number)."""


def changed(state, action):
    """The state after a change; ORA-00001 instead where that is what there is to say."""
    kind, what = action
    thing = ("row" if kind == "insert" else "role" if kind.endswith("role") else "module", what)
    if kind == "insert" and thing in state:
        return 1
    return state - {thing} if kind.startswith("delete") else state | {thing}


class Side:
    """A session and its model."""

    def __init__(self, lab):
        self.lab = lab
        self.session = lab.database.open_session("PAGE")
        self.changes = []

    def run(self, text):
        return self.session.execute(self.session.parse(text))

    def view(self, committed):
        for action in self.changes:
            committed = changed(committed, action)
        return committed

    def sees(self):
        roles = {("role", name) for (name,) in self.run("select name from user_ords_roles").rows if name in ROLES}
        modules = {("module", name) for (name,) in self.run("select name from user_ords_modules").rows}
        return roles | modules | {("row", n) for (n,) in self.run("select n from t").rows}

    def has_metadata(self):
        return any(kind != "insert" for kind, _ in self.changes)

    def has_row(self, number):
        return ("insert", number) in self.changes


@pytest.fixture(scope="module")
def shared_lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("interleavings"))
    lab.run("create table t (n number primary key)")
    yield lab
    lab.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_two_sessions_change_metadata_one_after_the_other(shared_lab, steps):
    """Promise: who meets another's open change is told so (ORA-00054); all else is as if nobody else was there."""
    patience, locks.PATIENCE = locks.PATIENCE, 0.0
    sides = [Side(shared_lab), Side(shared_lab)]
    cache = shared_lab.cache
    committed = frozenset()
    try:
        for who, action in steps:
            side, other = sides[who], sides[1 - who]
            kind, what = action
            if kind in ("commit", "rollback"):
                side.run(kind)
                committed = side.view(committed) if kind == "commit" else committed
                side.changes = []
                published = {("module", module.name) for module in cache.schema("PAGE").modules}
                assert published == {thing for thing in committed if thing[0] == "module"}
            elif kind == "look":
                assert side.sees() == side.view(committed)
            else:
                expected = changed(side.view(committed), action)
                meets = other.has_row(what) if kind == "insert" else other.has_metadata()
                try:
                    side.run(f"insert into t values ({what})" if kind == "insert" else CALLS[kind].format(what))
                    got = side.sees()
                    side.changes.append(action)
                except OraError as error:
                    got = error.number
                assert got == (54 if meets else expected), (action, got)
    finally:
        cleaner = sides[0]
        for side in sides:
            side.run("rollback")
        cleaner.run("delete from t")
        for thing, what in cleaner.sees():
            cleaner.run(CALLS[f"delete_{thing}"].format(what))
        cleaner.run("commit")
        for side in sides:
            side.session.close()
        locks.PATIENCE = patience
