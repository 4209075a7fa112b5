"""Where ids, secrets and tokens come from: `secrets`, or a seed that makes them repeatable."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections import Counter


class Entropy:
    """Random bytes by purpose. With a seed each purpose has its own repeatable stream, so that one more request for
    an error id does not change the next client secret. `run` counts the starts on the same data: what was given out
    once must not come again."""

    def __init__(self, seed: int | None = None, run: int = 0) -> None:
        self._seed = None if seed is None else f"{seed}.{run}" if run else str(seed)
        self._drawn: Counter[str] = Counter()

    def bytes(self, purpose: str, count: int = 16) -> bytes:
        """`count` (at most 64) random bytes for `purpose`."""
        if self._seed is None:
            return secrets.token_bytes(count)
        self._drawn[purpose] += 1
        return hashlib.sha512(f"{self._seed}:{purpose}:{self._drawn[purpose]}".encode()).digest()[:count]

    def token(self, purpose: str) -> str:
        """22 characters, URL-safe base64 of 16 bytes without padding: ORDS's access tokens, codes and error ids."""
        return base64.urlsafe_b64encode(self.bytes(purpose)).decode().rstrip("=")

    def credential(self, purpose: str) -> str:
        """24 characters that end in two dots: the form of ORDS's client ids and secrets."""
        return self.token(purpose) + ".."
