"""Handlers that are queries: json/collection, json/item, the json/query family, csv/query, resource/lob.

Marks. Observed: json/collection (members, their order, links; without paging `limit` is 0), json/item, columns of
resource/lob. Reported: without paging a collection gives all rows. Documented: a query that uses a paging parameter
pages by itself, any other is wrapped; `q` filters collections. Inferred: the form of json/query (after the sample
module of old releases: addresses as `$ref`), csv/query (upper-case names, texts in quotes), resource/lob's charset, an
item is the first of several rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.filters import Filter, filter_of
from ordslab.sandbox.http.json_rows import Row, RowWriter, moment, number, reference_json
from ordslab.sandbox.http.links import Link, collection_of, described_by, links_json, paging_links, request_url
from ordslab.sandbox.http.paging import Page, legacy_page_of, page_of, paged
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.source import PAGING, source_of
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import BINARY, DATETIME, NUMERIC, Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.http.binds import Binder
    from ordslab.sandbox.http.handler_call import HandlerCall
    from ordslab.sandbox.sql.session import Session

_CURSOR = re.compile(r"\bcursor\s*\(", re.IGNORECASE)
_JSON = (("Content-Type", "application/json"),)


def execute(session: Session, binder: Binder) -> Result:
    """The result of a query. Raises OraError, ORA-00928 for what is no query."""
    statement = session.parse(binder.source.text)
    if statement.kind != "query":
        raise OraError(928, message="missing SELECT keyword")
    return session.execute(statement, binder.binds(statement))


def columns_of(session: Session, binder: Binder) -> tuple[Column, ...]:
    """The columns of a query, not run. Raises OraError."""
    statement = session.parse(binder.source.text)
    if statement.kind != "query":
        raise OraError(928, message="missing SELECT keyword")
    return session.describe(statement, binder.binds(statement))


def collection(call: HandlerCall, session: Session) -> Answer:
    """json/collection."""
    page = page_of(call.request, items_per_page(call))
    result, rows, has_more = _page_of_rows(call, session, page, call.request.query_value("q"))
    url = request_url(call.request)
    items = map(RowWriter(result.columns, url).item, rows)
    links = [("self", url), described_by(call.request, call.alias), *paging_links(call.request, page, has_more)]
    return Answer(200, _JSON, collection_body(list(items), page, has_more, links))


def collection_body(items: Sequence[str], page: Page, has_more: bool, links: Sequence[Link]) -> bytes:
    """The body of a collection, of items that are JSON already."""
    return (
        f'{{"items":[{",".join(items)}],"hasMore":{"true" if has_more else "false"},"limit":{page.limit},'
        f'"offset":{page.offset},"count":{len(items)},"links":{links_json(links)}}}'
    ).encode()


def item(call: HandlerCall, session: Session) -> Answer:
    """json/item. Raises `Problem` 404 without a row."""
    result = execute(session, call.binder(call.handler.source))
    url = request_url(call.request)
    body = RowWriter(result.columns, url).item(_first(result.rows), [collection_of(url)])
    return Answer(200, _JSON, body.encode())


def legacy_query(call: HandlerCall, session: Session) -> Answer:
    """json/query and its feed."""
    page = legacy_page_of(call.request, items_per_page(call))
    result, rows, has_more = _page_of_rows(call, session, page)
    members = []
    number_of_page = page.offset // page.limit if page.limit else 0
    if has_more:
        members.append(f'"next":{reference_json(_page_url(call.request, number_of_page + 1))}')
    if number_of_page:
        members.append(f'"first":{reference_json(_page_url(call.request, None))}')
        members.append(f'"previous":{reference_json(_page_url(call.request, number_of_page - 1))}')
    writer = RowWriter(result.columns, request_url(call.request))
    members.append(f'"items":[{",".join(map(writer.legacy_item, rows))}]')
    return Answer(200, _JSON, ("{" + ",".join(members) + "}").encode())


def legacy_single(call: HandlerCall, session: Session) -> Answer:
    """json/query;type=single. Raises `Problem` 404 without a row."""
    result = execute(session, call.binder(call.handler.source))
    body = RowWriter(result.columns, request_url(call.request)).legacy_item(_first(result.rows))
    return Answer(200, _JSON, body.encode())


def csv_query(call: HandlerCall, session: Session) -> Answer:
    """csv/query: all rows below their names."""
    result = execute(session, call.binder(call.handler.source))
    output = io.StringIO()
    rows = csv.writer(output, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    rows.writerow([column.name for column in result.columns])
    types = [column.type for column in result.columns]
    for row in result.rows:
        rows.writerow([_csv_value(kind, value) for kind, value in zip(types, row, strict=True)])
    return Answer(200, (("Content-Type", "text/csv"),), output.getvalue().encode())


def media(call: HandlerCall, session: Session) -> Answer:
    """resource/lob: a row of media type and content. Raises `Problem` 404 without a row."""
    result = execute(session, call.binder(call.handler.source))
    row = _first(result.rows)
    if len(row) < 2:
        raise OraError(17006, message="Invalid column index")
    kind, content = row[0], row[1]
    body = content if isinstance(content, bytes) else ("" if content is None else str(content)).encode()
    return Answer(200, (("Content-Type", str(kind or "application/octet-stream")),), body)


def items_per_page(call: HandlerCall) -> int:
    """How many rows a page of this handler holds, 0 for no paging."""
    own = call.handler.items_per_page
    return call.route.module.items_per_page if own is None else own


def _page_of_rows(
    call: HandlerCall, session: Session, page: Page, q: str | None = None
) -> tuple[Result, Sequence[Row], bool]:
    """The result, the page's rows of it, and whether more follow. `q`: a filter."""
    text, found = call.handler.source, Filter()
    if q is not None:
        found = filter_of(q, columns_of(session, call.binder(text, page)))
        text = found.applied(text)
    wrapped = not source_of(text).uses(*PAGING)
    nests = wrapped and _CURSOR.search(text) is not None  # then no query can be wrapped around it
    if wrapped and not nests:
        text = paged(text, page)
    result = execute(session, call.binder(text, page, found.binds))
    rows = result.rows[page.offset :] if nests else result.rows
    if not page.limit:
        return result, rows, False
    return result, rows[: page.limit], len(rows) > page.limit


def _first(rows: Sequence[Row]) -> Row:
    if not rows:
        raise Problem(404)
    return rows[0]


def _page_url(request: Request, page: int | None) -> str:
    pairs = [(name, value) for name, value in request.query if name != "page"]
    if page:
        pairs.append(("page", str(page)))
    url = request_url(request)
    return f"{url}?{urlencode(pairs)}" if pairs else url


class _Bare(float):
    """A number that the csv writer writes as its text."""

    text: str

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__


def _csv_value(kind: OracleType, value: Any) -> Any:
    if value is None:
        return ""
    if kind.family in NUMERIC:
        bare = _Bare()
        bare.text = number(value)
        return bare
    if kind.family in DATETIME:
        return moment(value)
    if kind.family in BINARY:
        return value.hex()
    return str(value)
