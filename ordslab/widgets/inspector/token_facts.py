"""What is known about a token: from its answer, from the dictionary, from the clock, and from itself if it is a JWT."""

import textwrap
from datetime import datetime, timedelta

from ordslab.chain.dictionary import Dictionary
from ordslab.chain.json_web_token import Claim, Jwt, decode
from ordslab.chain.jwt_keys import check_signature, fetch_keys
from ordslab.chain.jwt_rule import Check, checks, roles_at
from ordslab.chain.opened import Opened, opened_by_roles, opened_by_scopes
from ordslab.chain.reading import read
from ordslab.chain.routes import CATALOG, endpoints, sample
from ordslab.errors import LabError
from ordslab.people.approvals import Approval, approvals_of, refresh_seconds
from ordslab.secrets.secret import MASK, Secret
from ordslab.sql.clock import Clock
from ordslab.workbench import Workbench

DEFAULT_SECONDS = 3600
OPAQUE = (
    "This token is opaque: random characters, a number and nothing else. Nothing can be read out of it. "
    "Which client it stands for, with which roles and until when, is in the database, and ORDS looks it up there. "
    "All that follows comes from the token's answer and from the dictionary."
)
DECODED = (
    "This token is a JWT: signed, and readable for everybody who holds it. It is decoded here and NOT verified: "
    "for that it takes the issuer's key, which the schema's JWT profile points to."
)
NO_REFRESH = (
    "There is no refresh token. A refresh token spares a person from logging in again; a client that has its secret "
    "can ask for a new token at any time, so RFC 6749 (4.4.3) says that none should be given."
)
REFRESH = (
    "There is a refresh token: the client gets the next token by it, without the person. It is good once, and a new "
    "one comes with each. The person's approval is looked up at each call: taken back, it ends this token and that one."
)
_WIDTH = 100  # of the text, in characters
UNSEEN = "not known: the lab did not see the token being issued"
UNREAD = "not known: the dictionary could not be read"


