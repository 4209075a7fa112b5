"""What an answer shows that no dictionary can: an expired token, a lost dot, an error inside the handler.

It comes from a `requests.Response` or, with less detail, from the journal.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlsplit

import requests

from ordslab.chain.dictionary import Dictionary
from ordslab.http.journal import Exchange
from ordslab.http.tokens_seen import IssuedTokens
from ordslab.secrets import masking
from ordslab.text import json_object

_ERROR = "tag:oracle.com,2020:error/"
"""What the type of ORDS's own errors begins with."""


@dataclass(frozen=True)
class Evidence:
    """What is known of an exchange. What is secret in it stays out of its repr, and of every sentence."""

    status: int
    scheme: str  # "", "basic", "bearer" or another word that the Authorization header starts with
    is_html: bool
    cause: str = ""  # first line of a 555's cause, or of the page
    problem: str = ""  # ORDS's word for what is wrong: NotFound, or at the token endpoint invalid_grant
    message: str = ""  # ORDS's sentence about it
    by_ords: bool = False  # whether ORDS wrote the error, and no handler
    location: str = ""  # where the answer sends the caller
    content_type: str = ""  # of the request
    accept: str = ""  # of the request
    size: int = 0  # bytes of the request's body
    is_json: bool = True  # whether the request's body is JSON, where it says so
    query: dict[str, str] = field(default_factory=dict, repr=False)  # of the address
    form: dict[str, list[str]] = field(default_factory=dict, repr=False)  # that was sent
    authorization: str = field(default="", repr=False)
    from_journal: bool = False
    origin: str = ""  # of the page that made a browser send it
    cookie: bool = False  # whether the caller brought one
    now: datetime | None = None  # by the database's clock

    @property
    def grants(self) -> list[str]:
        """What the form asks for; one is right."""
        return self.form.get("grant_type", [])

    @property
    def token(self) -> str:
        """The bearer token that was sent."""
        return self.authorization.partition(" ")[2] if self.scheme == "bearer" else ""

    @property
    def basic(self) -> tuple[str, str] | None:
        """Client id and secret of a Basic header; None when it holds none."""
        found = masking.basic(self.authorization)
        return found and (unquote_plus(found[0]), unquote_plus(found[1]))


def from_response(response: requests.Response) -> Evidence:
    """All that a response and its request show."""
    request = response.request
    header = str(request.headers.get("Authorization") or "")
    kind = str(request.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return Evidence(
        status=response.status_code,
        scheme=_scheme(header),
        is_html=is_html,
        **_told(response.text, is_html, response.status_code),
        location=response.headers.get("Location", ""),
        content_type=kind,
        accept=str(request.headers.get("Accept") or ""),
        size=len(body) or int(str(request.headers.get("Content-Length") or 0)),
        is_json=kind != "application/json" or _is_json(body),
        query=dict(parse_qsl(urlsplit(request.url or "").query, keep_blank_values=True)),
        form=parse_qs(body.decode("utf-8", "replace")) if kind == "application/x-www-form-urlencoded" else {},
        authorization=header,
        origin=str(request.headers.get("Origin") or ""),
        cookie="Cookie" in request.headers,
    )


def from_exchange(exchange: Exchange) -> Evidence | None:
    """What the journal kept of an exchange; None when no answer came."""
    if exchange.status is None:
        return None
    is_html = exchange.received.startswith("(an HTML page")
    told = _told(exchange.received, is_html, exchange.status)
    return Evidence(exchange.status, _scheme(exchange.authorization), is_html, **told, from_journal=True)


def sender(evidence: Evidence, dictionary: Dictionary, issued: IssuedTokens) -> str | None:
    """The client that sent this. A token does not say whose it is: the lab saw it issued, or one client has tokens."""
    if evidence.scheme == "basic" and (pair := evidence.basic):
        wanted = pair[0].strip().rstrip(".")
        return _only(each.name for each in dictionary.clients if each.client_id.rstrip(".") == wanted)
    if named := evidence.form.get("client_id"):
        return _only(each.name for each in dictionary.clients if [each.client_id] == named)
    if not evidence.token or looks_like_jwt(evidence.token):
        return None
    if seen := issued.find(evidence.token):
        return _only(each.name for each in dictionary.clients if each.client_id == seen.client_id)
    return _only(each.name for each in dictionary.clients if each.two_legged)


def _only(names: Iterable[str]) -> str | None:
    found = list(names)
    return found[0] if len(found) == 1 else None


def looks_like_jwt(token: str) -> bool:
    """Whether a token has a JWT's three parts; ORDS's own have one, and two dots at its end at most."""
    return token.count(".") == 2 and not token.endswith("..")


def _scheme(header: str) -> str:
    return header.partition(" ")[0].lower()


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _told(text: str, is_html: bool, status: int) -> dict[str, Any]:
    """What an error's body says."""
    if is_html:
        title = re.search(r"<title>\s*(\d{3}) ([^<]*)</title>", text)
        problem = title[2] if title and title[1] == str(status) else ""
        return {"cause": "Invalid SNI" * ("Invalid SNI" in text), "problem": problem, "by_ords": bool(problem)}
    document = json_object(text) or {}
    cause, by_ords = str(document.get("cause") or ""), str(document.get("type") or "").startswith(_ERROR)
    found = re.search(r"ORA-\d{5}[^\n]*", cause)
    return {
        "cause": found[0].strip() if found else cause.partition("\n")[0],
        "problem": str(document.get("code" if by_ords else "error") or ""),
        "message": str(document.get("message") or "") if by_ords else "",
        "by_ords": by_ords,
    }
