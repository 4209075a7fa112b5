"""What the lab remembers of the tokens that it saw being issued: to whom, when, for how long. No text shows them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from ordslab.errors import LabError
from ordslab.secrets import masking
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.secret import Secret
from ordslab.text import json_object

TOKEN_PATH = "/oauth/token"  # noqa: S105  an address
_MOST = 1000
_CERTAINLY = 1
"""Seconds after its end at which a token has expired, however ORDS rounds."""


@dataclass(frozen=True)
class Issued:
    """How a token came about.

    `at`: when, by the server's clock; None when nobody could tell. `noted_at`: the same by our own, in seconds since
    1970. `seconds`: its lifetime. `refresh`: the token that gets the next one; it comes where a client acts for a
    person. `person`, `roles`: who that is and what they hold, where the lab knows.
    """

    client_id: str = field(repr=False)
    alias: str
    at: datetime | None
    noted_at: float
    seconds: float | None
    refresh: Secret = field(default_factory=lambda: Secret(""))
    person: str = ""
    roles: tuple[str, ...] = ()


class IssuedTokens:
    """How each token came about, of the last 1,000. They are in the kernel's memory, as secrets.

    `now` reads the database's clock, or gives None. It is asked where the answer has no Date header: ORDS's own server
    sends none (observed), a load balancer before it does.
    """

    def __init__(self, now: Callable[[], datetime | None] = lambda: None, known: KnownSecrets | None = None) -> None:
        self._now = now
        self._known = known
        self._issued: dict[Secret, Issued] = {}
        self._verifiers: dict[Secret, int] = {}

    def __repr__(self) -> str:
        return f"IssuedTokens({len(self._issued)})"

    def note(self, response: requests.Response, **_: Any) -> None:
        """A hook for responses: remember what a token endpoint issued; anything else is passed over."""
        path = urlsplit(response.url or "").path
        self._note_verifier(response)
        if not path.endswith(TOKEN_PATH) or response.status_code != 200:
            return
        token = access_token(response)
        if not token:
            return
        if self._known is not None:
            self._known.learn_from_elsewhere([token])
        content = response.json()
        seconds, refresh = content.get("expires_in"), content.get("refresh_token")
        self._issued[Secret(token)] = Issued(
            client_id=_user(response.request.headers.get("Authorization")),
            alias=unquote(path.removesuffix(TOKEN_PATH).rpartition("/")[2]),
            at=_moment(response.headers.get("Date")) or self._now(),
            noted_at=time.time(),
            seconds=seconds if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) else None,
            refresh=Secret(refresh if isinstance(refresh, str) else ""),
        )
        if len(self._issued) > _MOST:
            del self._issued[next(iter(self._issued))]

    def _note_verifier(self, response: requests.Response) -> None:
        """Of whichever issuer: whether the code was bought with a verifier (PKCE). Its length is kept, and no more."""
        body = response.request.body
        form = parse_qs(body.decode("latin-1") if isinstance(body, bytes) else body if isinstance(body, str) else "")
        if "code_verifier" in form and response.status_code == 200 and (token := access_token(response)):
            self._verifiers[Secret(token)] = len(form["code_verifier"][0])
            if len(self._verifiers) > _MOST:
                del self._verifiers[next(iter(self._verifiers))]

    def verifier_length(self, token: str) -> int:
        """How many characters the verifier had with which this token's code was bought (RFC 7636), 0 without one."""
        return self._verifiers.get(Secret(token), 0)

    def find(self, token: str) -> Issued | None:
        """How this token came about; None when the lab did not see it."""
        return self._issued.get(Secret(token))

    def belongs_to(self, token: Secret, person: str, roles: tuple[str, ...]) -> None:
        """A token that was seen is of this person, who holds these roles of ORDS's."""
        if token in self._issued:
            self._issued[token] = replace(self._issued[token], person=person, roles=roles)

    def of_client(self, client_id: str) -> list[Issued]:
        """What was issued to a client, the oldest first."""
        return [each for each in self._issued.values() if each.client_id == client_id]

    def seconds_left(self, token: str, now: datetime | None) -> float:
        """How long it takes until a token has expired for certain: 0 when it has. `now`: by a clock that can be moved.

        Raises `LabError` for a token that the lab did not see being issued.
        """
        issued = self.find(token)
        if issued is None or issued.seconds is None:
            raise LabError(
                "The lab did not see for how long this token was issued.",
                "Get it with lab.http, or say how long it lives: lab.let_pass(seconds=61)",
            )
        age = (now - issued.at).total_seconds() if now and issued.at else time.time() - issued.noted_at
        return max(issued.seconds + _CERTAINLY - age, 0)


def access_token(response: requests.Response) -> str:
    """The token in an answer, "" when there is none."""
    token = (json_object(response.content) or {}).get("access_token")
    return token if isinstance(token, str) else ""


def _user(authorization: str | bytes | None) -> str:
    header = authorization.decode("latin-1") if isinstance(authorization, bytes) else authorization or ""
    return (masking.basic(header) or ("", ""))[0]


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date or "").astimezone(UTC)
    except (TypeError, ValueError):
        return None
