"""Errors of the REST side: their bodies, and who gets them as JSON.

Marks. Observed: the four members, 4-space indentation with a final newline, 405's code, the rules for JSON and HTML,
555's members and texts (but `action`), 403's message. Inferred: HTML for a request that no rule speaks of
(`Accept: */*`), the codes of 400, 413, 415, 500 and 503, the wording of the HTML pages but 401's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.http.request import Request

_NAMES = {
    400: ("BadRequest", "Bad Request"),
    401: ("Unauthorized", "Unauthorized"),
    403: ("Forbidden", "Forbidden"),
    404: ("NotFound", "Not Found"),
    405: ("MethodNotAllowed", "Method Not Allowed"),
    412: ("PreconditionFailed", "Precondition Failed"),
    413: ("PayloadTooLarge", "Payload Too Large"),
    415: ("UnsupportedMediaType", "Unsupported Media Type"),
    500: ("InternalServerError", "Internal Server Error"),
    503: ("ServiceUnavailable", "Service Unavailable"),
    507: ("InsufficientStorage", "Insufficient Storage"),
    555: ("UserDefinedResourceError", "User Defined Resource Error"),
}
_JSON = ("application/json", "application/problem+json")
_FORM = "application/x-www-form-urlencoded"
_SIGN_IN = "Access to this resource is protected. Please {} to access this resource."
_RESOURCE_MESSAGE = "The request could not be processed due to an error in a user defined resource"
NOT_MAPPED = (
    "The request could not be mapped to any database. Check the request URL is correct, and that URL to database "
    "mappings have been correctly configured"
)
"""What an alias that no schema has gets, with 404 (reported: four public threads and posts)."""
_RESOURCE_ACTION = (
    "Verify that the URI and payload are correctly specified for the requested operation. If the issue persists then "
    "please contact the author of the resource"
)


class Problem(Exception):  # noqa: N818 - what RFC 7807 calls it
    """The request gets an error. `details`: members of the JSON body beside the four usual ones."""

    def __init__(
        self,
        status: int,
        *headers: tuple[str, str],
        message: str | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.message = message or _NAMES[status][1]
        self.details = details or {}


def resource_error(error: OraError) -> Problem:
    """555: what the author of a handler wrote raised `error`."""
    cause = (
        "An error occurred when evaluating the SQL statement associated with this resource. "
        f"SQL Error Code {error.number}, Error Message: {error}\n"
    )
    details = {"o:errorCode": "ORDS-25001", "cause": cause, "action": _RESOURCE_ACTION}
    return Problem(555, message=_RESOURCE_MESSAGE, details=details)


def problem_body(problem: Problem, ecid: str) -> bytes:
    """The body of `application/problem+json`."""
    code, title = _NAMES[problem.status]
    content = {
        "code": code,
        **({"title": title} if problem.details or problem.message != title else {}),
        "message": problem.message,
        **problem.details,
        "type": f"tag:oracle.com,2020:error/{code}",
        "instance": f"tag:oracle.com,2020:ecid/{ecid}",
    }
    return (json.dumps(content, indent=4, ensure_ascii=False) + "\n").encode()


def problem_page(problem: Problem, request: Request) -> bytes:
    """The same for a browser."""
    title = f"{problem.status} {_NAMES[problem.status][1]}"
    if problem.status == 401:
        text = _SIGN_IN.format(f'<a href="{escape(_sign_in(request))}">sign in</a>')
    else:
        text = escape(problem.message)
    details = "".join(
        f"<dt>{escape(name)}</dt><dd><pre>{escape(value)}</pre></dd>" for name, value in problem.details.items()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><h1>{title}</h1>\n<p>{text}</p>\n{f'<dl>{details}</dl>' if details else ''}</body></html>\n"
    ).encode()


def problem_answer(problem: Problem, request: Request, ecid: str, answers: Answers) -> Answer:
    """The answer, in the format that this client gets its errors in."""
    if answers.errors == "auto" and wants_json(request.method, request.headers):
        kind, body = "application/problem+json", problem_body(problem, ecid)
    else:
        kind, body = "text/html", problem_page(problem, request)
    return Answer(problem.status, (("Content-Type", kind), *problem.headers), body)


def wants_json(method: str, headers: Mapping[str, str]) -> bool:
    """`error.responseFormat=auto`; `headers` by lower-case name."""
    preferred = _most_preferred(headers.get("accept", ""))
    if preferred in _JSON:
        return True
    if preferred == "text/html":
        return False
    if "x-requested-with" in headers or headers.get("user-agent", "").startswith("curl/"):
        return True
    is_form = headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM
    return "origin" in headers and not (method == "POST" and is_form)


def _sign_in(request: Request) -> str:
    """Where a browser signs in to come back: /ords/{alias}/sign-in/?r={path below the alias, and query string}."""
    alias, _, rest = request.path.removeprefix("/ords/").partition("/")
    if request.query_string:
        rest += f"?{request.query_string}"
    return f"/ords/{quote(alias)}/sign-in/?r={quote(rest, safe='')}"


def _most_preferred(accept: str) -> str:
    best, best_quality = "", 0.0
    for choice in accept.split(","):
        media, *parameters = (part.strip().lower() for part in choice.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if quality > best_quality:
            best, best_quality = media, quality
    return best
