"""What is kept of a secret, a token or a cookie in its place."""

from __future__ import annotations

import hashlib


def digest(text: str) -> bytes:
    """The SHA-256 by which a presented one is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
