"""A lab on the lessons' case, complete and committed."""

from __future__ import annotations

import pytest

import ordslab
import ordslab.sandbox


@pytest.fixture(scope="module")
def case(home):
    """The lessons' case, complete and committed."""
    with ordslab.open_lab() as lab:
        lab.reset(to="call")


@pytest.fixture
def lab(case):
    with ordslab.open_lab() as lab:
        yield lab
