"""The dictionary browser in a kernel, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.sql.views import NAMES

from .panels import CLIENT, click, shown


def test_browser_goes_from_row_to_related_row(lab):
    """Promise: a row leads to the rows that hold its id, and an id to its row."""
    panel = lab.browse("clients")
    (row,) = [row for row in panel._rows if CLIENT in row]
    number = row[panel._columns.index("ID")]
    click(panel, "show", view="client_roles", column="CLIENT_ID", id=number)
    assert "ROLE_NAME license_role" in panel.text() and "(chosen rows)" in panel.text()
    role = panel._rows[0][panel._columns.index("ROLE_ID")]
    click(panel, "show", view="roles", column="ID", id=role)
    assert "license_role" in shown(panel) and len(panel._rows) == 1


def test_browser_sees_open_work(lab):
    """Promise: it shows what the lab's own connection sees."""
    lab.connection.cursor().execute("begin ords.create_role('unfinished'); end;")
    assert "NAME unfinished" in lab.browse("roles").text()
    lab.connection.rollback()
    assert "NAME unfinished" not in lab.browse("roles").text()


@pytest.mark.parametrize("view", NAMES)
def test_browser_shows_each_view(lab, view):
    """Promise: there is no view that it stumbles over."""
    assert lab.browse(view).trouble == ""


@pytest.mark.parametrize(
    "values",
    [{"view": "user_users"}, {"view": "roles", "column": "NAME) or (1=1", "id": 1}, {"view": "roles", "id": "x"}],
)
def test_browser_asks_for_nothing_else(lab, values):
    """Promise: what a message names is one of the views and one of their columns, and never becomes SQL."""
    panel = lab.browse()
    click(panel, "show", **values)
    assert panel.trouble
