"""AutoREST: tables and views that ORDS.ENABLE_OBJECT has enabled (programs: see `auto_plsql`).

    GET, POST and DELETE ?q= /alias/      GET, PUT and DELETE /alias/key      POST /alias/batchload

Marks. Documented (Developer's Guide, "Examples: Accessing Objects Using RESTful Services"): the addresses, keys with
commas, the members and links of collections and items, `q`, 201 for a new row, PUT inserts what is not there. Observed:
the links' order with `edit`. Inferred: `{"rowsDeleted":1}`, `Location`, 400 for DELETE without a condition,
412 when If-Match does not name the row's tag, the figures of a batch load, which stops at its first wrong row.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.http import auto_plsql
from ordslab.sandbox.http.answer import Answer, json_answer
from ordslab.sandbox.http.errors import Problem, resource_error
from ordslab.sandbox.http.etags import etag_of, matches, tagged
from ordslab.sandbox.http.filters import Filter, filter_of
from ordslab.sandbox.http.json_rows import Row, RowWriter
from ordslab.sandbox.http.links import Link, described_by, item_url, paging_links, request_url
from ordslab.sandbox.http.object_call import ObjectCall
from ordslab.sandbox.http.paging import ITEMS_PER_PAGE, page_of
from ordslab.sandbox.http.queries import collection_body
from ordslab.sandbox.http.request_body import parse_json, text_of
from ordslab.sandbox.http.table_access import TableAccess, key_of
from ordslab.sandbox.metadata.model import AutoRestObject
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_JSON = (("Content-Type", "application/json"),)
_COLLECTION_METHODS = "GET, HEAD, POST, DELETE, OPTIONS"
_ITEM_METHODS = "GET, HEAD, PUT, DELETE, OPTIONS"


def methods_of(enabled: AutoRestObject, rest: str) -> str:
    """What `Allow` lists below an object's alias."""
    if not enabled.has_rows:
        return auto_plsql.PROGRAM_METHODS
    if rest == "batchload":
        return "POST, OPTIONS"
    return _ITEM_METHODS if rest else _COLLECTION_METHODS


def run_object(call: ObjectCall, session: Session) -> Answer:
    """The answer; what was changed is committed. Raises `Problem`, and then nothing has changed."""
    try:
        if call.enabled.has_rows:
            answer = _answer(call, TableAccess.of(session, call.enabled))
        else:
            answer = auto_plsql.run_program(call, session)
        if session.in_transaction:
            session.commit()
    except OraError as error:
        raise resource_error(error) from None
    return answer


def _answer(call: ObjectCall, table: TableAccess) -> Answer:
    method = "GET" if call.request.method == "HEAD" else call.request.method
    if method not in methods_of(call.enabled, call.rest) or (method != "GET" and not table.writable):
        raise Problem(405, ("Allow", methods_of(call.enabled, call.rest) if table.writable else "GET, HEAD, OPTIONS"))
    if call.rest == "batchload":
        return _batch_load(call, table)
    if method == "POST":
        return _insert(call, table)
    if not call.rest:
        return _collection(call, table) if method == "GET" else _delete_some(call, table)
    if method == "GET":
        return _item(call, table)
    return _replace(call, table) if method == "PUT" else _delete(call, table)


def _collection(call: ObjectCall, table: TableAccess) -> Answer:
    page = page_of(call.request, ITEMS_PER_PAGE)
    result, has_more = table.rows(_filter(call, table), page)
    url = request_url(call.request)
    writer = RowWriter(result.columns[len(table.key) :], url)
    items = [writer.item(row[len(table.key) :], _self_link(call, table, row)) for row in result.rows]
    links = [("self", url), ("edit", url), described_by(call.request, call.alias)]
    body = collection_body(items, page, has_more, [*links, *paging_links(call.request, page, has_more)])
    return tagged(Answer(200, _JSON, body), etag_of(body), call.request)


def _item(call: ObjectCall, table: TableAccess) -> Answer:
    body = _item_body(call, table, call.rest)
    return tagged(Answer(200, _JSON, body), etag_of(body), call.request)


def _insert(call: ObjectCall, table: TableAccess) -> Answer:
    key = table.insert(_content(call))
    return _written(call, table, key, 201)


def _replace(call: ObjectCall, table: TableAccess) -> Answer:
    content = _content(call)
    _check_condition(call, table)
    if table.update(call.rest, content):
        return _written(call, table, call.rest, 200)
    table.insert_at(call.rest, content)
    return _written(call, table, call.rest, 201)


def _delete(call: ObjectCall, table: TableAccess) -> Answer:
    _check_condition(call, table)
    return json_answer({"rowsDeleted": table.delete(call.rest)})


def _delete_some(call: ObjectCall, table: TableAccess) -> Answer:
    found = _filter(call, table)
    if not found.condition:
        raise Problem(400)
    return json_answer({"rowsDeleted": table.delete_where(found)})


def _batch_load(call: ObjectCall, table: TableAccess) -> Answer:
    if any(name != "batchRows" for name, _ in call.request.query):
        raise not_supported("batch load parameters")
    rows = csv.reader(io.StringIO(text_of(call.request, call.body)))
    names, count = next(rows, []), 0
    for row in rows:
        if len(row) != len(names):
            raise Problem(400)
        table.insert(dict(zip(names, row, strict=True)))
        count += 1
    if not count:
        raise Problem(400)
    text = (
        f"#INFO Number of rows processed: {count}\n#INFO Number of rows in error: 0\n"
        f"#INFO Last row processed in final committed batch: {count}\n0 - SUCCESS: Load processed without errors\n"
    )
    return Answer(200, (("Content-Type", "text/plain"),), text.encode())


def _check_condition(call: ObjectCall, table: TableAccess) -> None:
    condition = call.request.headers.get("if-match")
    if condition is not None and not matches(condition, etag_of(_item_body(call, table, call.rest))):
        raise Problem(412)


def _written(call: ObjectCall, table: TableAccess, key: str, status: int) -> Answer:
    body = _item_body(call, table, key)
    location = item_url(call.collection_url, key.split(",") if len(table.key) > 1 else [key])
    return Answer(status, (*_JSON, ("ETag", etag_of(body)), ("Location", location)), body)


def _item_body(call: ObjectCall, table: TableAccess, key: str) -> bytes:
    row = table.row(key)
    if row is None:
        raise Problem(404)
    collection = call.collection_url
    url = item_url(collection, key_of(row, table.key))
    described = described_by(call.request, call.alias)[1]
    item = described if described.endswith("/item") else f"{described}item"
    links = [("self", url), ("edit", url), ("describedby", item), ("collection", collection)]
    return RowWriter(table.columns, collection).item(row[len(table.key) :], links).encode()


def _self_link(call: ObjectCall, table: TableAccess, row: Row) -> list[Link]:
    return [("self", item_url(call.collection_url, key_of(row, table.key)))] if table.key else []


def _filter(call: ObjectCall, table: TableAccess) -> Filter:
    q = call.request.query_value("q")
    return Filter() if q is None else filter_of(q, table.columns)


def _content(call: ObjectCall) -> dict[str, Any]:
    content = parse_json(text_of(call.request, call.body))
    if not isinstance(content, dict):
        raise Problem(400)
    return content
