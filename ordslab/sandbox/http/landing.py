"""What is above the schemas: redirects to a landing page, which says what this is.

Marks. Reported: `/` redirects to `/ords/`, that to `/ords/_/landing`. The page itself is the sandbox's own.
"""

from __future__ import annotations

from ordslab.sandbox.http.answer import Answer

_REDIRECTS = {"/": "/ords/", "/ords": "/ords/", "/ords/": "/ords/_/landing"}
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>ordslab sandbox</title></head>
<body>
<h1>ordslab sandbox</h1>
<p>This is a teaching sandbox. It answers as Oracle REST Data Services (ORDS) does, on this machine alone, so that the
lessons of <em>ordslab</em> need no Oracle account. It is not Oracle's software and holds nothing of it.</p>
<p>An endpoint's address is <code>/ords/</code>, the schema's alias, the module's base path, the template.</p>
</body>
</html>
"""


def landing_answer(path: str) -> Answer | None:
    """The answer for a path that names no schema, None for any other."""
    if path in _REDIRECTS:
        return Answer(302, (("Location", _REDIRECTS[path]),))
    if path == "/ords/_/landing":
        return Answer(200, (("Content-Type", "text/html;charset=utf-8"),), _PAGE.encode())
    return None
