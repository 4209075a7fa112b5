"""Findings about privileges, their patterns and their roles."""

from collections.abc import Iterator

from ordslab.audit import mends, powers
from ordslab.audit.examined import Examined
from ordslab.audit.exposure import SCHEMA
from ordslab.audit.findings import Finding, Place, finding
from ordslab.audit.results import Access
from ordslab.chain.dictionary import grouped, is_built_in
from ordslab.chain.routes import spelled_out


def privileges(seen: Examined) -> Iterator[Finding]:
    """Privileges that guard nothing or let anyone in, patterns that miss, roles that open too much."""
    dictionary = seen.dictionary
    for name in dictionary.privileges:
        if is_built_in(name):
            continue
        place = Place(name=f"privilege {name}")
        if not dictionary.guards(name):
            yield finding("privilege_without_mapping", name, place, mends.use_or_delete(seen, name))
        if not dictionary.roles_of(name):
            yield finding("privilege_without_role", name, place, mends.ask_for_role(seen, name))
        for role in filter(powers.whose, dictionary.roles_of(name)):
            yield finding("built_in_role_opens", name, place, role=role, whose=powers.whose(role))
    touched = _touched(seen)
    for privilege, pattern in dictionary.privilege_patterns:
        if not is_built_in(privilege) and pattern not in touched:
            place = Place(name=f"pattern {pattern} of privilege {privilege}")
            sql = mends.correct_pattern(seen, privilege, pattern, touched)
            yield finding("pattern_without_endpoint", privilege, place, sql, pattern=pattern)
    yield from _reading_and_deleting(seen)
    if dictionary.jwt_profile:
        yield finding("jwt_profile", "schema", SCHEMA)


def _touched(seen: Examined) -> set[str]:
    """The patterns that have to do with an endpoint: that match its paths, some of them, or all but the bare one."""
    touched = {part.by for each in seen.rows for part in each.parts}
    for path in {each.endpoint.any_path for each in seen.rows}:
        touched |= {path, *(path[:end] + "*" for end in range(len(path) + 1))}
    return touched | {each.endpoint.path + "/*" for each in seen.rows}


def _reading_and_deleting(seen: Examined) -> Iterator[Finding]:
    """AutoREST's own roles are left out: there a role opens all that an object allows."""
    own = [(role, row) for row in seen.rows for role in row.roles if row.endpoint.reachable and not is_built_in(role)]
    for role, rows in grouped(own).items():
        reading = [row for row in rows if row.endpoint.method == "GET"]
        deleting = [row for row in rows if row.endpoint.method == "DELETE"]
        if reading and deleting:
            sql = mends.split_role(seen, role, deleting) if _apart(reading, deleting) else ""
            known = {"reading": reading[0].endpoint, "deleting": deleting[0].endpoint}
            yield finding("role_reads_and_deletes", role, Place(name=f"role {role}"), sql, **known)


def _apart(reading: list[Access], deleting: list[Access]) -> bool:
    """Whether exact patterns can tell deleting from reading."""
    read = {row.endpoint.path for row in reading}
    paths = {row.endpoint.path for row in deleting}
    return read.isdisjoint(paths) and all(spelled_out(path) == [path] and not set(path) & set(":{*") for path in paths)
