"""Which endpoints were called: by an access log of ORDS or of a proxy before it, and by the journal.

Lines of the common and combined log formats are read (Jetty in a standalone ORDS, Apache, nginx), whatever stands
around the quoted request. A call that got 401, 403 or 404 reached no handler and counts for none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ordslab.chain.dictionary import Dictionary
from ordslab.chain.routes import Endpoint, find
from ordslab.errors import LabError
from ordslab.http.journal import Exchange

_LINE = re.compile(r'"([A-Z]+) (\S+) HTTP/[\d.]+" (\d{3})\b')
_REACHED_NOTHING = (401, 403, 404)


@dataclass(frozen=True)
class Calls:
    """What was called: handlers by module, template and method, AutoREST's objects by name. `number`: of calls read."""

    handlers: frozenset[tuple[str, str, str]]
    objects: frozenset[str]
    number: int

    def has(self, endpoint: Endpoint) -> bool:
        """Whether the endpoint was called at least once."""
        if endpoint.template:
            return (endpoint.owner, endpoint.template, endpoint.method) in self.handlers
        return endpoint.owner in self.objects


def read_calls(files: Iterable[Path], journal: Iterable[Exchange], dictionary: Dictionary, base_url: str) -> Calls:
    """The calls below the schema's address. Raises `LabError` for a file that holds no call at all."""
    base = urlsplit(base_url).path + "/"
    number, seen = 0, {(each.method, each.path) for each in journal if each.status not in (None, *_REACHED_NOTHING)}
    for file in files:
        before = number
        for method, target, status in _lines(file):
            number += 1
            if status not in _REACHED_NOTHING:
                seen.add((method, target.partition("?")[0]))
        if number == before:
            raise LabError(
                f"There is no call in {file}.",
                'It has to be an access log in the common or combined format: ... "GET /ords/... HTTP/1.1" 200 ...',
            )
    handlers, objects = set(), set()
    for method, target in seen:
        path = unquote(urlsplit(target).path)
        if path.startswith(base):
            route = find(dictionary, path[len(base) - 1 :])
            if handler := route.handler("GET" if method == "HEAD" else method):
                handlers.add((handler.module, handler.template, handler.method))
            elif route.object:
                objects.add(route.object.name)
    return Calls(frozenset(handlers), frozenset(objects), number)


def _lines(file: Path) -> Iterator[tuple[str, str, int]]:
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if found := _LINE.search(line):
                yield found[1], found[2], int(found[3])
