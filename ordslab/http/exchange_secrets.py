"""The secrets that an exchange itself tells by their names: those of its headers, addresses, forms, JSON and pages."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import requests

from ordslab.secrets import masking

_MOST = 1_000_000
"""Bytes of a body that are looked through."""


def sent_secrets(request: requests.PreparedRequest, body_only: bool = False) -> list[str]:
    """The secrets of a request: of its body alone, or of address and headers too."""
    sent = request.body if isinstance(request.body, (bytes, str)) else b""
    found = list(_in_body(str(request.headers.get("Content-Type", "")), sent))
    if not body_only:
        found += [*_in_headers(request.headers), *_in_address(request.url or "")]
    return found


def received_secrets(response: requests.Response) -> list[str]:
    """The secrets of an answer: of body, headers and where it sends us."""
    found = [*_in_body(response.headers.get("Content-Type", ""), response.content), *_in_headers(response.headers)]
    return [*found, *_in_address(response.headers.get("Location", ""))]


def _in_headers(headers: Mapping[str, str | bytes]) -> Iterator[str]:
    for name, given in headers.items():
        value = given.decode("latin-1") if isinstance(given, bytes) else str(given)
        if name.lower().endswith("authorization"):
            yield value.partition(" ")[2].strip() or value
            yield from (masking.basic(" ".join(value.split())) or ())[1:]
        elif name.lower() in ("cookie", "set-cookie"):
            pairs = (pair.partition("=") for pair in value.split(";"))
            yield from (text.strip() for key, _, text in pairs if key.strip().lower() not in masking.COOKIE_WORDS)
        elif masking.is_secret_name(name):
            yield value


def _in_address(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield from masking.in_form(parts.query)
    yield from masking.in_form(parts.fragment)  # of the implicit flow (RFC 6749, 4.2.2)


def _in_body(kind: str, content: bytes | str) -> Iterator[str]:
    text = content[:_MOST].decode("utf-8", "replace") if isinstance(content, bytes) else content[:_MOST]
    if "html" in kind:
        yield from masking.in_page(text)
    elif text[:1] in ("{", "[") or "json" in kind:
        with suppress(ValueError, RecursionError):
            yield from masking.in_members(json.loads(text))
    elif not kind or "urlencoded" in kind or "text/plain" in kind:
        yield from masking.in_form(text)
