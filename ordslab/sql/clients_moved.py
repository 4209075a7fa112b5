"""The script that makes a schema's clients by ORDS_SECURITY, here or in another database. It holds no secret."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ordslab.sql.oauth_calls import PARAMETERS, MovedClient

Rows = Callable[[str], Sequence[Sequence[Any]]]

_GRANTS = {"CLIENT_CRED": "client_credentials", "AUTH_CODE": "authorization_code", "IMPLICIT": "implicit"}
# The secret itself is not read: only whether the dictionary shows one.
_CLIENTS = """select name, client_id, auth_flow,
  case when client_secret is null then 'none' when client_secret like '****%' then 'hidden' else 'readable' end,
  description, allowed_origins, redirect_uri, support_email, support_uri,
  token_duration, refresh_duration, code_duration
from user_ords_clients order by name"""
_COLUMNS = tuple(each for each in PARAMETERS if each != "p_privilege_names")
_SECRETS = {
    "readable": "its secret can be read where it is (user_ords_clients). Given here, nobody notices the move.",
    "hidden": "its secret can't be read (********). Whoever keeps it gives it, and nobody notices the move; else make "
    "a new one, and the program is down until it has it.",
    "none": "it has no secret, and its id stays.",
    "no": "it gets a new id: the program is down until it has it.",
    "new": "it gets a new id and a new secret: the program is down until it has both.",
}
_HEAD = """-- The clients as ORDS_SECURITY makes them (ORDS 24.3 and newer). Written by ordslab; it holds no secret.
--
-- The order: 1. modules, roles and privileges, by the script that ORDS_EXPORT.EXPORT_SCHEMA gives on the old side with
-- p_include_oauth => false; 2. this script; 3. the programs get the new address, and where it says so, new credentials.
-- Tokens stay behind: each program gets a new one at the new address. Until a program calls the new address, the old
-- one answers it: take its client away there last.
--"""


def clients_in(rows: Rows) -> list[MovedClient]:
    """The clients of a schema. `rows` runs a query."""
    roles, privileges = (
        rows("select client_name, role_name from user_ords_client_roles order by role_name"),
        rows("select client_name, name from user_ords_client_privileges order by name"),
    )
    found = []
    for name, client_id, flow, state, *values in rows(_CLIENTS):
        named = {key: str(value) for key, value in zip(_COLUMNS, values, strict=True) if value is not None}
        if asked := [privilege for client, privilege in privileges if client == name]:
            named["p_privilege_names"] = ",".join(asked)
        its_roles = [role for client, role in roles if client == name]
        found.append(MovedClient(name, _GRANTS.get(flow) or str(flow), client_id, named, its_roles, state))
    return found


def script_for(clients: Sequence[MovedClient], by_hand: Sequence[str] = ()) -> str:
    """The script. Secrets are bind variables: in %%sql Python variables of these names, in SQLcl `variable NAME`."""
    return "\n".join(_lines(clients, by_hand)) + "\n"


def _lines(clients: Sequence[MovedClient], by_hand: Sequence[str]) -> Iterator[str]:
    yield _HEAD
    for client in clients:
        yield f"-- {_in_a_comment(client.name)}: {_SECRETS[client.kept]}"
    for each in by_hand:
        yield f"-- BY HAND: {_in_a_comment(each)}"
    for number, client in enumerate(clients, 1):
        yield ""
        yield from _made(client, number) if client.kept == "new" else _imported(client, number)


def _imported(client: MovedClient, number: int) -> Iterator[str]:
    yield "begin"
    yield from _call("ords_security.import_client", _arguments(client, p_client_id=client.client_id), ";")
    yield from _roles(client)
    if client.kept in ("readable", "hidden"):
        yield f"  -- :secret_{number} is the client's secret, of whoever keeps it"
        given = {"p_name": _text(client.name), "p_client_secret": f":secret_{number}"}
        yield from _call("ords_security.register_client_secret", given, ";")
    yield from ("  commit;", "end;", "/")


def _made(client: MovedClient, number: int) -> Iterator[str]:
    yield from ("declare", "  l_client ords_types.t_client_credentials;", "begin")
    new = {"p_client_secret": "ords_types.oauth_client_secret()"}
    yield from _call("l_client := ords_security.register_client", _arguments(client) | new, ";")
    yield from _roles(client)
    yield "  commit;"
    yield f"  :id_{number}     := l_client.client_key.client_id;  -- note both now: the secret is shown nowhere else"
    yield f"  :secret_{number} := l_client.client_secret.secret;"
    yield from ("end;", "/")


def _arguments(client: MovedClient, **more: str | None) -> dict[str, str]:
    named: dict[str, str | None] = {"p_name": client.name, "p_grant_type": client.grant_type, **more, **client.values}
    return {
        key: value if key.endswith("_duration") else _text(value) for key, value in named.items() if value is not None
    }


def _roles(client: MovedClient) -> Iterator[str]:
    for role in client.roles:
        given = {"p_client_name": _text(client.name), "p_role_name": _text(role)}
        yield from _call("ords_security.grant_client_role", given, ";")


def _call(name: str, given: dict[str, str], end: str) -> Iterator[str]:
    width = max(map(len, given))
    yield f"  {name}("
    *first, last = (f"    {key:<{width}} => {value}" for key, value in given.items())
    yield from (f"{each}," for each in first)
    yield f"{last}){end}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _in_a_comment(text: str) -> str:
    return " ".join(text.split())
