"""A server of a few lines: a token, a redirect, a link, a 401 or nothing at all."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "SNVDe2Tjough44I_X6tmXg"


class Answers(BaseHTTPRequestHandler):
    """Answers a token, a redirect, a link, a 401 or nothing at all."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})

    def do_GET(self):
        host = self.headers["Host"]
        if self.path == "/drop":
            self.close_connection = True
        elif self.path == "/from":
            self.answer(302, {}, {"Location": "/to"})
        elif self.path == "/accept":
            self.answer(200, {"accept": self.headers["Accept"]})
        elif self.path == "/link":
            self.answer(200, {"links": [{"rel": "self", "href": f"http://{host}/link"}]})
        else:
            body = {"code": "Unauthorized", "instance": "tag:oracle.com,2020:ecid/w4UbuYdZgYcyPtP86tRUrg"}
            challenge = {"WWW-Authenticate": 'Bearer realm="Oracle REST Data Services", error="invalid_token"'}
            self.answer(401, body, challenge, "application/problem+json")

    def answer(self, status, document, headers=None, kind="application/json"):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ask_for_token(session, url):
    form = {"grant_type": "client_credentials", "client_secret": "s3cret"}
    return session.post(f"{url}/ords/page/oauth/token", data=form, auth=("id", "s3cret"))


@contextmanager
def serving(handler):
    """A server of this machine with that handler: its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
