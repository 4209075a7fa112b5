"""From nothing to lessons on Oracle's own software, step by step; and back."""

import shutil
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ordslab import files
from ordslab.engines import Engine, schema
from ordslab.engines import passwords as secrets
from ordslab.engines.containers import Tool, last_line
from ordslab.engines.waiting import Progress, until_healthy
from ordslab.errors import SettingsError
from ordslab.settings import profiles

_WALLET = "/u01/app/oracle/wallets/tls_wallet"  # in the container of adb-free

Wait = Callable[[Tool, float, Progress], None]


def up(tool: Tool, say: Callable[[str], None] = print, wait: Wait = until_healthy) -> str:
    """Start the engine, wait, make the schema, write the profile: its name. Raises `SettingsError`."""
    engine = tool.engine
    secrets.make(engine)
    say(f"Starting {engine.name} with {tool.program}. The first time, some gigabytes are downloaded.")
    tool.up()
    say(f"Waiting until it is ready: {engine.minutes // 2} minutes are usual the first time.")
    wait(tool, engine.minutes, Progress())
    if engine.name == "free":
        _allow_http(tool, say, wait)
        administrator, entries = _free(tool)
    else:
        administrator, entries = _adb_free(tool)
    say(f"Making the schema {schema.USER}, REST-enabled as {schema.ALIAS}.")
    password = secrets.password(engine, "page")
    owner = administrator | {"user": schema.USER, "password": password.reveal()}
    schema.make(engine, administrator, owner, password)
    path = profiles.user_file()
    profiles.write(engine.name, entries, path)
    say(f"Profile {engine.name} is in {path}")
    return engine.name


def down(tool: Tool, delete: bool, say: Callable[[str], None] = print) -> None:
    """Stop the engine; with `delete`, its data, passwords and profile are gone too. Raises `SettingsError`."""
    engine = tool.engine
    if not engine.folder.exists():
        say(f"{engine.name} was not set up here.")
        return
    tool.down(delete)
    if not delete:
        say(f"{engine.name} is stopped; its data stay. ordslab up --engine {engine.name} starts it again.")
        return
    if profiles.user_file().is_file() and engine.name in profiles.read(profiles.user_file()):
        profiles.remove(engine.name, profiles.user_file())
    shutil.rmtree(engine.folder)
    say(f"{engine.name} is stopped, and its data, passwords and profile are deleted. The downloaded images stay.")


def _allow_http(tool: Tool, say: Callable[[str], None], wait: Wait) -> None:
    """ORDS refuses OAuth over http unless told otherwise; on this machine's own loopback it may."""
    setting = "exec --no-TTY ords ords --config /etc/ords/config config set security.verifySSL false"
    for words in (setting, "restart ords"):
        said = tool.compose(*words.split())
        if said.status:
            say(f"OAuth over http could not be allowed ({last_line(said.output)}); the doctor will tell.")
            return
    wait(tool, tool.engine.minutes, Progress())


def _free(tool: Tool) -> tuple[dict[str, Any], dict[str, str]]:
    """How the administrator connects, and the profile."""
    engine, (db_port, http_port) = tool.engine, tool.ports
    dsn = f"localhost:{db_port}/FREEPDB1"
    administrator = {"user": engine.administrator, "password": secrets.password(engine, "administrator").reveal()}
    return administrator | {"dsn": dsn}, _entries(engine, dsn, f"http://localhost:{http_port}/ords")


def _adb_free(tool: Tool) -> tuple[dict[str, Any], dict[str, str]]:
    """The same, with the wallet taken out of the container and the certificate that ORDS shows."""
    engine, (db_port, http_port) = tool.engine, tool.ports
    wallet = engine.folder / "wallet"
    shutil.rmtree(wallet, ignore_errors=True)
    said = tool.compose("cp", f"adb:{_WALLET}", str(wallet))
    if said.status or not (wallet / "tnsnames.ora").is_file():
        raise SettingsError(f"The wallet could not be copied: {last_line(said.output)}", "Is the container running?")
    _protect(wallet)
    names = (wallet / "tnsnames.ora").read_text(encoding="utf-8")
    files.write(wallet / "tnsnames.ora", names.replace("(port=1522)", f"(port={db_port})"))
    certificate = engine.folder / "ords.pem"
    try:
        files.write(certificate, ssl.get_server_certificate(("localhost", http_port), timeout=30))
    except OSError as error:
        raise SettingsError(f"ORDS shows no certificate: {error}", "Wait a minute, then: ordslab up again.") from None
    administrator = {
        "user": engine.administrator,
        "password": secrets.password(engine, "administrator").reveal(),
        "dsn": "myatp_low",
        "config_dir": str(wallet),
        "wallet_location": str(wallet),
        "wallet_password": secrets.password(engine, "wallet").reveal(),
    }
    entries = _entries(engine, "myatp_low", f"https://localhost:{http_port}/ords")
    return administrator, entries | {
        "wallet": str(wallet),
        "wallet_password_file": str(engine.folder / "wallet_password"),
        "certificate": str(certificate),
    }


def _entries(engine: Engine, dsn: str, ords_url: str) -> dict[str, str]:
    return {
        "user": schema.USER,
        "dsn": dsn,
        "ords_url": ords_url,
        "alias": schema.ALIAS,
        "password_file": str(engine.folder / "page_password"),
    }


def _protect(folder: Path) -> None:
    """For its owner alone: a key is in it."""
    folder.chmod(0o700)
    for each in folder.iterdir():
        each.chmod(0o600)
