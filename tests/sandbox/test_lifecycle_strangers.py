"""The home beside other users and programs of the machine: what they own, and what they plant."""

from __future__ import annotations

import os
import stat

import oracledb
import pytest

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.files import write_safely

POSIX = pytest.mark.skipif(os.name != "posix", reason="owners and links are POSIX's")
STATE = ("running.json", "running.json.new", "sandbox.log", "sandbox.log.1", "sandbox.lock", "start.lock")
DATA = ("home.json", "home.json.new", "passwords/PAGE", "passwords/PAGE.new", "logon.key", "logon.key.new")


def start(home, **options):
    return ordslab.sandbox.start(home, **{"http_port": 0, "db_port": 0, **options})


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("folder", [".", "sandbox"])
def test_a_home_of_somebody_else_is_refused(sandbox_home, folder):
    """Promise: nobody's sandbox runs in a folder that another user can change, nor leaves a password there."""
    (sandbox_home / folder).mkdir(parents=True)
    os.chown(sandbox_home / folder, 12345, 12345)
    with pytest.raises(SandboxError, match="somebody else's") as caught:
        start(sandbox_home)
    assert "--home" in caught.value.next
    assert not list(sandbox_home.rglob("*.json")) and not (sandbox_home / "sandbox.log").exists()


@POSIX
@pytest.mark.parametrize("name", [*STATE, *(f"sandbox/{name}" for name in DATA)])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_planted_link_leads_no_write_elsewhere(sandbox_home, tmp_path, name, is_there):
    """Promise: whatever is put in the place of a state file, its target is neither written nor made nor readable."""
    start(sandbox_home)
    password = ordslab.sandbox.password(sandbox_home)
    ordslab.sandbox.stop(sandbox_home)
    target = tmp_path / "target"
    if is_there:
        kept = (sandbox_home / name).read_bytes() if (sandbox_home / name).exists() else b"precious"
        target.write_bytes(kept)
    (sandbox_home / name).unlink(missing_ok=True)
    (sandbox_home / name).symlink_to(target)
    try:
        start(sandbox_home)
        with oracledb.connect(
            user="PAGE", password=password, dsn=ordslab.sandbox.status(sandbox_home)["dsn"]
        ) as connection:
            connection.cursor().execute('alter user page identified by "another one"')
        ordslab.sandbox.stop(sandbox_home)
    except SandboxError as error:
        assert len(str(error).splitlines()) == 2  # refused, which is as good
        (sandbox_home / name).unlink()
    assert target.exists() is is_there
    if is_there:
        assert target.read_bytes() == kept


def test_a_file_is_made_anew_and_for_its_owner_alone(tmp_path):
    """Promise: what a killed process left beside, whatever its mode, is not written to."""
    file, beside = tmp_path / "file", tmp_path / "file.new"
    beside.write_text("half")
    beside.chmod(0o644)
    write_safely(file, b"whole")
    assert file.read_bytes() == b"whole" and not beside.exists()
    assert os.name != "posix" or stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("password", ["Simple_1", " spaces around ", "q'uote äöü €", "x" * 200])
def test_a_changed_password_is_kept(sandbox_home, password):
    """Promise: `sandbox password` tells the new one after ALTER USER, and after a change by the driver."""
    dsn = start(sandbox_home)["dsn"]
    old = ordslab.sandbox.password(sandbox_home)
    with oracledb.connect(user="PAGE", password=old, dsn=dsn) as connection:
        connection.cursor().execute(f'alter user page identified by "{password}"')
    assert ordslab.sandbox.password(sandbox_home) == password
    with oracledb.connect(user="PAGE", password=ordslab.sandbox.password(sandbox_home), dsn=dsn) as connection:
        connection.changepassword(password, "another one")
    assert ordslab.sandbox.password(sandbox_home) == "another one"
    oracledb.connect(user="PAGE", password="another one", dsn=dsn).close()
