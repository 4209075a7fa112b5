"""Under which names the sandbox may be addressed: loopback's own, and those that `--allow-host` gives.

A page of somebody else's may point its own name at 127.0.0.1 (DNS rebinding): to the browser the sandbox is then that
page's origin, and the page may read what it answers. Only the Host header tells. 400 for none, two or a malformed one
is RFC 9112, 3.2; 403 for another name is the sandbox's own: an ORDS answers under whatever name leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordslab.sandbox.errors import SandboxError
from ordslab.sandbox.http.errors import Problem

if TYPE_CHECKING:
    from ordslab.sandbox.http.request import Request

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_NAME = r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\]"
_AUTHORITY = re.compile(rf"({_NAME})(?::(\d{{1,5}}))?", re.ASCII | re.IGNORECASE)
_REFUSED = (
    "This sandbox is not addressed by that name. If it is your own name for it, a container's or a hub's, start the "
    "sandbox with it: ordslab sandbox start --allow-host NAME"
)


@dataclass(frozen=True)
class Hosts:
    """`given`: names beside loopback's, in lower case."""

    given: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> Hosts:
        """By what `--allow-host` says. Raises `SandboxError` for what is no name of a host."""
        for name in names:
            if not re.fullmatch(_NAME, name, re.ASCII | re.IGNORECASE):
                raise SandboxError(
                    "--allow-host is given something that is not the name of a host.",
                    "Give the name alone, without http:// and port: --allow-host hub.example",
                )
        return cls(frozenset(name.lower() for name in names))

    def check(self, request: Request) -> None:
        """Raises `Problem` 400 unless there is one Host header, 403 for another's name."""
        found = _AUTHORITY.fullmatch(request.headers.get("host", ""))
        if found is None:
            raise Problem(400)
        if not self._is_ours(found[1]):
            raise Problem(403, message=_REFUSED)

    def is_own_origin(self, origin: str, request: Request) -> bool:
        """Whether a page of this origin is the sandbox's own: under a name of ours, the port that the client uses.

        Under a name that was given, https as well: whoever passes requests on may have ended the TLS.
        """
        scheme, _, authority = origin.lower().partition("://")
        found, host = _AUTHORITY.fullmatch(authority), _AUTHORITY.fullmatch(request.headers.get("host", ""))
        if found is None or host is None or found[2] != host[2] or not self._is_ours(found[1]):
            return False
        return scheme == request.scheme or (scheme == "https" and found[1] in self.given)

    def _is_ours(self, name: str) -> bool:
        return name.lower() in LOOPBACK or name.lower() in self.given
