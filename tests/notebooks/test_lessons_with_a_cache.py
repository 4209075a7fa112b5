"""The lessons where ORDS goes by metadata that are five seconds old, as its cache makes them.

All run at once, each on a sandbox of its own: who waits needs no processor.
"""

from __future__ import annotations

import re

import nbformat
import pytest
from lessons import LESSONS, cells, shown
from refresh import execute_at_once, normalise

from ordslab import sandbox

SECONDS = 5
WAITED = re.compile(r"^\(ORDS may go by older metadata for up to 5 s: waiting (\d\.\d) s until .*\)\n", re.MULTILINE)


@pytest.fixture(scope="module")
def performed(tmp_path_factory):
    """Each lesson's notebook after such a run, and what ended it."""
    runs = {path: (nbformat.read(path, as_version=4), tmp_path_factory.mktemp("cache") / "home") for path in LESSONS}
    try:
        for _, home in runs.values():
            sandbox.start(home=home, http_port=0, db_port=0, metadata_cache=SECONDS)
        errors = execute_at_once(runs)
    finally:
        for _, home in runs.values():
            sandbox.stop(home=home)
    return {path: (notebook, errors[path]) for path, (notebook, _) in runs.items()}


def outputs(cell):
    """What a cell shows, without the lines about waiting, as nbval compares it: streams in one piece, data by kind."""
    found = {}
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            found[output["name"]] = found.get(output["name"], "") + WAITED.sub("", output["text"])
        else:
            found |= output.get("data") or {"error": f"{output['ename']}: {output['evalue']}"}
    return {kind: value for kind, value in found.items() if value}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_shows_what_it_shows_without_a_cache(performed, lesson):
    """Promise: "before the commit 200, after it 401" stays true; what is more is a line for each wait."""
    here, error = performed[lesson]
    assert error is None, error
    normalise(here)
    expected = nbformat.read(lesson, as_version=4)
    for cell, as_shown in zip(cells(here, "code"), cells(expected, "code"), strict=True):
        assert outputs(cell) == outputs(as_shown), cell["source"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_commit_is_waited_for_once_and_for_the_rest_of_the_time(performed, lesson):
    """Promise: there are no more waits than commits, or blocks that may have made one, before them, and none is longer
    than the cache."""
    commits = 1  # of the first cell, by which the lesson begins
    for cell in cells(performed[lesson][0], "code"):
        commits += len(re.findall(r"\bcommit;|^/$|lab\.(?:reset|solve)\(", cell["source"], re.MULTILINE))
        waits = [float(each) for each in WAITED.findall(shown(cell["outputs"]))]
        commits -= len(waits)
        assert commits >= 0 and all(0 < each <= SECONDS for each in waits), cell["source"]
