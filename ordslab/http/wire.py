"""The bytes of an exchange as they go over the wire. They are taken where HTTP is written and read, above TLS."""

import http.client
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


@dataclass
class Wire:
    """What went out and what came in. Unmasked: stays in the kernel's memory."""

    sent: bytearray = field(default_factory=bytearray, repr=False)
    received: bytearray = field(default_factory=bytearray, repr=False)


_recorded: ContextVar[Wire | None] = ContextVar("recorded", default=None)


@contextmanager
def recording() -> Iterator[Wire]:
    """Record what sessions with a `WireAdapter` send and receive within it."""
    wire = Wire()
    token = _recorded.set(wire)
    try:
        yield wire
    finally:
        _recorded.reset(token)


class WireAdapter(HTTPAdapter):
    """For `requests.Session.mount`: lets `recording` see the bytes, on the way through a proxy as well.

    `sha256`: of the one certificate that the host may show, that one or none. The name in it does not matter then.
    """

    def __init__(self, sha256: str = "") -> None:
        self._pinned = {"assert_fingerprint": sha256} if sha256 else {}
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """As the base, with connections that note their bytes and compare the fingerprint."""
        options |= self._pinned
        super().init_poolmanager(*arguments, **options)  # type: ignore[no-untyped-call, unused-ignore]
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        """As the base, with such connections."""
        options |= self._pinned
        manager = super().proxy_manager_for(proxy, **options)  # type: ignore[no-untyped-call, unused-ignore]
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """As the base; by a fingerprint in place of a chain of certificates."""
        if self._pinned:
            options["verify"] = False  # of the chain: the fingerprint is compared all the same
        return super().send(request, *args, **options)


class _Raw(io.RawIOBase):
    """A raw stream that notes what is read from it."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._raw.readinto(buffer)
        wire = _recorded.get()
        if wire is not None and count:
            wire.received += memoryview(buffer)[:count]
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fp: Any = io.BufferedReader(_Raw(self.fp.detach()))


class _Noting:
    response_class: type[http.client.HTTPResponse] = _Response

    def send(self, data: Any) -> None:
        wire = _recorded.get()
        if wire is not None and isinstance(data, (bytes, bytearray)):
            wire.sent += data
        super().send(data)  # type: ignore[misc]

    def _tunnel(self) -> None:
        with recording():  # what is said to a proxy to get through it is no part of the exchange
            super()._tunnel()  # type: ignore[misc]


class _Http(_Noting, HTTPConnection):
    pass


class _Https(_Noting, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http  # type: ignore[assignment, unused-ignore]


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https  # type: ignore[assignment, unused-ignore]


_POOLS = {"http": _HttpPool, "https": _HttpsPool}
