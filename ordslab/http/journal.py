"""Every request and response of the session, secrets hidden before they are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from weakref import WeakMethod

import requests

from ordslab.http.exchange_secrets import received_secrets, sent_secrets
from ordslab.names import Names
from ordslab.secrets import masking
from ordslab.secrets.known import KnownSecrets
from ordslab.text import counted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Exchange:
    """A request and what came back. `status` is None when nothing came.

    `by`: who called, "program" or "browser". `location`: where the answer sends its caller. `challenge`: its header
    WWW-Authenticate. `elsewhere`: the scheme and host that was called where it was not ORDS's, "" where it was.
    """

    method: str
    path: str
    authorization: str
    sent: str
    status: int | None
    received: str
    by: str = "program"
    location: str = ""
    challenge: str = ""
    elsewhere: str = ""


class Journal:
    """The exchanges of the session, oldest first. `known`: what it hides, and learns from."""

    def __init__(self, names: Names | None = None, known: KnownSecrets | None = None) -> None:
        self._exchanges: list[Exchange] = []
        self._names = names or Names()
        self._known = known if known is not None else KnownSecrets()
        self._listeners: list[WeakMethod[Callable[[], object]]] = []

    def __repr__(self) -> str:
        return f"Journal({counted(len(self), 'exchange')})"

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def __getitem__(self, index: int) -> Exchange:
        return self._exchanges[index]

    def on_written(self, tell: Callable[[], object]) -> None:
        """Call a method behind each exchange, as long as its object lives."""
        self._listeners.append(WeakMethod(tell))

    def clear(self) -> None:
        """Forget all exchanges."""
        self._exchanges.clear()

    def write(
        self,
        request: requests.PreparedRequest,
        response: requests.Response | None,
        by: str = "program",
        base_url: str = "",
    ) -> None:
        """Add an exchange; `response` is None when the connection broke. Its secrets are known from now on."""
        secrets = [*sent_secrets(request), *(received_secrets(response) if response is not None else [])]
        self._known.learn_from_elsewhere(secrets)

        def hidden(text: str) -> str:
            return self._known.hide(text, secrets)

        self._exchanges.append(
            Exchange(
                method=request.method or "",
                path=hidden(self._names.without_prefix(masking.path(request.url or ""))),
                authorization=masking.authorization(request.headers.get("Authorization")),
                sent=hidden(sent_body(request)),
                status=None if response is None else response.status_code,
                received="" if response is None else hidden(received_body(response)),
                by=by,
                location="" if response is None else hidden(masking.address(response.headers.get("Location", ""))),
                challenge="" if response is None else hidden(response.headers.get("WWW-Authenticate", "")),
                elsewhere=_elsewhere(request.url or "", base_url),
            )
        )

        for each in self._listeners:
            if tell := each():
                tell()

    def frame(self) -> pd.DataFrame:
        """The exchanges as a DataFrame: method, path, authorization, status."""
        import pandas as pd

        rows = [asdict(each) for each in self._exchanges]
        columns = ["method", "path", "authorization", "status"]
        frame: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype({"status": "Int64"})
        return frame


def _elsewhere(url: str, base_url: str) -> str:
    origin = "/".join(url.split("/")[:3])
    return "" if not base_url or base_url.startswith(f"{origin}/") else masking.without_port(origin)


def sent_body(request: requests.PreparedRequest) -> str:
    """The request's body as text, secrets masked by their names."""
    content = request.body if isinstance(request.body, (bytes, str)) else None
    return masking.body(str(request.headers.get("Content-Type", "")), content)


def received_body(response: requests.Response) -> str:
    """The response's body as text, secrets masked by their names."""
    return masking.body(response.headers.get("Content-Type", ""), response.content)
