"""The portal of lessons 11 to 13 as a web application: *Sign in with ORDS*.

Environment: ORDS (the address with the schema alias), PORTAL (the endpoint to call in a person's name), CLIENT_ID and
CLIENT_SECRET; PORT, or a free one. It prints its own address, and ends when whoever started it goes away.

A browser gets one cookie, with a random number in it. Everything else (state, tokens) stays here, by that number.
"""

import hmac
import os
import secrets
import socket
import sys
import threading
import time
from urllib.parse import parse_qs, urlencode

import requests
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

ORDS, PORTAL = os.environ["ORDS"], os.environ["PORTAL"]
KEY = os.environ.pop("CLIENT_ID"), os.environ.pop("CLIENT_SECRET")
COOKIE, MOST = "portal", 1000
EARLY = 30  # seconds: a pass that ends so soon is renewed before it is used
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Portal</title></head>
<body><main><h1>Portal</h1>{}</main></body></html>"""


class Visit:
    """What the portal knows of one browser. Nothing of it is ever in a page, an address or the cookie."""

    def __init__(self):
        self.state = None  # of the question that is open
        self.csrf = secrets.token_urlsafe(32)  # its sign-out button must bring this back
        self.access, self.refresh, self.ends = None, None, 0.0
        self.lock = threading.Lock()

    def keep(self, answer):
        """Keep the tokens of an answer; without new ones the visit is over."""
        content = answer.json() if answer.status_code == 200 else {}
        self.access, self.refresh = content.get("access_token"), content.get("refresh_token")
        self.ends = time.monotonic() + content.get("expires_in", 0)

    def token(self, refused=None):
        """The pass to use now, renewed when it ends soon or was refused; None when the person has to sign in."""
        with self.lock:  # two requests of one browser must not use the same refresh token
            old = self.access is None or self.access == refused or time.monotonic() > self.ends - EARLY
            if old and self.refresh:
                self.keep(desk(grant_type="refresh_token", refresh_token=self.refresh))
            return None if self.access == refused else self.access


visits = {}


def desk(**form):
    """The token endpoint's answer."""
    return requests.post(f"{ORDS}/oauth/token", data=form, auth=KEY, timeout=10)


def visit_of(request):
    return visits.get(request.cookies.get(COOKIE, ""))


def cookie(response, request, value):
    """Scripts can't read it; other sites' forms don't send it; with https it never travels in clear."""
    response.set_cookie(COOKIE, value, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def begin(visit):
    """A new number for a visit: nobody else can have known it before."""
    number = secrets.token_urlsafe(32)
    visits[number] = visit
    while len(visits) > MOST:
        visits.pop(next(iter(visits)))
    return number


def home(request):
    """GET /: what is the person's own, or the link to sign in."""
    visit = visit_of(request)
    token = visit.token() if visit else None
    if token is None:
        return HTMLResponse(PAGE.format('<p><a href="/sign-in">Sign in with ORDS</a></p>'), headers=HEADERS)
    answer = ask(token)
    if answer.status_code == 401 and (token := visit.token(refused=token)):  # revoked early: once more with a new one
        answer = ask(token)
    if answer.status_code != 200:
        return sorry(502, "ORDS did not answer as it should. Sign in again.")
    who = answer.json()["who"].replace("&", "&amp;").replace("<", "&lt;")
    out = f'<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="{visit.csrf}">'
    return HTMLResponse(PAGE.format(f"<p>You are {who}.</p>{out}<button>Sign out</button></form>"), headers=HEADERS)


def ask(token):
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    return requests.get(PORTAL, headers=headers, timeout=10)


def sign_in(request):
    """GET /sign-in: send the browser to ORDS, with a state that belongs to this browser's visit."""
    number = request.cookies.get(COOKIE, "")
    if number not in visits:
        number = begin(Visit())
    visits[number].state = secrets.token_urlsafe(32)
    asks = {"response_type": "code", "client_id": KEY[0], "state": visits[number].state}
    return cookie(RedirectResponse(f"{ORDS}/oauth/auth?{urlencode(asks)}", 302, HEADERS), request, number)


def callback(request):
    """GET /callback: the browser is back. First of all: did this visit ask?"""
    visit, given = visit_of(request), request.query_params.get("state", "")
    state, visit_state = given.encode(), (visit.state or "").encode() if visit else b""
    if not visit_state or not hmac.compare_digest(state, visit_state):
        return sorry(400, "This answer belongs to no question of yours. It was thrown away.")
    visit.state = None  # good once
    code = request.query_params.get("code")
    if not code:
        return sorry(403, "You did not approve, so the portal can do nothing for you.")
    visit.keep(desk(grant_type="authorization_code", code=code))
    if visit.access is None:
        return sorry(400, "ORDS did not take the code. Sign in again.")
    visits.pop(request.cookies[COOKIE])
    # a new number, and an address without the code
    return cookie(RedirectResponse("/", 302, HEADERS), request, begin(visit))


async def sign_out(request):
    """POST /sign-out: forget the tokens and the visit. A link on another site can't do it."""
    visit, form = visit_of(request), parse_qs((await request.body()).decode("utf-8", "replace"))
    if visit is None or not hmac.compare_digest(form.get("csrf", [""])[0].encode(), visit.csrf.encode()):
        return sorry(403, "That button was not ours.")
    visits.pop(request.cookies[COOKIE])
    response = RedirectResponse("/", 302, HEADERS)
    response.delete_cookie(COOKIE)
    return response


def sorry(status, words):
    return PlainTextResponse(words, status, HEADERS)


app = Starlette(
    routes=[
        Route("/", home),
        Route("/sign-in", sign_in),
        Route("/callback", callback),
        Route("/sign-out", sign_out, methods=["POST"]),
    ],
    exception_handlers={requests.RequestException: lambda *_: sorry(502, "ORDS does not answer.")},
)

if __name__ == "__main__":
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    door = socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "0"))))
    print(f"http://127.0.0.1:{door.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[door])
