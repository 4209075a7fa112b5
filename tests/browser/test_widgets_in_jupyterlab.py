"""The panels in a real JupyterLab in a real browser: by mouse, by keyboard, in both themes, for screen readers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import ordslab.sandbox

from .conftest import SCREENSHOTS, running_browser, running_jupyterlab, until

NOTEBOOK = "panels.ipynb"
PATH = "customers/validation/1"
EVIL = "<img src=x onerror=window.wasRun=1>"
SETUP = f"""
import ordslab
lab = ordslab.open_lab()
lab.reset(to="call")
run = lab.connection.cursor().execute
run("begin ords.create_role('{EVIL}'); commit; end;")
me = lab.vault["license_backend_client"]
def new_token():
    answer = lab.http.post(f"{{lab.base_url}}/oauth/token", data={{"grant_type": "client_credentials"}},
                           auth=(me.client_id, me.client_secret.reveal()))
    return answer.json()["access_token"]
token = new_token()
"""
CELLS = [
    SETUP,
    "inspector = lab.inspect(token)\ninspector",
    'console = lab.console("GET", "customers/validation/1")\nconsole',
    "chain = lab.chain()\nchain",
    'browser = lab.browse("roles")\nbrowser',
    'flow = lab.flow("authorization_code")\nflow',
    "print('all' + ' cells ran')",
]
WATCH = """() => {
  window.messages = 0;
  window.unwatched = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    if (text.includes("comm_msg")) window.messages += 1;
    return window.unwatched.call(this, data);
  };
}"""
"""Counts the messages that widgets send to the kernel."""
STICKING_OUT = """panel => {
  const edge = panel.getBoundingClientRect().right + 1;
  const elements = [...panel.querySelectorAll("*")].filter((each) => !each.closest(".wide, pre, svg, .news"));
  const out = elements.filter((each) => each.getBoundingClientRect().right > edge);
  return out.map((each) => each.outerHTML.slice(0, 150));
}"""
"""What is wider than its panel, but for what scrolls by itself."""
THEMES = ["JupyterLab Light", "JupyterLab Dark"]


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    root = tmp_path_factory.mktemp("lab")
    folder = root / "notebooks"
    folder.mkdir()
    ordslab.sandbox.start(home=root / "home", http_port=0, db_port=0)
    with running_jupyterlab(root, folder) as lab:
        lab.set("@jupyter-widgets/jupyterlab-manager", "plugin", saveState=True)
        lab.write(NOTEBOOK, CELLS)
        yield lab
    ordslab.sandbox.stop(home=root / "home")


@pytest.fixture(scope="module", params=THEMES, ids=["light", "dark"])
def page(request, jupyterlab):
    """The notebook, run from top to bottom, in one of the themes."""
    jupyterlab.set("@jupyterlab/apputils-extension", "themes", theme=request.param)
    permissions = ["clipboard-read", "clipboard-write"]
    with running_browser(viewport={"width": 1280, "height": 3400}, permissions=permissions) as page:
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.theme = request.param.split()[-1].lower()
        jupyterlab.open(page, NOTEBOOK)
        jupyterlab.run_all(page)
        page.locator(".jp-OutputArea-output", has_text="all cells ran").wait_for()
        until(lambda: page.locator(".ordslab").count() == 5, what="five panels")
        yield page


@pytest.fixture
def panel(page):
    return lambda label: page.get_by_role("region", name=label, exact=True)


def keep(page, panel, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    panel.screenshot(path=SCREENSHOTS / f"{name}-{page.theme}.png")


def saved(jupyterlab, page) -> str:
    """The notebook's file, after it was saved with what it shows now."""
    path = jupyterlab.folder / NOTEBOOK
    before = path.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    until(lambda: path.stat().st_mtime_ns != before and is_whole(path), what="a saved notebook")
    return path.read_text(encoding="utf-8")


def is_whole(path: Path) -> bool:
    """Whether the file is not being written."""
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        return False


# The flow


def test_the_flow_fills_while_requests_are_made_and_is_read_by_keyboard(jupyterlab, page, panel):
    """Promise: a step that is to come becomes one that happened, without a click; Enter opens it."""
    flow = panel("Flow")
    flow.get_by_text("8 to come").wait_for()
    asks = 'params={"response_type": "code", "client_id": me.client_id, "state": "a-state-of-this-test"}'
    jupyterlab.execute(NOTEBOOK, f'lab.browser().get(f"{{lab.base_url}}/oauth/auth", {asks}).close()')
    strokes = flow.locator(".to-come path").evaluate_all("all => all.map((each) => getComputedStyle(each).stroke)")
    assert strokes and "none" not in [
        each for each, tip in zip(strokes, (False, True) * len(strokes), strict=False) if not tip
    ]
    step = flow.get_by_role("button", name="1 browser > ORDS: GET /oauth/auth", exact=False).first
    step.focus()
    page.keyboard.press("Enter")
    flow.get_by_text("(an HTML page: 401 Unauthorized)").wait_for()
    assert "a-state-of-this-test" not in flow.inner_text()
    keep(page, flow, "flow")


