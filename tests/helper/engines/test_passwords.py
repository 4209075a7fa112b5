"""The passwords of an engine."""

from __future__ import annotations

import re
import stat

from ordslab.engines import passwords as secrets
from ordslab.engines import schema, up
from ordslab.engines.containers import Said

from .stand_ins import ADB, FREE, UP, Shell, tool


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
