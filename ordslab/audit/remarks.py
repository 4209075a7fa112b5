"""What an expert would remark on in a schema: warnings, and notes beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ordslab.audit.results import Access, Remark
from ordslab.chain.access_rule import matches
from ordslab.chain.dictionary import READABLE, Dictionary, grouped, is_built_in
from ordslab.chain.routes import CATALOG, Endpoint

LONG = 8 * 3600
"""Seconds. A token is as good as its secret while it lives; one that outlives a working day is worth a remark."""

_TEXTS = {
    # warnings
    "schema_not_enabled": "The schema is not REST-enabled: ORDS serves nothing of it.",
    "bare_path": "The pattern {pattern} of {privilege} misses its bare path: {subject} is public.",
    "partly_guarded": "The pattern {pattern} of {privilege} guards some of its paths; all others are public.",
    "public_endpoint": "{subject} is public: no privilege guards it.",
    "privilege_without_mapping": "The privilege {subject} is mapped to nothing: it has neither a pattern nor a module.",
    "privilege_without_role": "The privilege {subject} asks for no role: any token will do.",
    "pattern_without_endpoint": "The pattern {pattern} of {subject} matches no endpoint"
    " (patterns start behind the alias).",
    "implicit_client": "The client {subject} uses the implicit grant: its tokens travel in addresses."
    " Use authorization_code.",
    "client_without_role": "The client {subject} holds no role: its tokens open nothing.",
    "secret_in_clear": "The secret of {subject} stands readable in USER_ORDS_CLIENTS: rotate it with ords_security.",
    "long_token_lifetime": "Tokens of {subject} live for {duration}; an hour is ORDS's own choice.",
    "probe_differs": "{subject} is {should} by the dictionary, and answers {probe} without a token.",
    # notes
    "not_committed": "Your session holds changes that are not committed; this is what ORDS sees without them.",
    "public_catalog": "{subject} is public: it tells anyone which endpoints there are.",
    "meant_to_be_public": "{subject} is public, as it is meant to be.",
    "public_when_published": "{subject} is not published; once it is, it will be public.",
    "client_without_secret": "The client {subject} has no secret: it gets no token.",
    "role_opens_nothing": "The roles of {subject} ({held}) open no endpoint.",
    "jwt_profile": "The schema has a JWT profile: tokens of its issuer open privileges too, by scope or role claim.",
}


def _remark(kind: str, subject: object, **known: object) -> Remark:
    return Remark(kind, str(subject), _TEXTS[kind].format(subject=subject, **known))


def warnings(dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str]) -> Iterator[Remark]:
    """What should be changed or meant. `public`: the paths that are meant to be public."""
    if not rows:
        yield _remark("schema_not_enabled", "schema")
    yield from _public(dictionary, rows, public)
    yield from _privileges(dictionary, rows)
    yield from _clients(dictionary)
    for each in rows:
        if each.probe is not None and (each.probe == 401) == each.is_public:
            should = "public" if each.is_public else f"guarded by {each.privilege}"
            yield _remark("probe_differs", each.endpoint, should=should, probe=each.probe)


def _public(dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str]) -> Iterator[Remark]:
    open_rows = (each for each in rows if each.is_public and each.endpoint.reachable)
    unmeant = (each for each in open_rows if not _is_catalog(each.endpoint) and not _is_meant(each.endpoint, public))
    bare = {
        pattern[:-2]: (privilege, pattern)
        for privilege, pattern in dictionary.privilege_patterns
        if pattern[-2:] == "/*"
    }
    for path, group in grouped((each.endpoint.path, each) for each in unmeant).items():
        subject = f"{', '.join(each.endpoint.method for each in group)} {path}"
        if path in bare:
            yield _remark("bare_path", subject, privilege=bare[path][0], pattern=bare[path][1])
        elif parts := group[0].parts:
            yield _remark("partly_guarded", subject, privilege=parts[0].privilege, pattern=parts[0].by)
        else:
            yield _remark("public_endpoint", subject)


def _privileges(dictionary: Dictionary, rows: Sequence[Access]) -> Iterator[Remark]:
    for name in dictionary.privileges:
        if not is_built_in(name):
            if not dictionary.guards(name):
                yield _remark("privilege_without_mapping", name)
            if not dictionary.roles_of(name):
                yield _remark("privilege_without_role", name)
    touched = _touched(rows)
    for privilege, pattern in dictionary.privilege_patterns:
        if not is_built_in(privilege) and pattern not in touched:
            yield _remark("pattern_without_endpoint", privilege, pattern=pattern)


def _touched(rows: Sequence[Access]) -> set[str]:
    """The patterns that have to do with an endpoint: that match its paths, some of them, or all but the bare one."""
    touched = {part.by for each in rows for part in each.parts}
    for path in {each.endpoint.any_path for each in rows}:
        touched |= {path, *(path[:end] + "*" for end in range(len(path) + 1))}
    return touched | {each.endpoint.path + "/*" for each in rows}


def _clients(dictionary: Dictionary) -> Iterator[Remark]:
    for client in dictionary.clients:
        if client.flow.upper() == "IMPLICIT":
            yield _remark("implicit_client", client.name)
        if client.two_legged and not dictionary.roles_held(client.name):
            yield _remark("client_without_role", client.name)
        if READABLE in client.secrets:
            yield _remark("secret_in_clear", client.name)
        if (client.token_seconds or 0) > LONG:
            yield _remark("long_token_lifetime", client.name, duration=_duration(client.token_seconds or 0))


def notes(dictionary: Dictionary, rows: Sequence[Access], public: Sequence[str], uncommitted: bool) -> Iterator[Remark]:
    """What is good to know."""
    if uncommitted:
        yield _remark("not_committed", "session")
    for each in (row for row in rows if row.is_public):
        if _is_catalog(each.endpoint):
            yield _remark("public_catalog", each.endpoint)
        elif not each.endpoint.reachable:
            yield _remark("public_when_published", each.endpoint)
        elif _is_meant(each.endpoint, public):
            yield _remark("meant_to_be_public", each.endpoint)
    useful = {role for each in rows for role in each.roles}
    for client in dictionary.clients:
        if client.two_legged and not client.has_secret:
            yield _remark("client_without_secret", client.name)
        held = dictionary.roles_held(client.name)
        if client.two_legged and held and useful.isdisjoint(held):
            yield _remark("role_opens_nothing", client.name, held=", ".join(held))
    if dictionary.jwt_profile:
        yield _remark("jwt_profile", "schema")


def _is_meant(endpoint: Endpoint, public: Sequence[str]) -> bool:
    return any(matches(each, endpoint.path) for each in public)


def _is_catalog(endpoint: Endpoint) -> bool:
    return endpoint.source == CATALOG


def _duration(seconds: int) -> str:
    hours = seconds / 3600
    return f"{hours:g} hours" if hours < 48 else f"{hours / 24:g} days"
