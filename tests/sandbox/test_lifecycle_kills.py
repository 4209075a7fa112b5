"""Forty kills at random moments; five hundred on demand: tests/benchmarks/kill.py."""

from __future__ import annotations

import os
import secrets

import pytest

from tests.sandbox.kills import kill_again_and_again


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_no_kill_loses_or_halves_anything_or_prevents_a_start(sandbox_home):
    """Promise: what was acknowledged is there, nothing is half there, each start succeeds. The seed is printed."""
    seed = secrets.randbelow(2**32)
    print("seed", seed)
    record = kill_again_and_again(sandbox_home, 40, seed)
    assert (record.kills, record.refused, record.lost, record.half) == (40, [], 0, 0)
    assert record.acknowledged
