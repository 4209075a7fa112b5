"""Findings about what lies around the endpoints: origins, TLS, what nobody calls, and ORDS's own addresses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ordslab.audit import mends, powers
from ordslab.audit.clients import LOOPBACK
from ordslab.audit.examined import Examined, is_catalog
from ordslab.audit.findings import Finding, Place, finding
from ordslab.chain import mending_sql as mend
from ordslab.chain.dictionary import grouped


def surface(seen: Examined) -> Iterator[Finding]:
    """Origins, TLS, calls that never came, ways in besides the modules."""
    address = urlsplit(seen.base_url)
    if address.scheme == "http" and address.hostname not in LOOPBACK:
        yield finding("no_tls", seen.base_url, Place(name="address"))
    for module in seen.dictionary.modules:
        if (left := mends.without_star(module.origins)) is not None:
            sql = mend.allow_origins(module.name, left)
            yield finding("any_origin", f"The module {module.name}", Place(module.name), sql)
    yield from _never_called(seen)
    for each in seen.answered:
        kind = "open_address" if 200 <= each.status < 300 else "built_in_address"
        place = Place(name=f"address {each.address}")
        yield finding(kind, each.address, place, what=powers.ADDRESSES[each.address], probe=each.status)


def _never_called(seen: Examined) -> Iterator[Finding]:
    """One finding for a module of which nothing was called, else one for each endpoint."""
    if seen.calls is None:
        return
    calls, published = seen.calls, [row for row in seen.rows if row.endpoint.reachable and not is_catalog(row.endpoint)]
    for (owner, is_module), rows in grouped(
        ((r.endpoint.owner, bool(r.endpoint.template)), r) for r in published
    ).items():
        never = [row for row in rows if not calls.has(row.endpoint)]
        if is_module and len(never) == len(rows):
            yield finding(
                "never_called", f"The module {owner}", Place(owner), mends.unpublish(owner), calls=calls.number
            )
        elif not is_module and never:
            place = seen.place(rows[0].endpoint)
            yield finding("never_called", place.name[0].upper() + place.name[1:], place, calls=calls.number)
        else:
            for row in never:
                yield finding("never_called", row.endpoint, seen.place(row.endpoint), calls=calls.number)