# Token inspector


def test_tamper_shows_the_401(page, panel):
    """Promise: *try it* gets 200; *tamper* changes one character and gets 401, invalid_token."""
    inspector = panel("Token inspector")
    inspector.get_by_role("button", name="Try it").click()
    inspector.get_by_text("200 OK").wait_for()
    inspector.get_by_role("button", name="Tamper").click()
    inspector.get_by_text("401 Unauthorized").wait_for()
    assert 'error="invalid_token"' in inspector.inner_text()
    keep(page, inspector, "inspector")


def test_countdown_runs_in_the_page_alone(page, panel):
    """Promise: the seconds go down, and for that nothing is sent to the kernel."""
    counter = panel("Token inspector").get_by_role("timer")
    sent = []
    page.evaluate(WATCH)
    for _ in range(3):
        before = counter.inner_text()
        until(lambda: counter.inner_text() != before, what="the next second")  # noqa: B023  waited for at once
        sent.append(page.evaluate("window.messages"))
    page.evaluate("() => { WebSocket.prototype.send = window.unwatched; }")
    assert sent == [0, 0, 0]


def test_countdown_reaches_expired_when_the_clock_moves(jupyterlab, page, panel):
    """Promise: the lab's clock is moved, and the open panel says expired, in words; a new token is alive again."""
    inspector = panel("Token inspector")
    assert inspector.get_by_text("not expired").is_visible()
    jupyterlab.execute(NOTEBOOK, "lab.let_pass(3601)")
    inspector.locator(".mark", has_text=re.compile(r"^✕ expired$")).wait_for()
    assert not inspector.get_by_text("not expired").is_visible()
    inspector.get_by_role("button", name="Try it").click()
    inspector.get_by_text("401 Unauthorized").wait_for()
    keep(page, inspector, "inspector-expired")
    inspector.get_by_role("button", name="Get a new one").click()
    inspector.get_by_text("not expired").wait_for()
    inspector.get_by_role("button", name="Try it").click()
    inspector.get_by_text("200 OK").wait_for()


def test_countdown_turns_to_expired_by_itself(jupyterlab, page, panel):
    """Promise: when the last second is over the page says so, without being told, and a screen reader hears it."""
    inspector = panel("Token inspector")
    jupyterlab.execute(NOTEBOOK, "lab.let_pass(3590)")
    inspector.locator(".mark", has_text=re.compile(r"^✕ expired$")).wait_for()
    assert inspector.get_by_role("status").inner_text() == "The token has expired."
    inspector.get_by_role("button", name="Get a new one").click()
    inspector.get_by_text("not expired").wait_for()


def test_reveal_leaves_no_trace(jupyterlab, page, panel):
    """Promise: a revealed token stands in the page for some seconds, and never in a saved notebook."""
    inspector = panel("Token inspector")
    place = inspector.locator("[data-reveal]")
    inspector.get_by_role("button", name="Reveal").click()
    until(lambda: re.fullmatch(r"[\w-]{22}", place.inner_text()), what="the token")
    token = place.inner_text()
    text = saved(jupyterlab, page)
    assert "application/vnd.jupyter.widget-state+json" in text and "Token inspector" in text
    assert token not in text
    until(lambda: place.inner_text() == "********", what="the mask")
    assert token not in page.content()


def test_copy_fills_the_clipboard(page, panel):
    """Promise: what is copied names the secret's variable, not the secret; that it worked is said."""
    inspector = panel("Token inspector")
    for tab in ("Python", "PL/SQL", "curl"):
        inspector.get_by_role("tab", name=tab, exact=True).click()
        inspector.get_by_role("button", name="Copy").locator("visible=true").click()
        until(lambda: "Copied" in inspector.get_by_role("status").inner_text(), what="the word that it is copied")
        assert re.search("ORDS_CLIENT_SECRET", page.evaluate("navigator.clipboard.readText()"), re.IGNORECASE)


# Request console


def test_console_does_the_articles_flow_by_clicks(page, panel):
    """Promise: Postman's steps of the article: 401, client credentials, Get New Access Token, Use Token, Send, 200."""
    console = panel("Request console")
    console.get_by_role("button", name="Send").click()
    console.locator(".mark", has_text="401 Unauthorized").wait_for()
    console.get_by_role("combobox", name="Type", exact=True).select_option(label="OAuth 2.0: client credentials")
    assert console.get_by_label("Client, from the vault").input_value() == "license_backend_client"
    console.get_by_role("button", name="Get New Access Token").click()
    console.get_by_role("button", name="Use Token").click()
    console.locator(".mark", has_text="token in use").wait_for()
    console.get_by_role("button", name="Send").click()
    console.get_by_role("tabpanel", name="Body").get_by_text("Aurora Books").wait_for()
    assert console.locator(".mark", has_text="200 OK").is_visible()
    keep(page, console, "console")
    console.get_by_role("tab", name="On the wire").click()
    assert console.get_by_text("Authorization: Bearer ********").last.is_visible()
    assert console.get_by_text("whoever carries this token may call").is_visible()
    keep(page, console, "console-wire")


