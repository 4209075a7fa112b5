"""Random interleavings of sessions, held against a serial model.

The model knows nothing of the engine's locks: a transaction is a list of changes, and a session sees the committed
state with its own changes on top. What the engine does must be what the model says. And it must refuse with ORA-00054
(nobody waits in these tests) exactly where Oracle would wait: at a row or a key that another open transaction has its
hands on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.sql import locks
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.instance import Instance
from ordslab.sandbox.sql.types import NULL, NUMBER, varchar2

TYPES = {int: NUMBER, str: varchar2(32), type(None): NULL}

NAMES = ("S", "T")


class Broken(Exception):  # noqa: N818 - no error of the test's
    """A constraint is violated; the number is Oracle's."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


class State:
    """parents (id primary key, code unique), children (id primary key, parent references parents)."""

    def __init__(self, parents=(), children=()):
        self.parents = dict(parents)  # id -> code
        self.children = dict(children)  # id -> parent

    def copy(self):
        return State(self.parents, self.children)

    def apply(self, change):
        """Make a change; the number of rows. Raises Broken, and nothing is changed."""
        return getattr(self, change[0])(*change[1:])

    def insert_parent(self, number, code):
        if number in self.parents or (code is not None and code in self.parents.values()):
            raise Broken(1)
        self.parents[number] = code
        return 1

    def insert_child(self, number, parent):
        if number in self.children:
            raise Broken(1)
        if parent is not None and parent not in self.parents:
            raise Broken(2291)
        self.children[number] = parent
        return 1

    def update_code(self, number, code):
        if number not in self.parents:
            return 0
        if code is not None and any(c == code for n, c in self.parents.items() if n != number):
            raise Broken(1)
        self.parents[number] = code
        return 1

    def update_parent(self, number, parent):
        if number not in self.children:
            return 0
        if parent is not None and parent not in self.parents:
            raise Broken(2291)
        self.children[number] = parent
        return 1

    def move_parent(self, number, new):
        if number not in self.parents:
            return 0
        if new != number:
            if new in self.parents:
                raise Broken(1)
            if number in self.children.values():
                raise Broken(2292)
            self.parents[new] = self.parents.pop(number)
        return 1

    def delete_parent(self, number):
        if number not in self.parents:
            return 0
        if number in self.children.values():
            raise Broken(2292)
        del self.parents[number]
        return 1

    def delete_child(self, number):
        return 0 if self.children.pop(number, self) is self else 1

    def rows(self):
        return sorted(self.parents.items()), sorted(self.children.items(), key=str)


STATEMENTS = {
    "insert_parent": "insert into parents (id, code) values (:1, :2)",
    "insert_child": "insert into children (id, parent) values (:1, :2)",
    "update_code": "update parents set code = :2 where id = :1",
    "update_parent": "update children set parent = :2 where id = :1",
    "move_parent": "update parents set id = :2 where id = :1",
    "delete_parent": "delete from parents where id = :1",
    "delete_child": "delete from children where id = :1",
}
# Executed with the values in the order of the statement's binds.
SWAPPED = {"update_code", "update_parent", "move_parent"}


def hands_on(change, state):
    """What a change has its hands on, alone and together with others (a parent's key), in a state before it."""
    kind, number, *values = change
    table = state.children if "child" in kind or kind == "update_parent" else state.parents
    if not kind.startswith("insert") and number not in table:
        return set(), set()
    if kind == "insert_parent":
        return {("parent key", number), ("code", values[0])}, set()
    if kind == "insert_child":
        return {("child key", number)}, {("parent key", values[0])}
    if kind == "update_parent":
        return {("child", number)}, {("parent key", values[0])}
    if kind == "delete_child":
        return {("child", number), ("child key", number)}, set()
    own = {("parent", number)}
    if kind == "update_code":
        old, new = state.parents[number], values[0]
        return own | ({("code", old), ("code", new)} if old != new else set()), set()
    if kind == "move_parent":
        return own | ({("parent key", number), ("parent key", values[0])} if number != values[0] else set()), set()
    return own | {("parent key", number), ("code", state.parents[number])}, set()


def outcome(change, state):
    """The number of rows, or the error."""
    try:
        return state.copy().apply(change)
    except Broken as broken:
        return f"ORA-{broken.number:05d}"


@dataclass
class Model:
    """One session of the model. `hands`: of each of its changes, those alone and those shared."""

    changes: list = field(default_factory=list)
    hands: list = field(default_factory=list)
    savepoints: list = field(default_factory=list)  # (name, how many changes)

    def view(self, committed):
        state = committed.copy()
        for change in self.changes:
            state.apply(change)
        return state

    def meets(self, alone, shared):
        """Has it its hands on something of this?"""
        mine = {hand for hands, _ in self.hands for hand in hands if hand[1] is not None}
        ours = {hand for _, hands in self.hands for hand in hands if hand[1] is not None}
        return bool(alone & (mine | ours) or shared & mine)

    def end(self):
        self.changes, self.hands, self.savepoints = [], [], []


