"""Oracle in containers: every step against a recorded command line. No engine and no image of Oracle's is run here."""

from __future__ import annotations

import io
import re
import stat
from pathlib import Path

import oracledb
import pytest
import yaml

from ordslab import cli, settings
from ordslab.commands import engine as engine_command
from ordslab.engines import ENGINES, schema, up, waiting
from ordslab.engines import passwords as secrets
from ordslab.engines.containers import Container, Said, Tool, find_tool
from ordslab.errors import SettingsError
from ordslab.settings import profiles
from ordslab.settings.logon import connect_arguments

FREE, ADB = ENGINES["free"], ENGINES["adb-free"]
UP = "ordslab-free-db-1\tUp 2 minutes (healthy)\nordslab-free-ords-1\tUp 1 minute (healthy)\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in ("PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))
    return tmp_path


class Shell:
    """Answers command lines from a list of (part of the line, answer), and writes down what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.lines: list[str] = []
        self.environment: dict[str, str] = {}

    def __call__(self, command, environment):
        line = " ".join(command)
        self.lines.append(line)
        self.environment.update(environment)
        for part, answer in self.answers:
            if part in line:
                return answer(command) if callable(answer) else answer
        return Said(0, "")

    def words(self, start):
        """What followed the compose file, of the commands that went to it."""
        return [line.partition(f"{start} ")[2] for line in self.lines if start in line]


def tool(shell, engine=FREE):
    return Tool("docker", engine, engine.ports, shell)


# The descriptions


@pytest.mark.parametrize("engine", ENGINES.values(), ids=str)
def test_compose_files_are_pinned_closed_and_without_secrets(engine):
    """Promise: versions are pinned, ports are loopback's, passwords come by file, each service says when it is well."""
    content = yaml.safe_load(engine.compose_file.read_text())
    for service in content["services"].values():
        image, _, tag = service["image"].rpartition(":")
        assert image and re.match(r"\d+(\.\d+)+", tag), service["image"]
        assert service["healthcheck"]["test"][0] == "CMD" and service["healthcheck"]["start_period"]
        assert all(port.startswith("127.0.0.1:${ORDSLAB_") for port in service["ports"])
        assert not any("PASSWORD" in key or "PWD" in key for key in service.get("environment", {}))
        assert "secrets" in service or "ORDSLAB_SECRETS" in service["env_file"][0]
    ports = " ".join(port for service in content["services"].values() for port in service["ports"])
    assert f":-{engine.ports[0]}}}" in ports and f":-{engine.ports[1]}}}" in ports


@pytest.mark.parametrize("engine", ENGINES.values(), ids=str)
def test_every_file_that_a_description_names_is_made(engine):
    """Promise: what the containers read by file is there before they start."""
    secrets.make(engine)
    named = re.findall(r"passwords\}/(\w[\w.]*)", engine.compose_file.read_text())
    assert named and all((engine.folder / name).is_file() for name in named)


# Passwords


def test_passwords_are_made_once_and_are_yours_alone():
    """Promise: random, by Oracle's rules, the same at the next start; the folder and its files are the owner's."""
    secrets.make(ADB)
    first = {path.name: path.read_text() for path in ADB.folder.iterdir()}
    secrets.make(ADB)
    assert first == {path.name: path.read_text() for path in ADB.folder.iterdir()}
    text = secrets.password(ADB, "administrator").reveal()
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]{23}", text) and text not in (secrets.password(ADB, "page").reveal(),)
    assert re.search("[0-9]", text) and re.search("[A-Z]", text) and re.search("[a-z]", text)
    assert stat.S_IMODE(ADB.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in ADB.folder.iterdir()} == {0o600}


def test_no_password_is_on_a_command_line(monkeypatch):
    """Promise: neither arguments nor variables of the commands hold a password: only files do."""
    shell = Shell(("ps --all", Said(0, UP)))
    monkeypatch.setattr(schema, "make", lambda *_: None)
    up.up(tool(shell), say=lambda _: None)
    known = [secrets.password(FREE, whose).reveal() for whose in ("administrator", "page")]
    assert not any(text in " ".join([*shell.lines, *shell.environment.values()]) for text in known)


# The tool


@pytest.fixture
def installed(monkeypatch):
    there = {"docker", "podman"}
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}" if program in there else None)
    return there


def test_docker_comes_first_and_podman_stands_in(installed):
    """Promise: a docker that does not run gives way to a podman that does; --with decides."""
    down = Said(1, "Cannot connect to the Docker daemon\n")
    assert find_tool(FREE, FREE.ports, run=Shell()).program == "docker"
    assert find_tool(FREE, FREE.ports, run=Shell(("docker info", down))).program == "podman"
    assert find_tool(FREE, FREE.ports, "podman", run=Shell()).program == "podman"


