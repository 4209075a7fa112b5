"""plsql/block: what a block prints and assigns, as a response.

Marks. Observed: `text/html;charset=utf-8` for what is printed unless the block says otherwise, OUT parameters of source
RESPONSE as members of a JSON object (a RESULTSET as an array of its rows), `:content_type` as an OUT parameter; a
source that is one INSERT, UPDATE or DELETE (exports of ORDS 21.4); each request header as a CGI variable of its name.
Documented: `:status_code`, `:forward_location` and their headers X-ORDS-STATUS-CODE, X-ORDS-FORWARD-LOCATION;
X-APEX-STATUS-CODE and X-APEX-FORWARD before them. Inferred: an OUT parameter of source HEADER is a response header,
what is printed wins over RESPONSE parameters, a status that HTTP does not have gets 500, the CGI variables beside
REMOTE_USER and REMOTE_IDENT.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.http.answer import Answer, Headers
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.json_rows import rows_json, value_json
from ordslab.sandbox.http.request import CONTEXT
from ordslab.sandbox.plsql.standard.cgi import set_environment
from ordslab.sandbox.plsql.standard.htp import PrintedPage, page_of
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.http.binds import Binder
    from ordslab.sandbox.http.handler_call import HandlerCall
    from ordslab.sandbox.sql.session import Session

_CGI_HEADERS = (
    *("accept", "accept-charset", "accept-encoding", "accept-language", "cookie", "host", "pragma", "referer"),
    "user-agent",
)
"""Headers that are HTTP_... too (documented for the PL/SQL gateway); an ORDS showed no HTTP_AUTHORIZATION."""
_PRINTED = "text/html;charset=utf-8"
_STATUS = ("X-ORDS-STATUS-CODE", "X-APEX-STATUS-CODE")
_FORWARD = ("X-ORDS-FORWARD-LOCATION", "X-ORDS-FORWARD", "X-APEX-FORWARD")


def run_block(call: HandlerCall, session: Session) -> Answer:
    """Run the handler's block. Raises OraError."""
    set_environment(session, cgi_environment(call))
    binder = call.binder(call.handler.source)
    statement = session.parse(binder.source.text)
    if statement.kind not in ("plsql", "dml"):
        raise OraError(6550, message="line 1, column 1:\nPLS-00103: Encountered a statement that is no PL/SQL block")
    session.execute(statement, binder.binds(statement))
    return _response(call, binder, page_of(session))


def cgi_environment(call: HandlerCall) -> dict[str, str]:
    """What `owa_util.get_cgi_env` gives: variables of CGI, and each header of the request by its own name."""
    request, peer = call.request, call.request.peer
    host, _, port = request.base.partition("://")[2].rpartition(":")
    variables = {
        "REQUEST_METHOD": request.method,
        "REQUEST_PROTOCOL": request.scheme,
        "SCRIPT_NAME": f"{CONTEXT}/{call.alias}",
        "PATH_INFO": request.path.removeprefix(f"{CONTEXT}/{call.alias}"),
        "QUERY_STRING": request.query_string,
        "SERVER_NAME": host or port,
        "SERVER_PORT": port if host else "80",
        "REMOTE_ADDR": peer[0] if peer else "",
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": request.headers.get("content-length", ""),
        **{f"HTTP_{name.upper().replace('-', '_')}": request.headers.get(name, "") for name in _CGI_HEADERS},
        "REQUEST_CHARSET": "AL32UTF8",
        "REQUEST_IANA_CHARSET": "UTF-8",
        "REMOTE_USER": call.caller.name if call.caller else "",
        "REMOTE_IDENT": call.caller.name if call.caller else "",
        **request.headers,
    }
    return {name: value for name, value in variables.items() if value}


def _response(call: HandlerCall, binder: Binder, page: PrintedPage) -> Answer:
    if page.head is not None:
        page.close_headers()
    headers = list(page.headers)
    status, forward = binder.assigned("status_code"), binder.assigned("forward_location")
    kind = binder.assigned("content_type")
    members = []
    for parameter in call.handler.parameters:
        bind = binder.out(parameter)
        if bind is None:
            continue
        if parameter.source_type == "RESPONSE":
            members.append(f"{json.dumps(parameter.name)}:{out_json(bind)}")
        elif not bind.written or bind.value is None or parameter.source_type != "HEADER":
            continue
        elif parameter.name.upper() in _STATUS:
            status = bind.value
        elif parameter.name.upper() in _FORWARD:
            forward = bind.value
        else:
            headers.append((parameter.name, str(bind.value)))
    if kind is not None:
        headers.append(("Content-Type", str(kind)))
    body = page.text().encode("utf-8", "replace")
    if page.file is not None:
        body = page.file
    elif body:
        headers.append(("Content-Type", _PRINTED))
    elif members:
        body = ("{" + ",".join(members) + "}").encode("utf-8", "replace")
        headers.append(("Content-Type", "application/json"))
    return Answer(
        _valid_status(page.status if status is None else status),
        _with_one_content_type(headers),
        body,
        str(forward) if forward is not None else None,
    )


def out_json(bind: Bind) -> str:
    """An OUT parameter as JSON; of a cursor, the array of its rows."""
    if isinstance(bind.value, Result):
        return rows_json(bind.value)
    return value_json(bind.type, bind.value)


def _valid_status(status: Any) -> int:
    """Raises `Problem` 500 for a status that HTTP does not have."""
    if status is None:
        return 200
    try:
        number = int(status)
    except (TypeError, ValueError):
        raise Problem(500) from None
    if not 200 <= number <= 599:
        raise Problem(500)
    return number


def _with_one_content_type(headers: list[tuple[str, str]]) -> Headers:
    """The first Content-Type, and every other header."""
    kinds = [header for header in headers if header[0].lower() == "content-type"]
    return (*kinds[:1], *(header for header in headers if header[0].lower() != "content-type"))
