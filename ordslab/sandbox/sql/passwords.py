"""What is kept of a password: Oracle's 12c verifier, from which the password cannot be found."""

from __future__ import annotations

import hashlib

ROUNDS = 4096
_PURPOSE = b"AUTH_PBKDF2_SPEEDY_KEY"


def password_hash(password: str, salt: bytes) -> bytes:
    """What is stored of a password. Costs some milliseconds."""
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt + _PURPOSE, ROUNDS, 64)
    return hashlib.sha512(key + salt).digest()
