"""JWTs as bearer tokens, where a schema has a JWT profile.

Marks. Documented (Developer's Guide, "JWT Bearer Token Authentication"): RS256, RS384 and RS512; `kid`, found among the
keys of the profile's URL; `x5t` and `typ` where they are there; `sub`, `aud`, `iss`, `iat` and `exp` required, `nbf`
obeyed; keys of 2048 to 4096 bits; 10,000 bytes of keys; skew and age; scopes (`scope` or `scp`) that name the
privilege, or roles where a JSON pointer says. Observed: every failure is 401 with `error="invalid_token"`. Inferred: no
skew and no age unless the profile says; how long keys are kept; a redirect of the keys' URL is not followed.

Trusted for the keys' URL besides the system's authorities, for an issuer on one's own machine: the certificates that
ORDSLAB_SANDBOX.TRUST_CERTIFICATE was given, and those of the PEM file that `ORDSLAB_SANDBOX_JWKS_CA` names, where it is
set when the sandbox is started.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from ordslab.sandbox.metadata.model import JwtProfile

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

    from ordslab.sandbox.clock import Clock

CA_VARIABLE = "ORDSLAB_SANDBOX_JWKS_CA"

_ALGORITHMS = ("RS256", "RS384", "RS512")
_KEY_BITS = range(2048, 4097)
_LARGEST = 10_000
_TIMEOUT = 5.0  # seconds, in all
_KEPT = 300.0  # seconds that keys are kept; a lesson that moves the clock lets them pass
_PAUSE = 10.0  # seconds between two fetches because a key was not among those that are kept


@dataclass(frozen=True)
class Jwt:
    """A token that holds: who consented, and what it was issued for."""

    subject: str
    scopes: frozenset[str]
    claims: Mapping[str, Any]

    def roles(self, pointer: str) -> frozenset[str]:
        """The array of names that a JSON pointer leads to, nothing where it leads to none."""
        value: Any = self.claims
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(value, Mapping):
                return frozenset()
            value = value.get(name)
        return frozenset(each for each in value if isinstance(each, str)) if isinstance(value, list) else frozenset()


@dataclass
class _Keys:
    by_id: dict[str, RSAKey]
    fetched: float
    authorities: int
    """How many were trusted then, besides the usual."""


class JwtVerifier:
    """Verifies tokens. For one event loop; keys are fetched in a thread, once for all who wait for them.

    `authorities`: certificates (PEM) that are trusted too; some may be added later.
    """

    def __init__(self, clock: Clock, authorities: Sequence[str] = ()) -> None:
        self._clock = clock
        self._authorities = authorities
        self._keys: dict[str, _Keys] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verify(self, profile: JwtProfile, token: str) -> Jwt | None:
        """What a token says, None when it does not hold."""
        from joserfc import jws
        from joserfc.errors import JoseError

        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
        except (JoseError, ValueError, TypeError):
            return None
        if header.get("alg") not in _ALGORITHMS or str(header.get("typ", "JWT")).upper() != "JWT":
            return None
        key = await self._key(profile.jwk_url, header.get("kid"))
        if key is None or not _fits(key, header):
            return None
        return self._checked(profile, token, key)

    def _checked(self, profile: JwtProfile, token: str, key: RSAKey) -> Jwt | None:
        from joserfc import jwt
        from joserfc.errors import JoseError

        now = int(self._clock.now().timestamp())
        skew = max(profile.allowed_skew or 0, 0)
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=skew,
            iss={"essential": True, "value": profile.issuer},
            aud={"essential": True, "value": profile.audience},
            sub={"essential": True},
            iat={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, key, algorithms=list(_ALGORITHMS)).claims
            rules.validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        if now >= claims["exp"] + skew:  # at that second too, which older releases of the library let pass
            return None
        age = profile.allowed_age or 0
        if age > 0 and now - claims["iat"] > age + skew:
            return None
        return Jwt(claims["sub"], _scopes(claims), claims)

    async def _key(self, url: str, kid: Any) -> RSAKey | None:
        if not isinstance(kid, str):
            return None
        async with self._locks.setdefault(url, asyncio.Lock()):
            kept, trusted = self._keys.get(url), tuple(self._authorities)
            now = time.monotonic() + self._clock.offset.total_seconds()
            age = now - kept.fetched if kept and kept.authorities == len(trusted) else _KEPT
            if kept is None or age >= (_KEPT if kid in kept.by_id else _PAUSE):
                try:
                    found = await asyncio.wait_for(asyncio.to_thread(_fetch, url, trusted), _TIMEOUT + 1)
                except TimeoutError:  # it has not even connected
                    found = {}
                kept = self._keys[url] = _Keys(found, now, len(trusted))
            return kept.by_id.get(kid)


def looks_like_jwt(token: str) -> bool:
    """Whether a bearer token has a JWT's three parts; ORDS's own tokens have one."""
    return token.count(".") == 2


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    value = claims.get("scope", claims.get("scp", ""))
    names = value if isinstance(value, list) else str(value).split()
    return frozenset(each for each in names if isinstance(each, str))


def _fits(key: RSAKey, header: Mapping[str, Any]) -> bool:
    """Whether the key may have made a signature with this header."""
    known = key.as_dict(private=False)
    if known.get("alg", header["alg"]) != header["alg"]:
        return False
    return "x5t" not in header or known.get("x5t") == header["x5t"]


def _fetch(url: str, trusted: Sequence[str]) -> dict[str, RSAKey]:
    """The RSA keys at an address by their ids; none where there is nothing of use."""
    context = ssl.create_default_context()
    if authorities := os.environ.get(CA_VARIABLE):
        context.load_verify_locations(authorities)
    for certificate in trusted:
        context.load_verify_locations(cadata=certificate)
    handler = _TimedHandler(context)
    opener = build_opener(handler, _NoRedirect())
    in_all = threading.Timer(_TIMEOUT, handler.hang_up)
    in_all.daemon = True
    in_all.start()
    try:
        with opener.open(url, timeout=_TIMEOUT) as response:  # the profile's URL is https
            body = response.read(_LARGEST + 1)
        content = json.loads(body) if len(body) <= _LARGEST else {}
    except (OSError, ValueError, HTTPException, RecursionError):
        return {}
    finally:
        in_all.cancel()
    keys = content.get("keys") if isinstance(content, dict) else None
    found = {}
    for each in keys if isinstance(keys, list) else []:
        key = _rsa_key(each)
        if key is not None and isinstance(each.get("kid"), str):
            found[each["kid"]] = key
    return found


def _rsa_key(content: Any) -> RSAKey | None:
    from joserfc.errors import JoseError
    from joserfc.jwk import RSAKey

    if not isinstance(content, dict) or content.get("kty") != "RSA" or _bits(content.get("n")) not in _KEY_BITS:
        return None
    try:
        key: RSAKey = RSAKey.import_key(content)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key


def _bits(modulus: Any) -> int:
    """The length of a key whose modulus this is, in Base64."""
    try:
        return int.from_bytes(base64.urlsafe_b64decode(f"{modulus}=="), "big").bit_length()
    except ValueError:
        return 0


class _Connection(HTTPSConnection):
    """`line`: its socket, which the response takes away from it."""

    line: socket.socket | None = None

    def connect(self) -> None:
        """Connect."""
        super().connect()
        self.line = self.sock


class _TimedHandler(HTTPSHandler):
    """Opens connections that can be hung up: a server that sends a byte a second is never too slow for a socket."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)
        self._context = context
        self._connections: list[_Connection] = []

    def https_open(self, request: Request) -> HTTPResponse:
        """Open the address."""
        return self.do_open(self._connection, request)

    def _connection(self, host: str, **options: Any) -> HTTPSConnection:
        self._connections.append(_Connection(host, context=self._context, **options))
        return self._connections[-1]

    def hang_up(self) -> None:
        """End what goes on. From any thread."""
        for line in [each.line for each in self._connections if each.line is not None]:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None
