"""Kill the sandbox at random moments, and look at what each start finds. Run by hand:

python tests/benchmarks/kill.py [KILLS [SEED]]        # 500

What was acknowledged must be there, whole, and each start must succeed. The seed is printed.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sandbox"))

from kills import kill_again_and_again

import ordslab.sandbox


def main() -> int:
    """0 where nothing was lost."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbelow(2**32)
    print(f"{count} kills, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        try:
            record = kill_again_and_again(home, count, seed)
        finally:
            ordslab.sandbox.stop(home)
    print(f"{record.kills} kills, {len(record.acknowledged)} transactions and {len(record.tables)} tables acknowledged")
    print(f"lost {record.lost}, half {record.half}, refused starts {len(record.refused)}", *record.refused, sep="\n")
    return int(bool(record.lost or record.half or record.refused))


if __name__ == "__main__":
    sys.exit(main())
