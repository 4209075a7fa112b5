"""Nobody stops the others: beside each attack a GET and a SELECT go on, and the attack itself ends."""

from __future__ import annotations

import pytest

from tests.sandbox.watchdog.attacks import ATTACKS
from tests.sandbox.watchdog.judgement import faults
from tests.sandbox.watchdog.patient import in_peace, patient, watched


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory):
    with in_peace(tmp_path_factory.mktemp("watchdog") / "peace") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def target(tmp_path_factory, peaceful):
    with patient(tmp_path_factory.mktemp("watchdog") / "home", peaceful) as target:
        yield target


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.core], ids=lambda attack: attack.name)
def test_nobody_stops_the_others(attack, target, peaceful, tmp_path):
    """Promise: a quarter of a second for the others, a second for a call's own end, 256 MB.

    The quarter is what others wait longer than beside nobody at the same moment, so that a loaded machine is no excuse.
    """
    if faults(attack, watched(target, attack.make)):  # perhaps what an earlier attack has left
        with patient(tmp_path / "home", peaceful) as fresh:
            assert not faults(attack, watched(fresh, attack.make))
