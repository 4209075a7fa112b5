"""The dictionary is read in one statement, whatever the release, and no secret with it."""

from __future__ import annotations

import re

import pytest

from ordslab.chain.reading import assemble, read, statement
from ordslab.errors import LabError

from ..dictionary_fakes import CLIENT, FakeConnection, fake_lab, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


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
