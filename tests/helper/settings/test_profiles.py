"""Profiles in their files."""

from __future__ import annotations

import os

import pytest

from ordslab.errors import SettingsError
from ordslab.settings import profiles

from ..profile_folder import WORK, mine, table


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
