"""The learner's copies: the originals without outputs, never overwritten, and told when they are old."""

from __future__ import annotations

import json

import pytest

from ordslab.errors import SettingsError
from ordslab.lessons import copies
from ordslab.lessons.notebooks import find_lessons


def notebook(text):
    """A notebook of one cell that was run."""
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "source": text, "execution_count": 3}
    cell |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "the answer"}]}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def originals(tmp_path):
    folder = tmp_path / "notebooks"
    (folder / "images").mkdir(parents=True)
    (folder / "03-privilege.ipynb").write_text(notebook("1 + 1"))
    (folder / "04-client.ipynb").write_text(notebook("2 + 2"))
    (folder / "images" / "chain.svg").write_text("<svg/>")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "03-privilege.ipynb").write_text("{}")
    return folder


@pytest.fixture
def folder(tmp_path, originals):
    folder = tmp_path / "mine"
    copies.make(originals, folder)
    return folder


@pytest.mark.parametrize("path", sorted(find_lessons().glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_copy_is_its_original_without_outputs(path):
    """Promise: of each lesson, sources, ids and metadata are the original's; outputs and counts are none."""
    original, copy = json.loads(path.read_bytes()), json.loads(copies.stage(path.read_bytes()))
    for cell in copy["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    for one, other in zip(original["cells"], copy["cells"], strict=True):
        assert {**one, "outputs": 0, "execution_count": 0} == {**other, "outputs": 0, "execution_count": 0}
    assert {**original, "cells": 0} == {**copy, "cells": 0}


def test_all_files_come_along(folder):
    """Promise: pictures and programs come with the lessons, what an editor left does not."""
    names = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    assert names == [copies.NOTES, "03-privilege.ipynb", "04-client.ipynb", "images/chain.svg"]
    assert "the answer" not in (folder / "03-privilege.ipynb").read_text()


@pytest.mark.parametrize("times", [1, 3])
def test_what_the_learner_wrote_stays(originals, folder, times):
    """Promise: however often the copies are made, a notebook that is there is not written to."""
    (folder / "03-privilege.ipynb").write_text("mine")
    for _ in range(times):
        made = {each.path.name: each for each in copies.make(originals, folder)}
    assert (folder / "03-privilege.ipynb").read_text() == "mine"
    assert made["03-privilege.ipynb"] == copies.Copy(folder / "03-privilege.ipynb", made_now=False, changed=True)
    assert not made["04-client.ipynb"].changed


@pytest.mark.parametrize("touched", [True, False])
def test_a_lesson_that_the_project_changed_comes_beside(originals, folder, touched):
    """Promise: the newer lesson is a further file, made once and named; the learner's stays, touched or not."""
    before = "mine" if touched else (folder / "03-privilege.ipynb").read_text()
    (folder / "03-privilege.ipynb").write_text(before)
    (originals / "03-privilege.ipynb").write_text(notebook("1 + 1 + 1"))
    first = copies.make(originals, folder)
    again = copies.make(originals, folder)
    assert (folder / "03-privilege.ipynb").read_text() == before
    assert "1 + 1 + 1" in (folder / "03-privilege.new-1.ipynb").read_text()
    assert [each.newer for each in first if each.newer] == ["03-privilege.new-1.ipynb"]
    assert [each.newer for each in again if each.newer] == ["03-privilege.new-1.ipynb"]
    assert any(each.made_now for each in first) and not any(each.made_now for each in again)


def test_a_picture_that_nobody_touched_is_brought_up_to_date(originals, folder):
    """Promise: a newer picture replaces the older one, and what the learner drew stays."""
    (originals / "images" / "chain.svg").write_text("<svg>new</svg>")
    copies.make(originals, folder)
    assert (folder / "images" / "chain.svg").read_text() == "<svg>new</svg>"
    (folder / "images" / "chain.svg").write_text("mine")
    (originals / "images" / "chain.svg").write_text("<svg>newest</svg>")
    copies.make(originals, folder)
    assert (folder / "images" / "chain.svg").read_text() == "mine"


def test_fresh_gives_a_clean_copy_and_keeps_the_old_ones(originals, folder):
    """Promise: nothing is lost, however often a lesson is begun anew."""
    for number in (1, 2):
        (folder / "03-privilege.ipynb").write_text(f"mine {number}")
        path, kept = copies.make_fresh(originals, folder, "03")
        assert kept is not None and kept.read_text() == f"mine {number}"
        assert path.read_bytes() == copies.stage((originals / "03-privilege.ipynb").read_bytes())


@pytest.mark.parametrize("word", ["99", "0", "nothing"])
def test_fresh_of_no_one_lesson_is_explained(originals, folder, word):
    """Promise: a word that fits no lesson, or several, lists them and changes nothing."""
    before = sorted(folder.rglob("*"))
    with pytest.raises(SettingsError, match="03-privilege, 04-client"):
        copies.make_fresh(originals, folder, word)
    assert sorted(folder.rglob("*")) == before


def test_the_lesson_where_the_learner_was(originals, folder):
    """Promise: at first the landing page opens, later the notebook that was written to last."""
    import os

    assert copies.where_they_were(folder) == copies.LANDING
    for age, name in ((50, "04-client.ipynb"), (20, "03-privilege.ipynb")):
        (folder / name).write_text("mine")
        os.utime(folder / name, (1_000_000 - age, 1_000_000 - age))
    assert copies.where_they_were(folder) == "03-privilege.ipynb"


@pytest.mark.parametrize("damage", ["", "[]", "{", "\x00"])
def test_damaged_notes_lose_nothing(originals, folder, damage):
    """Promise: without its notes a folder's notebooks count as the learner's."""
    (folder / copies.NOTES).write_text(damage)
    (folder / "03-privilege.ipynb").write_text("mine")
    copies.make(originals, folder)
    assert (folder / "03-privilege.ipynb").read_text() == "mine"


def test_the_folder_is_the_one_that_holds_copies(tmp_path, folder, monkeypatch):
    """Promise: started within the folder, no second one is made in it."""
    monkeypatch.chdir(tmp_path)
    assert copies.folder_of(None) == tmp_path / copies.FOLDER
    monkeypatch.chdir(folder)
    assert copies.folder_of(None) == folder
    assert copies.folder_of(tmp_path / "other") == tmp_path / "other"


def test_a_folder_that_cannot_be_written_is_explained(originals, tmp_path):
    """Promise: two lines, and the way out."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(SettingsError, match="--folder DIR"):
        copies.make(originals, tmp_path / "taken")
