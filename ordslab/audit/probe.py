"""Each GET called without a token: what the dictionary says, proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from ordslab.audit.results import Access
from ordslab.chain.routes import sample
from ordslab.workbench import Workbench


def probed(bench: Workbench, rows: Iterable[Access]) -> Iterator[Access]:
    """The rows, those of published GETs with the status that a stranger gets. Raises `LabError` when ORDS is away."""
    session = bench.stranger()
    for row in rows:
        if row.endpoint.method != "GET" or not row.endpoint.reachable:
            yield row
            continue
        url = bench.base_url + quote(sample(row.endpoint.path))
        with session.get(url, allow_redirects=False, stream=True) as response:
            yield replace(row, probe=response.status_code)
