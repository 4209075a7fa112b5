"""Every endpoint of a schema with who may call it, and what an expert would remark on.

It shows what is committed: what ORDS sees. It reads only, the probe included: that calls each GET without a token.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ordslab.chain.access_rule import callers, guard_of, matches
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.reading import read
from ordslab.chain.routes import CATALOG, Endpoint, endpoints

if TYPE_CHECKING:
    import pandas as pd

    from ordslab.workbench import Workbench


@dataclass(frozen=True)
class Access:
    """An endpoint and who may call it. `privilege` is "" when it is public, `by` the pattern or module that guards it.

    `roles`: any one of them is enough; none: any token will do. `clients`: whose own tokens open it; `users_of`: the
    clients whose users may, when they hold a role. `probe`: the status without a token, None when it was not called.
    """

    endpoint: Endpoint
    privilege: str = ""
    by: str = ""
    roles: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    users_of: tuple[str, ...] = ()
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
        who = [*self.clients, *(f"users of {each}" for each in self.users_of)]
        if not self.roles:
            return "any token" + (f" ({', '.join(who)})" if who else "")
        return ", ".join(who) or "no client holds the role"


@dataclass(frozen=True)
class Finding:
    """A remark: `kind` is one word, `subject` what it is about."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, repr=False)
class Audit:
    """The result: endpoints, warnings, and notes, which are no reason to turn a build red."""

    schema: str
    alias: str
    endpoints: tuple[Access, ...]
    warnings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    probed: bool = False

    @property
    def exit_status(self) -> int:
        """For CI: 0 clean, 1 warnings."""
        return 1 if self.warnings else 0

    def __repr__(self) -> str:
        from ordslab.audit.text_report import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from ordslab.audit.html_report import fragment

        return fragment(self)

    def html(self) -> str:
        """A report that needs nothing else: one HTML page."""
        from ordslab.audit.html_report import page

        return page(self)

    def json(self) -> str:
        """The same for programs."""
        return json.dumps(
            {
                "schema": self.schema,
                "alias": self.alias,
                "probed": self.probed,
                "endpoints": [self._values(each) for each in self.endpoints],
                "warnings": [asdict(each) for each in self.warnings],
                "notes": [asdict(each) for each in self.notes],
            },
            indent=2,
            ensure_ascii=False,
        )

    def frame(self) -> pd.DataFrame:
        """The endpoints as a DataFrame."""
        import pandas as pd

        columns = ["method", "path", "source", "access", "privilege", "by", "roles", "who", "probe"]
        rows = [self._values(each) | {"roles": ", ".join(each.roles)} for each in self.endpoints]
        table: pd.DataFrame = pd.DataFrame(rows, columns=columns).astype({"probe": "Int64"})
        return table

    @staticmethod
    def _values(access: Access) -> dict[str, Any]:
        endpoint = access.endpoint
        return {
            "method": endpoint.method,
            "path": endpoint.path,
            "source": endpoint.source,
            "access": ("public" if access.is_public else "guarded") if endpoint.reachable else "not published",
            "privilege": access.privilege,
            "by": access.by,
            "roles": list(access.roles),
            "clients": list(access.clients),
            "users_of": list(access.users_of),
            "who": access.who,
            "probe": access.probe,
        }


def audit(lab: Workbench, probe: bool = False, public: Sequence[str] = ()) -> Audit:
    """Audit the lab's schema; see `Lab.audit`. Raises `LabError` when the dictionary, or ORDS, is out of reach."""
    from ordslab.audit.findings import notes, warnings

    public = (public,) if isinstance(public, str) else public or ()
    committed, mine = read(lab)
    rows = tuple(access(committed))
    if probe:
        from ordslab.audit.probe import probed

        rows = tuple(probed(lab, rows))
    schema = committed.schema
    return Audit(
        schema=schema.parsing_schema if schema else lab.settings.user,
        alias=schema.alias if schema else "",
        endpoints=rows,
        warnings=tuple(warnings(committed, rows, public)),
        notes=tuple(notes(committed, rows, public, uncommitted=mine != committed)),
        probed=probe,
    )


def access(dictionary: Dictionary) -> Iterator[Access]:
    """Who may call each endpoint, by the rule of access."""
    if dictionary.schema is None or not dictionary.schema.enabled:
        return
    for endpoint in endpoints(dictionary):
        guard = guard_of(dictionary, endpoint.any_path)
        if guard is None:
            yield Access(endpoint)
            continue
        three_legged = {each.name for each in dictionary.clients if not each.two_legged}
        yield Access(
            endpoint,
            privilege=guard.privilege,
            by=str(guard),
            roles=dictionary.roles_of(guard.privilege),
            clients=callers(dictionary, guard.privilege),
            users_of=tuple(
                client
                for client, privilege in dictionary.client_privileges
                if privilege == guard.privilege and client in three_legged
            ),
        )


def is_meant(endpoint: Endpoint, public: Sequence[str]) -> bool:
    """Whether an endpoint is one of those that are meant to be public."""
    return any(matches(each, endpoint.path) for each in public)


def is_catalog(endpoint: Endpoint) -> bool:
    """Whether it is one of ORDS's own two catalogs."""
    return endpoint.source == CATALOG
