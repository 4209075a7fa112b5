"""Error bodies of the REST side, and who gets them as JSON.

Marks. Observed: the four members, 4-space indentation with a final newline, the rules for JSON and HTML. Inferred:
HTML for a request that no rule speaks of (`Accept: */*`), 405's code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

_NAMES = {
    401: ("Unauthorized", "Unauthorized"),
    404: ("NotFound", "Not Found"),
    405: ("MethodNotAllowed", "Method Not Allowed"),
    415: ("UnsupportedMediaType", "Unsupported Media Type"),
    503: ("ServiceUnavailable", "Service Unavailable"),
}
_JSON = ("application/json", "application/problem+json")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def problem(status: int, ecid: str) -> bytes:
    """The body of `application/problem+json` for a status of the table above."""
    code, message = _NAMES[status]
    content = {
        "code": code,
        "message": message,
        "type": f"tag:oracle.com,2020:error/{code}",
        "instance": f"tag:oracle.com,2020:ecid/{ecid}",
    }
    return (json.dumps(content, indent=4) + "\n").encode()


def wants_json(method: str, headers: Mapping[str, str]) -> bool:
    """`error.responseFormat=auto`; `headers` by lower-case name."""
    preferred = _most_preferred(headers.get("accept", ""))
    if preferred in _JSON:
        return True
    if preferred == "text/html":
        return False
    if "x-requested-with" in headers or headers.get("user-agent", "").startswith("curl/"):
        return True
    is_form = headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS
    return "origin" in headers and not (method == "POST" and is_form)


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
