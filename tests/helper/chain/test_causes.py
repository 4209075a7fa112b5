"""The table of causes: complete, in words, and filled in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ordslab.chain
from ordslab.chain.causes import CAUSES, verdict

SOURCES = list(Path(ordslab.chain.__file__).parent.glob("*.py"))
FOUND = {
    node.value
    for file in SOURCES
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    for node in ast.walk(call)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_has_two_sentences_and_is_found_by_somebody(cause):
    """Promise: no cause is dead; each has what is so, and why or what to do, as sentences."""
    status, fact, reason = CAUSES[cause]
    assert status in (0, 200, 400, 401, 403, 404, 405, 415, 555) and cause in FOUND, cause
    for sentence in (fact, reason):
        assert re.fullmatch(r"\S.*[.?}]", sentence)


def test_what_is_filled_in_stays_as_it_is():
    """Promise: a name with braces in it is a name, not a place to fill in."""
    found = verdict("not_published", module="{alias} {0}")
    assert found.fact == "The module {alias} {0} is not published." and (found.status, found.mend) == (404, None)


def test_the_status_may_be_another():
    """Promise: a cause that comes with any status takes the one that was seen."""
    assert verdict("unavailable", status=503, who="ORDS").status == 503
    assert "answered 503" in verdict("unavailable", status=503, who="ORDS").fact
