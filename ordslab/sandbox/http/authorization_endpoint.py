"""/ords/{alias}/oauth/auth: where a user allows a client to act for them.

Marks. Observed: the parameters response_type, client_id and state; 401 and its page before anybody has signed in; the
page to approve on; the redirect with `code` and `state`, or, of an implicit client, with `#token_type`, `access_token`,
`expires_in` and `state`. Documented: what the page shows. Inferred: the errors (RFC 6749's, 4.1.2.1 and 4.2.2.1), that
`state` must be there, that who has approved once is not asked again, the form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.asgi import Receive
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.page_words import words_for
from ordslab.sandbox.http.pages import address, form_of, hidden_fields, page_answer
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.request_limits import FORM_LIMIT, read_body
from ordslab.sandbox.http.sessions import Workers
from ordslab.sandbox.http.sign_in import SignIn
from ordslab.sandbox.http.token_endpoint import DEFAULT_LIFETIME
from ordslab.sandbox.metadata import clients
from ordslab.sandbox.metadata.approvals import record_approval, record_question
from ordslab.sandbox.metadata.changes import Changes
from ordslab.sandbox.metadata.model import Client, SchemaMetadata
from ordslab.sandbox.metadata.tokens import CODE, TokenGrant, TokenStore
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

AUTHORIZATION_PATH = "/oauth/auth"
DEFAULT_CODE_LIFETIME = 300

_GRANT_TYPES = {"code": "authorization_code", "token": "implicit"}
_DECISIONS = {"approve": "APPROVED", "deny": "DENIED"}
_NO_CLIENT = (
    "The client_id is not that of a client with a redirect URI, or the redirect_uri is not the one that it registered."
)


class _Refused(Exception):  # noqa: N818 - an answer, not an error
    """The client is told why not, by a redirect."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class _Asked:
    """A valid authorization request."""

    client: Client
    response_type: str
    state: str

    @property
    def privileges(self) -> str:
        return " ".join(sorted(self.client.privileges))

    @property
    def parameters(self) -> dict[str, str]:
        return {"response_type": self.response_type, "client_id": self.client.client_id, "state": self.state}


class AuthorizationEndpoint:
    """The authorization endpoint of all schemas."""

    def __init__(self, sign_in: SignIn, tokens: TokenStore, workers: Workers) -> None:
        self._sign_in = sign_in
        self._tokens = tokens
        self._workers = workers

    async def answer(self, metadata: SchemaMetadata, request: Request, receive: Receive) -> Answer:
        """Ask, or take the user's answer. Raises `Problem` where the client cannot be told what is wrong."""
        if request.method not in ("GET", "HEAD", "POST"):
            raise Problem(405, ("Allow", "GET, HEAD, POST"))
        user = self._sign_in.user_of(metadata, request)
        if user is None:
            raise Problem(401)
        try:
            if request.method == "POST":
                form = form_of(request, await read_body(request, receive, FORM_LIMIT))
                return await self._decided(metadata, user, request, form, receive)
            asked = _read(metadata, request.query)
        except _Refused as refused:
            return refused.answer
        if user in asked.client.approved_by:
            return self._granted(metadata, asked, user)
        await self._workers.run(metadata.schema, lambda session: _note_question(session, asked.client, user), receive)
        return self._question(metadata, asked, user, request)

    def _question(self, metadata: SchemaMetadata, asked: _Asked, user: str, request: Request) -> Answer:
        client, words = asked.client, words_for(request)
        wanted = "".join(
            f"<li><strong>{escape(each.label or each.name)}</strong> {escape(each.description or '')}</li>"
            for each in metadata.privileges
            if each.name in client.privileges
        )
        contact = " ".join(filter(None, (client.support_email, client.support_uri)))
        shown = {"csrf_token": self._sign_in.csrf_token(request), "privileges": asked.privileges}
        hidden = hidden_fields({**asked.parameters, **shown})
        # the parameters in the address too: who has to sign in again comes back to this question
        action = f"{address(metadata, AUTHORIZATION_PATH)}?{urlencode(asked.parameters)}"
        body = (
            f"<p>{words.you_are.format(escape(user))} {words.acts_for_you.format(escape(client.name))}</p>\n"
            f"<p>{escape(client.description or '')}</p>\n"
            f"<p>{words.asks_for}</p><ul>{wanted or f'<li>{words.nothing}</li>'}</ul>\n"
            + (f"<p>{words.support.format(escape(contact))}</p>\n" if contact else "")
            + f"<p>{words.goes_to.format(escape(client.redirect_uri or ''))}</p>\n"
            f'<form method="post" action="{escape(action)}">{hidden}\n'
            f'<p><button name="decision" value="approve">{words.approve}</button>\n'
            f'<button name="decision" value="deny">{words.deny}</button></p></form>'
        )
        return page_answer(words, words.approval, body)

    async def _decided(
        self, metadata: SchemaMetadata, user: str, request: Request, form: list[tuple[str, str]], receive: Receive
    ) -> Answer:
        values = dict(form)
        self._sign_in.check_form(request, values)
        asked = _read(metadata, form)
        status = _DECISIONS.get(values.get("decision", ""))
        if status is None:
            raise Problem(400)
        if values.get("privileges") != asked.privileges:  # the client asks for others than the user has seen
            return self._question(metadata, asked, user, request)
        await self._workers.run(metadata.schema, lambda session: _record(session, asked.client, user, status), receive)
        if status == "DENIED":
            raise _refusal(asked.client, asked.response_type, asked.state, "access_denied")
        return self._granted(metadata, asked, user)

    def _granted(self, metadata: SchemaMetadata, asked: _Asked, user: str) -> Answer:
        client, schema, grant = asked.client, metadata.schema, TokenGrant(user)
        if asked.response_type == "code":
            lifetime = client.code_duration or DEFAULT_CODE_LIFETIME
            code = self._tokens.issue_grant(CODE, schema, client, lifetime, grant)
            return _redirect(client, "?", {"code": code, "state": asked.state})
        lifetime = client.token_duration or DEFAULT_LIFETIME
        token = self._tokens.issue(schema, client, lifetime, grant)
        content = {"token_type": "bearer", "access_token": token, "expires_in": str(lifetime), "state": asked.state}
        return _redirect(client, "#", content)


