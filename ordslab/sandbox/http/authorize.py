"""Who is calling, and whether they may.

Marks. Observed: a missing token gets 401 without a challenge; a token that does not hold, or whose client holds none of
the roles, gets 401 and `error="invalid_token"` (never 403). Documented: an unprotected path has no caller, whatever was
presented. Inferred: everything below a protected path is protected, known to the router or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.metadata.access import may_call, protecting_privilege
from ordslab.sandbox.metadata.model import SchemaMetadata
from ordslab.sandbox.metadata.tokens import TokenStore

_INVALID_TOKEN = ("WWW-Authenticate", 'Bearer realm="Oracle REST Data Services", error="invalid_token"')


@dataclass(frozen=True)
class Caller:
    """Who was authenticated: `name` is what `:current_user` gives (a client_id)."""

    name: str
    roles: frozenset[str]


def authorize(metadata: SchemaMetadata, tokens: TokenStore, path: str, authorization: str | None) -> Caller | None:
    """The caller of a path below the alias, None where it is public. Raises `Problem` 401 for one who may not call."""
    privilege = protecting_privilege(metadata, path)
    if privilege is None:
        return None
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(401)
    caller = _client_of(metadata, tokens, token.strip())
    if caller is None or not may_call(privilege, caller.roles):
        raise Problem(401, _INVALID_TOKEN)
    return caller


def _client_of(metadata: SchemaMetadata, tokens: TokenStore, token: str) -> Caller | None:
    found = tokens.find(metadata.schema, token)
    if found is None:
        return None
    client = next((client for client in metadata.clients if client.id == found.client_id), None)
    return Caller(client.client_id, client.roles) if client else None
