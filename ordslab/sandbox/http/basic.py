"""HTTP Basic authentication: what an Authorization header of it holds."""

from __future__ import annotations

import base64
import binascii


def basic_credentials(authorization: str | None) -> tuple[str, str] | None:
    """Name and secret, None where the header is missing, of another scheme, or wrong."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    return name, secret
