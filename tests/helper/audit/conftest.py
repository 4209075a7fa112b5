"""The audit of a schema that has most of what can be wrong."""

from __future__ import annotations

import pytest

from ..dictionary_fakes import FakeConnection, fake_lab, rows
from ..schemas import TEN_MODULES


@pytest.fixture
def found(tmp_path):
    return fake_lab(tmp_path, FakeConnection(rows(**TEN_MODULES))).audit()
