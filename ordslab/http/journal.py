"""Every request and response of the session, secrets masked before they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from ordslab.names import Names
from ordslab.secrets import masking
from ordslab.settings import tls
from ordslab.settings.connection_errors import explain
from ordslab.settings.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

SECONDS = 30
"""How long a call may take when the caller does not say."""


@dataclass(frozen=True)
class Exchange:
    """A request and what came back. `status` is None when nothing came."""

    method: str
    path: str
    authorization: str
    sent: str
    status: int | None
    received: str


class Journal:
    """The exchanges of the session, oldest first."""

    def __init__(self, names: Names | None = None) -> None:
        self._exchanges: list[Exchange] = []
        self._names = names or Names()

    def __repr__(self) -> str:
        count = len(self)
        return f"Journal({count} exchange{'' if count == 1 else 's'})"

    def __len__(self) -> int:
        return len(self._exchanges)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def __getitem__(self, index: int) -> Exchange:
        return self._exchanges[index]

    def clear(self) -> None:
        """Forget all exchanges."""
        self._exchanges.clear()

    def write(self, request: requests.PreparedRequest, response: requests.Response | None) -> None:
        """Add an exchange; `response` is None when the connection broke."""
        self._exchanges.append(
            Exchange(
                method=request.method or "",
                path=self._names.without_prefix(masking.path(request.url or "")),
                authorization=masking.authorization(request.headers.get("Authorization")),
                sent=sent_body(request),
                status=None if response is None else response.status_code,
                received="" if response is None else received_body(response),
            )
        )

    def frame(self) -> pd.DataFrame:
        """The exchanges as a DataFrame: method, path, authorization, status."""
        import pandas as pd

        rows = [asdict(each) for each in self._exchanges]
        columns = ["method", "path", "authorization", "status"]
        frame: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype({"status": "Int64"})
        return frame


def sent_body(request: requests.PreparedRequest) -> str:
    """The request's body as text, secrets masked."""
    content = request.body if isinstance(request.body, (bytes, str)) else None
    return masking.body(str(request.headers.get("Content-Type", "")), content)


def received_body(response: requests.Response) -> str:
    """The response's body as text, secrets masked."""
    return masking.body(response.headers.get("Content-Type", ""), response.content)


class JournalSession(requests.Session):
    """A requests.Session that writes a journal (None: writes none), asks for JSON and explains a broken connection."""

    def __init__(self, settings: Settings, journal: Journal | None, beside: JournalSession | None = None) -> None:
        """`beside`: a session whose TLS connections are used too. They tell nobody who is calling."""
        super().__init__()
        self.settings = settings
        self.journal = journal
        self.names = Names(settings.prefix)
        self.headers["Accept"] = "application/json"
        self.hooks["response"].append(self._note)  # called for each answer of a chain of redirects
        if is_loopback(settings.base_url):
            self.trust_env = False  # no proxy, and no password from a .netrc, on the way to this machine
        if settings.ca_file:
            self.verify = str(settings.ca_file)
        if settings.proxy:
            self.proxies = {"http": settings.proxy, "https": settings.proxy}
        if settings.certificate:
            self.mount("/".join(settings.base_url.split("/")[:3]) + "/", tls.Pinned(tls.fingerprint(settings)))
        if beside is not None:
            self.adapters = beside.adapters

    def __repr__(self) -> str:
        return f"JournalSession({self.settings.profile})"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """As the base. What the profile says of certificates and proxy wins over the machine's variables."""
        if self.settings.ca_file:
            options.setdefault("verify", self.verify)
        if self.settings.proxy:
            options.setdefault("proxies", dict(self.proxies))
        return super().request(method, url, *args, **options)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send, and write the exchange down. Raises `LabError` when there is no answer."""
        request.url = self.names.in_address(request.url or "", self.settings.base_url)
        if options.get("timeout") is None:
            options["timeout"] = SECONDS
        try:
            return super().send(request, **options)
        except (requests.ConnectionError, requests.Timeout) as error:
            if self.journal is not None:
                self.journal.write(request, None)
            raise explain(error, self.settings) from None

    def _note(self, response: requests.Response, **_: Any) -> None:
        if self.journal is not None:
            self.journal.write(response.request, response)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
