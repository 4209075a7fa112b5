"""Profiles: their file, their questions, their passwords, and the command."""

from __future__ import annotations

import json
import os
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from ordslab import cli, settings
from ordslab.commands import profile_questions
from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import addresses as pasted
from ordslab.settings import passwords, profiles
from ordslab.settings.logon import connect_arguments

WORK = {"user": "PAGE", "dsn": "db:1521/pdb", "ords_url": "https://adb.example.com/ords", "alias": "page"}
DSN = (
    "(description= (retry_count=20)(retry_delay=3)(address=(protocol=tcps)(port=1521)"
    "(host=adb.eu-frankfurt-1.oraclecloud.com))(connect_data=(service_name=g1ec399e4b6fed3_mydb_low.adb.oraclecloud.com))"
    "(security=(ssl_server_dn_match=yes)))"
)


class FileKeyring(KeyringBackend):
    """A keyring for tests: a JSON file."""

    priority = 1
    name = "test keyring"

    def __init__(self, path):
        super().__init__()
        self.path = path

    def _read(self):
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service, username):
        return self._read().get(f"{service}/{username}")

    def set_password(self, service, username, password):
        self.path.write_text(json.dumps(self._read() | {f"{service}/{username}": password}))

    def delete_password(self, service, username):
        kept = self._read()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        self.path.write_text(json.dumps(kept))


class LockedKeyring(FileKeyring):
    """One that answers nothing, as a keyring does whose owner did not log on."""

    def get_password(self, service, username):
        raise RuntimeError("locked")

    set_password = delete_password = get_password


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty project folder that is the current one, an empty home, an empty keyring; no variables."""
    for name in ("CONFIG", "PROFILE", "PASSWORD", "WALLET_PASSWORD", *(each.upper() for each in profiles.ENTRIES)):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path / "home"))
    mine = tmp_path / "config" / "ordslab.toml"
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: mine.parent)
    (tmp_path / "project" / "notebooks").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring(tmp_path / "keyring.json"))
    yield tmp_path
    keyring.set_keyring(before)


def table(name="work", **entries):
    return f"[profiles.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in (WORK | entries).items())


def mine(text):
    profiles.user_file().parent.mkdir(exist_ok=True)
    profiles.user_file().write_text(text)


# The files


def test_the_project_wins_over_your_own_file(folder, monkeypatch):
    """Promise: both files are read; of the same name, the project's profile counts, also one folder below it."""
    mine(table(user="mine") + table("home", user="other"))
    (folder / "project" / "ordslab.toml").write_text(table(user="project"))
    assert profiles.find("work")["user"] == "project" and profiles.find("home")["user"] == "other"
    monkeypatch.chdir(folder / "project" / "notebooks")
    assert profiles.find("work")["user"] == "project"


def test_nobody_above_the_project_can_slip_a_profile_in(folder, monkeypatch):
    """Promise: no file further up is read, which on a shared machine might be anybody's."""
    (folder / "ordslab.toml").write_text(table())
    monkeypatch.chdir(folder / "project" / "notebooks")
    with pytest.raises(SettingsError, match="no profile work"):
        profiles.find("work")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_file_that_others_can_write_is_refused(folder):
    """Promise: where passwords are sent to is nobody else's to change."""
    mine(table())
    profiles.user_file().chmod(0o666)
    with pytest.raises(SettingsError, match="chmod go-w"):
        profiles.find("work")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no profile work"),
        ("[profiles", "not TOML"),
        ("profiles = 3", "something else than tables"),
        (table("other"), "There are: other"),
        (table(user=""), "entry user"),
        (table().replace("user", "#"), "has no user"),
        (table().replace("dsn", "#"), "neither dsn nor wallet"),
        (table().replace("ords_url", "#"), "has no ords_url"),
        (table(colour="red"), "nobody reads: colour"),
        (table(ords_url="adb.example.com"), "not a web address"),
        (table(proxy="proxy:99999999"), "not a web address"),
        (table(alias="a/b"), "one word"),
        (table(prefix="Anna"), "prefix of profile work can't be 'Anna'"),
        (table(prefix="anna"), "_ at its end"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(folder, text, says):
    """Promise: each mistake in the file has its own sentence, and a second line that says what to do."""
    mine(text)
    with pytest.raises(SettingsError, match=says) as caught:
        profiles.find("work")
    assert caught.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        table(password="tiger"),
        table(wallet_password="tiger"),
        table(PWD="tiger"),
        table(dsn="page/tiger@db:1521/pdb"),
        table(ords_url="https://page:tiger@adb.example.com/ords"),
        table(proxy="http://me:tiger@proxy:8080"),
        table() + '\n[extra]\nclient_secret = "tiger"',
        table() + table("other", password="tiger"),
        table(user="page/tiger"),
        table(dsn="tcps://page/tiger@db:1521/pdb"),
        table(dsn="(description=(address=(host=db)(port=1521))(security=(wallet_password=tiger)))"),
        table(ords_url="page:tiger@adb.example.com/ords"),
        table(ords_url="https://adb.example.com/ords?password=tiger"),
        table(proxy="me:tiger@proxy"),
        table() + '\n[[extra]]\napiKey = "tiger"',
        table() + '\n[extra]\npasswords = ["tiger"]',
        table() + "\n[extra]\npin = 123456",
    ],
)
def test_a_password_in_the_file_is_an_error(folder, text):
    """Promise: wherever and however a password stands there, it is refused, and the error does not repeat it."""
    mine(text)
    with pytest.raises(SettingsError, match="There is a password") as caught:
        profiles.find("work")
    assert "tiger" not in str(caught.value) and "keyring" in caught.value.next_step


