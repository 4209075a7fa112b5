"""What an audit looks at, put together before the first finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ordslab.audit.access_log import Calls
from ordslab.audit.details import Details
from ordslab.audit.findings import Place
from ordslab.audit.probe import Answered
from ordslab.audit.results import Access
from ordslab.audit.sources import Source
from ordslab.chain.access_rule import matches
from ordslab.chain.dictionary import Dictionary, RestObject, is_built_in
from ordslab.chain.routes import CATALOG, Endpoint


@dataclass(frozen=True)
class Examined:
    """A schema as the audit sees it. `public`: the paths that are meant to be; `calls`: None without a log."""

    dictionary: Dictionary
    details: Details
    rows: tuple[Access, ...]
    user: str = ""
    base_url: str = ""
    public: Sequence[str] = ()
    uncommitted: bool = False
    calls: Calls | None = None
    answered: tuple[Answered, ...] = ()

    @cached_property
    def _sources(self) -> dict[tuple[str, str, str], Source]:
        return {(each.module, each.template, each.method): each for each in self.details.sources}

    def source(self, endpoint: Endpoint) -> Source | None:
        """The handler's source; None for AutoREST, catalogs, and where sources can't be read."""
        return self._sources.get((endpoint.owner, endpoint.template, endpoint.method))

    @cached_property
    def _objects(self) -> dict[str, RestObject]:
        return {each.name: each for each in self.dictionary.objects if each.enabled}

    def rest_object(self, endpoint: Endpoint) -> RestObject | None:
        """The object that AutoREST serves at this endpoint."""
        return None if endpoint.template or endpoint.source == CATALOG else self._objects.get(endpoint.owner)

    def is_meant(self, endpoint: Endpoint) -> bool:
        """Whether it is meant to be public."""
        return any(matches(each, endpoint.path) for each in self.public)

    @cached_property
    def public_modules(self) -> list[str]:
        """The modules with an endpoint that is public and not meant to be."""
        rows = (row for row in self.rows if row.is_public and row.endpoint.template)
        return list(dict.fromkeys(row.endpoint.owner for row in rows if not self.is_meant(row.endpoint)))

    @cached_property
    def only_idle(self) -> str:
        """The privilege that guards nothing, where there is one such, with a role, and one module that is public."""
        guards, roles = self.dictionary.guards, self.dictionary.roles_of
        idle = [each for each in self.dictionary.privileges if not is_built_in(each) and not guards(each)]
        return idle[0] if len(idle) == len(self.public_modules) == 1 and roles(idle[0]) else ""

    def place(self, endpoint: Endpoint, methods: str = "", line: int = 0) -> Place:
        """Where an endpoint is defined."""
        if rest := self.rest_object(endpoint):
            return Place(name=f"{rest.type.lower()} {rest.name}")
        if endpoint.source == CATALOG:
            return Place(name=f"catalog {endpoint.path}")
        return Place(endpoint.owner, endpoint.template, methods or endpoint.method, line)


def is_catalog(endpoint: Endpoint) -> bool:
    """Whether it is one of the two catalogs."""
    return endpoint.source == CATALOG
