"""The dictionary, read in one statement: one round trip, one moment. No secret leaves the database, only its state."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import oracledb

from ordslab.chain.dictionary import (
    MASKED,
    NO_SECRET,
    READABLE,
    Client,
    Dictionary,
    Handler,
    JwtProfile,
    Module,
    RestObject,
    Schema,
    grouped,
)
from ordslab.errors import LabError, SqlError
from ordslab.settings.connection_errors import explained
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_TEXTS = 5
"""How many a row has: it says what it is, then up to five texts about it."""
_COLUMNS, _PROFILES = ("client_secret_2", "role_claim_name"), "user_ords_jwt_profile"
"""What older releases lack."""


def read(bench: Workbench) -> tuple[Dictionary, Dictionary]:
    """What is committed, which is what ORDS sees, and what the learner's own connection sees.

    They are read in one round trip where that connection has no open transaction: then both are the same object.
    Raises `LabError` when the views can't be read.
    """
    with explained(bench.settings):
        seeing = seeing_what_is_committed(bench)
        committed = read_with(seeing)
        return committed, committed if seeing is bench.connection else read_with(bench.connection)


def seeing_what_is_committed(bench: Workbench) -> oracledb.Connection:
    """The learner's own connection where it has no open transaction, else a second one."""
    mine = bench.connection
    return mine if getattr(mine, "transaction_in_progress", None) is False else bench.observer


def read_with(connection: oracledb.Connection) -> Dictionary:
    """The dictionary as a connection sees it."""
    lacks: tuple[str, ...] = ()
    while True:
        try:
            found = rows(connection, statement(lacks))
            return assemble(tuple(value or "" for value in row) for row in found)
        except SqlError as error:
            lack = _lacking(error)
            if not lack or lack in lacks:
                what = f"The USER_ORDS_ views can't be read: {error.what}"
                raise LabError(what, "Connect as a schema of a database that has ORDS installed.") from None
            lacks = (*lacks, lack)


def _lacking(error: SqlError) -> str:
    """What an older release lacks: the second slot came with 24.3, a role claim with 25.1, JWT profiles with 23.3."""
    if error.code == "ORA-00942":  # before 23ai it does not say which view
        return _PROFILES
    return next((each for each in _COLUMNS if each in error.what.lower()), "") if error.code == "ORA-00904" else ""


def _slashed(prefix: str) -> str:
    path = prefix.strip("/")
    return f"/{path}/" if path else "/"


def _numbers(text: str) -> tuple[int | None, int | None]:
    first, _, second = text.partition(" ")
    return int(first) if first else None, int(second) if second else None


def _pair(one: str, two: str) -> tuple[str, str]:
    return one, two


_KINDS: dict[str, tuple[str, str, Callable[..., Any]]] = {
    "schema": (
        "pattern|status|parsing_schema",
        "user_ords_schemas",
        lambda alias, status, owner: Schema(alias, status == "ENABLED", owner),
    ),
    "module": (
        "name|uri_prefix|status|origins_allowed",
        "user_ords_modules",
        lambda name, prefix, status, origins: Module(
            name, _slashed(prefix), status == "PUBLISHED", tuple(each.strip() for each in origins.split(",") if each)
        ),
    ),
    "handler": (
        "m.name|t.uri_template|h.method|h.source_type|to_char(t.priority)",
        "user_ords_modules m join user_ords_templates t on t.module_id = m.id"
        " left join user_ords_handlers h on h.template_id = t.id",
        lambda module, template, method, kind, rank: Handler(module, template, method, kind, int(rank or 0)),
    ),
    "object": (
        "parsing_object|object_alias|type|status",
        "user_ords_enabled_objects",
        lambda name, alias, kind, status: RestObject(name, alias, kind, status == "ENABLED"),
    ),
    "role": ("name", "user_ords_roles", str),
    "privilege": ("name", "user_ords_privileges", str),
    "privilege_role": ("privilege_name|role_name", "user_ords_privilege_roles", _pair),
    "privilege_pattern": ("name|pattern", "user_ords_privilege_mappings", _pair),
    "privilege_module": ("privilege_name|module_name", "user_ords_privilege_modules", _pair),
    "client": (
        "name|client_id|auth_flow|{secrets}|to_char(token_duration)",
        "user_ords_clients",
        lambda name, id_, flow, secrets, time: Client(name, id_, flow, tuple(secrets.split()), int(time or 0) or None),
    ),
    "client_role": ("client_name|role_name", "user_ords_client_roles", _pair),
    "client_privilege": ("client_name|name", "user_ords_client_privileges", _pair),
    "jwt_profile": (
        "issuer|audience|jwk_url|{times}|{role_claim}",
        _PROFILES,
        lambda issuer, audience, url, times, claim: JwtProfile(issuer, audience, url, *_numbers(times), claim),
    ),
}
"""What a row can be: its columns, where they are from, and what is made of their texts."""


def statement(lacks: Collection[str] = ()) -> str:
    """The SELECT, without the columns and views that the database lacks."""
    slot_2 = f"'{NO_SECRET}'" if "client_secret_2" in lacks else _state("client_secret_2")
    known = {
        "secrets": f"{_state('client_secret')} || ' ' || {slot_2}",
        "times": "to_char(allowed_skew) || ' ' || to_char(allowed_age)",
        "role_claim": "null" if "role_claim_name" in lacks else "role_claim_name",
    }
    parts = []
    for kind, (text, source, _) in _KINDS.items():
        columns = [each.format(**known) for each in text.split("|")]
        columns += ["null"] * (_TEXTS - len(columns))
        if source not in lacks:
            parts.append(f"select '{kind}', {', '.join(columns)} from {source}")
    return "\nunion all\n".join(parts)


def _state(column: str) -> str:
    none, masked = f"when {column} is null then '{NO_SECRET}'", f"when ltrim({column}, '*') is null then '{MASKED}'"
    return f"case {none} {masked} else '{READABLE}' end"


def assemble(rows: Iterable[tuple[str, ...]]) -> Dictionary:
    """The dictionary of the statement's rows."""
    found: dict[str, tuple[Any, ...]] = dict.fromkeys(_KINDS, ())
    found |= grouped((kind, _made(kind, texts)) for kind, *texts in sorted(rows))
    schemas, profiles = found.pop("schema"), found.pop("jwt_profile")
    many = {f"{kind}s": each for kind, each in found.items()}
    return Dictionary(schema=next(iter(schemas), None), jwt_profile=next(iter(profiles), None), **many)


def _made(kind: str, texts: list[str]) -> Any:
    columns, _, make = _KINDS[kind]
    return make(*texts[: columns.count("|") + 1])
