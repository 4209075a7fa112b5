"""What is wrong with what was seen of an attack."""

from __future__ import annotations

import re

from tests.sandbox.watchdog.attacks import Attack
from tests.sandbox.watchdog.patient import CALL_TIMEOUT, Watched

HELD_UP = 0.25  # seconds that others may wait longer than where nobody attacks
ENDS = 1.0  # seconds that a call may go on behind its timeout


def faults(attack: Attack, seen: Watched) -> list[str]:
    """Sentences; none when every promise was kept."""
    found = []
    if seen.held_up > HELD_UP:
        found.append(f"others were held up for {seen.held_up:.2f} s")
    if attack.ends and seen.took > CALL_TIMEOUT + ENDS + 4 * seen.peace:
        found.append(f"it took {seen.took:.1f} s")
    if not re.search(attack.answers, seen.answer):
        found.append(f"the answer was {seen.answer}")
    if seen.megabytes > attack.megabytes:
        found.append(f"{seen.megabytes:.0f} MB more memory")
    return found
