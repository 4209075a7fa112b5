"""A home folder whose sandbox, if a test starts one, is stopped after the test."""

from __future__ import annotations

import pytest

import ordslab.sandbox
from ordslab.sandbox.sql import memory


@pytest.fixture
def sandbox_home(tmp_path):
    home = tmp_path / "home"
    yield home
    ordslab.sandbox.stop(home)


@pytest.fixture(autouse=True, scope="module")
def _room_for_the_engine():
    """What other tests have left in this process counts for nobody: the engine has as much as in its own sandbox."""
    before = memory.LIMIT
    memory.LIMIT = before + memory.memory_in_use()
    yield
    memory.LIMIT = before
