"""The cryptography of the 12c logon: both sides prove that they know the password, which is stored nowhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ordslab.sandbox.sql.passwords import ROUNDS, password_hash

__all__ = ["ROUNDS", "Exchange", "fake", "password_hash"]

SESSION_ROUNDS = 3
_ZERO_IV = bytes(16)


def _encrypt(key: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.CBC(_ZERO_IV)).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _decrypt(key: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(_ZERO_IV)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def fake(secret: bytes, user: str) -> tuple[bytes, bytes]:
    """Salt and hash for a user that does not exist: always the same, so that users cannot be told from strangers."""
    digest = hmac.digest(secret, user.encode(), "sha512")
    return digest[:16], hashlib.sha512(digest).digest()


class Exchange:
    """One logon: challenge, proof, answer. Raises ValueError for what is no proof at all."""

    def __init__(self, salt: bytes, stored_hash: bytes) -> None:
        self._salt = salt
        self._hash = stored_hash
        self._server_half = secrets.token_bytes(32)
        self._session_salt = secrets.token_bytes(16)
        self._key = b""

    def challenge(self) -> list[tuple[str, str, int]]:
        """The keywords of the first answer; the salt's flags name the kind of verifier (12c)."""
        return [
            ("AUTH_SESSKEY", _encrypt(self._hash[:32], self._server_half).hex().upper(), 0),
            ("AUTH_VFR_DATA", self._salt.hex().upper(), 0x4815),
            ("AUTH_PBKDF2_CSK_SALT", self._session_salt.hex().upper(), 0),
            ("AUTH_PBKDF2_VGEN_COUNT", str(ROUNDS), 0),
            ("AUTH_PBKDF2_SDER_COUNT", str(SESSION_ROUNDS), 0),
        ]

    def proves(self, session_key: str, speedy_key: str) -> bool:
        """Whether the client's answer shows that it knows the password."""
        client_half = _decrypt(self._hash[:32], bytes.fromhex(session_key))[:32]
        both = (client_half + self._server_half).hex().upper().encode()
        self._key = hashlib.pbkdf2_hmac("sha512", both, self._session_salt, SESSION_ROUNDS, 32)
        password_key = _decrypt(self._key, bytes.fromhex(speedy_key))[16:80]
        return hmac.compare_digest(hashlib.sha512(password_key + self._salt).digest(), self._hash)

    def proof(self) -> str:
        """The server's proof that it knows the hash."""
        return _encrypt(self._key, secrets.token_bytes(16) + b"SERVER_TO_CLIENT" + b"\x10" * 16).hex().upper()

    def password(self, encrypted: str) -> str:
        """A password that the client sent under the session's key."""
        data = _decrypt(self._key, bytes.fromhex(encrypted))
        return data[16 : len(data) - data[-1]].decode()
