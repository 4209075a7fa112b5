"""A home and a file of profiles of the test's own."""

from __future__ import annotations

import pytest

from ..profile_folder import own_home


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    own_home(monkeypatch, tmp_path)
    return tmp_path
