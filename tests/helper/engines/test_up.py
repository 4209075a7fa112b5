"""From nothing to lessons on Oracle's own software, and back."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from ordslab import cli, settings
from ordslab.engines import passwords as secrets
from ordslab.engines import up
from ordslab.engines.containers import Said, Tool
from ordslab.errors import SettingsError
from ordslab.settings.logon import connect_arguments

from .stand_ins import ADB, FREE, UP, Database, Shell, tool


def test_up_with_free(monkeypatch, home):
    """Promise: start, wait, allow OAuth on loopback, schema, profile: in this order, and the profile works alone."""
    shell, database, said = Shell(("ps --all", Said(0, UP))), Database(monkeypatch), []
    assert up.up(tool(shell), say=said.append) == "free"
    steps = shell.words("free.yaml")
    assert steps == [
        "up --detach",
        "exec --no-TTY ords ords --config /etc/ords/config config set security.verifySSL false",
        "restart ords",
    ]
    assert [user for user, _ in database.ran] == ["SYSTEM", "SYSTEM", "PAGE"]
    where = settings.load("free")
    assert (where.dsn, where.base_url) == ("localhost:1521/FREEPDB1", "http://localhost:8181/ords/page")
    assert connect_arguments(where)["password"] == secrets.password(FREE, "page").reveal()
    assert shell.environment["ORDSLAB_SECRETS"] == str(FREE.folder)


def test_up_with_adb_free(monkeypatch, home):
    """Promise: the wallet is taken out of the container, the certificate that ORDS shows is pinned, ports are ours."""

    def copy(command):
        folder = Path(command[-1])
        folder.mkdir()
        (folder / "tnsnames.ora").write_text(
            "myatp_low = (description=(address=(protocol=tcps)(port=1522)(host=localhost)))"
        )
        (folder / "ewallet.pem").write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
        return Said(0, "")

    monkeypatch.setattr("ssl.get_server_certificate", lambda *_, **__: "-----BEGIN CERTIFICATE-----\n")
    shell = Shell(("ps --all", Said(0, "ordslab-adb-free-adb-1\tUp 9 minutes (healthy)\n")), (" cp ", copy))
    database = Database(monkeypatch)
    up.up(Tool("podman", ADB, (2522, 9443), shell), say=lambda _: None)
    assert shell.words("adb-free.yaml")[1].startswith("cp adb:/u01/app/oracle/wallets/tls_wallet ")
    assert database.arguments["wallet_password"] == secrets.password(ADB, "wallet").reveal()
    where = settings.load("adb-free")
    arguments = connect_arguments(where)
    assert (arguments["dsn"], where.base_url) == ("myatp_low", "https://localhost:9443/ords/page")
    assert arguments["wallet_password"] == secrets.password(ADB, "wallet").reveal()
    assert "(port=2522)" in (ADB.folder / "wallet" / "tnsnames.ora").read_text()
    assert (
        where.certificate == ADB.folder / "ords.pem" and stat.S_IMODE((ADB.folder / "wallet").stat().st_mode) == 0o700
    )


def test_oauth_that_cannot_be_allowed_stops_nothing(monkeypatch, home):
    """Promise: an image with other paths still gets its schema; it is said."""
    shell, said = Shell(("ps --all", Said(0, UP)), (" exec ", Said(1, "ords: not found\n"))), []
    Database(monkeypatch)
    up.up(tool(shell), say=said.append)
    assert any("not found" in line for line in said) and not any("restart" in line for line in shell.lines)


def test_down_keeps_and_delete_deletes(monkeypatch, home):
    """Promise: `down` keeps data, passwords and profile; --delete takes all three, and asks first."""
    shell = Shell(("ps --all", Said(0, UP)))
    Database(monkeypatch)
    up.up(tool(shell), say=lambda _: None)
    up.down(tool(shell), delete=False, say=lambda _: None)
    assert shell.words("free.yaml")[-1] == "down" and settings.load("free")
    up.down(tool(shell), delete=True, say=lambda _: None)
    assert shell.words("free.yaml")[-1] == "down --volumes" and not FREE.folder.exists()
    with pytest.raises(SettingsError, match="no profile free"):
        settings.load("free")
    asked = len(shell.lines)
    up.down(tool(shell), delete=True, say=lambda _: None)
    assert len(shell.lines) == asked


def test_delete_without_a_yes_does_nothing(monkeypatch, capsys):
    """Promise: a script that does not say --yes deletes nothing."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    monkeypatch.setattr("ordslab.engines.containers.find_tool", lambda *_: pytest.fail("nothing may be run"))
    assert cli.main(["down", "--delete"]) == 1
    assert "--yes" in capsys.readouterr().out
