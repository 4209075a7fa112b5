"""Pages of a collection: `offset` and `limit` of the query string, and the implicit parameters of manual paging.

Marks. Documented: one row more than a page holds is fetched to see whether there is a next one, the meaning of
the implicit parameters. Reported: 400 for an `offset` or `limit` that is no number; 0 items per page is no paging.
Inferred: the upper bound of `limit` (ORDS's setting misc.pagination.maxRows), `:page_size` without the extra row, a
`limit` of 0 gets 400.
"""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.request import Request

ITEMS_PER_PAGE = 25
"""Of what ORDS makes by itself: AutoREST and its catalog."""
LARGEST_LIMIT = 10_000
_DIGITS = 15


@dataclass(frozen=True)
class Page:
    """`limit` rows from `offset` on; a limit of 0 is no paging. `limit_given`: the client chose the limit."""

    limit: int = 0
    offset: int = 0
    limit_given: bool = False

    def implicit(self, name: str) -> int:
        """The value of a paging parameter."""
        fetch_size = self.limit + 1
        return {
            "fetch_offset": self.offset,
            "fetch_size": fetch_size,
            "page_offset": self.offset // self.limit if self.limit else 0,
            "page_size": self.limit,
            "row_offset": self.offset + 1,
            "row_count": self.offset + fetch_size,
        }[name]


def page_of(request: Request, items_per_page: int) -> Page:
    """The page that `offset` and `limit` ask for. Raises `Problem` 400."""
    if not items_per_page:
        return Page()
    limit = _number(request, "limit", 1)
    offset = _number(request, "offset", 0)
    return Page(min(limit or items_per_page, LARGEST_LIMIT), offset or 0, limit is not None)


def legacy_page_of(request: Request, items_per_page: int) -> Page:
    """The page that `page`, counted from 0, asks for: json/query. Raises `Problem` 400."""
    if not items_per_page:
        return Page()
    return Page(items_per_page, (_number(request, "page", 0) or 0) * items_per_page)


def paged(query: str, page: Page) -> str:
    """The query that gives one page and a row more."""
    if not page.limit:
        return query
    return f"select * from (\n{query}\n) offset {page.offset} rows fetch next {page.limit + 1} rows only"


def _number(request: Request, name: str, smallest: int) -> int | None:
    text = request.query_value(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) >= smallest):
        raise Problem(400)
    return int(text)
