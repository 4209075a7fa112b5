"""Each GET called without a token, and ORDS's own addresses: the dictionary proved, and what it doesn't know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from ordslab.audit.powers import ADDRESSES
from ordslab.audit.results import Access
from ordslab.chain.routes import sample
from ordslab.workbench import Workbench

_OFF = (400, 404)
"""What an address answers behind which nothing is."""


@dataclass(frozen=True)
class Answered:
    """One of ORDS's own addresses that is there, and its status without a token."""

    address: str
    status: int


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


def asked(bench: Workbench) -> Iterator[Answered]:
    """Those of ORDS's own addresses that are there. Nothing is run: an address that wants a POST refuses the GET."""
    session = bench.stranger()
    for address in ADDRESSES:
        base = bench.base_url.rpartition("/")[0] if address == "/mcp" else bench.base_url
        with session.get(base + address, allow_redirects=False, stream=True) as response:
            if response.status_code not in _OFF:
                yield Answered(address, response.status_code)
