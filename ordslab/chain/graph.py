"""client > role > privilege > endpoint: nodes and links with their state, names and rows, ready to be drawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TypeVar

from ordslab.chain.access_rule import Guard, guard_of, satisfies
from ordslab.chain.dictionary import NO_SECRET, Dictionary, is_built_in, once
from ordslab.chain.opened import Guarded, guarded_endpoints
from ordslab.chain.routes import CATALOG, find
from ordslab.secrets.secret import MASK
from ordslab.text import plain

T = TypeVar("T")
KINDS = ("client", "role", "privilege", "endpoint")
_ANY = "asks for no role: any token will do"


class Presence(Enum):
    """The state of a node or a link. Uncommitted: in the learner's session only, so ORDS does not see it."""

    PRESENT = "present"
    UNCOMMITTED = "not committed"
    MISSING = "missing"


@dataclass(frozen=True)
class Row:
    """A row of a dictionary view, as far as it was read: `values` by column name, secrets masked."""

    view: str
    values: dict[str, str]


@dataclass(frozen=True)
class Node:
    """One of KINDS. `name` is "" for one that is not there; `says` adds what is special about it."""

    kind: str
    name: str
    state: Presence = Presence.PRESENT
    says: str = ""
    rows: tuple[Row, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.name else f"no {self.kind}"


@dataclass(frozen=True)
class Link:
    """From one node to one of the next kind."""

    source: Node
    target: Node
    state: Presence
    says: str = ""
    rows: tuple[Row, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.source} > {self.target}: {self.state.value}{f' ({self.says})' if self.says else ''}"


@dataclass(frozen=True)
class Chain:
    """Nodes by kind, in the order of KINDS, and the links between them."""

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and all of it is committed."""
        return bool(self.links) and all(each.state is Presence.PRESENT for each in self.links)

    def of(self, kind: str) -> tuple[Node, ...]:
        """The nodes of a kind."""
        return tuple(each for each in self.nodes if each.kind == kind)

    def __repr__(self) -> str:
        if not self.links:
            return "The chain is empty: there are no clients, roles, privileges and endpoints yet."
        return plain("\n".join(str(each) for each in self.links))


def draw(
    committed: Dictionary, mine: Dictionary, path: str | None = None, client: str | None = None, method: str = "GET"
) -> Chain:
    """The chain of the whole schema; or that of one path, of one client, or of both."""
    maker = _Maker(committed, mine)
    links = maker.whole(client) if path is None else maker.one(path, client, method)
    nodes = dict.fromkeys(node for link in links for node in (link.source, link.target))
    order = {kind: number for number, kind in enumerate(KINDS)}
    links.sort(key=lambda each: order[each.source.kind])
    return Chain(tuple(sorted(nodes, key=lambda each: order[each.kind])), tuple(links))


class _Maker:
    """Makes nodes and links of two dictionaries: what is committed, and what the learner's session sees."""

    def __init__(self, committed: Dictionary, mine: Dictionary) -> None:
        self.both = committed, mine
        self.names = [_names(each) for each in self.both]
        self.guards = [_callable(each) for each in self.both]
        self.endpoints = self.guards[1] | self.guards[0]
        self.clients = {each.name: each for each in _merged(*(each.clients for each in self.both))}
        self.node = cache(self._node)

    # Nodes

    def _node(self, kind: str, name: str) -> Node:
        return Node(kind, name, *_found(*(name in each[kind] for each in self.names)), tuple(self._rows(kind, name)))

    def _rows(self, kind: str, name: str) -> Iterator[Row]:
        if kind == "client" and name in self.clients:
            client = self.clients[name]
            slots = ["" if each == NO_SECRET else MASK for each in client.secrets]
            values = {"NAME": name, "AUTH_FLOW": client.flow, "CLIENT_SECRET": slots[0], "CLIENT_SECRET_2": slots[1]}
            yield Row("USER_ORDS_CLIENTS", values)
        elif kind == "endpoint" and name in self.endpoints:
            endpoint = self.endpoints[name].endpoint
            values = {"SOURCE": endpoint.source, "METHOD": endpoint.method, "PATH": endpoint.path}
            yield Row("USER_ORDS_HANDLERS", values)
        elif kind in ("role", "privilege"):
            yield Row(f"USER_ORDS_{kind.upper()}S", {"NAME": name})

    # Links

    def pairs(self, kind: str, first: str) -> Iterator[tuple[str, Node, Node, tuple[Presence, str, tuple[Row]]]]:
        """The pairs of a link's kind ("client_roles"), the first of which is a client or privilege, the second a role.

        With state, remark and row.
        """
        there = [dict.fromkeys(getattr(each, kind)) for each in self.both]
        for one, role in _merged(*there):
            row = Row(f"USER_ORDS_{kind.upper()}", {f"{first.upper()}_NAME": one, "ROLE_NAME": role})
            about = *_found(*((one, role) in each for each in there)), (row,)
            yield one, self.node(first, one), self.node("role", role), about

    def granted(self, client: str | None = None) -> list[Link]:
        pairs = self.pairs("client_roles", "client")
        return [Link(one, role, *about) for name, one, role, about in pairs if client in (None, name)]

    def asked(self, privileges: Iterable[str]) -> list[Link]:
        wanted, pairs = set(privileges), self.pairs("privilege_roles", "privilege")
        return [Link(role, one, *about) for name, one, role, about in pairs if name in wanted]

    def guarded(self, endpoint: Node, guards: list[Guard | None]) -> list[Link]:
        """Which privilege guards it: as committed, and as it will be."""
        links = list(self._by("by", [(each,) if each else () for each in guards], endpoint))
        public = "" if endpoint.state is Presence.MISSING else "public"
        return links or [Link(_none("privilege"), endpoint, Presence.MISSING, public)]

    def partly(self, endpoint: Node) -> Iterator[Link]:
        """Which privileges guard some of its paths, by patterns of their own."""
        parts = [each[endpoint.name].parts if endpoint.name in each else () for each in self.guards]
        return self._by("some of its paths, by", parts, endpoint)

    def _by(self, how: str, guards: Sequence[tuple[Guard, ...]], endpoint: Node) -> Iterator[Link]:
        """A link for each guard of either dictionary."""
        for guard in _merged(*guards):
            state, removed = _found(*(guard in each for each in guards))
            says = ", ".join(filter(None, [f"{how} {guard}", removed]))
            yield Link(self.node("privilege", guard.privilege), endpoint, state, says, (_row(guard),))

    # Chains

    def whole(self, client: str | None) -> list[Link]:
        granted, guarded = self.granted(client), []
        for name, each in self.endpoints.items():
            node = self.node("endpoint", name)
            path = each.endpoint.any_path
            guarded += self.guarded(node, [guard_of(dictionary, path) for dictionary in self.both])
            guarded += self.partly(node)
        guarding = {link.source.name for link in guarded}
        clients, roles, privileges, _ = (_merged(*(sorted(each[kind]) for each in self.names)) for kind in KINDS)
        privileges = tuple(each for each in privileges if not is_built_in(each) or each in guarding)
        asked = self.asked(privileges)
        held, asking = {link.target.name for link in granted}, {link.target.name for link in asked}
        wanted = {link.source.name for link in asked}
        links = [*granted, *asked, *guarded]
        holding = {link.source.name for link in granted}
        links += self._loose(
            "client", [each for each in clients if client in (None, each)], "role", "holds no role", holding
        )
        own = [each for each in roles if not is_built_in(each) or each in held | wanted]
        links += self._loose("role", own, "privilege", "no privilege asks for it", wanted)
        links += self._loose("privilege", privileges, "endpoint", "guards no endpoint", guarding)
        links += [_missing("role", self.node("privilege", each), _ANY) for each in privileges if each not in asking]
        if client is None:
            links += [
                _missing("client", self.node("role", each), "no client holds it") for each in own if each not in held
            ]
        return links

    def _loose(self, kind: str, names: Iterable[str], target: str, says: str, bound: set[str]) -> Iterator[Link]:
        """Links to nowhere, of those names that no link binds."""
        for name in names:
            if name not in bound:
                yield Link(self.node(kind, name), _none(target), Presence.MISSING, says)

    def one(self, path: str, client: str | None, method: str) -> list[Link]:
        found = self._endpoint(path, method)
        guarded = self.guarded(found, [guard_of(each, path) for each in self.both])
        privilege = guarded[-1].source.name or self._idle(client)
        if privilege and not guarded[-1].source.name:
            guarded = [Link(self.node("privilege", privilege), found, Presence.MISSING, "mapped to nothing")]
        asked = self.asked([link.source.name for link in guarded if link.source.name])
        asked = asked or [_missing("role", guarded[-1].source, _ANY if privilege else "")]
        roles = [link.source.name for link in asked]
        granted = [link for link in self.granted(client) if client is not None or link.target.name in roles]
        if not any(link.target.name in roles for link in granted):
            one = self.node("client", client) if client else _none("client")
            granted.append(Link(one, asked[0].source, Presence.MISSING, "not granted" if roles[0] else ""))
        return [*granted, *asked, *guarded]

    def _endpoint(self, path: str, method: str) -> Node:
        """The endpoint that the path leads to, of this method if there is one."""
        for dictionary in self.both:
            route = find(dictionary, path)
            owners = {(each.module, each.template) for each in route.handlers} or {
                (route.object.name if route.object else "", "")
            }
            among = [each.endpoint for each in self.endpoints.values()]
            found = [each for each in among if (each.owner, each.template) in owners]
            if found:
                return self.node("endpoint", str(min(found, key=lambda each: each.method != method)))
        return Node("endpoint", path, Presence.MISSING, "no handler answers this path")

    def _idle(self, client: str | None) -> str:
        """A privilege that is mapped to nothing, the one that the client satisfies before others."""
        idle = [
            (not (client and satisfies(dictionary, each, client)), each)
            for dictionary in self.both
            for each in dictionary.privileges
            if not is_built_in(each) and not dictionary.guards(each)
        ]
        return min(idle)[1] if idle else ""


# Small things


@once
def _callable(dictionary: Dictionary) -> dict[str, Guarded]:
    return {str(each.endpoint): each for each in guarded_endpoints(dictionary) if each.endpoint.source != CATALOG}


@once
def _names(dictionary: Dictionary) -> dict[str, set[str]]:
    held = {role for _, role in (*dictionary.client_roles, *dictionary.privilege_roles)}
    return {
        "client": {each.name for each in dictionary.clients},
        "role": {*dictionary.roles, *held},  # built-in roles stand in no view of their own
        "privilege": set(dictionary.privileges),
        "endpoint": set(_callable(dictionary)),
    }


def _merged(*many: Iterable[T]) -> tuple[T, ...]:
    """Each element once, in the order of their first appearance."""
    return tuple(dict.fromkeys(each for one in many for each in one))


def _found(committed: bool, mine: bool) -> tuple[Presence, str]:
    """The state of what is, or is not, in the two dictionaries, and a remark."""
    if committed:
        return Presence.PRESENT, "" if mine else "your session has removed it, not committed"
    return Presence.UNCOMMITTED if mine else Presence.MISSING, ""


def _row(guard: Guard) -> Row:
    if guard.is_pattern:
        return Row("USER_ORDS_PRIVILEGE_MAPPINGS", {"NAME": guard.privilege, "PATTERN": guard.by})
    return Row("USER_ORDS_PRIVILEGE_MODULES", {"PRIVILEGE_NAME": guard.privilege, "MODULE_NAME": guard.by})


def _none(kind: str) -> Node:
    return Node(kind, "", Presence.MISSING)


def _missing(kind: str, target: Node, says: str) -> Link:
    return Link(_none(kind), target, Presence.MISSING, says)
