"""A server that answers with what a test wants."""

from __future__ import annotations

import http.server


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with what the test has put into `answer`, in the chunks that it asks for."""

    protocol_version = "HTTP/1.1"
    answer = b"{}"
    chunks: tuple[int, ...] = ()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        if not self.chunks:
            self.send_header("Content-Length", str(len(self.answer)))
            self.end_headers()
            self.wfile.write(self.answer)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        rest = self.answer
        for size in (*self.chunks, len(rest) or 1):
            part, rest = rest[:size], rest[size:]
            if part:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_):
        pass
