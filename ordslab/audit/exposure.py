"""Findings about what is open: public endpoints and catalogs, patterns that miss, and calls that answer otherwise."""

from collections.abc import Iterator

from ordslab.audit import mends
from ordslab.audit.examined import Examined, is_catalog
from ordslab.audit.findings import Finding, Place, finding
from ordslab.audit.results import Access
from ordslab.chain import mending_sql as mend
from ordslab.chain.dictionary import grouped

SCHEMA = Place(name="schema")


def exposure(seen: Examined) -> Iterator[Finding]:
    """What anyone can call, and what is not what it seems."""
    if not seen.rows:
        schema = seen.dictionary.schema
        alias = schema.alias if schema else seen.user.lower()
        yield finding("schema_not_enabled", "schema", SCHEMA, mend.enable_schema(alias))
    if seen.uncommitted:
        yield finding("not_committed", "session", Place(name="session"))
    yield from _public(seen)
    for each in seen.rows:
        yield from _other_rows(seen, each)
    for part, error in seen.details.unread:
        yield finding("not_looked_at", part[0].upper() + part[1:], Place(name=part), error=error)


def _public(seen: Examined) -> Iterator[Finding]:
    bare = {
        pattern[:-2]: (privilege, pattern)
        for privilege, pattern in seen.dictionary.privilege_patterns
        if pattern[-2:] == "/*"
    }
    rows = (each for each in seen.rows if each.is_public and each.endpoint.reachable)
    unmeant = (each for each in rows if not is_catalog(each.endpoint) and not seen.is_meant(each.endpoint))
    for path, group in grouped((each.endpoint.path, each) for each in unmeant).items():
        methods = ", ".join(each.endpoint.method for each in group)
        subject, endpoint = f"{methods} {path}", group[0].endpoint
        place = seen.place(endpoint, methods)
        if path in bare:
            privilege, pattern = bare[path]
            sql = mend.guard_pattern(path, privilege)
            yield finding("bare_path", subject, place, sql, privilege=privilege, pattern=pattern)
        elif parts := group[0].parts:
            sql = mend.guard_pattern(mends.whole(path), parts[0].privilege)
            yield finding("partly_guarded", subject, place, sql, privilege=parts[0].privilege, pattern=parts[0].by)
        else:
            yield finding("public_endpoint", subject, place, mends.guard(seen, endpoint))


def _other_rows(seen: Examined, row: Access) -> Iterator[Finding]:
    endpoint, place = row.endpoint, seen.place(row.endpoint)
    if row.probe is not None and (row.probe == 401) == row.is_public:
        should = "public" if row.is_public else f"guarded by {row.privilege}"
        yield finding("probe_differs", endpoint, place, should=should, probe=row.probe)
    if not row.is_public:
        return
    if is_catalog(endpoint):
        yield finding("public_catalog", endpoint, place, mends.guard_catalog(seen, endpoint))
    elif not endpoint.reachable:
        yield finding("public_when_published", endpoint, place, mends.guard(seen, endpoint))
    elif seen.is_meant(endpoint):
        yield finding("meant_to_be_public", endpoint, place)
