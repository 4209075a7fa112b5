"""Name and password of who logs on. Of a password Oracle's 12c verifier is kept, from which it cannot be found."""

from __future__ import annotations

import hashlib

ROUNDS = 4096
_PURPOSE = b"AUTH_PBKDF2_SPEEDY_KEY"


def folded(user: str) -> str:
    """A user's name as Oracle reads it: in upper case unless quoted."""
    if len(user) > 2 and user[0] == user[-1] == '"':
        return user[1:-1]
    return user.upper()


def password_hash(password: str, salt: bytes) -> bytes:
    """What is stored of a password. Costs some milliseconds."""
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt + _PURPOSE, ROUNDS, 64)
    return hashlib.sha512(key + salt).digest()
