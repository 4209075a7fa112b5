"""Findings about what handlers give out: anybody's rows, secrets and personal numbers, pages without end."""

import re
from collections.abc import Iterable, Iterator

from ordslab.audit import mends
from ordslab.audit.examined import Examined
from ordslab.audit.findings import Finding, Place, finding
from ordslab.audit.injection import called_units
from ordslab.audit.results import Access
from ordslab.audit.sources import Column, Source, Token, variables
from ordslab.chain.dictionary import grouped

LARGE = 1000
"""Rows. ORDS's own page has 25."""
_ID = re.compile(r":(?:\w+_)?(?:ID|NO|NR|NUM|NUMBER|KEY|CODE|UUID|GUID)")
_CALLER = re.compile(
    r":?CURRENT_USER|REMOTE_USER|REMOTE_IDENT|CLIENT_IDENTIFIER|APP_USER|SESSION_USER|PROXY_USER", re.IGNORECASE
)
_SECRET = re.compile(
    r"(?:\w*passw(?:or)?d|(?:\w+_)?(?:pwd|passphrase|secret|salt|pin|cvv2?|cvc|otp|credentials?|(?:api|private|secret)_?key"
    r"|(?:access|refresh|api|auth|session|reset|bearer)_?token)|token)(?:_(?:hash|enc|clear|value|text|salt))?",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"(?:\w+_)?(?:ssn|(?:social_security|national_insurance|passport)(?:_no|_nr|_number)?|(?:national|tax)_?(?:id|no|number)"
    r"|iban|cpf|nif|nino|dni|aadhaar|(?:credit|debit)_?card|card_?(?:no|nr|num|number)|birth_?(?:date|day)|date_?of_?birth"
    r"|dob)",
    re.IGNORECASE,
)
_KINDS = (("secret_column", _SECRET), ("personal_column", _PERSONAL))
_PAGED = ("json/collection", "json/query", "json/query;type=feed")


def data(seen: Examined) -> Iterator[Finding]:
    """What each endpoint gives out, and each module's pages."""
    shown: set[str] = set()
    for row in seen.rows:
        if not row.endpoint.reachable:
            continue
        if source := seen.source(row.endpoint):
            yield from _row_by_id(seen, row, source)
            yield from _columns_of_query(seen, row, source)
        elif (rest := seen.rest_object(row.endpoint)) and rest.name not in shown:
            shown.add(rest.name)
            yield from _columns_of_object(rest.name, f"{rest.type.lower()} {rest.name}", seen.details.columns)
    yield from _pages(seen)


def _row_by_id(seen: Examined, row: Access, source: Source) -> Iterator[Finding]:
    """A guarded handler that takes a variable of its address or another id, and asks nowhere who calls.

    A public one can't ask.
    """
    own = {f":{each}" for each in variables(source.template)}
    used = [each for each in source.tokens if each.kind == "bind" and (each.text in own or _ID.fullmatch(each.text))]
    hooked = seen.details.hook or getattr(seen.details.modules.get(source.module), "hook", "")
    if row.is_public or not used or hooked or _asks(seen, source):
        return
    people = bool(row.users_of) or seen.dictionary.jwt_profile
    held = " or ".join(f"the role {role}" for role in row.roles) or "any token"
    kind = "row_of_any_person" if people else "row_of_any_id"
    place = seen.place(row.endpoint, line=source.line(used[0].at))
    yield finding(kind, row.endpoint, place, variable=used[0].text.lower(), held=held)


def _asks(seen: Examined, source: Source) -> bool:
    """Whether the handler, or a program of the schema that it calls, looks who the caller is."""
    programs = (unit.tokens for unit in called_units(source.tokens, seen.details.units_by_name))
    return any(_names_caller(tokens) for tokens in (source.tokens, *programs))


def _names_caller(tokens: Iterable[Token]) -> bool:
    return any(_CALLER.search(each.text) for each in tokens if each.kind != "other")


def _columns_of_query(seen: Examined, row: Access, source: Source) -> Iterator[Finding]:
    columns, tables = source.result
    every = [name for table in tables for name in seen.details.columns.get(table, ())]
    for kind, looks in _KINDS:
        found: list[tuple[str, Column]] = []
        for column in columns:
            names = every if column.is_star else [column.name] if column.name else []
            found += [(name, column) for name in names if looks.fullmatch(name) or looks.fullmatch(column.alias)]
        if found:
            names = list(dict.fromkeys(name.lower() for name, _ in found))
            place = seen.place(row.endpoint, line=source.line(found[0][1].start + _gap(source, found[0][1])))
            sql = mends.without_columns(source, [column for _, column in found], {name for name, _ in found}, every)
            yield finding(kind, row.endpoint, place, sql, columns=", ".join(names))


def _gap(source: Source, column: Column) -> int:
    """How far behind the comma the column's own text begins."""
    written = source.text[column.start : column.end]
    return len(written) - len(written.lstrip(", \t\r\n"))


def _columns_of_object(name: str, told: str, columns: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    for kind, looks in _KINDS:
        if found := [each.lower() for each in columns.get(name, ()) if looks.fullmatch(each)]:
            yield finding(kind, f"AutoREST of {told}", Place(name=told), columns=", ".join(found))


def _pages(seen: Examined) -> Iterator[Finding]:
    """Pages without end or too large: of the module, for handlers that have no page of their own; of a handler."""
    reachable = {
        (row.endpoint.owner, row.endpoint.template, row.endpoint.method) for row in seen.rows if row.endpoint.reachable
    }
    paged = [
        each
        for each in seen.details.sources
        if each.source_type in _PAGED and (each.module, each.template, each.method) in reachable
    ]
    for name, sources in grouped((each.module, each) for each in paged).items():
        heirs = [each for each in sources if each.page is None]
        module = seen.details.modules.get(name)
        if heirs and module and not 0 < module.page <= LARGE:
            place, sql = Place(name), mends.usual_pages(name, heirs)
            yield finding("endless_page", f"The module {name}", place, sql, page=module.page, rows=_rows(module.page))
        for each in sources:
            if each.page is not None and not 0 < each.page <= LARGE:
                place = Place(name, each.template, each.method)
                known = {"page": each.page, "rows": _rows(each.page)}
                subject = f"{each.method} {each.template} of {name}"
                yield finding("endless_page", subject, place, mends.usual_pages(name, [each]), **known)


def _rows(page: int) -> str:
    return f"up to {page:,} rows" if page else "all rows"