def test_console_shows_what_its_type_needs(page, panel):
    """Promise: the authorization tab shows the fields of its type; what is typed stays where it is."""
    console = panel("Request console")
    kind, password = (
        console.get_by_role("combobox", name="Type", exact=True),
        console.get_by_label("Password or secret"),
    )
    kind.select_option("basic")
    console.get_by_label("Client, from the vault").select_option("")
    password.fill("typed-by-hand-0815")
    console.get_by_role("button", name="Send").click()
    until(lambda: "(Basic ********)" in console.inner_text() or "Basic ********" in console.inner_text(), what="a call")
    assert password.input_value() == "typed-by-hand-0815"
    kind.select_option("bearer")
    assert not password.is_visible() and console.get_by_label("Token (empty").is_visible()
    password.evaluate("each => each.value = ''")


def test_typed_secrets_are_in_no_saved_notebook(jupyterlab, page, panel):
    """Promise: a notebook that keeps its widgets' state keeps each panel's text, and nothing that was typed."""
    console = panel("Request console")
    console.get_by_role("combobox", name="Type", exact=True).select_option("bearer")
    console.get_by_label("Token (empty").fill("typed-token-0123456789")
    console.get_by_role("button", name="Send").click()
    console.locator(".mark", has_text="401").wait_for()
    text = saved(jupyterlab, page)
    assert "typed-token" not in text and "typed-by-hand" not in text
    outputs = [output for cell in json.loads(text)["cells"] for output in cell["outputs"] if "data" in output]
    first_lines = ["".join(output["data"]["text/plain"]).split("\n")[0] for output in outputs]
    assert first_lines[0].startswith("Token inspector: an opaque token of 22 characters")
    assert first_lines[1:] == ["Request console", first_lines[2], "Dictionary browser", "Authorization code"]
    assert first_lines[2].startswith("client license_backend_client > role license_role: present")


def test_console_compares_and_replays(page, panel):
    """Promise: two calls of the history side by side, and one of them once more, by clicks."""
    console = panel("Request console")
    rows = console.get_by_role("group", name="History").get_by_role("row")
    before = rows.count()
    console.get_by_role("button", name=re.compile("^Replay call")).first.click()
    until(lambda: rows.count() == before + 1 or before >= 21, what="one more call")
    console.get_by_role("button", name="Compare").click()
    console.get_by_role("group", name="Difference of the two calls").wait_for()


def test_exports_can_be_saved_as_files(page, panel):
    """Promise: the .http file and the Postman collection come as files, with variables in place of secrets."""
    console = panel("Request console")
    console.get_by_role("tab", name="Export").click()
    for name in ("ordslab.http", "ordslab.postman_collection.json"):
        with page.expect_download() as download:
            console.get_by_role("link", name=f"Save as {name}").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert download.value.suggested_filename == name and "/customers/validation/1" in text
    assert json.loads(text)["info"]["name"] == "ordslab"
    keep(page, console, "console-export")


# Chain view


def test_chain_turns_complete_link_by_link(jupyterlab, page, panel):
    """Promise: missing, not committed, present: after each step of the lessons the picture has moved on."""
    chain = panel("Security chain")
    jupyterlab.execute(NOTEBOOK, f"run(\"begin ords.delete_role('{EVIL}'); commit; end;\")")
    for lesson, missing, present in (("role", "1 of 1", 0), ("privilege", "3 of 3", 0), ("client", "1 of 3", 2)):
        jupyterlab.execute(NOTEBOOK, f"lab.reset(to='{lesson}')")
        chain.get_by_role("button", name="Look again").click()
        chain.get_by_text(f"{missing} links not in place").wait_for()
        assert chain.locator("g.link.present").count() == present
        keep(page, chain, f"chain-{lesson}")
    jupyterlab.execute(NOTEBOOK, "lab.reset(to='call')\nlab.connection.rollback()")
    role = "client_role(p_client_name => 'license_backend_client', p_role_name => 'license_role')"
    for block in (f"revoke_{role}; commit", f"grant_{role}"):
        jupyterlab.execute(NOTEBOOK, f'run("begin ords_security.{block}; end;")')
    chain.get_by_role("button", name="Look again").click()
    chain.locator("g.link.uncommitted").wait_for()
    assert chain.get_by_text("1 of 3 links not in place").is_visible()
    keep(page, chain, "chain-uncommitted")
    jupyterlab.execute(NOTEBOOK, "lab.connection.commit()")
    chain.get_by_role("button", name="Look again").click()
    chain.locator(".mark", has_text="complete").wait_for()
    assert chain.locator("g.link.present").count() == 3
    keep(page, chain, "chain-complete")


