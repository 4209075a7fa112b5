"""What of a request's body can be bound: the whole, or its members by name."""

from __future__ import annotations

import codecs
import json
import re
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.request_limits import FORM_FIELDS
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.json_text import read_json
from ordslab.sandbox.sql.memory import OUT_OF_MEMORY

FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_OF_PYTHON = ("unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape")  # no charsets of texts
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # of a pair that is one character, or alone
METHODS_WITH_BODY = ("POST", "PUT", "PATCH")


def text_of(request: Request, body: bytes) -> str:
    """The body as text, in the charset that the request names."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    try:
        charset = codecs.lookup(header.get_param("charset", "utf-8")).name  # type: ignore[arg-type]
        text = body.decode("utf-8" if charset in _OF_PYTHON else charset, "replace")
        return text.encode("utf-8", "replace").decode()  # some charsets give halves of characters
    except (LookupError, TypeError, ValueError):  # none that is known, or none of texts
        return body.decode("utf-8", "replace")


def members_of(request: Request, body: bytes) -> dict[str, Any]:
    """The members of a JSON object, or the fields of a form. Raises `Problem` 400 for JSON that is none (inferred)."""
    if not body:
        return {}
    if request.media_type == FORM:
        _check_count(body, b"&")
        return _first_of_each(_form_fields(text_of(request, body)))
    if request.media_type == _MULTIPART:
        return _first_of_each(_multipart_fields(request, body))
    if is_json(request.media_type):
        content = parse_json(text_of(request, body))
        return content if isinstance(content, dict) else {}
    return {}


def json_text_of(request: Request, body: bytes) -> str | None:
    """`:body_json`: a form's fields as a JSON object (documented), any other body as its text (inferred)."""
    if request.media_type in (FORM, _MULTIPART):
        return json.dumps(members_of(request, body), separators=(",", ":"), ensure_ascii=False)
    return text_of(request, body)


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON."""
    return media_type == "application/json" or media_type.endswith("+json")


def parse_json(text: str) -> Any:
    """JSON, numbers exactly as written. Raises `Problem` 400, 413 where it would take too much memory (inferred)."""
    try:
        content = read_json(text)
        if _HALF.search(text):
            _check_texts(content)
    except (ValueError, RecursionError):
        raise Problem(400) from None
    except OraError as error:
        if error.number != OUT_OF_MEMORY:
            raise
        raise Problem(413) from None
    return content


def _check_texts(content: Any) -> None:
    """Raises ValueError for half a character, which JSON can name and no text can hold (RFC 8259, 8.2)."""
    if isinstance(content, str):
        content.encode()
    elif isinstance(content, dict):
        for name, value in content.items():
            name.encode()
            _check_texts(value)
    elif isinstance(content, list):
        for value in content:
            _check_texts(value)


def _first_of_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return dict(reversed(pairs))


def _form_fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=FORM_FIELDS)
    except ValueError:
        raise Problem(400) from None


def _check_count(body: bytes, between: bytes) -> None:
    """Raises `Problem` 400 for too many fields, before anything is made of them."""
    if body.count(between) > FORM_FIELDS:
        raise Problem(400)


def _multipart_fields(request: Request, body: bytes) -> list[tuple[str, str]]:
    _check_count(body, b"\n--")
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    fields = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            fields.append((name, content.decode("utf-8", "replace")))
    return fields
