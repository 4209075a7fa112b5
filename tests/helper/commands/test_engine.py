"""The commands `ordslab up` and `ordslab down`."""

from __future__ import annotations

from ordslab.commands import engine as engine_command
from ordslab.engines import ENGINES


def test_the_commands_know_every_engine():
    """Promise: what the command offers is what there is."""
    assert set(engine_command._NAMES) == set(ENGINES)
