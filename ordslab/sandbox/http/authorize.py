"""Who is calling, and whether they may.

Marks. Observed: a missing token gets 401 without a challenge; a token that does not hold, or whose client holds none of
the roles, gets 401 and `error="invalid_token"` (never 403), a JWT as well. Documented: an unprotected path has no
caller, whatever was presented; a JWT's scope must name the privilege, or its roles count where the profile says so.
Inferred: everything below a protected path is protected, known to the router or not; a JWT is one only in a schema that
has a profile; a user who has signed in and lacks the role gets 403.
"""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.jwt_bearer import JwtVerifier, looks_like_jwt
from ordslab.sandbox.http.users import Users
from ordslab.sandbox.metadata.access import may_act_for, may_call
from ordslab.sandbox.metadata.guards import Privilege
from ordslab.sandbox.metadata.model import Client, JwtProfile, SchemaMetadata
from ordslab.sandbox.metadata.tokens import TokenStore

_INVALID_TOKEN = ("WWW-Authenticate", 'Bearer realm="Oracle REST Data Services", error="invalid_token"')


@dataclass(frozen=True)
class Caller:
    """Who was authenticated: `name` is what `:current_user` gives, a client_id, a user or the subject of a JWT."""

    name: str


class Authorizer:
    """Decides over requests. Without a JWT nothing here waits for anything.

    `answers`: what is open (see `ordslab.sandbox.answers`).
    """

    def __init__(self, tokens: TokenStore, jwts: JwtVerifier, users: Users, answers: Answers) -> None:
        self._tokens = tokens
        self._jwts = jwts
        self._users = users
        self._answers = answers

    async def authorize(
        self, metadata: SchemaMetadata, path: str, authorization: str | None, user: str | None = None
    ) -> Caller | None:
        """The caller of a path below the alias, None where it is public. Raises `Problem` 401 for who may not call.

        `user`: who has signed in; 403 for them. A token counts more.
        """
        privilege = metadata.guards.privilege(path)
        if privilege is None:
            return None
        token = bearer_token(authorization)
        if token is None:
            if user is None:
                raise Problem(401)
            if not may_call(privilege, self._users.roles_of(user)):
                raise Problem(403)
            return Caller(user)
        if metadata.jwt_profile is not None and looks_like_jwt(token):
            caller = await self._by_jwt(metadata.jwt_profile, privilege, token)
        else:
            caller = self._by_token(metadata, privilege, token)
        if caller is None:
            raise Problem(401, _INVALID_TOKEN)
        return caller

    def _by_token(self, metadata: SchemaMetadata, privilege: Privilege, token: str) -> Caller | None:
        found = self._find(metadata, token)
        if found is None:
            return None
        client, user = found
        if user is None:
            if may_call(privilege, client.roles):
                return Caller(client.client_id)
            raise Problem(403) if self._answers.missing_role == "403" else Problem(401, _INVALID_TOKEN)
        return Caller(user) if may_act_for(privilege, client, user, self._users.roles_of(user)) else None

    def client_of(self, metadata: SchemaMetadata, token: str) -> Client | None:
        """The client that a token of ORDS's own was issued to, None when it does not hold."""
        found = self._find(metadata, token)
        return found[0] if found else None

    def _find(self, metadata: SchemaMetadata, token: str) -> tuple[Client, str | None] | None:
        """The client, and whom it acts for."""
        found = self._tokens.find(metadata.schema, token)
        client = metadata.clients_by_id.get(found.client_id) if found else None
        return (client, found.user) if found and client else None

    async def _by_jwt(self, profile: JwtProfile, privilege: Privilege, token: str) -> Caller | None:
        jwt = await self._jwts.verify(profile, token)
        if jwt is None:
            return None
        if profile.role_claim_name is None:
            allowed = privilege.name in jwt.scopes
        else:
            allowed = may_call(privilege, jwt.roles(profile.role_claim_name))
        return Caller(jwt.subject) if allowed else None


def bearer_token(authorization: str | None) -> str | None:
    """The token of an Authorization header, None where it is of another scheme or there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
