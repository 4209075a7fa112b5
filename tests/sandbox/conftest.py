"""A home folder whose sandbox, if a test starts one, is stopped after the test."""

from __future__ import annotations

import pytest

import ordslab.sandbox


@pytest.fixture
def sandbox_home(tmp_path):
    home = tmp_path / "home"
    yield home
    ordslab.sandbox.stop(home)
