"""What the request console sends: a draft becomes a call, a call leaves its bytes and its entry in the journal."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from ordslab.chain.routes import METHODS as HANDLED
from ordslab.errors import LabError
from ordslab.http.journal import Exchange
from ordslab.http.session import LabSession
from ordslab.http.wire import Wire, recording
from ordslab.secrets.secret import Secret
from ordslab.widgets.snippets import BASIC, BEARER, CLIENT_CREDENTIALS, NONE, SharedCall
from ordslab.workbench import SECONDS, Workbench

METHODS = (*HANDLED, "HEAD", "OPTIONS")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Authorization:
    """How a call introduces itself: `kind` is one of snippets.py's; only what it needs is filled."""

    kind: str = NONE
    user: str = field(default="", repr=False)
    secret: Secret = field(default_factory=lambda: Secret(""))

    def apply(self, request: requests.Request) -> None:
        """Write the Authorization header; without token or user there is none, as in Postman."""
        if self.kind == BASIC and self.user:
            request.auth = HTTPBasicAuth(self.user.encode(), self.secret.reveal().encode())
        elif self.kind in (BEARER, CLIENT_CREDENTIALS) and self.secret:
            request.headers["Authorization"] = f"Bearer {self.secret.reveal()}"


@dataclass(frozen=True)
class Draft:
    """A call as it is written in the console. `path` is below the schema's alias; `headers` one a line.

    `kind` of authorization.
    """

    method: str = "GET"
    path: str = ""
    headers: str = "Accept: application/json"
    body: str = ""
    kind: str = NONE

    def parsed_headers(self) -> dict[str, str]:
        """The headers by name. Raises `LabError` for a line that is none."""
        found = {}
        for line in filter(None, map(str.strip, self.headers.splitlines())):
            name, colon, value = (part.strip() for part in line.partition(":"))
            if not colon or not name or not name.isascii() or " " in name:
                what = "A line of the headers is no header."
                raise LabError(what, "Write each as Name: value, on a line of its own.")
            found[name] = value
        return found

    def url(self, base_url: str) -> str:
        """The whole address. Raises `LabError` for another server: a token is not for strangers."""
        base = urlsplit(base_url)
        server, context = f"{base.scheme}://{base.netloc}", "/".join(base.path.split("/")[:2]) + "/"  # "/ords/"
        if "://" in self.path and urlsplit(self.path)[:2] != base[:2]:
            raise LabError(
                f"The console calls {server} and no other server.", "Write a path, as customers/validation/1"
            )
        if "://" in self.path:
            return self.path
        return server + self.path if self.path.startswith(context) else f"{base_url}/{self.path.lstrip('/')}"


@dataclass(frozen=True)
class SentCall:
    """A call that was made. `prepared` and `wire` hold secrets: they stay in the kernel's memory."""

    shared: SharedCall
    draft: Draft
    exchange: Exchange
    response: requests.Response = field(repr=False)
    prepared: requests.PreparedRequest = field(repr=False)
    wire: Wire = field(repr=False)
    seconds: float = 0


class Sender:
    """Sends calls through a session of its own: nothing is added to what the draft says, no cookie is kept."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._session = LabSession(bench.settings, bench.journal, wait=bench.commit_wait)
        self._session.headers.clear()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.hooks["response"].append(bench.tokens_seen.note)

    def send(self, draft: Draft, authorization: Authorization, token_url: str) -> SentCall:
        """Make a call. Raises `LabError` when it cannot be made or nothing answers."""
        if draft.method not in METHODS:
            raise LabError("There is no such method.", f"Choose one of {', '.join(METHODS)}.")
        headers = draft.parsed_headers()
        url = self._bench.names.in_address(draft.url(self._bench.base_url), self._bench.base_url)
        request = requests.Request(draft.method, url, dict(headers), data=draft.body.encode() or None)
        authorization.apply(request)
        try:
            prepared = self._session.prepare_request(request)
        except (requests.RequestException, ValueError):
            raise LabError("This address or header can't be sent.", "Look for blanks and special characters.") from None
        return self._send(
            prepared, SharedCall(draft.method, url, headers, draft.body, authorization.kind, token_url), draft
        )

    def again(self, call: SentCall) -> SentCall:
        """Make the same call once more, with the authorization that it had."""
        return self._send(call.prepared.copy(), call.shared, call.draft)

    def _send(self, prepared: requests.PreparedRequest, shared: SharedCall, draft: Draft) -> SentCall:
        self._bench.commit_wait.wait()  # it is no part of the call's time
        started = time.perf_counter()
        with recording() as wire:
            response = self._session.send(prepared, timeout=SECONDS, allow_redirects=False)
        seconds, exchange = time.perf_counter() - started, self._bench.journal[len(self._bench.journal) - 1]
        return SentCall(shared, draft, exchange, response, prepared, wire, seconds)


def find(calls: Iterable[SentCall], exchange: Exchange) -> SentCall | None:
    """The call behind an entry of the journal; None when it was not made here."""
    return next((each for each in calls if each.exchange is exchange), None)
