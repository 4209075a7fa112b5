"""What an answer shows that no dictionary can: an expired token, a lost dot, an error inside the handler.

It comes from a `requests.Response` or, with less detail, from the journal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote_plus

import requests

from ordslab.chain.dictionary import Dictionary
from ordslab.http.journal import Exchange
from ordslab.secrets import masking
from ordslab.text import json_object


@dataclass(frozen=True)
class Evidence:
    """What is known of an exchange. What is secret in it stays out of its repr, and of every sentence."""

    status: int
    scheme: str  # "", "basic", "bearer" or another word that the Authorization header starts with
    is_html: bool
    cause: str = ""  # first line of a 555's cause, or of the page
    content_type: str = ""  # of the request
    grant_type: str = ""  # of the form that was sent
    secret_in_form: bool = False
    authorization: str = field(default="", repr=False)
    from_journal: bool = False
    origin: str = ""  # of the page that made a browser send it

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
    body = request.body.decode("utf-8", "replace") if isinstance(request.body, bytes) else str(request.body or "")
    form = parse_qs(body) if kind == "application/x-www-form-urlencoded" else {}
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return Evidence(
        status=response.status_code,
        scheme=_scheme(header),
        is_html=is_html,
        cause=_cause(response.text, is_html),
        content_type=kind,
        grant_type=form.get("grant_type", [""])[0],
        secret_in_form="client_secret" in form,
        authorization=header,
        origin=str(request.headers.get("Origin") or ""),
    )


def from_exchange(exchange: Exchange) -> Evidence | None:
    """What the journal kept of an exchange; None when no answer came."""
    if exchange.status is None:
        return None
    is_html = exchange.received.startswith("(an HTML page")
    cause = _cause(exchange.received, is_html)
    return Evidence(exchange.status, _scheme(exchange.authorization), is_html, cause, from_journal=True)


def sender(evidence: Evidence, dictionary: Dictionary) -> str | None:
    """The client that sent this. A token does not say whose it is: where only one client has tokens, it is its."""
    able = [each for each in dictionary.clients if each.two_legged]
    if evidence.scheme == "basic" and (pair := evidence.basic):
        able = [each for each in dictionary.clients if each.client_id.rstrip(".") == pair[0].strip().rstrip(".")]
    return able[0].name if len(able) == 1 and evidence.scheme in ("basic", "bearer") else None


def _scheme(header: str) -> str:
    return header.partition(" ")[0].lower()


def _cause(text: str, is_html: bool) -> str:
    if is_html:
        return "Invalid SNI" if "Invalid SNI" in text else ""
    cause = str((json_object(text) or {}).get("cause") or "")
    found = re.search(r"ORA-\d{5}[^\n]*", cause)
    return found[0].strip() if found else cause.partition("\n")[0]
