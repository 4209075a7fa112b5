"""The page on security names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "SECURITY.md"
NAMED = re.findall(r"`((?:sandbox|benchmarks)/[\w/.]*)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))


def test_each_promise_names_a_test_that_there_is():
    """Promise: nobody reads of a test that was renamed or deleted."""
    assert len(NAMED) > 15
    for path, function in NAMED:
        place = TESTS / path
        assert place.exists(), path
        assert not function or f"def {function}(" in place.read_text(encoding="utf-8"), f"{path}::{function}"
