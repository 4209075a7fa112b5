"""A request to an object that ORDS.ENABLE_OBJECT has enabled."""

from __future__ import annotations

from dataclasses import dataclass, field

from ordslab.sandbox.http.links import collection_of, request_url
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.metadata.model import AutoRestObject


@dataclass(frozen=True)
class ObjectCall:
    """A request to an enabled object. `rest`: the path below its alias, "" for the collection."""

    request: Request
    alias: str
    enabled: AutoRestObject
    rest: str
    body: bytes = field(default=b"", repr=False)

    @property
    def collection_url(self) -> str:
        """The address of the collection."""
        url = request_url(self.request)
        return url if not self.rest else collection_of(url)[1]
