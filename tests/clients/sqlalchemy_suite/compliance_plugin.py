"""SQLAlchemy's own plugin for pytest, which makes its compliance suite run (see `suite`)."""

import pytest

pytest.register_assert_rewrite("sqlalchemy.testing.assertions")

from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402, F403 - as its documentation has it
from sqlalchemy.testing.plugin.pytestplugin import pytest_collection_modifyitems as _chosen  # noqa: E402


def pytest_collection_modifyitems(session, config, items):
    """Without what makes tables in another user's schema and asks for no requirement."""
    _chosen(session, config, items)
    items[:] = [each for each in items if not ("check_constraint" in each.name and "[True" in each.name)]
