"""A listener on this machine: the redirect address to which a browser brings the code (RFC 8252, 7.3)."""

import hmac
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from ordslab.markup import document, tag

PORT = 8484
"""The one that it takes when it is free: an address that was registered yesterday is right today."""
_DONE = "You can close this tab", "The program has its answer. Go back to your notebook."
_REFUSED = "Nobody asked for this", "This answer belongs to no question of the program: it was thrown away."


@dataclass(frozen=True)
class Question:
    """Where a browser is sent, and what to do with the answer that comes back with the same `state`."""

    address: str
    state: str
    answered: Callable[[dict[str, str]], object]


class Listener:
    """Serves two addresses on loopback: /start sends a browser to ORDS, /callback takes what it brings back."""

    def __init__(self) -> None:
        self._question: Question | None = None
        self._lock = threading.Lock()
        self._server = _serve(self)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """The redirect address that a client registers."""
        return f"http://127.0.0.1:{self.port}/callback"

    @property
    def start(self) -> str:
        """The address that a person opens."""
        return f"http://127.0.0.1:{self.port}/start"

    def ask(self, question: Question) -> None:
        """Send the next browser to this question; an earlier one that nobody answered is forgotten."""
        with self._lock:
            self._question = question

    def where_to(self) -> str | None:
        """Where a browser at /start goes: None when nothing is asked."""
        question = self._question
        return question.address if question else None

    def take(self, given: dict[str, str]) -> bool:
        """An answer came: whether it belongs to the question. One that does is taken once."""
        with self._lock:
            question = self._question
            if question is None or not hmac.compare_digest(given.get("state", "").encode(), question.state.encode()):
                return False
            self._question = None
        question.answered(given)
        return True

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    allow_reuse_address = os.name == "posix"  # on Windows another program could listen beside
    daemon_threads = True


def _serve(listener: Listener) -> _Server:
    class Handler(BaseHTTPRequestHandler):
        """Answers a browser, and no page of another site: the name in Host must be this machine's."""

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if self.headers.get("Host") != f"127.0.0.1:{listener.port}":
                self._page(403, *_REFUSED)
            elif url.path == "/start" and (there := listener.where_to()):
                self._send(302, Location=there)
            elif url.path == "/callback" and url.query:
                given = {name: values[0] for name, values in parse_qs(url.query).items()}
                # away from the address with the code in it: it stays in no history
                self._send(302, Location="/done") if listener.take(given) else self._page(400, *_REFUSED)
            elif url.path == "/done":
                self._page(200, *_DONE)
            else:
                self._page(404, "Nothing is asked", "Run the cell that signs in, and open its link.")

        def _page(self, status: int, title: str, text: str) -> None:
            body = document(title, "", tag("h1", title), tag("p", text)).encode()
            self._send(status, body, **{"Content-Type": "text/html;charset=utf-8", "X-Frame-Options": "DENY"})

        def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            more = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Content-Length": str(len(body))}
            for name, value in (more | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the address of an answer holds a code."""

    try:
        return _Server(("127.0.0.1", PORT), Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), Handler)
