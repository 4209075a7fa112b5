"""Send the sandbox what no client sends, a million times, and look at its log. Run by hand:

python tests/benchmarks/fuzz.py [COUNT [SEED]]        # packets and requests, each COUNT times (1,000,000)

The tests are those of each commit, with more of everything. Seeds are printed: the same one sends the same again.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "sandbox"
FUZZERS = (TESTS / "http" / "test_http_fuzz.py", TESTS / "oracle_net" / "test_wire_fuzz.py")


def main() -> int:
    """The exit status of the tests."""
    count = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    seed = sys.argv[2] if len(sys.argv) > 2 else str(secrets.randbelow(2**32))
    print(f"{count} of each, seed {seed}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-s", f"--hypothesis-seed={seed}", *map(str, FUZZERS)]
    environment = os.environ | {"ORDSLAB_FUZZ": count, "ORDSLAB_FUZZ_SEED": seed}
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
