"""The lessons' schema in a new database."""

from __future__ import annotations

import pytest

from ordslab.engines import passwords as secrets
from ordslab.engines import schema
from ordslab.errors import SettingsError

from .stand_ins import ADB, FREE, Database, oracle_error


def test_the_schema_is_made_by_the_administrator_and_enabled_by_its_owner(monkeypatch):
    """Promise: the user gets what the lessons need and no more; REST is enabled by the owner, as page."""
    secrets.make(FREE)
    database = Database(monkeypatch)
    password = secrets.password(FREE, "page")
    schema.make(FREE, {"user": "SYSTEM"}, {"user": "PAGE"}, password)
    create, grant, enable = database.ran
    assert create == ("SYSTEM", f'create user PAGE identified by "{password.reveal()}" quota unlimited on users')
    assert grant[1].startswith("grant create session, create table") and "dba" not in grant[1]
    assert enable[0] == "PAGE" and "ords.enable_schema" in enable[1] and "commit" in enable[1]


def test_a_second_up_keeps_the_user(monkeypatch):
    """Promise: `up` on data of an earlier one gives the user its password again, and takes nothing away."""
    secrets.make(ADB)
    exists = oracle_error("ORA-01920: user name 'PAGE' conflicts with another user or role name")
    database = Database(monkeypatch, {"create user": exists})
    schema.make(ADB, {"user": "ADMIN"}, {"user": "PAGE"}, secrets.password(ADB, "page"))
    assert database.ran[1][1].startswith("alter user PAGE identified by") and "on data" in database.ran[1][1]


def test_a_refused_logon_says_how_to_start_anew(monkeypatch):
    """Promise: data made by other passwords are recognised, and no password is shown."""
    secrets.make(FREE)
    password = secrets.password(FREE, "page")
    Database(monkeypatch, {"create user": oracle_error(f"ORA-01017: {password.reveal()}")})
    with pytest.raises(SettingsError, match="ORA-01017") as caught:
        schema.make(FREE, {"user": "SYSTEM"}, {"user": "PAGE"}, password)
    assert "--delete" in caught.value.next_step and password.reveal() not in str(caught.value)
