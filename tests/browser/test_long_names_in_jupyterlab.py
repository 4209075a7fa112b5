"""Panels and audit in a real JupyterLab where names are long, links cross and the clock was moved."""

from __future__ import annotations

import pytest

import ordslab.sandbox

from .conftest import SCREENSHOTS, running_browser, running_jupyterlab, until

NOTEBOOK = "long.ipynb"
LONG = "customersofthesecondquarterandofallbranches" * 4
SETUP = f"""
import ordslab
lab = ordslab.open_lab()
lab.reset(to="call")
lab.connection.cursor().execute('''
declare
  r owa.vc_arr; p owa.vc_arr; m owa.vc_arr;
begin
  ords.define_module('long_module', '/{LONG}/');
  ords.define_template('long_module', 'validation/:identifier');
  ords.define_handler('long_module', 'validation/:identifier', 'GET', ords.source_type_query, 'select 1 from dual');
  for each in 1 .. 3 loop
    ords.create_role('role_' || each);
  end loop;
  for each in 1 .. 3 loop
    r(1) := 'role_' || (4 - each); p(1) := '/{LONG}/validation/' || each;
    ords.define_privilege('privilege_' || each, r, p, m);
  end loop;
  commit;
end;''')
lab.let_pass(90_000)
me = lab.vault["license_backend_client"]
answer = lab.http.post(f"{{lab.base_url}}/oauth/token", data={{"grant_type": "client_credentials"}},
                       auth=(me.client_id, me.client_secret.reveal()))
lab.http.get(f"{{lab.base_url}}/{LONG}/validation/1").status_code
"""
CELLS = [
    SETUP,
    'inspector = lab.inspect(answer.json()["access_token"])\ninspector',
    "lab.console()",
    "lab.chain()",
    'lab.browse("clients")',
    "lab.audit()",
    "print('all' + ' cells ran')",
]
HIDDEN_SIGNS = """chain => [...chain.querySelectorAll("g.link circle")].filter((circle) => {
  const box = circle.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return top?.closest("g") !== circle.parentElement;
}).length"""
FITS = "each => each.scrollWidth <= each.clientWidth + 1"


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory):
    root = tmp_path_factory.mktemp("lab")
    folder = root / "notebooks"
    folder.mkdir()
    ordslab.sandbox.start(home=root / "home", http_port=0, db_port=0)
    with running_jupyterlab(root, folder) as lab:
        lab.write(NOTEBOOK, CELLS)
        yield lab
    ordslab.sandbox.stop(home=root / "home")


@pytest.fixture(scope="module")
def page(jupyterlab):
    with running_browser(viewport={"width": 1100, "height": 3800}) as page:
        jupyterlab.open(page, NOTEBOOK)
        jupyterlab.run_all(page)
        page.locator(".jp-OutputArea-output", has_text="all cells ran").wait_for()
        until(lambda: page.locator(".ordslab").count() == 4, what="four panels")
        yield page


@pytest.fixture
def panel(page):
    return lambda label: page.get_by_role("region", name=label, exact=True)


def keep(one, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    one.screenshot(path=SCREENSHOTS / f"long-{name}.png")


def test_a_long_path_leaves_the_other_columns_on_the_screen(page, panel):
    """Promise: in the console's history and in the audit a long path is broken, and each column is to be seen."""
    history = panel("Request console").get_by_role("group", name="History")
    audit = page.locator(".ordslab-audit")
    keep(panel("Request console"), "console")
    keep(audit, "audit")
    assert history.evaluate(FITS) and audit.locator("> div").evaluate(FITS)
    for button in history.get_by_role("button", name="Replay call").all():
        assert button.bounding_box()["width"] > 30
    heads = audit.locator("th").all()
    assert all(head.bounding_box()["width"] > 40 for head in heads)


def test_the_audit_adds_nothing_to_the_table_of_contents(page):
    """Promise: warnings and notes of an audit are no chapters of the notebook."""
    page.keyboard.press("Control+Shift+k")
    contents = page.locator("#table-of-contents")
    contents.wait_for()
    assert page.locator(".ordslab-audit").get_by_text("Warnings", exact=True).count() == 1
    assert contents.get_by_text("Warnings").count() == contents.get_by_text("Notes").count() == 0
    page.keyboard.press("Control+Shift+k")


def test_crossing_links_hide_no_sign(panel):
    """Promise: the sign of each link can be seen and clicked, also where links cross."""
    chain = panel("Security chain")
    keep(chain, "chain")
    assert chain.locator("g.link").count() > 6
    assert chain.evaluate(HIDDEN_SIGNS) == 0
    chain.locator("g.link").nth(4).click()
    until(lambda: chain.locator('g.link[aria-pressed="true"]').count() == 1, what="the chosen link")


def test_a_moved_clock_is_said_where_times_are_shown(panel):
    """Promise: who compares a time with the clock on the wall is told how far the database's is ahead."""
    keep(panel("Token inspector"), "inspector")
    for label in ("Token inspector", "Dictionary browser"):
        assert "1 d 1 h ahead of this machine's clock" in panel(label).inner_text()


def test_the_snippets_follow_the_path_that_is_typed(panel):
    """Promise: curl and Python call what stands in the field above them, without a click on Try it."""
    inspector = panel("Token inspector")
    field = inspector.get_by_label("Path to call with GET")
    field.fill("customers/validation/2")
    field.blur()
    until(lambda: "customers/validation/2" in _curl(inspector), what="the path in the snippet")
    assert field.input_value() == "customers/validation/2"
    inspector.get_by_role("button", name="Try it").click()
    until(
        lambda: "validation/2" in inspector.get_by_role("group", name="What came back").inner_text(), what="an answer"
    )


def _curl(inspector) -> str:
    return inspector.get_by_role("group", name="get a token and call: curl", exact=True).inner_text()
