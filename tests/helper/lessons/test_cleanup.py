"""Cleaning up, on a database that is not the lab's own."""

from __future__ import annotations

import json
import re

import pytest

from ordslab import names
from ordslab.errors import LabError

from ..elsewhere import everything


@pytest.fixture
def lab(away):
    return away


def test_cleanup_removes_what_the_series_made_and_nothing_else(lab, capsys, monkeypatch):
    """Promise: before and after are the same, whatever else is in the schema; it lists first, and asks."""
    lab.cleanup(ask=False)
    with lab.connection.cursor() as cursor:
        cursor.execute("create table customers_archive (id number)")
        cursor.execute("begin ords.define_module(p_module_name => 'shop', p_base_path => '/shop/'); commit; end;")
    before = everything(lab)
    lab.reset(to="token")
    capsys.readouterr()
    for answer in ("no", ""):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        lab.cleanup()
        assert everything(lab) > before
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    lab.cleanup()
    shown = capsys.readouterr().out
    assert "client license_backend_client\nprivilege license_priv\nrole license_role\nmodule customers\n" in shown
    assert everything(lab) == before and "license_backend_client" not in lab.vault
    lab.cleanup()
    assert "nothing of the lessons" in capsys.readouterr().out
    with lab.connection.cursor() as cursor:
        cursor.execute("drop table customers_archive purge")
        cursor.execute("begin ords.delete_module(p_module_name => 'shop'); commit; end;")


def test_where_nobody_can_answer_nothing_is_removed(lab, capsys, monkeypatch):
    """Promise: in CI, cleanup without ask=False removes nothing and says how."""

    def no_keyboard(_):
        raise RuntimeError("raw_input was called, but this frontend does not support input requests.")

    lab.reset(to="role")
    monkeypatch.setattr("builtins.input", no_keyboard)
    lab.cleanup()
    assert "ask=False" in capsys.readouterr().out and lab.check("endpoint").passed
    lab.cleanup(ask=False)


@pytest.mark.parametrize(
    ("make", "remove", "thing"),
    [
        ("create table customers (id number, revenue number)", "drop table customers purge", "table customers"),
        (
            "begin ords.define_module(p_module_name => 'customers', p_base_path => '/crm/');"
            " ords.define_template(p_module_name => 'customers', p_pattern => 'orders/{id}'); commit; end;",
            "begin ords.delete_module(p_module_name => 'customers'); commit; end;",
            "module customers",
        ),
    ],
)
def test_a_schema_that_has_such_things_is_not_touched(lab, capsys, make, remove, thing):
    """Promise: a table or module of one of these names that is not the lessons' survives reset and cleanup, and the
    way out is a prefix."""
    lab.cleanup(ask=False)
    with lab.connection.cursor() as cursor:
        cursor.execute(make)
    before = everything(lab)
    with pytest.raises(LabError, match=f"has a {thing} that is not the lessons'") as caught:
        lab.reset(to="role")
    assert "prefix" in caught.value.next_step
    lab.cleanup(ask=False)
    assert everything(lab) == before and "left alone" in capsys.readouterr().out
    with lab.connection.cursor() as cursor:
        cursor.execute(remove)


MAKES = re.compile(
    r"\b(?:define_module|create_role|define_privilege|create_client|register_client|create table) *\(?"
    r"\s*(?:p_(?:module|role|privilege)?_?name\s*=>\s*'?)?(\w+)"
)


def test_everything_that_the_lessons_make_is_known_by_name():
    """Promise: whatever lessons, exercises and solutions create is in the list that reset, cleanup and prefix go by."""
    from ordslab.cli import find_lessons
    from ordslab.lessons.registry import SERIES

    known = {name for each in names.MADE.values() for name in each}
    notebooks = [json.loads(path.read_text()) for path in sorted(find_lessons().glob("*.ipynb"))]
    texts = ["".join(cell["source"]) for notebook in notebooks for cell in notebook["cells"]]
    for goal in (goal for each in SERIES for goal in (each.checkpoint, *each.exercises)):
        texts += [*goal.cells, *goal.by_oauth]
    made = {name for text in texts for name in MAKES.findall(text)} - {"___"}  # a gap of an exercise
    assert {"customers", "license_role", "support_role", "support_priv", "night_job"} <= made <= known
