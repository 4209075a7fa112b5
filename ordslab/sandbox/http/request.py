"""A request as the REST side looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl

from ordslab.sandbox.http.asgi import Scope

CONTEXT = "/ords"


@dataclass(frozen=True)
class Request:
    """Method, decoded path, query string, headers by lower-case name (several of one name joined by commas).

    `base` is scheme and host as the client addressed them. `forwarded`: a handler sent the client here. What may hold a
    secret stays out of the repr.
    """

    method: str
    path: str
    query_string: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    base: str
    peer: tuple[str, int] | None = None
    forwarded: bool = False

    @classmethod
    def of(cls, scope: Scope) -> Request:
        """The request of an ASGI scope."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        host = headers.get("host") or "{}:{}".format(*scope["server"])
        peer = scope.get("client")
        return cls(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            headers,
            f"{scope['scheme']}://{host}",
            (peer[0], peer[1]) if peer else None,
        )

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The query string's names and values, decoded, in order."""
        return parse_qsl(self.query_string, keep_blank_values=True, errors="replace")

    def query_value(self, name: str) -> str | None:
        """The first value of a name in the query string."""
        return next((value for key, value in self.query if key == name), None)

    @property
    def scheme(self) -> str:
        """http or https."""
        return self.base.partition("://")[0]

    @property
    def url(self) -> str:
        """The address without its query string."""
        return self.base + self.path

    @property
    def media_type(self) -> str:
        """The body's media type in lower case, without parameters; "" when none was given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()