@pytest.mark.parametrize("name", ["../work", "", "a b", "sandbox"])
def test_a_name_is_no_path(folder, name):
    """Promise: the name of a profile cannot lead out of the folder (it is part of the vault's file name)."""
    with pytest.raises(SettingsError):
        profiles.write(name, WORK, folder / "x.toml") if name == "sandbox" else profiles.find(name)


@pytest.mark.parametrize("odd", ['quote " and \\ back', "line\nbreak", "ümläut", "tab\t", "del\x7f"])
def test_what_is_written_is_read_back(folder, odd):
    """Promise: any text survives; comments, other profiles and their order stay; a second write replaces the first."""
    mine("# mine\n" + table("first") + "\n" + table() + "\n# about last\n" + table("last"))
    for text in ("x", odd):
        profiles.write("work", WORK | {"wallet": text}, profiles.user_file())
    read = profiles.read(profiles.user_file())
    assert read["work"]["wallet"] == odd and list(read) == ["first", "work", "last"]
    text = profiles.user_file().read_text()
    assert text.startswith("# mine\n") and "\n# about last\n[profiles.last]" in text
    assert profiles.user_file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('profiles.work.user = "PAGE"\nprofiles.other.user = "X"\n', 'profiles.other.user = "X"\n'),
        ('[profiles]\nwork = {user = "PAGE"}\nother = {user = "X"}\n', '[profiles]\nother = {user = "X"}\n'),
        (
            '# mine\n[profiles.work]\nuser = "PAGE" # me\n# about other\n[profiles.other]\nuser = "X"\n'
            "[extra]\na = 1\n",
            '# mine\n# about other\n[profiles.other]\nuser = "X"\n[extra]\na = 1\n',
        ),
        (
            '[profiles.other]\nuser = "X"\n\n[profiles.work]\nuser = "PAGE"\n# the end\n',
            '[profiles.other]\nuser = "X"\n\n# the end\n',
        ),
    ],
)
def test_a_profile_is_cut_out_of_any_style_of_toml(folder, before, after):
    """Promise: removing a profile takes it out of the file, however it is written, and leaves the rest as it is."""
    mine(before)
    profiles.remove("work", profiles.user_file())
    assert profiles.user_file().read_text() == after


# What can be pasted


@pytest.mark.parametrize(
    ("text", "address", "alias"),
    [
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/page/_sdw/?nav=worksheet", "g1-mydb.adb.eu-x-1", "page"),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/sql-developer", "g1-mydb.adb.eu-x-1", None),
        ("g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/apex", "g1-mydb.adb.eu-x-1", None),
        ("  https://g1-mydb.adb.eu-x-1.oraclecloudapps.com ", "g1-mydb.adb.eu-x-1", None),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/r/shop/app/home", "g1-mydb.adb.eu-x-1", None),
        ("https://g1-mydb.adb.eu-x-1.oraclecloudapps.com/ords/f?p=100:1", "g1-mydb.adb.eu-x-1", None),
    ],
)
def test_any_address_of_the_console_will_do(text, address, alias):
    """Promise: what the browser shows in Database Actions or APEX gives base URL and, where it shows, alias."""
    assert pasted.ords_address(text) == (f"https://{address}.oraclecloudapps.com/ords", alias)


