"""Make every attack of the watchdog's list and print how long others waited beside it. Run by hand:

python tests/benchmarks/watchdog.py             # all of them
python tests/benchmarks/watchdog.py LIKE lob    # those whose names hold a word
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sandbox.watchdog.attacks import ATTACKS
from tests.sandbox.watchdog.judgement import faults
from tests.sandbox.watchdog.patient import in_peace, patient, watched


def main() -> None:
    words = [word.lower() for word in sys.argv[1:]]
    missed = 0
    print(f"{'attack':<44} {'took s':>7} {'GET s':>7} {'SELECT s':>9} {'peace':>7} {'MB':>6}  answer")
    with tempfile.TemporaryDirectory() as folder, in_peace(Path(folder) / "peace") as peaceful:
        for number, attack in enumerate(ATTACKS):
            if words and not any(word in attack.name.lower() for word in words):
                continue
            with patient(Path(folder) / str(number), peaceful) as target:
                seen = watched(target, attack.make)
            found = faults(attack, seen)
            missed += bool(found)
            figures = f"{seen.took:7.2f} {seen.waits['get']:7.3f} {seen.waits['select']:9.3f} {seen.peace:7.3f}"
            verdict = "; ".join(found) or "ok"
            print(f"{attack.name:<44} {figures} {seen.megabytes:6.0f}  {seen.answer[:60]!r} {verdict}", flush=True)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
