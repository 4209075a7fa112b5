"""Fixtures of these tests."""

from __future__ import annotations

import pytest

from ordslab.http.journal import Journal
from ordslab.http.session import LabSession
from ordslab.settings.current import Settings

from .answers import Answers, serving


@pytest.fixture
def url():
    with serving(Answers) as url:
        yield url


@pytest.fixture
def session(url, tmp_path):
    with LabSession(Settings("sandbox", tmp_path, "PAGE", "dsn", f"{url}/ords/page"), Journal()) as session:
        yield session
