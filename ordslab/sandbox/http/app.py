"""The REST side as one ASGI application.

By hand rather than by a framework's routing: the token endpoint and the refusal of a caller are answered on the event
loop itself, without a thread and with nothing around them. Only what runs SQL goes to a worker thread.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus, urljoin, urlsplit

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http import cors, token_endpoint
from ordslab.sandbox.http.answer import Answer, send_answer
from ordslab.sandbox.http.asgi import Receive, Scope, Send
from ordslab.sandbox.http.authorization_endpoint import AUTHORIZATION_PATH, AuthorizationEndpoint
from ordslab.sandbox.http.authorize import Authorizer, Caller, bearer_token
from ordslab.sandbox.http.autorest import methods_of, run_object
from ordslab.sandbox.http.basic import basic_credentials
from ordslab.sandbox.http.catalog import MetadataCatalog
from ordslab.sandbox.http.errors import NOT_MAPPED, Problem, problem_answer
from ordslab.sandbox.http.handler_call import HandlerCall
from ordslab.sandbox.http.handlers import allowed_methods, check_media_type, handler_of, run_handler
from ordslab.sandbox.http.hosts import Hosts
from ordslab.sandbox.http.jwt_bearer import JwtVerifier
from ordslab.sandbox.http.landing import landing_answer
from ordslab.sandbox.http.metadata_cache import AgingMetadata
from ordslab.sandbox.http.object_call import ObjectCall
from ordslab.sandbox.http.open_api import OpenApiCatalog
from ordslab.sandbox.http.request import CONTEXT, Request
from ordslab.sandbox.http.request_limits import FORM_LIMIT, check_path, holding_bodies, read_body
from ordslab.sandbox.http.routing import Router
from ordslab.sandbox.http.sessions import Workers
from ordslab.sandbox.http.sign_in import PAGES, SignIn
from ordslab.sandbox.http.users import Users
from ordslab.sandbox.metadata.model import SchemaMetadata
from ordslab.sandbox.metadata.services import Services, services_of
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.storage_errors import FULL, storage_error

if TYPE_CHECKING:
    from ordslab.sandbox.sql.instance import Instance

_log = logging.getLogger(__name__)
_USUAL = Answers()


class _Dropped(Exception):  # noqa: N818 - a signal, not an error
    """The client gets no answer."""


class RestSide:
    """The application. For one event loop. `hosts`: under which names it answers.

    `drop`: closes the connection of a request without an answer.
    """

    def __init__(self, database: Instance, services: Services, relay: Relay, answers: Answers = _USUAL) -> None:
        self._database = database
        self._services = services
        self.metadata = AgingMetadata(services.metadata)
        self._workers = Workers(database, relay)
        self._answers = answers
        self._users = Users(database, services.file_users, answers)
        jwts = JwtVerifier(database.clock, services.authorities)
        self.authorizer = Authorizer(services.tokens, jwts, self._users, answers)
        self._sign_in = SignIn(database, self._users)
        self._authorization = AuthorizationEndpoint(self._sign_in, services.tokens, self._workers)
        self._routers: dict[str, tuple[SchemaMetadata, Router]] = {}
        self.hosts = Hosts()
        self.drop: Callable[[Scope], None] = lambda scope: None
        self._on_drop = [self._workers.pool.forget, self.metadata.forget]
        database.before_drop += self._on_drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request.of(scope)
        try:
            with holding_bodies():
                answer = await self._answer(request, receive)
        except Problem as problem:
            answer = self._problem(problem, request)
        except ConnectionError:
            return  # the client has left
        except _Dropped:
            self.drop(scope)
            return
        except Exception as exception:
            answer = self._problem(_unexpected(exception), request)
        await send_answer(answer, send)

    async def close(self) -> None:
        """Stop what runs and close all sessions."""
        for each in self._on_drop:
            self._database.before_drop.remove(each)
        await self._workers.close()

    def _problem(self, problem: Problem, request: Request) -> Answer:
        return problem_answer(problem, request, self._database.entropy.token("ecid"), self._answers)

    async def _answer(self, request: Request, receive: Receive) -> Answer:
        self.hosts.check(request)
        check_path(request)
        landing = landing_answer(request.path)
        if landing is not None:
            return landing
        alias, path = _alias_and_path(request.path)
        metadata = self.metadata.by_alias(alias)
        if metadata is None:
            raise Problem(404, message=NOT_MAPPED)
        origin = cors.foreign_origin(request, self.hosts)
        if origin is None:
            return await self._of_schema(metadata, path, request, receive)
        token = bearer_token(request.headers.get("authorization"))
        client = self.authorizer.client_of(metadata, token) if token else None
        cors.check_origin(metadata, path, request, origin, client.client_id if client else None)
        if cors.is_preflight(request):
            return cors.shared(cors.preflight_answer(request), origin)
        try:
            answer = await self._of_schema(metadata, path, request, receive)
        except Problem as problem:
            answer = self._problem(problem, request)
        return cors.shared(answer, origin)

    async def _of_schema(self, metadata: SchemaMetadata, path: str, request: Request, receive: Receive) -> Answer:
        if path == token_endpoint.TOKEN_PATH:
            return await self._token(metadata, request, receive)
        if path == AUTHORIZATION_PATH:
            answer = await self._authorization.answer(metadata, request, receive)
            self.metadata.forget(metadata.schema)  # what a user approves ORDS writes itself: it knows of it at once
            return answer
        if path.startswith(PAGES):
            return await self._sign_in.answer(metadata, path, request, receive)
        authorization = request.headers.get("authorization")
        user = self._sign_in.user_of(metadata, request) if "cookie" in request.headers else None
        credentials = basic_credentials(authorization)
        if credentials is not None and metadata.guards.privilege(path) is not None:
            found = await asyncio.to_thread(self._users.with_password, metadata.schema, *credentials)
            user = found.name if found else None
        caller = await self.authorizer.authorize(metadata, path, authorization, user)
        return await self._resource(metadata, path, request, caller, receive)

    async def _token(self, metadata: SchemaMetadata, request: Request, receive: Receive) -> Answer:
        fault = self._services.faults.pop("token", None)
        if fault is not None:
            if fault.fault == "drop":
                raise _Dropped
            if fault.fault == "unavailable":
                raise Problem(503)
            await asyncio.sleep(fault.seconds)
        token_endpoint.check_method(request.method, self._answers)
        body = await read_body(request, receive, FORM_LIMIT)
        authorization = request.headers.get("authorization")
        tokens, answers = self._services.tokens, self._answers
        return token_endpoint.token_answer(metadata, tokens, authorization, request.media_type, body, answers=answers)

    async def _resource(
        self, metadata: SchemaMetadata, path: str, request: Request, caller: Caller | None, receive: Receive
    ) -> Answer:
        route = self._router(metadata).find(path, unquote_plus(request.query_string))
        if route is None:
            return await self._object(metadata, path, request, receive)
        if request.method == "OPTIONS":
            return Answer(200, (("Allow", allowed_methods(route.template)),))
        handler = handler_of(route.template, request.method)
        check_media_type(handler, request)
        body = b"" if request.forwarded else await read_body(request, receive)
        call = HandlerCall(request, metadata.alias or "", route, handler, caller, body)
        answer = await self._workers.run(metadata.schema, lambda session: run_handler(call, session), receive)
        if answer.forward is None or request.forwarded:
            return answer
        return await self._forwarded(request, answer, receive)

    async def _object(self, metadata: SchemaMetadata, path: str, request: Request, receive: Receive) -> Answer:
        for catalog in (MetadataCatalog, OpenApiCatalog):
            if path.startswith(catalog.PATH):
                return await self._catalog(catalog(request, metadata), path, receive)
        name, slash, rest = path[1:].partition("/")
        enabled = metadata.objects_by_alias.get(name)
        if enabled is None or not slash or "/" in rest:
            raise Problem(404)
        if request.method == "OPTIONS":
            return Answer(200, (("Allow", methods_of(enabled, rest)),))
        body = b"" if request.forwarded else await read_body(request, receive)
        call = ObjectCall(request, metadata.alias or "", enabled, rest, body)
        return await self._workers.run(metadata.schema, lambda session: run_object(call, session), receive)

    async def _catalog(self, catalog: MetadataCatalog, path: str, receive: Receive) -> Answer:
        if catalog.request.method not in ("GET", "HEAD"):
            raise Problem(405, ("Allow", "GET, HEAD"))
        rest = path[len(catalog.PATH) :]
        return await self._workers.run(catalog.metadata.schema, lambda session: catalog.answer(rest, session), receive)

    async def _forwarded(self, request: Request, answer: Answer, receive: Receive) -> Answer:
        """A GET of the location that a handler named makes the response (documented, `:forward_location`)."""
        try:
            location = urljoin(request.base + quote(request.path), answer.forward or "")
            parts = urlsplit(location)
        except ValueError:  # no address: "//[" for one
            raise Problem(500) from None
        header = ("Location", location)
        if not location.startswith(f"{request.base}{CONTEXT}/"):
            return Answer(answer.status, (*answer.headers, header), answer.body)
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_BODY}
        get = Request("GET", unquote(parts.path), parts.query, headers, request.base, request.peer, forwarded=True)
        got = await self._answer(get, receive)
        status = answer.status if answer.status != 200 else got.status
        return Answer(status, (*got.headers, header), got.body)

    def _router(self, metadata: SchemaMetadata) -> Router:
        known = self._routers.get(metadata.schema)
        if known is None or known[0] is not metadata:
            known = self._routers[metadata.schema] = (metadata, Router(metadata))
        return known[1]


def _unexpected(exception: Exception) -> Problem:
    """507 or 503 for what the disk or the process's limits refuse; else 500, and a look into the log."""
    storage = storage_error(exception)
    if storage is not None:
        _log.warning("%s", storage)
        return Problem(507 if storage.number == FULL else 503)
    # its text may hold values: only its kind and its way are told
    way = "".join(traceback.format_tb(exception.__traceback__))
    _log.error("unexpected %s while answering a request\n%s", type(exception).__name__, way)
    return Problem(500)


_OF_THE_BODY = ("content-type", "content-length", "transfer-encoding", "if-none-match", "if-match")


def create_app(database: Instance) -> RestSide:
    """The application of a database that `open_engine` opened."""
    return RestSide(database, services_of(database), Relay())


def _alias_and_path(path: str) -> tuple[str, str]:
    """('page', '/customers/') of '/ords/page/customers/'. Raises `Problem` 404 outside the context."""
    if not path.startswith(f"{CONTEXT}/"):
        raise Problem(404)
    alias, _, rest = path[len(CONTEXT) + 1 :].partition("/")
    return alias, f"/{rest}"


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