def _read(metadata: SchemaMetadata, parameters: Sequence[tuple[str, str]]) -> _Asked:
    """Raises `Problem` 400 for a client or an address that cannot be trusted, `_Refused` for anything else."""
    counts, values = Counter(name for name, _ in parameters), dict(parameters)
    client = metadata.clients_by_client_id.get(values.get("client_id", ""))
    if counts["client_id"] != 1 or client is None or not client.redirect_uri:
        raise Problem(400, message=_NO_CLIENT)
    if values.get("redirect_uri", client.redirect_uri) != client.redirect_uri:
        raise Problem(400, message=_NO_CLIENT)
    response_type, state = values.get("response_type", ""), values.get("state", "")
    repeated = any(counts[name] > 1 for name in ("response_type", "state", "redirect_uri", "scope"))
    if repeated or not response_type:
        error = "invalid_request"
    elif response_type not in _GRANT_TYPES:
        error = "unsupported_response_type"
    elif _GRANT_TYPES[response_type] != client.grant_type:
        error = "unauthorized_client"
    elif not state:
        error = "invalid_request"
    else:
        return _Asked(client, response_type, state)
    raise _refusal(client, response_type, state, error)


def _record(session: Session, client: Client, user: str, status: str) -> None:
    """Raises `Problem` 400 for a client that is gone, 503 where another session holds the schema's metadata."""
    try:
        changes = Changes.of(session)
        record_approval(changes, clients.find_client(changes, client_id=client.client_id), user, status)
        session.commit()
    except OraError as error:
        raise (Problem(400, message=_NO_CLIENT) if error.number == 1403 else Problem(503)) from None


def _note_question(session: Session, client: Client, user: str) -> None:
    """Write down that the user was asked. Where another session holds the schema's metadata, nobody waits for that."""
    try:
        changes = Changes.of(session)
        record_question(changes, clients.find_client(changes, client_id=client.client_id), user)
        session.commit()
    except OraError:
        session.rollback()


def _refusal(client: Client, response_type: str, state: str, error: str) -> _Refused:
    content = {"error": error, **({"state": state} if state else {})}
    return _Refused(_redirect(client, "#" if response_type == "token" else "?", content))


def _redirect(client: Client, mark: str, content: dict[str, str]) -> Answer:
    uri = client.redirect_uri or ""
    if mark == "?" and uri.partition("#")[0].partition("?")[2]:
        mark = "&"
    return Answer(302, (("Location", uri + mark + urlencode(content)), ("Cache-Control", "no-store")))