def test_other_addresses_stay_as_they_are():
    """Promise: a context path of somebody's own is kept; plain http on a port too."""
    assert pasted.ords_address("http://localhost:8181/ords/") == ("http://localhost:8181/ords", None)
    assert pasted.ords_address("https://api.example.com/rest/") == ("https://api.example.com/rest", None)


@pytest.mark.parametrize("text", ["ftp://x/ords", "https://", "two words", "https://me:tiger@x/ords", "me/tiger@x:1/y"])
def test_what_is_no_address_is_refused(text):
    """Promise: it is said, with the way to the right one, and a password in it is not repeated."""
    with pytest.raises(SettingsError) as caught:
        pasted.ords_address(text)
    assert caught.value.next_step and "tiger" not in str(caught.value)


def test_the_connect_string_of_an_autonomous_database_tells_its_ords():
    """Promise: tenant, database and region of the connect string make the address (inferred from public examples:
    https://g1ec399e4b6fed3-mtdrdb.adb.ap-sydney-1.oraclecloudapps.com/ords)."""
    assert pasted.ords_url_of(DSN) == "https://g1ec399e4b6fed3-mydb.adb.eu-frankfurt-1.oraclecloudapps.com/ords"
    assert pasted.ords_url_of("db:1521/pdb") is None


# The questions


def answers(*given):
    """Somebody who answers in this order; an empty answer takes the default."""
    waiting = list(given)

    def ask(question, default):
        asked.append(question)
        return waiting.pop(0) or default

    asked: list[str] = []
    return ask, asked, waiting


def test_return_is_enough_for_an_autonomous_database(folder):
    """Promise: with the connect string pasted, every other question has the right default."""
    ask, _, left = answers(DSN, "", "", "", "")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert not left
    assert entries == {
        "dsn": DSN,
        "user": "PAGE",
        "ords_url": "https://g1ec399e4b6fed3-mydb.adb.eu-frankfurt-1.oraclecloudapps.com/ords",
        "alias": "page",
    }


def test_a_wallet_is_asked_for_its_service_and_tells_the_address(folder):
    """Promise: the wallet's names are offered, `_low` first, and its connect string tells the address of ORDS."""
    (folder / "w").mkdir()
    (folder / "w" / "ewallet.pem").write_text("x")
    (folder / "w" / "tnsnames.ora").write_text(f"mydb_high = {DSN.replace('_low', '_high')}\nmydb_low = {DSN}\n")
    ask, asked, _ = answers(str(folder / "w"), "", "hr", "", "", "anna_")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert "mydb_high, mydb_low" in asked[1] and entries["dsn"] == "mydb_low"
    assert entries["ords_url"].startswith("https://g1ec399e4b6fed3-mydb.adb.")
    assert (entries["alias"], entries["prefix"]) == ("hr", "anna_")


def test_a_pasted_address_tells_the_alias(folder):
    """Promise: who pastes the address of the opened Database Actions is not asked in vain."""
    ask, _, _ = answers("db:1521/pdb", "hr", "https://x.example.com/ords/people/_sdw/", "", "")
    entries = profile_questions.interview({}, {}, ask, settings.home())
    assert (entries["ords_url"], entries["alias"]) == ("https://x.example.com/ords", "people")


def test_changing_a_profile_starts_from_what_it_says(folder):
    """Promise: adding again asks with the present values, and another database takes the old wallet's place."""
    before = WORK | {"wallet": "/w", "ca_file": "/ca.pem", "prefix": "anna_"}
    ask, asked, _ = answers("other:1521/pdb", "", "", "", "")
    entries = profile_questions.interview({}, before, ask, settings.home())
    assert entries == WORK | {"dsn": "other:1521/pdb", "ca_file": "/ca.pem", "prefix": "anna_"}
    assert len(asked) == 5


def test_options_are_not_asked_about(folder):
    """Promise: what the command line gives is no question any more, and without a keyboard it is enough."""
    assert profile_questions.interview(WORK, {}, None, settings.home()) == WORK
    with pytest.raises(SettingsError, match="address of ORDS is missing"):
        profile_questions.interview({"dsn": "db:1521/pdb"}, {}, None, settings.home())
    with pytest.raises(SettingsError, match="no way to the database"):
        profile_questions.interview({"user": "hr"}, {}, None, settings.home())


# The command


