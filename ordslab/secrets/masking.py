"""What is a secret by its name, and such secrets masked: in headers, forms, JSON, pages and addresses.

What is one by its value is in `ordslab.secrets.known`.
"""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit

from ordslab.secrets.secret import MASK

COOKIE_WORDS = {"path", "domain", "expires", "max-age", "samesite"}
"""What stands in a Set-Cookie header besides the cookie (RFC 6265, 4.1)."""

_SECRET_WORDS = {
    *("secret", "password", "passwd", "passphrase", "passcode", "pass", "pwd", "pin", "otp", "token", "assertion"),
    *("csrf", "xsrf", "authorization", "cookie", "verifier", "jwt", "apikey", "jsessionid", "sessionid"),
}
_SECRET_PAIRS = {
    *(("api", "key"), ("access", "key"), ("private", "key"), ("secret", "key"), ("session", "id"), ("auth", "code")),
    ("authorization", "code"),
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TYPES = {"string", "number", "integer", "boolean", "object", "array"}  # of JSON Schema
_ECID = re.compile(r"(ecid/)[\w-]+")
_SHORTEST = 4
_LONG_STATE = 16
"""So long is a `state` that was made at random (OAuth's); a shorter one is a word."""
_LOOPBACK = re.compile(r"(https?://(?:127\.0\.0\.1|localhost)):\d+")
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|value)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)


def is_secret_name(name: str) -> bool:
    """Whether a field, member, header, column or variable of that name holds a secret.

    However it is spelled: client_secret, clientSecret, CLIENT_SECRET_2, j_password, X-API-Key, csrf_token. Not what
    speaks about one: token_type, password_file, client_secret_issued_on.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return False
    last = words[-1].removesuffix("s") if words[-1] not in ("pass",) else words[-1]
    return last in _SECRET_WORDS or last.endswith(("secret", "password", "token")) or tuple(words[-2:]) in _SECRET_PAIRS


def is_secret_field(name: str) -> bool:
    """The same for a form or query string, where `code` is a secret as well. In ORDS's error bodies it is none."""
    return name.lower() == "code" or is_secret_name(name)


def is_secret_column(name: str) -> bool:
    """Whether a column holds a client's secret (and not the time when it was issued)."""
    return name.upper().startswith("CLIENT_SECRET") and is_secret_name(name)


# Masked


def authorization(header: str | bytes | None) -> str:
    """An Authorization header with its scheme left and the rest masked; "" for none."""
    text = header.decode("latin-1") if isinstance(header, bytes) else header
    if not text:
        return ""
    scheme, _, rest = text.partition(" ")
    return f"{scheme} {MASK}" if rest else MASK


def basic(header: str) -> tuple[str, str] | None:
    """User and password of a Basic Authorization header, as they are written there; None for any other."""
    scheme, _, encoded = header.partition(" ")
    with suppress(ValueError):
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        return (user, password) if scheme.lower() == "basic" else None
    return None


def form(text: str) -> str:
    """A form body or query string, the values of secret fields masked."""
    pairs = parse_qsl(text, keep_blank_values=True)
    return urlencode([(name, _value(name, value)) for name, value in pairs], safe="*/:").replace(quote("…"), "…")


def _value(name: str, value: str) -> str:
    """A form's value: a secret's masked, within an address that is a value, too; what differs with every run as `…`."""
    if is_secret_field(name):
        return MASK
    if name == "client_id" or (name == "state" and len(value) >= _LONG_STATE):
        return "…"
    before, mark, query = value.partition("?")
    return without_port(f"{before}?{form(query)}" if mark and "=" in query else value)


def path(url: str) -> str:
    """The path of an address with its query, secret values masked: no scheme, host or port."""
    parts = urlsplit(url)
    return f"{parts.path}?{form(parts.query)}" if parts.query else parts.path


def address(url: str) -> str:
    """A whole address, secret values of query and fragment masked, and without the port of this machine."""
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    fragment = f"#{form(parts.fragment)}" if parts.fragment else ""
    return without_port(host) + path(url) + fragment


def without_port(text: str) -> str:
    """A text in which addresses of this machine have `…` for their port, which differs from learner to learner."""
    return _LOOPBACK.sub(r"\1:…", text)


def members(value: Any) -> Any:
    """A JSON value, the secret members masked and the execution context id shortened: it differs with every call."""
    if isinstance(value, dict):
        return {name: _masked(each) if _hides(name, each) else members(each) for name, each in value.items()}
    if isinstance(value, list):
        return [members(each) for each in value]
    return _ECID.sub(r"\1…", value) if isinstance(value, str) else value


def body(content_type: str, content: bytes | str | None) -> str:
    """A body as text, secrets masked: JSON indented, a form as a form; of anything else only what it is."""
    if not content:
        return ""
    kind = content_type.partition(";")[0].strip().lower()
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    if kind == "application/x-www-form-urlencoded":
        return form(text)
    if kind.endswith(("/json", "+json")):
        try:
            return json.dumps(members(json.loads(text)), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            return "(not valid JSON)"
    if kind == "text/html":
        heading = re.search(r"<(title|h1)[^>]*>\s*(.*?)\s*</\1>", text, re.DOTALL | re.IGNORECASE)
        return f"(an HTML page: {heading[2]})" if heading else "(an HTML page)"
    return f"({len(text)} characters of {kind or 'unknown type'})"


# Found


def in_form(text: str) -> Iterator[str]:
    """The secret values of a form or query string, as they are written there and as they are meant."""
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if value and is_secret_field(unquote_plus(name)):
            yield from (value, unquote_plus(value))


def in_members(value: Any) -> Iterator[str]:
    """The secret texts of a JSON value, at any depth."""
    if isinstance(value, list):
        for each in value:
            yield from in_members(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each) if _hides(name, each) else in_members(each)


def in_page(text: str) -> Iterator[str]:
    """The secret values of a page's forms: that of a hidden field csrf_token, say."""
    for found in _INPUT.findall(text):
        given = {name.lower(): unescape("".join(values)) for name, *values in _ATTRIBUTE.findall(found)}
        if is_secret_name(given.get("name", "")):
            yield given.get("value", "")


def _hides(name: str, value: Any) -> bool:
    """Whether a member's value is secret. The schema of one is not, nor whether there is one, nor a small number."""
    if not is_secret_name(name) or value is None or isinstance(value, bool):
        return False
    return not (isinstance(value, dict) and value.get("type") in _TYPES) and not (
        isinstance(value, (int, float)) and len(str(value)) < _SHORTEST
    )


def _masked(value: Any) -> Any:
    """A secret value: its texts and numbers masked, its shape as it is."""
    if isinstance(value, dict):
        return {name: _masked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return value if value is None or isinstance(value, bool) else MASK


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
