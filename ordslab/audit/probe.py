"""Each GET called without a token: what the dictionary says, proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from ordslab.audit.schema_audit import Access
from ordslab.chain.routes import sample

if TYPE_CHECKING:
    from ordslab.workbench import Workbench

T = TypeVar("T")


def probed(lab: Workbench, rows: Iterable[Access]) -> Iterator[Access]:
    """The rows, those of published GETs with the status that a stranger gets. Raises `LabError` when ORDS is away."""
    from ordslab.http.journal import JournalSession

    with JournalSession(lab.settings, None) as session:
        for row in rows:
            if row.endpoint.method != "GET" or not row.endpoint.reachable:
                yield row
                continue
            url = lab.base_url + quote(sample(row.endpoint.path))
            with session.get(url, auth=_nobody, allow_redirects=False, stream=True) as response:
                yield replace(row, probe=response.status_code)


def _nobody(request: T) -> T:
    """As authentication: none, not even that of a .netrc file."""
    return request
