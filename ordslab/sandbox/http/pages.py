"""Pages for people: what they have in common. Their looks and words are the sandbox's own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, quote

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.page_words import Words
from ordslab.sandbox.http.request import CONTEXT, Request
from ordslab.sandbox.http.request_body import FORM
from ordslab.sandbox.metadata.model import SchemaMetadata

_HEADERS = (
    ("Content-Type", "text/html;charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
)


def page_answer(words: Words, title: str, body: str, *headers: tuple[str, str], status: int = 200) -> Answer:
    """A page. `body` is HTML: what comes from elsewhere in it has been escaped. No other page may frame it."""
    text = (
        f'<!DOCTYPE html>\n<html lang="{words.language}">'
        f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n"
        f"<p><small>{escape(words.ours, quote=False)}</small></p></main></body></html>\n"
    )
    return Answer(status, (*_HEADERS, *headers), text.encode())


def hidden_fields(values: Mapping[str, str]) -> str:
    """Fields of a form that nobody sees."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in values.items()
    )


def address(metadata: SchemaMetadata, path: str) -> str:
    """The address of a path below a schema's alias, without scheme and host."""
    return f"{CONTEXT}/{quote(metadata.alias or '', safe='')}{path}"


def form_of(request: Request, body: bytes) -> list[tuple[str, str]]:
    """Names and values of a form. Raises `Problem` 415 for another kind of body."""
    if request.media_type != FORM:
        raise Problem(415)
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
