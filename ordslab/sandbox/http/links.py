"""Links of a response: addresses made from the request's own.

Marks. Observed: self, describedby, first, next of a collection and their order; without paging only the first two;
describedby of an address that does not end in a slash has `item` for its last segment (three public transcripts); an
item's `collection`. Documented: next and prev with `offset` before `limit` (AutoREST's examples), how an address of a
`"$name"` column is resolved. Inferred: `prev` is the last link, other parameters of the query string are kept in
`first`, `next` and `prev`, and stand before `offset`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from urllib.parse import quote, urlencode, urljoin

from ordslab.sandbox.http.paging import Page
from ordslab.sandbox.http.request import CONTEXT, Request

Link = tuple[str, str]

_SAFE = "/:@!$&'()*+,;=-._~"


def links_json(links: Iterable[Link]) -> str:
    """The array of links."""
    content = [{"rel": rel, "href": href} for rel, href in links]
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def request_url(request: Request) -> str:
    """The request's address without its query string, percent-encoded again."""
    return request.base + quote(request.path, safe=_SAFE)


def paging_links(request: Request, page: Page, has_more: bool) -> list[Link]:
    """first, next and prev; none without paging."""
    if not page.limit:
        return []
    links = [("first", _page_url(request, page, None))]
    if has_more:
        links.append(("next", _page_url(request, page, page.offset + page.limit)))
    if page.offset:
        links.append(("prev", _page_url(request, page, max(page.offset - page.limit, 0))))
    return links


def described_by(request: Request, alias: str) -> Link:
    """Where the metadata catalog describes the resource."""
    root = f"{CONTEXT}/{alias}"
    path, _, last = request.path.removeprefix(root).rpartition("/")
    described = f"{root}/metadata-catalog{path}/{'item' if last else ''}"
    return "describedby", request.base + quote(described, safe=_SAFE)


def collection_of(url: str) -> Link:
    """The address without its last segment."""
    return "collection", url.rstrip("/").rsplit("/", 1)[0] + "/"


def item_url(url: str, keys: Sequence[str]) -> str:
    """The address of an item of a collection, given by its key's values."""
    key = ",".join(quote(part, safe="") for part in keys)
    return f"{url if url.endswith('/') else url + '/'}{key}"


def resolve(url: str, address: str) -> str:
    """An address as a query gives it: absolute, relative to the request's or, behind '^', to the context root."""
    if address.startswith("^/"):
        address = CONTEXT + address[1:]
    try:
        return urljoin(url, address)
    except ValueError:  # no address: "//[" for one
        return address


def _page_url(request: Request, page: Page, offset: int | None) -> str:
    pairs = [(name, value) for name, value in request.query if name not in ("offset", "limit")]
    if offset is not None:
        pairs.append(("offset", str(offset)))
    if page.limit_given:
        pairs.append(("limit", str(page.limit)))
    url = request_url(request)
    return f"{url}?{urlencode(pairs)}" if pairs else url
