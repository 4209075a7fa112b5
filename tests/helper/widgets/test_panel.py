"""What all panels promise: text beside the picture, words in place of errors, names that stay text."""

from __future__ import annotations

import os
import re
import signal

import pytest

import ordslab
import ordslab.sandbox
from ordslab import workbench

from .panels import CLIENT, EVIL, PATH, click, get_token, shown


@pytest.fixture
def panels(lab):
    return [lab.inspect(get_token(lab)), lab.chain(), lab.console(), lab.browse()]


def test_text_is_the_twin_of_the_panel(panels):
    """Promise: a notebook keeps the panel's facts as text/plain, whole, beside the widget."""
    for panel in panels:
        data, _ = panel._repr_mimebundle_()
        assert data["text/plain"] == repr(panel) == panel.text()
        assert "application/vnd.jupyter.widget-view+json" in data


def test_text_is_the_same_on_every_run(lab):
    """Promise: no port, path, id, time or duration stands in a text that nbval compares."""
    texts = []
    for _ in range(2):
        lab.reset(to="call")
        panels = [lab.inspect(get_token(lab)), lab.chain(), lab.console(), lab.browse()]
        texts.append([panel.text() for panel in panels])
        lab.let_pass(5)
    assert texts[0] == texts[1]
    assert not re.search(r"127\.0\.0\.1|\d\d:\d\d|\b1\d{4}\b", "\n".join(texts[0]))


def test_panels_are_named_for_screen_readers(panels):
    """Promise: each panel has a name, and each thing that can be used has one too."""
    assert [panel.label for panel in panels] == [
        "Token inspector",
        "Security chain",
        "Request console",
        "Dictionary browser",
    ]
    for panel in panels:
        html = "".join(panel.regions.values())
        assert not re.findall(r"<button[^>]*></button>", html)
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            assert re.search(r"<label[^>]*>[^<]+(<code>[^<]*</code>)?" + re.escape(field), html), field


def test_a_panel_is_quick(lab, case):
    """Promise: a panel asks the database little: at most three round trips, so it appears at once."""
    token = get_token(lab)
    asked = []
    mine = lab.connection

    class Watched:
        def __getattr__(self, name):
            return getattr(mine, name)

        def __setattr__(self, name, value):
            setattr(mine, name, value)

        def cursor(self, *args):
            asked.append(1)
            return mine.cursor(*args)

    lab._connection = Watched()
    counts = []
    for make in (lambda: lab.inspect(token), lab.chain, lab.browse, lab.console):
        asked.clear()
        make()
        counts.append(len(asked))
    lab._connection = mine
    assert counts == [2, 1, 2, 0]


def test_messages_that_no_page_of_ours_sends_do_nothing(lab):
    """Promise: only actions can be called, whatever a message says; nothing is raised."""
    panel = lab.console()
    before = panel.regions
    for do in ("close", "send", "__init__", "get_state", "nothing", "export", "_keep", "lab"):
        click(panel, do, x=1)
    for content in ({}, {"do": None}, {"do": "compare", "with": 7}, [], None, "text"):
        panel._handle_custom_msg(content, [])
    assert panel.comm is not None and set(panel.regions) == set(before)


def test_a_stopped_sandbox_is_words_in_the_panel(tmp_path, monkeypatch):
    """Promise: with the sandbox gone, making a panel and using it raise nothing, and say what to do."""
    home = tmp_path / "home"
    ordslab.sandbox.start(home=home, http_port=0, db_port=0)
    monkeypatch.setenv("ORDSLAB_HOME", str(home))
    lab = ordslab.open_lab()
    lab.reset(to="call")
    token = get_token(lab)
    before = [lab.inspect(token), lab.chain(), lab.console(), lab.browse()]
    ordslab.sandbox.stop(home=home)
    after = [lab.inspect(token), lab.chain(), lab.console(), lab.browse("roles")]
    for inspector, chain, console, browser in (before, after):
        said = [inspector.try_it(PATH), inspector.tamper(PATH), inspector.get_new(), inspector.look_again()]
        said += [chain.look_again(), console.call("GET", PATH), console.get_token(CLIENT), browser.show("clients")]
        if inspector is before[0]:
            assert {each.splitlines()[0] for each in said} == {"The sandbox is not running."}
        assert all("open_lab" in each or "not known" in each or "no endpoint" in each for each in said)
        for panel in (inspector, chain, console, browser):
            assert "The sandbox is not running." in shown(panel)
            assert "The sandbox is not running." in panel.text()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs a process that can be halted")
def test_a_database_that_does_not_answer_is_words_in_the_panel(lab, home, monkeypatch):
    """Promise: a panel waits for some seconds, says so, and works again when the database does."""
    monkeypatch.setattr(workbench, "SECONDS", 1)
    panel = lab.browse("roles")
    pid = ordslab.sandbox.status(home=home)["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        said = panel.show("clients")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert "did not answer" in said or "does not answer" in said or "connection to the database is lost" in said
    assert "license_backend_client" in panel.show("clients")
    assert panel.trouble == ""


def test_names_are_text(lab):
    """Promise: a client, role, privilege and module with markup in their names are text in every panel."""
    run = lab.connection.cursor().execute
    run(f"begin ords.create_role('{EVIL}r'); end;")
    block = "declare c ords_types.t_client_credentials; begin c := ords_security.register_client(p_name => :n,"
    run(f"{block} p_grant_type => 'client_credentials', p_description => :n); end;", n=f"{EVIL}c")
    lab.vault.keep(f"{EVIL}c", "id", "a secret of its own")
    chain = lab.chain()
    for number in range(len(chain.nodes)):
        chain.show(node=number)
        assert "<img" not in "".join(chain.regions.values())
    console = lab.console("GET", EVIL)
    click(console, "call", method="GET", path=EVIL, headers=f"X: {EVIL}", kind="none")
    browser = lab.browse("roles")
    inspector = lab.inspect(EVIL, client=f"{EVIL}c")
    for panel in (chain, console, browser, browser, inspector):
        assert "<img" not in "".join(panel.regions.values())
        assert "<img src=x" in shown(panel) or panel is chain
    lab.connection.rollback()
    lab.vault.forget(f"{EVIL}c")


def test_a_closed_panel_hears_nothing_more(lab):
    """Promise: a panel that was closed costs no query when time passes."""
    panel = lab.inspect(get_token(lab))
    before = panel._facts.clock
    panel.close()
    lab.let_pass(1)
    assert panel._facts.clock is before
