"""Make every attack of the watchdog's list and print how long others waited beside it. Run by hand:

python tests/benchmarks/watchdog.py             # all of them
python tests/benchmarks/watchdog.py LIKE lob    # those whose names hold a word
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sandbox.watchdog.attacks import ATTACKS
from tests.sandbox.watchdog.patient import CALL_TIMEOUT, patient, watched

LONGEST_WAIT = 0.25  # seconds
LONGEST_CALL = CALL_TIMEOUT + 1


def main() -> None:
    words = [word.lower() for word in sys.argv[1:]]
    missed = 0
    print(f"{'attack':<44} {'took s':>7} {'GET s':>7} {'SELECT s':>9} {'MB':>6}  answer")
    for attack in ATTACKS:
        if words and not any(word in attack.name.lower() for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder, patient(Path(folder) / "home") as target:
            seen = watched(target, attack.make)
        holds = (
            max(seen.waits.values()) <= LONGEST_WAIT
            and seen.took <= LONGEST_CALL
            and seen.megabytes < attack.megabytes
            and re.search(attack.answers, seen.answer) is not None
        )
        missed += not holds
        figures = f"{seen.took:7.2f} {seen.waits['get']:7.3f} {seen.waits['select']:9.3f} {seen.megabytes:6.0f}"
        print(f"{attack.name:<44} {figures}  {seen.answer[:60]!r} {'ok' if holds else 'MISSED'}", flush=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