numbers = st.integers(1, 4)
codes = st.one_of(st.none(), st.sampled_from(["a", "b"]))
parents = st.one_of(st.none(), numbers)
changes = st.one_of(
    st.tuples(st.just("insert_parent"), numbers, codes),
    st.tuples(st.just("insert_child"), numbers, parents),
    st.tuples(st.just("update_code"), numbers, codes),
    st.tuples(st.just("update_parent"), numbers, parents),
    st.tuples(st.just("move_parent"), numbers, numbers),
    st.tuples(st.just("delete_parent"), numbers),
    st.tuples(st.just("delete_child"), numbers),
)
controls = st.one_of(
    st.tuples(st.just("commit")),
    st.tuples(st.just("rollback")),
    st.tuples(st.just("look")),
    st.tuples(st.just("savepoint"), st.sampled_from(NAMES)),
    st.tuples(st.just("rollback_to"), st.sampled_from(NAMES)),
)
steps = st.lists(st.tuples(st.integers(0, 3), st.one_of(changes, changes, controls)), max_size=40)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    database = Instance(tmp_path_factory.mktemp("interleavings"), Clock(frozen=True), Entropy(1))
    database.create_schema("PAGE", "secret")
    session = database.open_session("PAGE")
    run(session, "create table parents (id number primary key, code varchar2(5) unique)")
    run(session, "create table children (id number primary key, parent number references parents)")
    session.close()
    yield database
    database.close()


def run(session, text, *values):
    return session.execute(session.parse(text), [Bind(TYPES[type(value)], value) for value in values])


def rows(session):
    return (
        sorted(run(session, "select id, code from parents").rows),
        sorted(run(session, "select id, parent from children").rows, key=str),
    )


class Run:
    """The engine and the model, step by step."""

    def __init__(self, database, count):
        self.sessions = [database.open_session("PAGE") for _ in range(count)]
        run(self.sessions[0], "delete from children")
        run(self.sessions[0], "delete from parents")
        self.committed = State({1: "a", 2: "b", 3: None}, {1: 1, 2: 2})
        for parent in self.committed.parents.items():
            run(self.sessions[0], STATEMENTS["insert_parent"], *parent)
        for child in self.committed.children.items():
            run(self.sessions[0], STATEMENTS["insert_child"], *child)
        run(self.sessions[0], "commit")
        self.models = [Model() for _ in range(count)]

    def close(self):
        for session in self.sessions:
            session.close()

    def step(self, who, action):
        session, model = self.sessions[who], self.models[who]
        if action[0] == "commit":
            run(session, "commit")
            self.committed = model.view(self.committed)
            model.end()
        elif action[0] == "rollback":
            run(session, "rollback")
            model.end()
        elif action[0] == "savepoint":
            run(session, f"savepoint {action[1]}")
            model.savepoints = [each for each in model.savepoints if each[0] != action[1]]
            model.savepoints.append((action[1], len(model.changes)))
        elif action[0] == "rollback_to":
            self.roll_back_to(session, model, action[1])
        elif action[0] == "look":
            assert rows(session) == model.view(self.committed).rows()
        else:
            self.change(who, action)

    def roll_back_to(self, session, model, name):
        names = [each[0] for each in model.savepoints]
        if name not in names:
            with pytest.raises(OraError, match="ORA-01086"):
                run(session, f"rollback to {name}")
            return
        run(session, f"rollback to {name}")
        del model.savepoints[names.index(name) + 1 :]
        del model.changes[model.savepoints[-1][1] :]
        del model.hands[model.savepoints[-1][1] :]

    def change(self, who, action):
        session, model = self.sessions[who], self.models[who]
        kind, *values = action
        state = model.view(self.committed)
        hands = hands_on(action, state)
        met = [each for each in self.models if each is not model and each.meets(*hands)]
        met += [each for each in self.models if each is not model and each not in met and self.has_child(action, each)]
        alone = outcome(action, state)
        try:
            got = run(session, STATEMENTS[kind], *(values[::-1] if kind in SWAPPED else values)).rowcount
        except OraError as error:
            got = f"ORA-{error.number:05d}"
        if got == "ORA-00054":
            assert met, f"{action} had nobody to wait for"
            return
        # an error that comes whatever the others do may come before the wait
        depends = [each for each in met if outcome(action, model.view(each.view(self.committed))) != alone]
        assert got == alone
        assert not depends
        assert not met or isinstance(got, str), f"{action} should have waited"
        if got and not isinstance(got, str):
            model.changes.append(action)
            model.hands.append(hands)

    def has_child(self, action, other):
        """Has another its hands on a child of the parent that is to go?"""
        if action[0] not in ("delete_parent", "move_parent") or action[1:] == (action[1], action[1]):
            return False
        held = {hand for hands, _ in other.hands for hand in hands}
        children = [number for number, parent in self.committed.children.items() if parent == action[1]]
        return any(("child", number) in held for number in children)


@pytest.mark.parametrize("count", [2, 3, 4])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_sessions_behave_as_if_each_had_the_schema_for_itself(database, count, steps):
    """Promise: open work of several sessions on one table ends as if their transactions had run one after the other."""
    before, locks.PATIENCE = locks.PATIENCE, 0.0
    work = Run(database, count)
    try:
        for who, action in steps:
            work.step(who % count, action)
        for session, model in zip(work.sessions, work.models, strict=True):
            assert rows(session) == model.view(work.committed).rows()
            run(session, "commit")
            work.committed = model.view(work.committed)
            model.end()
        assert rows(work.sessions[-1]) == work.committed.rows()
    finally:
        work.close()
        locks.PATIENCE = before
