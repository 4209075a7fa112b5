"""What an expert would remark on in a schema: warnings, and notes beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ordslab.audit.schema_audit import Access, Finding, is_catalog, is_meant
from ordslab.chain.access_rule import matches, misses_bare
from ordslab.chain.dictionary import READABLE, Dictionary, is_built_in
from ordslab.chain.routes import regex

LONG = 8 * 3600
"""Seconds. A token is as good as its secret while it lives; one that outlives a working day is worth a remark."""


def warnings(dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str]) -> Iterator[Finding]:
    """What should be changed or meant."""
    if not rows:
        yield Finding("schema_not_enabled", "schema", "The schema is not REST-enabled: ORDS serves nothing of it.")
    yield from _public(dictionary, rows, public)
    yield from _privileges(dictionary, rows)
    yield from _clients(dictionary)
    yield from _probe(rows)


def _public(dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str]) -> Iterator[Finding]:
    methods: dict[str, list[Access]] = defaultdict(list)
    for each in rows:
        endpoint = each.endpoint
        if each.is_public and endpoint.reachable and not is_catalog(endpoint) and not is_meant(endpoint, public):
            methods[endpoint.path].append(each)
    for path, group in methods.items():
        subject = f"{', '.join(each.endpoint.method for each in group)} {path}"
        for privilege, pattern in dictionary.privilege_patterns:
            if misses_bare(pattern, path):
                text = f"The pattern {pattern} of {privilege} misses its bare path: {subject} is public."
                yield Finding("bare_path", subject, text)
                break
            if regex(path).fullmatch(pattern.rstrip("*")):
                text = f"The pattern {pattern} of {privilege} guards some of its paths; all others are public."
                yield Finding("partly_guarded", subject, text)
                break
        else:
            yield Finding("public_endpoint", subject, f"{subject} is public: no privilege guards it.")


def _privileges(dictionary: Dictionary, rows: Sequence[Access]) -> Iterator[Finding]:
    for name in dictionary.privileges:
        if is_built_in(name):
            continue
        if not dictionary.guards(name):
            text = f"The privilege {name} is mapped to nothing: it has neither a pattern nor a module."
            yield Finding("privilege_without_mapping", name, text)
        if not dictionary.roles_of(name):
            text = f"The privilege {name} asks for no role: any token will do."
            yield Finding("privilege_without_role", name, text)
    for privilege, pattern in dictionary.privilege_patterns:
        if not is_built_in(privilege) and not any(_touches(pattern, each) for each in rows):
            text = f"The pattern {pattern} of {privilege} matches no endpoint (patterns start behind the alias)."
            yield Finding("pattern_without_endpoint", privilege, text)


def _touches(pattern: str, row: Access) -> bool:
    """Whether a pattern has to do with an endpoint: matches its paths, or some of them."""
    endpoint = row.endpoint
    if matches(pattern, endpoint.any_path) or misses_bare(pattern, endpoint.path):
        return True
    return "{" not in pattern and ":" not in pattern and bool(regex(endpoint.path).fullmatch(pattern.rstrip("*")))


def _clients(dictionary: Dictionary) -> Iterator[Finding]:
    for client in dictionary.clients:
        name = client.name
        if client.flow.upper() == "IMPLICIT":
            text = f"The client {name} uses the implicit grant: its tokens travel in addresses. Use authorization_code."
            yield Finding("implicit_client", name, text)
        if client.two_legged and not dictionary.roles_held(name):
            yield Finding("client_without_role", name, f"The client {name} holds no role: its tokens open nothing.")
        if READABLE in client.secrets:
            text = f"The secret of {name} stands readable in USER_ORDS_CLIENTS: rotate it with ords_security."
            yield Finding("secret_in_clear", name, text)
        if client.token_seconds and client.token_seconds > LONG:
            text = f"Tokens of {name} live for {_duration(client.token_seconds)}; an hour is ORDS's own choice."
            yield Finding("long_token_lifetime", name, text)


def _probe(rows: Sequence[Access]) -> Iterator[Finding]:
    for each in rows:
        if each.probe is not None and (each.probe == 401) == each.is_public:
            should = "public" if each.is_public else f"guarded by {each.privilege}"
            text = f"{each.endpoint} is {should} by the dictionary, and answers {each.probe} without a token."
            yield Finding("probe_differs", str(each.endpoint), text)


def notes(
    dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str], uncommitted: bool
) -> Iterator[Finding]:
    """What is good to know."""
    if uncommitted:
        text = "Your session holds changes that are not committed; this is what ORDS sees without them."
        yield Finding("not_committed", "session", text)
    for each in rows:
        subject = str(each.endpoint)
        if each.is_public and is_catalog(each.endpoint):
            text = f"{subject} is public: it tells anyone which endpoints there are."
            yield Finding("public_catalog", subject, text)
        elif each.is_public and each.endpoint.reachable and is_meant(each.endpoint, public):
            yield Finding("meant_to_be_public", subject, f"{subject} is public, as it is meant to be.")
        elif each.is_public and not each.endpoint.reachable:
            text = f"{subject} is not published; once it is, it will be public."
            yield Finding("public_when_published", subject, text)
    guarding = {each.privilege for each in rows}
    for client in dictionary.clients:
        if client.two_legged and not client.has_secret:
            text = f"The client {client.name} has no secret: it gets no token."
            yield Finding("client_without_secret", client.name, text)
        held = dictionary.roles_held(client.name)
        opened = {privilege for privilege, role in dictionary.privilege_roles if role in held} & guarding
        if client.two_legged and held and not opened:
            text = f"The roles of {client.name} ({', '.join(held)}) open no endpoint."
            yield Finding("role_opens_nothing", client.name, text)
    if dictionary.jwt_profile:
        text = "The schema has a JWT profile: tokens of its issuer open privileges too, by scope or role claim."
        yield Finding("jwt_profile", "schema", text)


def _duration(seconds: int) -> str:
    hours = seconds / 3600
    return f"{hours:g} hours" if hours < 48 else f"{hours / 24:g} days"
