"""Read a JSON Web Token. Nothing is verified: for that one needs the issuer's key, and ORDS is the one who does it."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ordslab.secrets import masking
from ordslab.secrets.secret import MASK
from ordslab.text import json_object

_HEADER = {
    "alg": ("how it is signed; ORDS takes RS256, RS384 and RS512", "RFC 7515, 4.1.1"),
    "jku": ("where the issuer's keys are said to be; ORDS asks its JWT profile instead", "RFC 7515, 4.1.2"),
    "kid": ("which of the issuer's keys signed it", "RFC 7515, 4.1.4"),
    "x5t": ("fingerprint of the certificate of that key", "RFC 7515, 4.1.7"),
    "x5t#S256": ("fingerprint of the certificate of that key", "RFC 7515, 4.1.8"),
    "typ": ("what kind of token it is", "RFC 7515, 4.1.9"),
    "cty": ("what kind of content it has", "RFC 7515, 4.1.10"),
    "crit": ("what a reader must understand, or else refuse the token", "RFC 7515, 4.1.11"),
}
_CLAIMS = {
    "iss": ("issuer: who made it; must equal the JWT profile's issuer", "RFC 7519, 4.1.1"),
    "sub": ("subject: whom it speaks of; ORDS's :current_user", "RFC 7519, 4.1.2"),
    "aud": ("audience: for whom it is meant; must equal the JWT profile's audience", "RFC 7519, 4.1.3"),
    "exp": ("expires: not valid from this moment on", "RFC 7519, 4.1.4"),
    "nbf": ("not before: not valid earlier than this", "RFC 7519, 4.1.5"),
    "iat": ("issued at", "RFC 7519, 4.1.6"),
    "jti": ("the token's own number", "RFC 7519, 4.1.7"),
    "scope": ("what it may be used for; in ORDS these are names of privileges", "RFC 8693, 4.2"),
    "scp": ("scope, as some issuers call it", "no RFC: a custom of some issuers"),
    "client_id": ("the OAuth client that asked for it", "RFC 8693, 4.3"),
    "act": ("who acts for the subject", "RFC 8693, 4.1"),
    "roles": ("roles of the subject", "RFC 9068, 2.2.3.1"),
    "groups": ("groups of the subject", "RFC 9068, 2.2.3.1"),
    "entitlements": ("what the subject may do", "RFC 9068, 2.2.3.1"),
    "auth_time": ("when a person last logged in", "RFC 9068, 2.2.1"),
    "acr": ("how strictly a person was recognised", "RFC 9068, 2.2.1"),
    "amr": ("by what means a person was recognised", "RFC 9068, 2.2.1"),
    "cnf": ("the key that its holder has to prove", "RFC 7800, 3.1"),
    "azp": ("the client that it was issued to", "OpenID Connect Core, 2"),
    "nonce": ("ties it to one login", "OpenID Connect Core, 2"),
}
_PRIVATE = ("a claim of the issuer's own", "RFC 7519, 4.3")
_MOMENTS = ("exp", "nbf", "iat", "auth_time")
_MOST = 2000


@dataclass(frozen=True)
class Claim:
    """A member of header or payload: its value as text, what it means, and where that is laid down."""

    name: str
    value: str
    meaning: str
    source: str


@dataclass(frozen=True)
class Jwt:
    """A decoded token, unverified. Its signature, without which it is no key to anything, is not kept."""

    header: dict[str, Any]
    payload: dict[str, Any]

    @property
    def header_claims(self) -> list[Claim]:
        """The header's members, explained."""
        return [_claim(name, value, _HEADER) for name, value in self.header.items()]

    @property
    def claims(self) -> list[Claim]:
        """The payload's members, explained."""
        return [_claim(name, value, _CLAIMS) for name, value in self.payload.items()]

    def moment(self, name: str) -> datetime | None:
        """The time in a claim, UTC; None when it is missing or no time."""
        value = self.payload.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The words of `scope`, or of `scp`."""
        value = self.payload.get("scope", self.payload.get("scp", ""))
        words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(word for word in words if isinstance(word, str))

    @property
    def client(self) -> str:
        """The client that it names, "" for none."""
        value = self.payload.get("client_id") or self.payload.get("azp") or ""
        return value if isinstance(value, str) else ""


def decode(token: str) -> Jwt | None:
    """The token's header and payload; None when it is no JWT.

    Three parts make no JWT: an ORDS client id or an old token ends in two dots and has three as well.
    """
    parts = token.split(".")
    if len(parts) != 3:
        return None
    header, payload = (_members(part) for part in parts[:2])
    return Jwt(header, payload) if header is not None and payload is not None and "alg" in header else None


def _members(part: str) -> dict[str, Any] | None:
    try:
        return json_object(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))
    except ValueError:
        return None


def _claim(name: str, value: Any, known: dict[str, tuple[str, str]]) -> Claim:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if known is _CLAIMS and name in _MOMENTS:
        moment = Jwt({}, {name: value}).moment(name)
        text = f"{text} ({moment:%Y-%m-%d %H:%M:%S} UTC)" if moment else text
    if masking.is_secret_name(name):
        text = MASK
    meaning, source = known.get(name, _PRIVATE)
    return Claim(name, text if len(text) <= _MOST else f"{text[:_MOST]}…", meaning, source)
