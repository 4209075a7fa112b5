"""The session for calls of ORDS: its timeout, its errors, whom it trusts, and what it never tells anybody."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url

from ordslab.errors import LabError
from ordslab.http.commit_wait import CommitWait
from ordslab.http.exchange_secrets import sent_secrets
from ordslab.http.journal import Journal
from ordslab.http.wire import WireAdapter
from ordslab.names import Names
from ordslab.secrets.masking import is_secret_name
from ordslab.settings.connection_errors import explain
from ordslab.settings.current import Settings
from ordslab.settings.tls import fingerprint

TIMEOUT = 30
"""Seconds that a call may take when the caller does not say: of `lab.http` and of a stranger alike."""


class LabSession(requests.Session):
    """A requests.Session that writes a journal (None: writes none), asks for JSON and explains a broken connection.

    It is reached as the profile says: certificates, the one pinned certificate, proxy. It takes no password from a
    .netrc, and to another host than the one that was called it carries no secret.
    """

    by = "program"
    """Who calls, as the journal writes it."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal | None,
        beside: LabSession | None = None,
        wait: CommitWait | None = None,
    ) -> None:
        """`beside`: a session whose TLS connections are used too. They tell nobody who is calling. `wait`: before each
        call, until ORDS sees what was committed."""
        super().__init__()
        self.settings = settings
        self.journal = journal
        self._wait = wait
        self.auth = _as_the_call_says
        self.headers["Accept"] = "application/json"
        self.hooks["response"].append(self._note)  # called for each answer of a chain of redirects
        self._names = Names(settings.prefix)
        if is_loopback(settings.base_url):
            self.trust_env = False  # no proxy on the way to this machine
        if settings.ca_file:
            self.verify = str(settings.ca_file)
        if settings.proxy:
            self.proxies = {"http": settings.proxy, "https": settings.proxy}
        if beside is not None:
            self.adapters = beside.adapters
            return
        self.mount("http://", WireAdapter())
        self.mount("https://", WireAdapter())
        if settings.certificate:
            host = "/".join(settings.base_url.split("/")[:3])
            self.mount(f"{host}/", WireAdapter(fingerprint(settings)))

    def __repr__(self) -> str:
        return f"LabSession({self.settings.profile})"

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """As the base. What the profile says of certificates and proxy wins over the machine's variables."""
        if self.settings.ca_file:
            options.setdefault("verify", self.verify)
        if self.settings.proxy:
            options.setdefault("proxies", dict(self.proxies))
        return super().request(method, url, *args, **options)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send, and write the exchange down. Raises `LabError` when there is no answer."""
        if self._wait is not None:
            self._wait.wait()
        request.url = self._names.in_address(request.url or "", self.settings.base_url)
        if options.get("timeout") is None:
            options["timeout"] = TIMEOUT
        try:
            return super().send(request, **options)
        except (requests.ConnectionError, requests.Timeout) as error:
            if self.journal is not None:
                self.journal.write(request, None, self.by, self.settings.base_url)
            raise explain(error, self.settings) from None

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Of a redirect to another host: go there without secrets. Raises `LabError` where its body holds one."""
        before, headers = response.request.url or "", prepared_request.headers
        if not self.should_strip_auth(before, prepared_request.url or ""):  # type: ignore[no-untyped-call, unused-ignore]
            return
        if prepared_request.body and sent_secrets(response.request, body_only=True):
            raise LabError(
                f"ORDS sends this call on to another host ({urlsplit(prepared_request.url or '').netloc}), "
                "and its body holds a secret: it was not sent there.",
                "Call the address that you trust; the answer itself comes with allow_redirects=False.",
            )
        for name in [each for each in headers if is_secret_name(each)]:
            del headers[name]

    def _note(self, response: requests.Response, **_: Any) -> None:
        if self.journal is not None:
            self.journal.write(response.request, response, self.by, self.settings.base_url)


def stranger(settings: Settings, beside: LabSession | None = None, wait: CommitWait | None = None) -> LabSession:
    """A session that knows nothing but the address, without journal. `beside`, `wait`: as for `LabSession`."""
    return LabSession(settings, None, beside, wait)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_the_call_says(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The usual authentication: what stands in address or headers, and never what a .netrc holds."""
    credentials = get_auth_from_url(request.url or "")
    return HTTPBasicAuth(*credentials)(request) if any(credentials) else request
