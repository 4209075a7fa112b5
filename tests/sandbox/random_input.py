"""Input that no client sends, made at random from a seed that is printed."""

from __future__ import annotations

import os
import random
import secrets

COUNT = int(os.environ.get("ORDSLAB_FUZZ", "100000"))
"""How many packets and how many requests."""
_STRANGE = (b"\xff" * 4, b"\x08" + b"\xff" * 8, b"\xfe", b"\0" * 4, b"\x80", b"\x7f\xff\xff\xff", b"\x01\xfe\xff")


def seed(what: str) -> int:
    """A seed: ORDSLAB_FUZZ_SEED, or a new one; printed."""
    number = int(os.environ.get("ORDSLAB_FUZZ_SEED") or secrets.randbelow(2**32))
    print(f"{COUNT} {what}, ORDSLAB_FUZZ_SEED={number}")
    return number


def changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, left out, put in, repeated or cut short, in one to three places."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 2, 4, 8)))
        how = chance.randrange(6)
        if how == 0:
            new = chance.choice(_STRANGE)
        elif how == 1:
            new = data[start:end] * chance.choice((2, 3, 40))
        elif how == 2:
            data, new = data[:end], b""
        else:
            new = chance.randbytes(chance.choice((0, 1, 1, 2, 4)))
        data = data[:start] + new + data[end:]
    return data