class TokenFacts:
    """One token, looked at through one lab. Nothing is read before `look`."""

    def __init__(
        self, bench: Workbench, token: Secret, client: str | None = None, seconds: float | None = None
    ) -> None:
        self.token = token
        self.jwt: Jwt | None = decode(token.reveal())
        self._bench = bench
        self._given = client, seconds
        self._issued = bench.tokens_seen.find(token.reveal())
        self._dictionary = Dictionary()
        self._first: Clock | None = None
        self.clock: Clock | None = None
        self.is_read = False
        self.opens: list[Opened] = []
        self._signature: tuple[Check, ...] = ()
        self.approvals: list[Approval] = []
        self._refresh_seconds = 0.0

    def look(self) -> None:
        """Read the clock and what is committed in the dictionary; what can't be read isn't known. Raises `LabError`."""
        self.is_read, self._dictionary, self.opens = False, Dictionary(), []
        self.look_at_the_clock()
        with self._bench.reading():
            self._dictionary, _ = read(self._bench)
            if self.is_persons:
                self.approvals = approvals_of(self._bench, self.client)
                self._refresh_seconds = refresh_seconds(self._bench, self.client)
        self.is_read = True
        self.opens = self._opened()

    def look_at_the_clock(self) -> None:
        """Read the clock. Raises `LabError`."""
        self.clock = None
        self.clock = self._bench.read_clock()
        self._first = self._first or self.clock

    def _opened(self) -> list[Opened]:
        """The protected endpoints that it opens, by what is committed."""
        profile = self._dictionary.jwt_profile
        if self.jwt and profile and profile.role_claim:
            return opened_by_roles(self._dictionary, roles_at(self.jwt.payload, profile.role_claim))
        if self.jwt:
            return opened_by_scopes(self._dictionary, self.jwt.scopes) if profile else []
        opened = opened_by_roles(self._dictionary, self.roles) if self.client else []
        if not self.is_persons:
            return opened
        asked = {privilege for name, privilege in self._dictionary.client_privileges if name == self.client}
        return [each for each in opened if each.privilege in asked] if self.approved else []

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return "no token" if not self.token else "a JWT" if self.jwt else "an opaque token"

    @property
    def alias(self) -> str:
        """The alias of the schema whose token endpoint issued it, "" when nobody knows."""
        return self._issued.alias if self._issued else ""

    @property
    def client(self) -> str:
        """The name of the client that it stands for, "" when nobody knows."""
        name, _ = self._given
        client_id = self._issued.client_id if self._issued else self.jwt.client if self.jwt else ""
        if name or not client_id:
            return name or ""
        return next((each.name for each in self._dictionary.clients if client_id in (each.client_id, each.name)), "")

    @property
    def is_persons(self) -> bool:
        """Whether the client acts for a person by it."""
        return self._issued is not None and bool(self._issued.refresh)

    @property
    def refresh(self) -> Secret:
        """The token that gets the next one, empty where there is none."""
        return self._issued.refresh if self._issued else Secret("")

    @property
    def person(self) -> str:
        """Whom the client acts for, "" when nobody knows: the only one who was asked, where it was not seen."""
        asked = [each.person for each in self.approvals]
        return (self._issued.person if self._issued else "") or (asked[0] if len(asked) == 1 else "")

    @property
    def approval(self) -> Approval | None:
        """That person's answer."""
        return next((each for each in self.approvals if each.person == self.person), None)

    @property
    def approved(self) -> bool:
        """Whether the person's yes stands."""
        return self.approval is not None and self.approval.status == "APPROVED"

    @property
    def refreshable_until(self) -> datetime | None:
        """Until when its refresh token gets the next one."""
        return self.issued + timedelta(seconds=self._refresh_seconds) if self.is_persons and self.issued else None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that count: the client's, or the person's."""
        if self.is_persons and self._issued:
            return self._issued.roles
        return self._dictionary.roles_held(self.client)

    @property
    def seconds(self) -> float | None:
        """Its lifetime."""
        if self.jwt:
            start, end = self.jwt.moment("iat"), self.jwt.moment("exp")
            return (end - start).total_seconds() if start and end else None
        if self._given[1] is not None:
            return self._given[1]
        if self._issued and self._issued.seconds is not None:
            return self._issued.seconds
        client = self._dictionary.client(self.client)
        return float(client.token_seconds or DEFAULT_SECONDS) if client else None

    @property
    def issued(self) -> datetime | None:
        """When it was issued, UTC: by the server's clock, else counted back from the first look at it."""
        if self.jwt:
            return self.jwt.moment("iat")
        if self._issued is None or self._issued.at or self._first is None:
            return self._issued.at if self._issued else None
        passed = 0.0 if self._first.stands_still else self._first.read_at - self._issued.noted_at
        return self._first.time - timedelta(seconds=passed)

    @property
    def expires(self) -> datetime | None:
        """When it expires, UTC; counted from the first look when only its lifetime is known."""
        if self.jwt:
            return self.jwt.moment("exp")
        counted = self._first.time if self._first and self._given[1] is not None else None
        start = self.issued or counted
        try:
            return start + timedelta(seconds=self.seconds) if start and self.seconds is not None else None
        except (OverflowError, ValueError):
            return None

    @property
    def left(self) -> float | None:
        """Seconds until it expires by the lab's clock, negative afterwards; None when nobody knows."""
        expires = self.expires
        return (expires - self.clock.now()).total_seconds() if expires and self.clock else None

    @property
    def path(self) -> str:
        """A path to try with GET: one that it opens, else any, "" when there is none."""
        opened = [each.path for each in self.opens if each.endpoint.startswith("GET ")]
        called = [each for each in endpoints(self._dictionary) if each.method == "GET" and each.source != CATALOG]
        others = [sample(each.path) for each in called]
        return next((each.lstrip("/") for each in [*opened, *others]), "")

    @property
    def profile(self) -> str:
        """Whether this schema takes JWTs, in words."""
        if not self.is_read:
            return UNREAD
        there = "there is one: a privilege opens when the token's scope names it (or by a claim of roles, if so set)"
        return there if self._dictionary.jwt_profile else "none: ORDS takes no JWT in this schema"

    @property
    def checks(self) -> list[Check]:
        """What the schema's JWT profile asks of a JWT, in the order in which it fails; [] without a profile."""
        profile = self._dictionary.jwt_profile
        if not self.jwt or not profile:
            return []
        now, known = self.clock.now() if self.clock else None, {each.cause: each for each in self._signature}
        made = [
            known.pop(each.cause, each) for each in checks(self._dictionary, profile, self.jwt, now, f"/{self.path}")
        ]
        return [*made[:3], *known.values(), *made[3:]]

    def check_signature(self) -> None:
        """Get the issuer's keys, and see whether one of them made the signature. Raises `LabError`."""
        profile = self._dictionary.jwt_profile
        if not self.jwt or not profile:
            raise LabError("There is no JWT profile to check by.", "Make one: ords_security.create_jwt_profile")
        self._signature = check_signature(self.token.reveal(), fetch_keys(profile))

    @property
    def claims(self) -> list[Claim]:
        """A JWT's header and payload, explained."""
        return [*self.jwt.header_claims, *self.jwt.claims] if self.jwt else []

    def named(self) -> dict[str, str]:
        """Whose it is, where it comes from, for how long, and what it is trusted by, in words: the same on each run."""
        held = (", ".join(self.roles) or "none") if self.is_read else UNREAD
        whose = {"Acts for": self.person or "not known", "Approved": self._approved()} if self.is_persons else {}
        return {
            "Client": self.client or (UNSEEN if self.is_read else UNREAD),
            **whose,
            "Schema alias": self.alias or UNSEEN,
            **({"PKCE": self.pkce} if self.jwt else {}),
            "Lifetime": "not known" if self.seconds is None else f"{self.seconds:g} seconds",
            **({"JWT profile": self.profile} if self.jwt else {"Roles of the person" if whose else "Roles": held}),
        }

    def _approved(self) -> str:
        if self.approval is None:
            return "not known"
        return "yes, and it stands" if self.approved else f"not now: {self.approval.status}"

    @property
    def pkce(self) -> str:
        """Whether its code was bought with a verifier (RFC 7636), in words."""
        length = self._bench.tokens_seen.verifier_length(self.token.reveal())
        with_one = f"its code was bought with a verifier of {length} characters, whose challenge had been sent ahead"
        return with_one if length else "not known: the lab saw no verifier"

    @property
    def opens_nothing(self) -> str:
        """What to say where nothing is known to be opened."""
        return "no protected endpoint" if self.is_read else UNREAD

    def how(self, opened: Opened) -> str:
        """By what it opens an endpoint, and which part of it not."""
        by = f"role {' or '.join(opened.by)}" if opened.by else "any token will do"
        in_scope = self.jwt and self._dictionary.jwt_profile and not self._dictionary.jwt_profile.role_claim
        how = f"by its scope {opened.privilege}" if in_scope else f"by privilege {opened.privilege} ({by})"
        shut = ", ".join(f"{each.by} (privilege {each.privilege})" for each in opened.but)
        return f"{how}, but not {shut}" if shut else how

    def text(self) -> str:
        """All of it, without times, which differ from run to run."""
        if not self.token:
            return "Token inspector: this is no token.\nPass the text of one: lab.inspect(token)"
        state = "not known" if self.left is None else "not expired" if self.left > 0 else "expired"
        lines = [f"Token inspector: {self.kind} of {len(self.token.reveal())} characters, {MASK}"]
        lines += textwrap.wrap(DECODED if self.jwt else OPAQUE, _WIDTH)
        lines += [f"  {each.name}: {each.meaning} ({each.source})" for each in self.claims]
        *known, trusted = (f"{name}: {words}" for name, words in self.named().items())
        lines += [*known, f"State: {state}", trusted]
        lines += [f"Check {each.name}: {holding(each)}" for each in self.checks]
        lines += [f"Opens: {each.endpoint} {self.how(each)}" for each in self.opens] or [f"Opens: {self.opens_nothing}"]
        return "\n".join([*lines, *([] if self.jwt else textwrap.wrap(self.about_refresh, _WIDTH))])

    @property
    def about_refresh(self) -> str:
        """Whether there is a refresh token, and why."""
        return REFRESH if self.is_persons else NO_REFRESH


def holding(check: Check) -> str:
    """Whether a check holds, in words."""
    if check.holds is None:
        return "not known here"
    return "holds" if check.holds else f"does not hold: {check.found}; asked for: {check.wanted}"
