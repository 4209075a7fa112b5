"""A database that is not the lab's own: a second sandbox with TLS, another schema and strict settings plays it."""

from __future__ import annotations

import pytest

import ordslab
from ordslab.settings import profiles

from .profile_folder import own_home
from .stand_ins import somebodys_database


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with somebodys_database(tmp_path_factory.mktemp("remote") / "home") as database:
        yield database


@pytest.fixture
def profile(remote, tmp_path, monkeypatch):
    """A profile `work` that leads there, in a home of its own; `profile(key=...)` changes an entry, None removes it."""
    own_home(monkeypatch, tmp_path)
    file = tmp_path / "hr.password"
    file.touch(mode=0o600)
    file.write_text(remote.password)
    entries = {
        "user": "hr",
        "dsn": remote.dsn,
        "ords_url": remote.ords_url,
        "alias": "people",
        "ca_file": remote.ca_file,
        "metadata_cache": "0",
        "password_file": str(file),
    }

    def change(**changes):
        changed = {key: value for key, value in (entries | changes).items() if value is not None}
        profiles.write("work", changed, profiles.user_file())

    change()
    return change


@pytest.fixture
def away(profile):
    """A lab on that database."""
    with ordslab.open_lab("work") as lab:
        yield lab


def rows(lab, query):
    with lab.connection.cursor() as cursor:
        return cursor.execute(query).fetchall()


@pytest.fixture
def anna(profile, away):
    """A second person in the same schema, whose profile has a prefix."""
    profile(prefix="anna_")
    with ordslab.open_lab("work") as anna:
        anna.vault.path = anna.vault.path.with_name("vault-anna.json")
        yield anna
        anna.cleanup(ask=False)


def everything(lab):
    """All that is in the schema, as the database has it."""
    queries = [
        "select 'table', table_name from user_tables",
        *(f"select '{kind}', name from user_ords_{kind}" for kind in ("modules", "roles", "privileges", "clients")),
    ]
    return {row for query in queries for row in rows(lab, query)}
