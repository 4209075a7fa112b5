"""The home folder: who may read it, what is refused and kept, what is deleted and what never."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

import ordslab.sandbox
from ordslab.sandbox import SandboxError
from ordslab.sandbox.home import FORMAT, Home, Mark, default_home


def start(home, **options):
    return ordslab.sandbox.start(home, **{"http_port": 0, "db_port": 0, **options})


def make(home):
    """A home with data, not running."""
    start(home)
    ordslab.sandbox.stop(home)
    return Home.at(home)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(home) -> SandboxError:
    """The error by which a start refuses a home; its data stay as they are, to the byte."""
    before = contents(home / "sandbox")
    with pytest.raises(SandboxError) as caught:
        start(home)
    assert contents(home / "sandbox") == before
    assert len(str(caught.value).splitlines()) == 2
    return caught.value


def test_one_home_for_helper_and_sandbox(monkeypatch):
    """Promise: ORDSLAB_HOME, else .ordslab in the user's home directory; the same for both."""
    from ordslab import settings

    monkeypatch.delenv("ORDSLAB_HOME", raising=False)
    assert default_home() == settings.home() == Path.home() / ".ordslab"
    monkeypatch.setenv("ORDSLAB_HOME", "~/elsewhere")
    assert Home.at(None).folder == settings.home() == (Path.home() / "elsewhere").resolve()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_everything_is_its_owners_alone(sandbox_home):
    """Promise: folders 0700, files 0600, whatever the umask of who starts it."""
    before = os.umask(0)
    try:
        start(sandbox_home)
    finally:
        os.umask(before)
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (sandbox_home, *sandbox_home.rglob("*"))}
    wrong = {str(path): oct(mode) for path, mode in found.items() if mode != (0o700 if path.is_dir() else 0o600)}
    assert not wrong
    assert sandbox_home / "sandbox" / "passwords" / "PAGE" in found


def test_passwords_are_random_and_kept(sandbox_home, tmp_path):
    """Promise: each home has a password of its own, also with a seed, and keeps it over a restart."""
    start(sandbox_home, seed=7)
    password = ordslab.sandbox.password(sandbox_home)
    ordslab.sandbox.stop(sandbox_home)
    start(sandbox_home, seed=7)
    assert ordslab.sandbox.password(sandbox_home) == ordslab.sandbox.password(sandbox_home, "page") == password
    other = tmp_path / "other"
    try:
        start(other, seed=7)
        assert ordslab.sandbox.password(other) != password
    finally:
        ordslab.sandbox.stop(other)
    with pytest.raises(SandboxError, match="no password for NOBODY"):
        ordslab.sandbox.password(sandbox_home, "nobody")


def test_data_of_another_version_are_kept(sandbox_home):
    """Promise: two lines that say what to do, and nothing is touched; `reset` throws them away when asked."""
    home = make(sandbox_home)
    home.mark.write_text(json.dumps({"format": FORMAT + 1, "what": "a newer one knows"}))
    error = refused(sandbox_home)
    assert "another version" in error.what and "ordslab sandbox reset" in error.next
    ordslab.sandbox.reset(sandbox_home)
    assert start(sandbox_home)["running"]


@pytest.mark.parametrize("file", ["home.json", "schemas/PAGE.db", "system.db", "tokens.db"])
@pytest.mark.parametrize("content", [b"", b"rubbish" * 2000])
def test_damaged_files_are_named_and_kept(sandbox_home, file, content):
    """Promise: a damaged file is named, in two lines that say what to do; nothing is touched."""
    home = make(sandbox_home)
    (home.data / file).write_bytes(content)
    error = refused(sandbox_home)
    assert (
        "damaged" in error.what
        and str(home.data / file) in error.what
        and "--home" in error.next
        and "reset" not in error.next
    )
    ordslab.sandbox.reset(sandbox_home)
    assert start(sandbox_home)["running"]


