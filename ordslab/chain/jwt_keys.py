"""The signature of a JWT, checked by the keys at the address of the schema's JWT profile.

Documented (Developer's Guide, "JWT Bearer Token Authentication"): RSA keys of 2048 to 4096 bits, 10,000 bytes of them,
found by kid. A redirect is not followed (inferred, as in the sandbox).
"""

import base64
import json
import os
from typing import Any

import requests
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from ordslab.chain.dictionary import JwtProfile
from ordslab.chain.json_web_token import decode
from ordslab.chain.jwt_rule import ALGORITHMS, Check
from ordslab.errors import LabError
from ordslab.secrets import masking

Keys = dict[str, dict[str, Any]]
CA_VARIABLE = "ORDSLAB_SANDBOX_JWKS_CA"
"""Names a PEM file that is trusted for the keys' address, as by the sandbox: for an issuer on one's own machine."""
_LARGEST, _SECONDS = 10_000, 5
_BITS = range(2048, 4097)


def fetch_keys(profile: JwtProfile) -> Keys:
    """The issuer's keys by their ids. Raises `LabError` where there are none to be had."""
    where, trusted = masking.without_port(profile.jwk_url), os.environ.get(CA_VARIABLE) or True
    options: dict[str, Any] = {"allow_redirects": False, "verify": trusted, "stream": True}
    try:
        with requests.get(profile.jwk_url, timeout=_SECONDS, **options) as answer:
            body, status = answer.raw.read(_LARGEST + 1, decode_content=True), answer.status_code
    except (requests.RequestException, OSError) as error:
        raise LabError(
            f"The issuer's keys can't be read at {where} ({type(error).__name__}).",
            "ORDS needs them without a login, over https with a certificate that it trusts: is the address right?",
        ) from None
    keys = _keys(body) if status == 200 and len(body) <= _LARGEST else None
    if keys is None:
        raise LabError(
            f"What {where} answers ({status}) are no keys that ORDS takes.",
            f"It has to be a JSON object with keys, of {_LARGEST:,} bytes at most; a login page is none.",
        )
    return keys


def _keys(body: bytes) -> Keys | None:
    try:
        keys = json.loads(body)["keys"]
        return {str(each["kid"]): each for each in keys}
    except (ValueError, RecursionError, LookupError, TypeError):
        return None


def check_signature(token: str, keys: Keys) -> tuple[Check, ...]:
    """Whether the token's key is among these, and made its signature."""
    jwt = decode(token)
    kid = str(jwt.header.get("kid")) if jwt else ""
    key, ids = keys.get(kid), ", ".join(keys) or "none"
    checked = Check("jwt_key", _is_fit(key), kid, f"an RSA key of 2048 to 4096 bits among the issuer's: {ids}")
    if key is None or not checked.holds:
        return (checked,)
    return checked, Check("jwt_signature", _is_signed(token, key), "as sent", f"made by the key {kid}")


def _is_fit(key: dict[str, Any] | None) -> bool:
    if key is None or key.get("kty") != "RSA":
        return False
    try:
        modulus = base64.urlsafe_b64decode(f"{key.get('n')}==")
    except ValueError:
        return False
    return int.from_bytes(modulus, "big").bit_length() in _BITS


def _is_signed(token: str, key: dict[str, Any]) -> bool:
    try:
        jws.deserialize_compact(token, RSAKey.import_key(key), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError):
        return False
    return True
