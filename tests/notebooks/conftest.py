"""Lets the tests here import the files beside them, and gives kernels and a sandbox for lessons in disorder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from disorder import Kernels

from ordslab import sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Of a sandbox that the lessons of one file share."""
    home = tmp_path_factory.mktemp("disorder") / "home"
    sandbox.start(home=home, http_port=0, db_port=0)
    yield home
    sandbox.stop(home=home / "somebodys-database")
    sandbox.stop(home=home)


@pytest.fixture
def kernels(request, home):
    """Kernels for one lesson, the parameter."""
    if not hasattr(os, "fork"):
        pytest.skip("kernels are forked")
    kernels = Kernels(request.param, home)
    yield kernels
    kernels.close()