def test_no_tool_is_explained(installed):
    """Promise: each tool's own reason is named, and what to install."""
    installed.discard("podman")
    with pytest.raises(
        SettingsError, match=r"docker has no compose \(unknown command\); podman is not installed"
    ) as caught:
        find_tool(FREE, FREE.ports, run=Shell(("compose version", Said(1, "unknown command"))))
    assert "Install" in caught.value.next_step


@pytest.mark.parametrize(
    ("output", "next_step"),
    [
        ("Error: unauthorized: authentication required", "docker login container-registry.oracle.com"),
        ("Bind for 127.0.0.1:1521 failed: port is already allocated", "--db-port"),
        ("write /x: no space left on device", "Make room"),
        ("yaml: line 3", "compose --file"),
    ],
)
def test_a_start_that_fails_says_what_to_do(output, next_step):
    """Promise: the tool's last line, and the way out of the usual troubles."""
    with pytest.raises(SettingsError) as caught:
        tool(Shell((" up ", Said(1, f"pulling\n{output}\n")))).up()
    assert output in caught.value.what and next_step in caught.value.next_step


def test_names_of_both_tools_are_understood():
    """Promise: docker and podman name containers differently; we show the service."""
    shell = Shell(("ps --all", Said(0, UP.replace("free-", "free_").replace("-1", "_1"))))
    assert [each.name for each in tool(shell).containers()] == ["db", "ords"]
    assert "label=com.docker.compose.project=ordslab-free" in shell.lines[0]


# Waiting


class Clock:
    """Time that passes when somebody pauses."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds

    def pause(self, seconds):
        self.seconds += seconds


def wait(*statuses, minutes=20.0):
    """What is shown while the containers go through these."""
    waiting_for = list(statuses)
    shell = Shell(
        ("ps --all", lambda _: Said(0, waiting_for.pop(0) if len(waiting_for) > 1 else waiting_for[0])),
        ("logs", Said(0, "ords-1  | ORA-01017: invalid credential\n")),
    )
    stream, clock = io.StringIO(), Clock()
    try:
        waiting.until_healthy(tool(shell), minutes, waiting.Progress(stream), clock, clock.pause)
    finally:
        wait.shown = stream.getvalue().splitlines()


def test_progress_is_a_line_for_each_change():
    """Promise: where there is no terminal (a log), each change is a line and nothing else."""
    starting = "ordslab-free-db-1\tUp 2 seconds (health: starting)\nordslab-free-ords-1\tCreated\n"
    wait("", starting, starting, UP)
    assert wait.shown == ["  creating", "  db: starting  ords: created", "  db: ready  ords: ready"]


def test_on_a_terminal_it_is_one_line_with_the_time(monkeypatch):
    """Promise: on a terminal one line changes, and tells how long it has taken."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    progress = waiting.Progress(stream)
    progress.show("db: starting", 65)
    progress.show("db: ready", 70)
    progress.end()
    assert stream.getvalue() == "\r\x1b[K  1:05  db: starting\r\x1b[K  1:10  db: ready\n"


def test_a_container_that_ends_ends_the_waiting():
    """Promise: nobody waits for a container that is dead; what it said last is shown, and how to start anew."""
    with pytest.raises(SettingsError, match="container ords has ended") as caught:
        wait("ordslab-free-db-1\tUp 1 minute (healthy)\nordslab-free-ords-1\tExited (1) 2 seconds ago\n")
    assert "ORA-01017" in caught.value.next_step and "down --engine free --delete" in caught.value.next_step


def test_waiting_has_an_end():
    """Promise: after the time of the engine, it is said."""
    with pytest.raises(SettingsError, match="not ready after 20 minutes"):
        wait("ordslab-free-db-1\tUp 1 minute (unhealthy)\n")
    assert wait.shown == ["  db: not well yet"]


def test_healthy_is_not_unhealthy():
    """Promise: the word is read in full."""
    assert Container("db", "Up 2 minutes (healthy)").is_healthy
    assert not Container("db", "Up 2 minutes (unhealthy)").is_healthy


# The schema


class Database:
    """Stands for oracledb.connect: writes down who ran what."""

    def __init__(self, monkeypatch, fail=None):
        self.ran: list[tuple[str, str]] = []
        self.fail = fail or {}
        monkeypatch.setattr(oracledb, "connect", self.connect)

    def connect(self, **arguments):
        self.user = arguments["user"]
        self.arguments = arguments
        return self

    def __enter__(self):
        return self

    cursor = __enter__

    def __exit__(self, *_):
        return None

    def execute(self, text, **binds):
        self.ran.append((self.user, text))
        for part, error in self.fail.items():
            if part in text:
                raise error


def oracle_error(message):
    code = message.partition(":")[0]
    return oracledb.DatabaseError(
        type("Error", (), {"full_code": code, "message": message, "__str__": lambda s: message})()
    )


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


# All steps


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


def test_the_commands_know_every_engine():
    """Promise: what the command offers is what there is."""
    assert set(engine_command._NAMES) == set(ENGINES)
