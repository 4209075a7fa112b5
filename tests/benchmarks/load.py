"""A small HTTP client for measuring: raw sockets, keep-alive, so that the client's own cost stays out of the figure."""

from __future__ import annotations

import asyncio
import socket
import time
from urllib.parse import urlsplit


def post_form(url: str, form: str, authorization: str = "") -> bytes:
    """The bytes of a POST request with a form body."""
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\nAccept: application/json\r\n"
    )
    return (head + (f"Authorization: {authorization}\r\n" if authorization else "") + "\r\n" + form).encode()


def _complete(answer: bytes) -> bool:
    head, separator, body = answer.partition(b"\r\n\r\n")
    if not separator:
        return False
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return body.endswith(b"0\r\n\r\n")
    length = lowered.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return len(body) >= int(length or 0)


def latencies(url: str, request: bytes, count: int) -> list[float]:
    """Seconds of each of `count` requests, one after the other on one connection. Every answer must be a 200."""
    parts = urlsplit(url)
    taken = []
    with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 80)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            started = time.perf_counter()
            connection.sendall(request)
            answer = b""
            while not _complete(answer):
                answer += connection.recv(65536)
            taken.append(time.perf_counter() - started)
            assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return taken


def throughput(url: str, request: bytes, count: int, connections: int = 8) -> float:
    """Requests a second over several connections at once."""

    async def client(share: int) -> None:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for _ in range(share):
            writer.write(request)
            answer = b""
            while not _complete(answer):
                answer += await reader.read(65536)
            assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
        writer.close()

    async def all_clients() -> float:
        started = time.perf_counter()
        await asyncio.gather(*(client(count // connections) for _ in range(connections)))
        return count / (time.perf_counter() - started)

    return asyncio.run(all_clients())
