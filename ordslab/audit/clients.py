"""Findings about OAuth clients: grants, roles, secrets, lifetimes, addresses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ordslab.audit import mends, powers
from ordslab.audit.examined import Examined
from ordslab.audit.findings import Finding, Place, finding
from ordslab.chain import mending_sql as mend
from ordslab.chain.dictionary import READABLE, Client

LONG = 8 * 3600
"""Seconds. A token is as good as its secret while it lives; one that outlives a working day is worth a warning."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def clients(seen: Examined) -> Iterator[Finding]:
    """What is wrong with each client."""
    useful = {role for row in seen.rows for role in row.roles}
    for client in seen.dictionary.clients:
        yield from _registered(seen, client)
        yield from _roles(seen, client, useful)
        if READABLE in client.secrets:
            yield finding("secret_in_clear", client.name, _place(client), mends.new_secret_alone(client.name))
        if (seconds := client.token_seconds or 0) > LONG:
            sql = mends.usual_lifetime(seen, client.name)
            yield finding("long_token_lifetime", client.name, _place(client), sql, duration=_duration(seconds))


def _registered(seen: Examined, client: Client) -> Iterator[Finding]:
    if client.flow.upper() == "IMPLICIT":
        yield finding("implicit_client", client.name, _place(client), mends.with_code(seen, client.name))
    if client.two_legged and not client.has_secret:
        yield finding("client_without_secret", client.name, _place(client), mend.new_secret(client.name))
    details = seen.details.clients.get(client.name)
    if details and not _is_safe(details.redirect):
        sql = mends.redescribe(client.name, details, redirect="https" + details.redirect[4:])
        yield finding("http_redirect", client.name, _place(client), sql, address=details.redirect)
    if details and (left := mends.without_star(tuple(each.strip() for each in details.origins.split(",")))) is not None:
        sql = mends.redescribe(client.name, details, origins=left)
        yield finding("any_origin", f"The client {client.name}", _place(client), sql)


def _roles(seen: Examined, client: Client, useful: set[str]) -> Iterator[Finding]:
    held = seen.dictionary.roles_held(client.name)
    for role in held:
        if opens := powers.opens(role):
            sql = mends.revoke_role(client.name, role)
            yield finding("built_in_role", client.name, _place(client), sql, role=role, opens=opens)
    if client.two_legged and not held:
        yield finding("client_without_role", client.name, _place(client), mends.grant_or_delete(seen, client.name))
    elif client.two_legged and useful.isdisjoint(held) and not any(map(powers.opens, held)):
        yield finding("role_opens_nothing", client.name, _place(client), held=", ".join(held))


def _place(client: Client) -> Place:
    return Place(name=f"client {client.name}")


def _is_safe(redirect: str) -> bool:
    """Whether codes sent there can't be read on the way (RFC 8252, 7.3: loopback goes without TLS)."""
    address = urlsplit(redirect)
    return address.scheme.lower() != "http" or address.hostname in LOOPBACK


def _duration(seconds: int) -> str:
    hours = seconds / 3600
    return f"{hours:g} hours" if hours < 48 else f"{hours / 24:g} days"
