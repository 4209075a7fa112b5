"""Requests that a page of another origin makes a browser send.

Marks. Observed: 403 and its message for an origin that is not allowed. Documented: a module's list of origins, and a
client's (`p_origins_allowed`). Inferred: all response headers but `Access-Control-Allow-Origin`; a client's origins
count where its token is presented, and at the token endpoint and in a preflight those of all clients do, since a
preflight names none; `*` in a list is any origin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.hosts import Hosts
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.metadata.model import SchemaMetadata

SHARED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_MAX_AGE = "3600"  # seconds that a browser may remember the answer
_REFUSED = (
    "The request cannot be processed because this resource does not support Cross Origin Sharing requests, or the "
    "request Origin is not authorized to access this resource. If ords is being reverse proxied ensure the front end "
    "server is propagating the host name, for mod_proxy ensure ProxyPreserveHost is set to On"
)


def foreign_origin(request: Request, hosts: Hosts) -> str | None:
    """The origin of a request that comes from another one than the server's own."""
    origin = request.headers.get("origin")
    return None if origin is None or hosts.is_own_origin(origin, request) else origin


def is_preflight(request: Request) -> bool:
    """Whether a browser asks before it sends the real request."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def check_origin(metadata: SchemaMetadata, path: str, request: Request, origin: str, client: str | None) -> None:
    """Raises `Problem` 403 for an origin that may not call. `client`: the client_id that the request has proved."""
    lists = [module.origins_allowed for module in metadata.modules if _is_below(path, module.uri_prefix)]
    lists += [
        each.allowed_origins
        for each in metadata.clients
        if each.client_id == client or path == "/oauth/token" or is_preflight(request)
    ]
    if not _allows(lists, origin):
        raise Problem(403, message=_REFUSED)


def preflight_answer(request: Request) -> Answer:
    """What a browser is told that asked first."""
    headers = request.headers.get("access-control-request-headers")
    return Answer(
        200,
        (
            ("Access-Control-Allow-Methods", SHARED_METHODS),
            *([("Access-Control-Allow-Headers", headers)] if headers else []),
            ("Access-Control-Max-Age", _MAX_AGE),
        ),
    )


def shared(answer: Answer, origin: str) -> Answer:
    """The answer, which the page may read."""
    headers = (
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Expose-Headers", "ETag, Location, WWW-Authenticate"),
        ("Vary", "Origin"),
    )
    return replace(answer, headers=(*answer.headers, *headers))


def _is_below(path: str, prefix: str) -> bool:
    return path.startswith(prefix) or path == prefix[:-1]


def _allows(lists: Iterable[str | None], origin: str) -> bool:
    wanted = origin.rstrip("/").lower()
    for allowed in lists:
        names = [name.strip().rstrip("/").lower() for name in (allowed or "").split(",")]
        if wanted in names or "*" in names:
            return True
    return False