@pytest.mark.parametrize(
    "mark",
    [
        "[]",
        '"text"',
        "{}",
        '{"format": 1, "clock_moved": "later"}',
        '{"format": 1, "clock_moved": -5}',
        '{"format": 1, "x": 1}',
    ],
)
def test_a_mark_that_says_nonsense_is_damaged(sandbox_home, mark):
    """Promise: what is no mark of this version is not guessed at."""
    make(sandbox_home).mark.write_text(mark)
    assert "damaged" in refused(sandbox_home).what


@pytest.mark.parametrize("file", ["passwords/PAGE", "schemas/PAGE.db", "system.db"])
def test_missing_files_are_damage(sandbox_home, file):
    """Promise: what is missing is not made anew as if nothing had been there."""
    home = make(sandbox_home)
    (home.data / file).unlink()
    assert str(home.data / file) in refused(sandbox_home).what


def test_a_folder_of_somebody_else_is_left_alone(sandbox_home):
    """Promise: a folder that no sandbox has marked is neither used nor deleted."""
    precious = sandbox_home / "sandbox" / "thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("years of work")
    assert "not a sandbox's" in refused(sandbox_home).what
    with pytest.raises(SandboxError, match="nothing was deleted"):
        ordslab.sandbox.reset(sandbox_home)
    assert precious.read_text() == "years of work"


def test_reset_refuses_a_folder_without_a_sandbox(tmp_path):
    """Promise: a wrong --home deletes nothing and is said."""
    (tmp_path / "poetry.lock").write_text("")
    with pytest.raises(SandboxError, match="no home of a sandbox"):
        ordslab.sandbox.reset(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["poetry.lock"]


def test_reset_deletes_the_data_and_nothing_else(sandbox_home):
    """Promise: the running sandbox is stopped; its data are gone; files of the helper and of the user stay."""
    start(sandbox_home)
    password = ordslab.sandbox.password(sandbox_home)
    (sandbox_home / "vault-work.json").write_text("{}")
    ordslab.sandbox.reset(sandbox_home)
    assert ordslab.sandbox.status(sandbox_home) == {"running": False}
    left = {path.name for path in sandbox_home.rglob("*")}
    assert left == {"vault-work.json", "start.lock", "sandbox.lock"}
    start(sandbox_home)
    assert ordslab.sandbox.password(sandbox_home) != password


def test_reset_where_nothing_is(tmp_path):
    """Promise: a reset before the first start, or twice, is no error."""
    ordslab.sandbox.reset(tmp_path / "nowhere")
    make(tmp_path / "home")
    ordslab.sandbox.reset(tmp_path / "home")
    ordslab.sandbox.reset(tmp_path / "home")
    assert not (tmp_path / "nowhere").exists()


def test_a_first_start_that_was_killed_is_begun_again(sandbox_home):
    """Promise: half-made data of a new home, from a process killed at any moment, are thrown away by the next start."""
    home = make(sandbox_home)
    home.password_file("PAGE").unlink()
    (home.data / "schemas" / "PAGE.db").write_bytes(b"half")
    Mark(complete=False).write(home)
    assert start(sandbox_home)["schemas"] == [{"user": "PAGE", "alias": "page"}]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_killed_at_any_moment_of_the_first_start(tmp_path):
    """Promise: wherever the first start is killed, the next one works."""
    import signal
    import subprocess
    import sys

    program = Path(ordslab.sandbox.__file__).with_name("__main__.py")
    for number in range(8):
        home = tmp_path / f"home{number}"
        process = subprocess.Popen([sys.executable, str(program), str(home), "0", "0"], stdout=subprocess.DEVNULL)
        stages = ["running.json", "sandbox", "sandbox/home.json", "sandbox/system.db"]
        stages += ["sandbox/tokens.db", "sandbox/passwords/PAGE", "sandbox/schemas/PAGE.db", "sandbox/logon.key"]
        while not (home / stages[number]).exists() and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        try:
            assert start(home)["running"], stages[number]
        finally:
            ordslab.sandbox.stop(home)
