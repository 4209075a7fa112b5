"""The backend of lesson 7: it keeps the secret, and asks ORDS in the desktop app's place.

Four environment variables tell it what it needs: ORDS (the address with the schema alias), ENDPOINT (the address of the
license check, without the customer), CLIENT_ID and CLIENT_SECRET. It prints its own address, and ends when whoever started it goes away.
"""

import os
import socket
import sys
import threading
import time

import requests
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

ORDS, ENDPOINT = os.environ["ORDS"], os.environ["ENDPOINT"]
EARLY = 30  # seconds: a token that ends so soon is not used any more


class Tokens:
    """Gets access tokens and keeps the newest. Several threads may ask at once."""

    def __init__(self, client_id, client_secret):
        self._key = (client_id, client_secret)
        self._lock = threading.Lock()
        self._token, self._ends = None, 0.0
        self.fetched = 0

    def current(self):
        """The token to use now: the one that is kept, or a new one when that ends soon."""
        with self._lock:
            if time.monotonic() > self._ends - EARLY:
                self._fetch()
            return self._token

    def replace(self, refused):
        """A new token, unless another thread has replaced the refused one already."""
        with self._lock:
            if self._token == refused:
                self._fetch()
            return self._token

    def _fetch(self):
        answer = requests.post(
            f"{ORDS}/oauth/token", data={"grant_type": "client_credentials"}, auth=self._key, timeout=10
        )
        answer.raise_for_status()
        self._token = answer.json()["access_token"]
        self._ends = time.monotonic() + answer.json()["expires_in"]
        self.fetched += 1


tokens = Tokens(os.environ.pop("CLIENT_ID"), os.environ.pop("CLIENT_SECRET"))


def ask(customer, token):
    """The protected endpoint's answer."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    return requests.get(f"{ENDPOINT}/{customer}", headers=headers, timeout=10)


def license_of(request):
    """GET /license/{customer}: what the desktop app may know, and no more."""
    customer = request.path_params["customer"]
    try:
        token = tokens.current()
        answer = ask(customer, token)
        if answer.status_code == 401:  # the token ended early, or was revoked: once more with a new one
            answer = ask(customer, tokens.replace(token))
    except requests.RequestException:
        return JSONResponse({"error": "the license service does not answer"}, 502)
    if answer.status_code == 404:
        return JSONResponse({"error": "no such customer"}, 404)
    if answer.status_code != 200:
        return JSONResponse({"error": "the license service refused"}, 502)
    found = answer.json()
    return JSONResponse({"customer": found["name"], "status": found["status"]})


def statistics(request):
    """GET /statistics: how many tokens were needed so far."""
    return JSONResponse({"tokens_fetched": tokens.fetched})


app = Starlette(routes=[Route("/license/{customer:int}", license_of), Route("/statistics", statistics)])

if __name__ == "__main__":
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    door = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{door.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[door])
