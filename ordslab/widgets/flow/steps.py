"""Who asked whom: the journal's exchanges as steps of a flow, and the steps that are still to come.

A flow begins where a token is asked for, or a person: at /oauth/auth, or at the token endpoint with a grant type that
needs nobody. The calls behind it belong to it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from ordslab.errors import NoSuchName
from ordslab.http.journal import Exchange

BROWSER, PROGRAM, PROVIDER, ORDS, ENDPOINT = "browser", "program", "identity provider", "ORDS", "endpoint"
ACTORS = (BROWSER, PROGRAM, PROVIDER, ORDS, ENDPOINT)
"""From left to right."""


@dataclass(frozen=True)
class Step:
    """One arrow and the one that comes back. `key`: which step of its flow it is, "" for none that it needs.

    `exchange`: the request and answer behind it, None of a step that is still to come.
    """

    key: str
    source: str
    target: str
    asked: str
    answered: str = ""
    exchange: Exchange | None = field(default=None, repr=False)

    @property
    def good(self) -> bool:
        """Whether the answer lets the flow go on: the question who somebody is does, although it is a 401."""
        status = self.exchange.status if self.exchange else None
        return status is not None and (status < 400 or (self.key == "ask" and status == 401))

    def __str__(self) -> str:
        back = f"  < {self.answered}" if self.answered else ""
        return f"{self.source} > {self.target}: {self.asked}{back}"


_ASK = Step("ask", BROWSER, ORDS, "GET /oauth/auth", "who are you?")
_CALL = Step("call", PROGRAM, ENDPOINT, "a call, with the token")
_COMES_BACK = Step("back", BROWSER, PROGRAM, "code and state come back")
_IN_PERSON = (
    _ASK,
    Step("page", BROWSER, ORDS, "GET /sign-in/", "a page for name and password"),
    Step("sign-in", BROWSER, ORDS, "POST /sign-in/check", "a cookie"),
    Step("question", BROWSER, ORDS, "GET /oauth/auth", "a page to approve on"),
)
EXPECTED: dict[str, tuple[Step, ...]] = {
    "client_credentials": (Step("token", PROGRAM, ORDS, "POST /oauth/token: id, secret", "access token"), _CALL),
    "authorization_code": (
        *_IN_PERSON,
        Step("approve", BROWSER, ORDS, "POST /oauth/auth: approve", "to the program, with a code"),
        _COMES_BACK,
        Step("token", PROGRAM, ORDS, "POST /oauth/token: code, id, secret", "access and refresh token"),
        _CALL,
    ),
    "refresh_token": (
        Step("token", PROGRAM, ORDS, "POST /oauth/token: refresh token", "access and refresh token"),
        _CALL,
    ),
    "implicit": (
        *_IN_PERSON,
        Step("approve", BROWSER, ORDS, "POST /oauth/auth: approve", "to the program, with a token"),
        Step("back", BROWSER, PROGRAM, "the token comes back, in the address"),
        _CALL,
    ),
    "jwt": (
        Step("ask", BROWSER, PROVIDER, "to sign in, with PKCE's challenge", "a page for name and password"),
        Step("sign-in", BROWSER, PROVIDER, "name and password", "to the program, with a code"),
        _COMES_BACK,
        Step("issue", PROGRAM, PROVIDER, "code and PKCE's verifier", "a JWT"),
        _CALL,
    ),
}
"""The steps of each flow, in order."""


@dataclass(frozen=True)
class Flow:
    """One flow. `kind` is its grant type ("jwt": a token of somebody else), "" for calls without one."""

    kind: str
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """Its name in words."""
        return "JWT" if self.kind == "jwt" else self.kind.replace("_", " ").capitalize() or "Calls without a token"

    @property
    def to_come(self) -> tuple[Step, ...]:
        """What has not happened yet, behind the last step that has."""
        expected = EXPECTED.get(self.kind, ())
        keys = [each.key for each in expected]
        reached = max((keys.index(each.key) for each in self.steps if each.key in keys and each.good), default=-1)
        return expected[reached + 1 :]

    @property
    def actors(self) -> list[str]:
        """Who takes part, from left to right."""
        there = {name for each in (*self.steps, *self.to_come) for name in (each.source, each.target)}
        return [each for each in ACTORS if each in there]


def flows(journal: Iterable[Exchange], base_path: str) -> list[Flow]:
    """The flows of a journal, the oldest first. `base_path`: /ords/ and the alias."""
    found: list[tuple[str, list[Step]]] = []
    for exchange in journal:
        kind = _begins(exchange, base_path)
        if not found or (kind and not (found[-1][0] == kind and _goes_on(kind, exchange, found[-1][1]))):
            found.append((kind, []))
        found[-1][1].extend(_steps(exchange, base_path))
    return [Flow(kind, tuple(steps)) for kind, steps in found if steps]


def newest(all_of_them: list[Flow], kind: str = "") -> Flow:
    """The newest flow, or the newest of a kind; one that has not begun where there is none. Raises `NoSuchName`."""
    if kind and kind not in EXPECTED:
        raise NoSuchName(f"There is no flow {kind}.", f"There are: {', '.join(EXPECTED)}.")
    known = [each for each in all_of_them if not kind or each.kind == kind]
    return known[-1] if known else Flow(kind, ())


def _goes_on(kind: str, exchange: Exchange, steps: list[Step]) -> bool:
    """Whether what could begin a flow belongs to one of its kind that has these steps."""
    if kind == "jwt" and _asks_for_token(exchange):
        return not any(each.key == "issue" and each.good for each in steps)
    ended = any(each.key in ("back", "token", "issue") for each in steps)
    return kind in ("authorization_code", "implicit", "jwt") and not ended


def _begins(exchange: Exchange, base_path: str) -> str:
    """The kind of flow that begins with an exchange, "" where it goes on with the one before."""
    path, asked = _path(exchange, base_path), parse_qs(urlsplit(exchange.path).query)
    if exchange.elsewhere:
        return "jwt" if "response_type" in asked or _asks_for_token(exchange) else ""
    if path == "/oauth/auth":
        return "implicit" if asked.get("response_type") == ["token"] else "authorization_code"
    grant = _grant(exchange) if path == "/oauth/token" else ""
    return grant if grant in ("client_credentials", "refresh_token") else ""


def _steps(exchange: Exchange, base_path: str) -> Iterator[Step]:
    """What an exchange is a step of."""
    path, who = _path(exchange, base_path), BROWSER if exchange.by == "browser" else PROGRAM
    if exchange.elsewhere:
        yield from _at_the_provider(exchange, path)
    elif path == "/oauth/auth":
        yield from _authorization(exchange, who)
    elif path == "/oauth/token":
        yield _token(exchange, who)
    elif path.startswith("/sign-"):
        if path != "/sign-in/success":
            yield _signing_in(exchange, path, who)
    else:
        scheme = exchange.authorization.partition(" ")[0].lower()
        with_ = {"bearer": ", with the token", "basic": ", with a password"}.get(scheme, "")
        key = "call" if scheme == "bearer" else ""
        yield Step(key, who, ENDPOINT, f"{exchange.method} {path}{with_}", _status(exchange), exchange)


def _authorization(exchange: Exchange, who: str) -> Iterator[Step]:
    asked = f"{exchange.method} /oauth/auth"
    if exchange.status == 302:
        away = urlsplit(exchange.location)
        brought = {**parse_qs(away.query), **parse_qs(away.fragment)}
        what = next((each for each in ("code", "access_token", "error") if each in brought), "nothing")
        words = {"access_token": "a token", "code": "a code", "error": f"error {brought.get('error', [''])[0]}"}
        decided = f": {'deny' if 'decision=deny' in exchange.sent else 'approve'}" if exchange.method == "POST" else ""
        answer = f"302 to the program, with {words.get(what, what)}"
        yield Step("approve", who, ORDS, asked + decided, answer, exchange)
        shown = {"code": _COMES_BACK.asked, "access_token": "the token comes back, in the address"}
        yield Step("back", BROWSER, PROGRAM, shown.get(what, f"{words.get(what, what)} comes back"), "", exchange)
        return
    if exchange.status == 200:
        yield Step("question", who, ORDS, asked, "200 a page to approve on", exchange)
    else:
        said = "401 who are you?" if exchange.status == 401 else _status(exchange)
        yield Step("ask", who, ORDS, asked, said, exchange)


def _signing_in(exchange: Exchange, path: str, who: str) -> Step:
    if path == "/sign-in/check":
        said = "302 and a cookie" if exchange.status == 302 else f"{_status(exchange)}, and the page again"
        return Step("sign-in", who, ORDS, "POST /sign-in/check", said, exchange)
    said = "200 a page for name and password" if exchange.status == 200 else _status(exchange)
    return Step("page" if path == "/sign-in/" else "", who, ORDS, f"{exchange.method} {path}", said, exchange)


def _token(exchange: Exchange, who: str) -> Step:
    shows = {
        "authorization_code": "code, id, secret",
        "refresh_token": "refresh token",
        "client_credentials": "id, secret",
    }
    what = shows.get(_grant(exchange), "")
    both = '"refresh_token"' in exchange.received
    bought = "200 access and refresh token" if both else "200 access token"
    said = bought if exchange.status == 200 else f"{_status(exchange)} {_error(exchange)}".rstrip()
    return Step("token", who, ORDS, f"{exchange.method} /oauth/token{f': {what}' if what else ''}", said, exchange)


def _at_the_provider(exchange: Exchange, path: str) -> Iterator[Step]:
    """What is asked of another server, as far as it belongs to a flow; whoever asks, a browser does it in life."""
    asked, away = parse_qs(urlsplit(exchange.path).query), parse_qs(urlsplit(exchange.location).query)
    if _asks_for_token(exchange):
        verified = "code_verifier" in parse_qs(exchange.sent)
        said = "200 a JWT" if exchange.status == 200 else f"{_status(exchange)} {_error(exchange)}".rstrip()
        what = f"POST {path}: {'code, verifier' if verified else _grant(exchange)}"
        yield Step("issue", PROGRAM, PROVIDER, what, said, exchange)
    elif "code" in away:
        said = "302 to the program, with a code"
        yield Step("sign-in", BROWSER, PROVIDER, f"{exchange.method} {path}: name, password", said, exchange)
        yield Step("back", BROWSER, PROGRAM, _COMES_BACK.asked, "", exchange)
    elif "response_type" in asked:
        challenged = ": challenge" if "code_challenge" in asked else ""
        said = "200 a page for name and password" if exchange.status == 200 else _status(exchange)
        yield Step("ask", BROWSER, PROVIDER, f"{exchange.method} {path}{challenged}", said, exchange)


def _asks_for_token(exchange: Exchange) -> bool:
    """Whether another server is asked for a token."""
    return bool(exchange.elsewhere) and exchange.method == "POST" and bool(_grant(exchange))


def _error(exchange: Exchange) -> str:
    """The error that a token endpoint names (RFC 6749, 5.2)."""
    found = re.search(r'"error": "(\w+)"', exchange.received)
    return found[1] if found else ""


def _grant(exchange: Exchange) -> str:
    return parse_qs(exchange.sent).get("grant_type", [""])[0]


def _path(exchange: Exchange, base_path: str) -> str:
    return urlsplit(exchange.path).path.removeprefix(base_path)


def _status(exchange: Exchange) -> str:
    if exchange.status is None:
        return "no answer"
    return f"{exchange.status} invalid_token" if "invalid_token" in exchange.challenge else str(exchange.status)
