"""A request that has found the handler that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ordslab.sandbox.http.authorize import Caller
from ordslab.sandbox.http.binds import Binder
from ordslab.sandbox.http.paging import Page
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.routing import Route
from ordslab.sandbox.http.source import source_of
from ordslab.sandbox.metadata.model import Handler
from ordslab.sandbox.sql.calls import Bind


@dataclass(frozen=True)
class HandlerCall:
    """A request that has found its handler and may call it. `alias`: of the schema."""

    request: Request
    alias: str
    route: Route
    handler: Handler
    caller: Caller | None
    body: bytes = field(default=b"", repr=False)

    def binder(self, text: str, page: Page | None = None, further: Mapping[str, Bind] | None = None) -> Binder:
        """The bind variables of a source of this handler."""
        return Binder(
            self.request,
            source_of(text),
            self.caller,
            self.handler.parameters,
            self.route.parameters,
            self.body,
            page or Page(),
            further or {},
        )