@pytest.fixture
def terminal(folder, monkeypatch):
    """Somebody at the keyboard: `terminal(*answers)` with the password last; the test of the connection is left out."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    def answer(*given, password="tiger"):
        waiting = iter(given)
        monkeypatch.setattr("builtins.input", lambda _: next(waiting))
        monkeypatch.setattr("getpass.getpass", lambda _: password)

    return answer


def test_add_writes_the_file_and_keeps_the_password(terminal, folder, capsys):
    """Promise: the entries go to your own file, the password to the keyring, and nothing shows it."""
    terminal("db:1521/pdb", "", "https://adb.example.com/ords", "", "")
    assert cli.main(["profile", "add", "work", "--no-test"]) == 0
    where = settings.load("work")
    assert connect_arguments(where)["password"] == "tiger"
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "keyring.json"]
    shown = capsys.readouterr()
    assert "tiger" not in shown.out + shown.err + "".join(path.read_text() for path in files)
    assert "ORDSLAB_PROFILE=work" in shown.out


def test_without_a_keyring_nothing_is_asked_and_that_is_said(terminal, folder, capsys, monkeypatch):
    """Promise: a machine without a keyring says how the password comes in."""
    from keyring.backends import fail

    keyring.set_keyring(fail.Keyring())
    terminal("db:1521/pdb", "", "https://adb.example.com/ords", "", "")
    assert cli.main(["profile", "add", "work", "--no-test"]) == 0
    assert "set ORDSLAB_PASSWORD" in capsys.readouterr().out


def test_a_locked_keyring_is_none(folder, monkeypatch):
    """Promise: a keyring that raises is as good as none: you are asked."""
    keyring.set_keyring(LockedKeyring(folder / "k"))
    mine(table())
    account = settings.load("work").account
    assert passwords.find(account) is None and not passwords.keep(account, Secret("x"))
    passwords.forget(account)
    monkeypatch.setattr("getpass.getpass", lambda _: "typed")
    assert connect_arguments(settings.load("work"))["password"] == "typed"


def test_add_for_the_project(folder, monkeypatch, capsys):
    """Promise: --project writes the file beside the notebooks, with paths as they were given."""
    options = [f"--{key.replace('_', '-')}={value}" for key, value in WORK.items()]
    (folder / "project" / "ca.pem").write_text("x")
    assert cli.main(["profile", "add", "work", "--project", "--no-test", "--ca-file=ca.pem", *options]) == 0
    assert profiles.project_file() == folder / "project" / "ordslab.toml" and not profiles.user_file().exists()
    assert 'ca_file = "ca.pem"' in profiles.project_file().read_text()
    assert settings.load("work").ca_file == folder / "project" / "ca.pem"


def test_list_and_show_tell_all_but_the_password(folder, capsys, monkeypatch):
    """Promise: which profiles there are, where they are, which one is used; where its password is, never which."""
    mine(table() + table("broken", user=""))
    passwords.keep(settings.load("work").account, Secret("tiger"))
    monkeypatch.setenv("ORDSLAB_PROFILE", "work")
    assert cli.main(["profile", "list"]) == 0
    assert cli.main(["profile", "show", "work"]) == 0
    shown = capsys.readouterr().out
    assert "* work " in shown and "  broken" in shown and str(profiles.user_file()) in shown
    assert "base_url      https://adb.example.com/ords/page" in shown and "from the keyring" in shown
    assert "tiger" not in shown


def test_remove_takes_the_password_along(folder, capsys):
    """Promise: nothing of the profile is left on this machine, and the others stay."""
    mine(table() + table("other"))
    account = settings.load("work").account
    passwords.keep(account, Secret("tiger"))
    assert cli.main(["profile", "remove", "work"]) == 0
    assert list(profiles.described()) == ["other"] and passwords.find(account) is None
    assert cli.main(["profile", "remove", "work"]) == 1
    assert "ordslab profile list" in capsys.readouterr().err


def test_a_broken_profile_can_be_changed_and_removed(folder):
    """Promise: a mistake in the file does not lock you out of the command that mends it."""
    mine(table(user="", colour="red"))
    assert cli.main(["profile", "remove", "work"]) == 0
    assert profiles.described() == {}


def test_test_is_the_doctors_look_at_the_database(folder, capsys):
    """Promise: `profile test` exits 1 and says what mends it where nothing answers."""
    mine(table(dsn="127.0.0.1:1/pdb", ords_url="http://127.0.0.1:1/ords"))
    assert cli.main(["profile", "test", "work"]) == 1
    shown = capsys.readouterr().out
    assert "FAILED   database address" in shown and "nothing listens at that port" in shown
