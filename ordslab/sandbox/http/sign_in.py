"""Signing in with name and password, and the cookie that tells who has.

    GET /sign-in/?r=PATH      POST /sign-in/check      GET /sign-in/success      GET /sign-out/

Marks. Observed (a client of Oracle's that signs in to Database Actions by them): these addresses below the alias, the
parameter `r`, the fields j_username, j_password and csrf_token, the header CSRF-Token of the page. Observed: a browser
comes back to where it was, and is known there by a cookie. Inferred: the cookie's name, one hour, 401 and the page
again for a wrong password, 403 for a wrong token.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.asgi import Receive
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.page_words import words_for
from ordslab.sandbox.http.pages import address, form_of, hidden_fields, page_answer
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.request_limits import FORM_LIMIT, read_body
from ordslab.sandbox.http.users import SignedIn, Users
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.metadata.model import SchemaMetadata

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database

PAGES = ("/sign-in/", "/sign-out/")
SECONDS = 3600
"""How long somebody stays signed in."""
COOKIE = "ordslab_session"

_MOST = 1000  # sessions that are kept
_NOWHERE = re.compile(r"[^?]*\.\.|.*[\\\x00-\x1f\x7f]", re.DOTALL)  # what a path to come back to has no use for
_VALUE = re.compile(r"[A-Za-z0-9_-]{22}")
_FORM = """<form method="post" action="{action}">{hidden}
<p><label>{words.user_name} <input name="j_username" value="{name}" autocomplete="username" required></label></p>
<p><label>{words.password}
<input name="j_password" type="password" autocomplete="current-password" required></label></p>
<p><button>{words.sign_in}</button></p></form>
<p>{words.which_user}</p>
"""


@dataclass(frozen=True)
class _Session:
    """Somebody has signed in. A new password ends the session."""

    schema: str
    user: SignedIn
    expires_at: float


class SignIn:
    """Who has signed in, and the pages for it. For one event loop; a restart forgets everybody."""

    def __init__(self, database: Database, users: Users) -> None:
        self._database = database
        self._users = users
        self._key = database.entropy.bytes("csrf key", 32)
        self._sessions: dict[bytes, _Session] = {}

    def user_of(self, metadata: SchemaMetadata, request: Request) -> str | None:
        """The user whose cookie a request brings, None without one that holds here."""
        cookie = _cookie_of(request)
        session = self._sessions.get(digest(cookie)) if cookie else None
        if session is None or session.schema != metadata.schema or session.expires_at <= self._now():
            return None
        return session.user.name if self._users.is_still(session.user) else None

    def csrf_token(self, request: Request) -> str:
        """What a form of a page must bring back together with the request's cookie."""
        return self._token_for(_cookie_of(request))

    def check_form(self, request: Request, form: Mapping[str, str]) -> None:
        """Raises `Problem` 403 for a form that is of no page that this browser was given."""
        cookie = _cookie_of(request)
        given = form.get("csrf_token", "").encode()
        if not cookie or not hmac.compare_digest(given, self._token_for(cookie).encode()):
            raise Problem(403)

    async def answer(self, metadata: SchemaMetadata, path: str, request: Request, receive: Receive) -> Answer:
        """The answer at one of `PAGES`. Raises `Problem`."""
        allowed = "POST" if path == "/sign-in/check" else "GET, HEAD"
        if request.method not in allowed.split(", "):
            raise Problem(405, ("Allow", allowed))
        if path == "/sign-in/check":
            body = await read_body(request, receive, FORM_LIMIT)
            return await self._check(metadata, request, dict(form_of(request, body)))
        back = request.query_value("r") or ""
        if path == "/sign-in/":
            return self._page(metadata, request, request.query_value("username") or "", back)
        if path == "/sign-in/success":
            return self._success(metadata, request, back)
        if path == "/sign-out/":
            self._sessions.pop(digest(_cookie_of(request)), None)
            return Answer(302, (("Location", address(metadata, "/sign-in/")), _forgotten(metadata, request)))
        raise Problem(404)

    def _page(self, metadata: SchemaMetadata, request: Request, name: str, back: str, wrong: bool = False) -> Answer:
        words = words_for(request)
        cookie = _cookie_of(request) or self._database.entropy.token("session")
        token = self._token_for(cookie)
        form = _FORM.format(
            words=words,
            action=escape(address(metadata, "/sign-in/check")),
            hidden=hidden_fields({"csrf_token": token, "r": back}),
            name=escape(name),
        )
        headers = (("CSRF-Token", token), _set_cookie(metadata, request, cookie))
        told = f'<p role="alert">{words.wrong}</p>\n' if wrong else ""
        return page_answer(words, words.sign_in, told + form, *headers, status=401 if wrong else 200)

    async def _check(self, metadata: SchemaMetadata, request: Request, form: Mapping[str, str]) -> Answer:
        self.check_form(request, form)
        name, password, back = (form.get(field, "") for field in ("j_username", "j_password", "r"))
        user = await asyncio.to_thread(self._users.with_password, metadata.schema, name, password)
        if user is None:
            return self._page(metadata, request, name, back, wrong=True)
        self._sessions.pop(digest(_cookie_of(request)), None)
        cookie = self._database.entropy.token("session")  # a new one: nobody else can have known it before
        self._keep(digest(cookie), _Session(metadata.schema, user, self._now() + SECONDS))
        location = address(metadata, "/sign-in/success") + (f"?r={quote(back, safe='')}" if back else "")
        return Answer(302, (("Location", location), _set_cookie(metadata, request, cookie)))

    def _success(self, metadata: SchemaMetadata, request: Request, back: str) -> Answer:
        user = self.user_of(metadata, request)
        if user is None:
            raise Problem(401)
        if back and not _NOWHERE.match(back):
            location = address(metadata, "/") + quote(back, safe="/?&=%:+,;@!$'()*~")
            return Answer(302, (("Location", location), ("Cache-Control", "no-store")))
        out = escape(address(metadata, "/sign-out/"))
        words = words_for(request)
        body = f'<p>{words.you_are.format(escape(user))}</p><p><a href="{out}">{words.sign_out}</a></p>'
        return page_answer(words, words.signed_in, body)

    def _keep(self, key: bytes, session: _Session) -> None:
        now = self._now()
        held = [(each, other) for each, other in self._sessions.items() if other.expires_at > now]
        self._sessions = {**dict(held[1 - _MOST :]), key: session}

    def _token_for(self, cookie: str) -> str:
        code = hmac.digest(self._key, cookie.encode(), "sha256")
        return base64.urlsafe_b64encode(code).decode().rstrip("=")

    def _now(self) -> float:
        return self._database.clock.now().timestamp()


def _cookie_of(request: Request) -> str:
    for pair in request.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and _VALUE.fullmatch(value):
            return value
    return ""


def _set_cookie(metadata: SchemaMetadata, request: Request, value: str) -> tuple[str, str]:
    secure = "; Secure" if request.base.startswith("https:") else ""
    return "Set-Cookie", f"{COOKIE}={value}; Path={address(metadata, '/')}; HttpOnly; SameSite=Lax{secure}"


def _forgotten(metadata: SchemaMetadata, request: Request) -> tuple[str, str]:
    name, cookie = _set_cookie(metadata, request, "")
    return name, f"{cookie}; Max-Age=0"
