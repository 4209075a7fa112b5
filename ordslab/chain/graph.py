"""client > role > privilege > endpoint: nodes and links with their state, names and rows, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from ordslab.chain.access_rule import guard_of, satisfies
from ordslab.chain.dictionary import NO_SECRET, Dictionary, is_built_in
from ordslab.chain.routes import CATALOG, Endpoint, endpoints, find
from ordslab.secrets.secret import MASK
from ordslab.text import plain

T = TypeVar("T")
KINDS = ("client", "role", "privilege", "endpoint")


class State(Enum):
    """Of a node or a link. Uncommitted: in the learner's session only, so ORDS does not see it."""

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
    state: State = State.PRESENT
    says: str = ""
    rows: tuple[Row, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.name else f"no {self.kind}"


@dataclass(frozen=True)
class Link:
    """From one node to one of the next kind."""

    source: Node
    target: Node
    state: State
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
        return bool(self.links) and all(each.state is State.PRESENT for each in self.links)

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
    return maker.whole(client) if path is None else maker.one(path, client, method)


class _Maker:
    def __init__(self, committed: Dictionary, mine: Dictionary) -> None:
        self.committed, self.mine = committed, mine
        self.endpoints = _merged(_callable(committed), _callable(mine))
        self.names = [self._names(each) for each in (committed, mine)]

    # Nodes

    def node(self, kind: str, name: str) -> Node:
        there = [name in each[kind] for each in self.names]
        return Node(kind, name, _state(*there), _says(*there), tuple(self._rows(kind, name)))

    def _names(self, dictionary: Dictionary) -> dict[str, set[str]]:
        held = {role for _, role in (*dictionary.client_roles, *dictionary.privilege_roles)}
        return {
            "client": {each.name for each in dictionary.clients},
            "role": {*dictionary.roles, *held},  # built-in roles stand in no view of their own
            "privilege": set(dictionary.privileges),
            "endpoint": {str(each) for each in _callable(dictionary)},
        }

    def _rows(self, kind: str, name: str) -> Iterator[Row]:
        if kind == "client":
            for client in _merged(self.committed.clients, self.mine.clients):
                if client.name == name:
                    secrets = ["" if each == NO_SECRET else MASK for each in client.secrets]
                    values = {"NAME": name, "AUTH_FLOW": client.flow, "CLIENT_SECRET": secrets[0]}
                    yield Row("USER_ORDS_CLIENTS", values | {"CLIENT_SECRET_2": secrets[1]})
        elif kind == "endpoint":
            endpoint = next((each for each in self.endpoints if str(each) == name), None)
            if endpoint:
                values = {"SOURCE": endpoint.source, "METHOD": endpoint.method, "PATH": endpoint.path}
                yield Row("USER_ORDS_HANDLERS", values)
        elif name:
            yield Row(f"USER_ORDS_{kind.upper()}S", {"NAME": name})

    # Links

    def pairs(self, kind: str) -> Iterator[tuple[tuple[str, str], State, str]]:
        """The pairs of a link's kind ("client_roles"), with state and remark."""
        committed, mine = (getattr(each, kind) for each in (self.committed, self.mine))
        for pair in _merged(committed, mine):
            there = pair in committed, pair in mine
            yield pair, _state(*there), _says(*there)

    def granted(self, client: str | None = None) -> list[Link]:
        return [
            Link(
                self.node("client", one),
                self.node("role", role),
                state,
                says,
                (Row("USER_ORDS_CLIENT_ROLES", {"CLIENT_NAME": one, "ROLE_NAME": role}),),
            )
            for (one, role), state, says in self.pairs("client_roles")
            if client in (None, one)
        ]

    def asked(self, privileges: Iterable[str]) -> list[Link]:
        wanted = set(privileges)
        return [
            Link(
                self.node("role", role),
                self.node("privilege", name),
                state,
                says,
                (Row("USER_ORDS_PRIVILEGE_ROLES", {"PRIVILEGE_NAME": name, "ROLE_NAME": role}),),
            )
            for (name, role), state, says in self.pairs("privilege_roles")
            if name in wanted
        ]

    def guarded(self, endpoint: Node, path: str) -> list[Link]:
        """Which privilege guards the path: as committed, and as it will be."""
        guards = [guard_of(each, path) for each in (self.committed, self.mine)]
        links = []
        for guard in dict.fromkeys(each for each in guards if each):
            there = guard == guards[0], guard == guards[1]
            view, column, value = (
                ("MAPPINGS", "NAME", "PATTERN") if guard.is_pattern else ("MODULES", "PRIVILEGE_NAME", "MODULE_NAME")
            )
            row = Row(f"USER_ORDS_PRIVILEGE_{view}", {column: guard.privilege, value: guard.by})
            says = ", ".join(filter(None, [f"by {guard}", _says(*there)]))
            links.append(Link(self.node("privilege", guard.privilege), endpoint, _state(*there), says, (row,)))
        public = "" if endpoint.state is State.MISSING else "public"
        return links or [Link(_none("privilege"), endpoint, State.MISSING, public)]

    # Chains

    def whole(self, client: str | None) -> Chain:
        granted = self.granted(client)
        guarded = [
            link for each in self.endpoints for link in self.guarded(self.node("endpoint", str(each)), each.any_path)
        ]
        guarding = {link.source.name for link in guarded}
        names = [_merged(*(sorted(each[kind]) for each in self.names)) for kind in KINDS]
        clients = [each for each in names[0] if client in (None, each)]
        privileges = [each for each in names[2] if not is_built_in(each) or each in guarding]
        asked = self.asked(privileges)
        joined = {link.source.name for link in asked} | {link.target.name for link in granted}
        roles = [each for each in names[1] if not is_built_in(each) or each in joined]
        links = [*granted, *asked, *guarded]
        links += self._loose("client", clients, "role", "holds no role", {link.source.name for link in granted})
        links += self._loose(
            "role", roles, "privilege", "no privilege asks for it", {link.source.name for link in asked}
        )
        links += self._loose("privilege", privileges, "endpoint", "guards no endpoint", guarding)
        roleless = [each for each in privileges if each not in {link.target.name for link in asked}]
        links += [
            Link(_none("role"), self.node("privilege", each), State.MISSING, "asks for no role: any token will do")
            for each in roleless
        ]
        if client is None:
            held = {link.target.name for link in granted}
            idle = dict.fromkeys(link.source for link in asked if link.source.name not in held)
            links += [Link(_none("client"), role, State.MISSING, "no client holds it") for role in idle]
        return _chain(links)

    def _loose(self, kind: str, names: Iterable[str], target: str, says: str, bound: set[str]) -> Iterator[Link]:
        for name in names:
            if name not in bound:
                yield Link(self.node(kind, name), _none(target), State.MISSING, says)

    def one(self, path: str, client: str | None, method: str) -> Chain:
        found = self._endpoint(path, method)
        guarded = self.guarded(found, path)
        privilege = guarded[-1].source.name or self._idle(client)
        if privilege and not guarded[-1].source.name:
            guarded = [Link(self.node("privilege", privilege), found, State.MISSING, "mapped to nothing")]
        asked = self.asked([link.source.name for link in guarded if link.source.name])
        if not asked:
            says = "asks for no role: any token will do" if privilege else ""
            asked = [Link(_none("role"), guarded[-1].source, State.MISSING, says)]
        roles = [link.source.name for link in asked]
        granted = self.granted(client)
        if client is None:
            granted = [link for link in granted if link.target.name in roles]
        if not any(link.target.name in roles for link in granted):
            one = self.node("client", client) if client else _none("client")
            granted.append(Link(one, asked[0].source, State.MISSING, "not granted" if roles[0] else ""))
        return _chain([*granted, *asked, *guarded])

    def _endpoint(self, path: str, method: str) -> Node:
        """The endpoint that the path leads to, of this method if there is one."""
        for dictionary in (self.committed, self.mine):
            route = find(dictionary, path)
            owners = {(each.module, each.template) for each in route.handlers} or {(route.rest_object, "")}
            found = [each for each in self.endpoints if (each.owner, each.template) in owners]
            found.sort(key=lambda each: each.method != method)
            if found:
                return self.node("endpoint", str(found[0]))
        return Node("endpoint", path, State.MISSING, "no handler answers this path")

    def _idle(self, client: str | None) -> str:
        """A privilege that is mapped to nothing, the one that the client satisfies before others."""
        idle = [
            (not (client and satisfies(dictionary, each, client)), each)
            for dictionary in (self.committed, self.mine)
            for each in dictionary.privileges
            if not is_built_in(each) and not dictionary.guards(each)
        ]
        return min(idle)[1] if idle else ""


# Small things


def _callable(dictionary: Dictionary) -> tuple[Endpoint, ...]:
    return tuple(each for each in endpoints(dictionary) if each.source != CATALOG)


def _merged(*many: Iterable[T]) -> tuple[T, ...]:
    """Each element once, in the order of their first appearance."""
    return tuple(dict.fromkeys(each for one in many for each in one))


def _state(committed: bool, mine: bool) -> State:
    return State.PRESENT if committed else State.UNCOMMITTED if mine else State.MISSING


def _says(committed: bool, mine: bool) -> str:
    return "your session has removed it, not committed" if committed and not mine else ""


def _none(kind: str) -> Node:
    return Node(kind, "", State.MISSING)


def _chain(links: list[Link]) -> Chain:
    nodes = dict.fromkeys(node for link in links for node in (link.source, link.target))
    order = {kind: number for number, kind in enumerate(KINDS)}
    links = sorted(links, key=lambda each: order[each.source.kind])
    return Chain(tuple(sorted(nodes, key=lambda each: order[each.kind])), tuple(links))
