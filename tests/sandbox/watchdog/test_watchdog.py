"""Nobody stops the others: beside each attack a GET and a SELECT go on, and the attack itself ends."""

from __future__ import annotations

import re

import pytest

from tests.sandbox.watchdog.attacks import ATTACKS
from tests.sandbox.watchdog.patient import CALL_TIMEOUT, Watched, patient, watched

LONGEST_WAIT = 1.0  # seconds; the promise is a quarter of it, on a machine that does nothing else
IDLE_TIMES = 4  # on a machine that has no time for anybody, so many times the longest wait without an attack
LONGEST_CALL = CALL_TIMEOUT + 4  # seconds; the promise is three seconds less


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    with patient(tmp_path_factory.mktemp("watchdog") / "home") as target:
        yield target


QUIET = Watched("", 0.0, {"get": 0.0, "select": 0.0}, 0.0)


def faults(target, attack, seen):
    """What is wrong with what was seen; in doubt whether it took too long, measured against a quiet time behind it."""
    if slow_beside(seen, QUIET):
        idle = watched(target, lambda _: _.sql("begin dbms_session.sleep(0.5); end;"))
        found = slow_beside(seen, idle)
    else:
        found = []
    if not re.search(attack.answers, seen.answer):
        found.append(f"the answer was {seen.answer}")
    if seen.megabytes > attack.megabytes:
        found.append(f"{seen.megabytes:.0f} MB more memory")
    return found


def slow_beside(seen, idle):
    allowed = max(LONGEST_WAIT, IDLE_TIMES * max(idle.waits.values()))
    slow = [f"{name} waited {wait:.2f} s" for name, wait in seen.waits.items() if wait > allowed]
    if seen.took > max(LONGEST_CALL, IDLE_TIMES * idle.took):
        slow.append(f"the attack took {seen.took:.1f} s")
    return slow


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.core], ids=lambda attack: attack.name)
def test_nobody_stops_the_others(attack, target, tmp_path):
    """Promise: a quarter of a second for the others, a second for a call's own end, 256 MB; with room for CI."""
    if faults(target, attack, watched(target, attack.make)):  # perhaps the machine had other things to do
        with patient(tmp_path / "home") as fresh:
            assert not faults(fresh, attack, watched(fresh, attack.make))
