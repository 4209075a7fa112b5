"""ETags, and answering 304 to a client that has the same already.

Marks. Observed: a quoted Base64 of 64 bytes, 88 characters, for etag_type HASH. Documented: HASH is made from the
response, QUERY from what a query of the template's author gives, NONE is none. Inferred: the hash (SHA-512), that GET
and HEAD alone have it, QUERY's value is hashed as well, a weak tag matches too, a query that gives no row makes no tag.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.request import Request


def etag_of(content: bytes) -> str:
    """The tag of some content."""
    return f'"{base64.b64encode(hashlib.sha512(content).digest()).decode()}"'


def tagged(answer: Answer, etag: str, request: Request) -> Answer:
    """The answer with its tag, or 304 when the client's If-None-Match names it."""
    headers = (*answer.headers, ("ETag", etag))
    if matches(request.headers.get("if-none-match"), etag):
        return Answer(304, (("ETag", etag),))
    return replace(answer, headers=headers)


def matches(condition: str | None, etag: str) -> bool:
    """Whether an If-None-Match or If-Match header names a tag."""
    if condition is None:
        return False
    names = [name.strip().removeprefix("W/") for name in condition.split(",")]
    return "*" in names or etag in names
