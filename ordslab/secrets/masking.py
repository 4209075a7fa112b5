"""Take the secrets out of what is shown or kept: headers, forms, JSON, addresses."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ordslab.secrets.secret import MASK

_SECRET_NAMES = {
    *("client_secret", "client_secret_2", "secret", "password", "code", "code_verifier", "assertion"),
    *("client_assertion", "token", "access_token", "refresh_token", "id_token"),
}
_ECID = re.compile(r"(ecid/)[\w-]+")


def is_secret_name(name: str) -> bool:
    """Whether a form field or member of that name holds a secret: client_secret, access_token, code, ..."""
    return name.lower() in _SECRET_NAMES


def is_secret_column(name: str) -> bool:
    """Whether a column holds a client's secret (and not the time when it was issued)."""
    return name.upper().startswith("CLIENT_SECRET") and not name.upper().endswith("_ISSUED_ON")


def authorization(header: str | None) -> str:
    """An Authorization header with its scheme left and the rest masked; "" for none."""
    if not header:
        return ""
    scheme, _, rest = header.partition(" ")
    return f"{scheme} {MASK}" if rest else MASK


def form(text: str) -> str:
    """A form body or query string, the values of secret fields masked."""
    pairs = parse_qsl(text, keep_blank_values=True)
    return urlencode([(name, MASK if is_secret_name(name) else value) for name, value in pairs], safe="*/:")


def path(url: str) -> str:
    """The path of an address with its query, secret values masked: no scheme, host or port."""
    parts = urlsplit(url)
    return f"{parts.path}?{form(parts.query)}" if parts.query else parts.path


def members(value: Any) -> Any:
    """A JSON value, the secret members masked and the execution context id shortened: it differs with every call."""
    if isinstance(value, dict):
        return {name: MASK if _hides(name, each) else members(each) for name, each in value.items()}
    if isinstance(value, list):
        return [members(each) for each in value]
    return _ECID.sub(r"\1…", value) if isinstance(value, str) else value


def _hides(name: str, value: Any) -> bool:
    # "code" is a secret in a form only: in ORDS's error bodies it says "Unauthorized".
    return isinstance(value, str) and name != "code" and is_secret_name(name)


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
        except ValueError:
            return "(not valid JSON)"
    if kind == "text/html":
        heading = re.search(r"<(title|h1)[^>]*>\s*(.*?)\s*</\1>", text, re.DOTALL | re.IGNORECASE)
        return f"(an HTML page: {heading[2]})" if heading else "(an HTML page)"
    return f"({len(text)} characters of {kind or 'unknown type'})"