def test_a_click_shows_the_rows(page, panel):
    """Promise: a link of the picture leads to its row in the dictionary."""
    chain = panel("Security chain")
    chain.get_by_role("button", name=re.compile("^client license_backend_client > role")).locator(
        "visible=true"
    ).click()
    chain.get_by_text("USER_ORDS_CLIENT_ROLES").wait_for()
    assert chain.locator("g[aria-pressed=true]").count() == 1


# All of them


def test_everything_can_be_done_with_the_keyboard(page, panel):
    """Promise: tabs move by arrows, links of the picture open by Enter, buttons by Enter without leaving the panel."""
    inspector, chain = panel("Token inspector"), panel("Security chain")
    inspector.get_by_role("tab", name="curl", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert inspector.get_by_role("tab", name="Python").get_attribute("aria-selected") == "true"
    assert inspector.get_by_role("tabpanel", name="Python").is_visible()
    page.keyboard.press("End")
    assert inspector.get_by_role("tab", name="Refresh token?").evaluate("each => each === document.activeElement")
    page.keyboard.press("Home")
    inspector.get_by_label("Path to call with GET").fill("nothing/here")
    page.keyboard.press("Enter")
    inspector.get_by_text("GET /ords/page/nothing/here").wait_for()
    button = inspector.get_by_role("button", name="Tamper")
    button.focus()
    page.keyboard.press("Enter")
    inspector.get_by_text("Character 12 of 22 was changed").wait_for()
    assert button.evaluate("each => each === document.activeElement"), "Enter stays with the button, not the notebook"
    node = chain.locator("g.node").last
    node.focus()
    page.keyboard.press("Enter")
    chain.get_by_text("USER_ORDS_HANDLERS").wait_for()
    assert chain.locator("g.node").last.evaluate("each => each === document.activeElement"), "focus survives the redraw"


def test_names_are_text(jupyterlab, page, panel):
    """Promise: a role that is called <img onerror=...> is text in the page: nothing of it runs."""
    jupyterlab.execute(NOTEBOOK, f"run(\"begin ords.create_role('{EVIL}'); commit; end;\")")
    for label in ("Security chain", "Dictionary browser"):
        again = "Look again" if label == "Security chain" else re.compile("^roles")
        panel(label).get_by_role("button", name=again).first.click()
        panel(label).get_by_text("<img src=x").locator("visible=true").first.wait_for()
        assert panel(label).locator("img").count() == 0
    assert page.evaluate("window.wasRun") is None
    keep(page, panel("Dictionary browser"), "browser")
    jupyterlab.execute(NOTEBOOK, f"run(\"begin ords.delete_role('{EVIL}'); commit; end;\")")


def test_axe_finds_nothing(page, panel):
    """Promise: axe-core, the accessibility checker, has nothing to say about any panel in any state of this file."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for tab in ("On the wire", "Export", "Headers", "Body"):
        panel("Request console").get_by_role("tab", name=tab, exact=True).last.click()
        found = axe.run(page, context=".ordslab").response["violations"]
        told = [(each["id"], each["impact"], [node["html"][:200] for node in each["nodes"]]) for each in found]
        assert told == []


@pytest.mark.parametrize("width", [420, 700])
def test_narrow_windows_cut_nothing_off(page, panel, width):
    """Promise: in a narrow window each panel fits: nothing sticks out, and the chain is there as a list."""
    page.set_viewport_size({"width": width, "height": 3400})
    page.keyboard.press("Control+b")  # the file browser goes
    try:
        for label in ("Token inspector", "Request console", "Security chain", "Dictionary browser", "Flow"):
            one = panel(label)
            until(lambda: width - 200 < one.evaluate("each => each.clientWidth") < width, what="the new width")  # noqa: B023
            out = one.evaluate(STICKING_OUT)
            assert out == [], label
            assert one.evaluate("each => each.scrollWidth <= each.clientWidth"), label
            keep(page, one, f"narrow-{width}-{label.split()[-1].lower()}")
    finally:
        page.keyboard.press("Control+b")
        page.set_viewport_size({"width": 1280, "height": 3400})


def test_the_page_met_no_error(page):
    """Promise: none of all this raised an error in the page."""
    assert page.troubles == []


def test_screenshots_are_no_part_of_the_repository():
    """Promise: pictures are build output."""
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text(encoding="utf-8").split()
    assert "build/" in ignored
