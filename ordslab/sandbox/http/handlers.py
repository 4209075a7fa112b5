"""Running a handler: from a request that may call it to its answer. Everything here blocks, in a worker thread.

Marks. Observed: what each source type answers with (see the modules that make them), 404 for an item without a row, 555
for whatever the author's SQL or PL/SQL raises. Documented: a template's ETag. Reported: a block of any method that
succeeds is committed (an engineer of ORDS advises to write audit records in GET handlers). Inferred: queries answer GET
alone; 415 for a media type that `p_mimes_allowed` does not list, where there is a body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ordslab.sandbox.http import queries
from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.errors import Problem, resource_error
from ordslab.sandbox.http.etags import etag_of, tagged
from ordslab.sandbox.http.handler_call import HandlerCall
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.request_body import METHODS_WITH_BODY
from ordslab.sandbox.metadata.model import Handler, Template
from ordslab.sandbox.sql.errors import OraError, not_supported

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session


Run = Callable[[HandlerCall, "Session"], Answer]

_QUERIES: dict[str, Run] = {
    "json/collection": queries.collection,
    "json/item": queries.item,
    "json/query": queries.legacy_query,
    "json/query;type=feed": queries.legacy_query,
    "json/query;type=single": queries.legacy_single,
    "csv/query": queries.csv_query,
    "resource/lob": queries.media,
}


def handler_of(template: Template, method: str) -> Handler:
    """The handler of a method (HEAD is GET without its body). Raises `Problem` 405 with `Allow`."""
    wanted = "GET" if method == "HEAD" else method
    for handler in template.handlers:
        if handler.method == wanted:
            return handler
    raise Problem(405, ("Allow", allowed_methods(template)))


def allowed_methods(template: Template) -> str:
    """The methods of a template, as `Allow` lists them."""
    methods = [handler.method for handler in template.handlers]
    return ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"])


def check_media_type(handler: Handler, request: Request) -> None:
    """Raises `Problem` 415 for a body of a type that the handler does not take."""
    allowed = [name.strip().lower() for name in (handler.mimes_allowed or "").split(",") if name.strip()]
    if allowed and request.method in METHODS_WITH_BODY and not any(_covers(name, request) for name in allowed):
        raise Problem(415)


def run_handler(call: HandlerCall, session: Session) -> Answer:
    """The handler's answer; what it changed is committed. Raises `Problem`, and then nothing has changed."""
    try:
        answer = _answer(call, session)
        if session.in_transaction:
            session.commit()
    except OraError as error:
        session.rollback()
        raise resource_error(error) from None
    return answer


def _answer(call: HandlerCall, session: Session) -> Answer:
    kind = call.handler.source_type
    if kind == "plsql/block":
        from ordslab.sandbox.http.blocks import run_block  # loads PL/SQL, which the listener need not wait for

        answer = run_block(call, session)
    elif kind in _QUERIES and call.handler.method == "GET":
        answer = _QUERIES[kind](call, session)
    else:
        raise not_supported(f"{kind} handlers for {call.handler.method}")
    if call.handler.method != "GET" or answer.status != 200:
        return answer
    return _tagged(call, session, answer)


def _tagged(call: HandlerCall, session: Session, answer: Answer) -> Answer:
    template = call.route.template
    if template.etag_type == "HASH":
        return tagged(answer, etag_of(answer.body), call.request)
    if template.etag_type == "QUERY" and template.etag_query:
        result = queries.execute(session, call.binder(template.etag_query))
        if result.rows:
            return tagged(answer, etag_of(repr(result.rows[0]).encode()), call.request)
    return answer


def _covers(allowed: str, request: Request) -> bool:
    if allowed.endswith("/*"):
        return allowed == "*/*" or request.media_type.startswith(allowed[:-1])
    return allowed == request.media_type
