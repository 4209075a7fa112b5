"""What an audit finds, as data: who may call each endpoint, and the findings."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ordslab.audit.findings import Finding
from ordslab.audit.rules import NOTE
from ordslab.chain.access_rule import Guard, callers
from ordslab.chain.dictionary import Dictionary, grouped
from ordslab.chain.opened import guarded_endpoints
from ordslab.chain.routes import Endpoint


@dataclass(frozen=True)
class Access:
    """An endpoint and who may call it. `privilege` is "" when it is public, `by` the pattern or module that guards it.

    `roles`: any one of them is enough; none: any token will do. `clients`: whose own tokens open it; `users_of`: the
    clients whose users may, when they hold a role. `parts`: the patterns that guard some of its paths otherwise.
    `probe`: the status without a token, None when it was not called.
    """

    endpoint: Endpoint
    privilege: str = ""
    by: str = ""
    roles: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    users_of: tuple[str, ...] = ()
    parts: tuple[Guard, ...] = ()
    probe: int | None = None

    @property
    def is_public(self) -> bool:
        """Whether anyone may call it, without a token."""
        return not self.privilege

    @property
    def who(self) -> str:
        """Who may call it, in words."""
        if not self.endpoint.reachable:
            return "nobody: its module is not published"
        if self.is_public:
            return "anyone"
        who = ", ".join([*self.clients, *(f"users of {each}" for each in self.users_of)])
        if self.roles:
            return who or "no client holds the role"
        return f"any token ({who})" if who else "any token"


@dataclass(frozen=True, repr=False)
class Results:
    """Endpoints and findings, the gravest first. `accepted` findings are known or suppressed, and don't count."""

    schema: str
    alias: str
    endpoints: tuple[Access, ...]
    findings: tuple[Finding, ...] = ()
    probed: bool = False

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Errors and warnings: reason to turn a build red."""
        return tuple(each for each in self.findings if each.counts and each.level != NOTE)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is good to know."""
        return tuple(each for each in self.findings if each.counts and each.level == NOTE)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """What the baseline or a suppression holds."""
        return tuple(each for each in self.findings if not each.counts)


def access(dictionary: Dictionary) -> Iterator[Access]:
    """Who may call each endpoint, by the rule of access; nothing where ORDS serves nothing."""
    if dictionary.schema is None or not dictionary.schema.enabled:
        return
    three_legged = {each.name for each in dictionary.clients if not each.two_legged}
    pairs = ((privilege, name) for name, privilege in dictionary.client_privileges if name in three_legged)
    users_of, clients = grouped(pairs), cache(lambda privilege: callers(dictionary, privilege))
    for each in guarded_endpoints(dictionary):
        privilege = each.guard.privilege if each.guard else ""
        yield Access(
            each.endpoint,
            privilege,
            by=str(each.guard or ""),
            roles=dictionary.roles_of(privilege),
            clients=clients(privilege) if privilege else (),
            users_of=users_of.get(privilege, ()),
            parts=each.parts,
        )
