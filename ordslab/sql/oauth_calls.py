"""What a script with the older package OAUTH makes: its clients, and what of it has to be done by hand.

Calls are read, not run: their arguments have to be literals. Whatever is none is told with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ordslab.sql.script import tokens

PARAMETERS = (
    *("p_description", "p_privilege_names", "p_origins_allowed", "p_redirect_uri", "p_support_email", "p_support_uri"),
    *("p_token_duration", "p_refresh_duration", "p_code_duration"),
)
"""Of a client, besides its name, grant type and id: the same in ORDS_SECURITY."""
_DETAILS = ("p_origins_allowed", "p_redirect_uri", "p_support_email", "p_support_uri")
_DURATIONS = ("p_token_duration", "p_refresh_duration", "p_code_duration")
_CREATE = ("p_name", "p_grant_type", "p_owner", "p_description", *_DETAILS, "p_privilege_names", *_DURATIONS)
_IMPORT = (
    *("p_name", "p_client_id", "p_grant_type", "p_owner", "p_description", *_DETAILS, *_DURATIONS),
    "p_privilege_names",
)
_POSITIONS = {
    "CREATE_CLIENT": _CREATE,
    "IMPORT_CLIENT": _IMPORT,
    "UPDATE_CLIENT": ("p_name", "p_description", *_DETAILS, "p_privilege_names"),
    "RENAME_CLIENT": ("p_name", "p_new_name"),
    "DELETE_CLIENT": ("p_name",),
    "GRANT_CLIENT_ROLE": ("p_client_name", "p_role_name"),
    "REVOKE_CLIENT_ROLE": ("p_client_name", "p_role_name"),
}
_RENAMED = {"p_allowed_origins": "p_origins_allowed"}  # its name until 23.1
_WITHOUT_EFFECT = {"p_owner"}


@dataclass
class MovedClient:
    """A client as it is made again. `values`: of PARAMETERS, as text.

    `kept`, of its secret: "readable", "hidden" or "none" in the dictionary it was read from, "new" where a script made
    one, "no" where it made an id alone.
    """

    name: str
    grant_type: str
    client_id: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    kept: str = "new"


def clients_of(script: str) -> tuple[list[MovedClient], list[str]]:
    """The clients that a script leaves behind, and what it does that is not carried over, each with its line."""
    clients: dict[str, MovedClient] = {}
    by_hand: list[str] = []
    for line, name, given in _calls(script):
        called = f"line {line}: oauth.{name.lower()}"
        if name not in _POSITIONS:
            by_hand.append(f"{called} has no counterpart here: write it anew")
            continue
        values, unclear = _named(given, _POSITIONS[name])
        if unclear:
            by_hand.append(f"{called}: {unclear}")
            continue
        if not _apply(clients, name, values):
            by_hand.append(f"{called} is about a client that this script does not make")
    return list(clients.values()), by_hand


def _calls(script: str) -> Iterator[tuple[int, str, list[list[tuple[str, str]]]]]:
    """The calls of OAUTH: line, subprogram, and the pieces of each argument."""
    pieces = list(tokens(script))
    for at in range(len(pieces) - 2):
        if [text.upper() for _, text, _ in pieces[at : at + 2]] != ["OAUTH", "."] or pieces[at + 2][0] != "word":
            continue
        arguments: list[list[tuple[str, str]]] = []
        depth = 0
        for kind, text, _ in pieces[at + 3 :]:
            if text == "(" and kind == "other":
                depth += 1
                if depth == 1:
                    arguments.append([])
                    continue
            if depth == 0:
                break
            if text == ")" and kind == "other":
                depth -= 1
                if depth == 0:
                    break
            if text == "," and depth == 1:
                arguments.append([])
            else:
                arguments[-1].append((kind, text))
        yield script.count("\n", 0, pieces[at][2]) + 1, pieces[at + 2][1].upper(), [each for each in arguments if each]


def _named(given: list[list[tuple[str, str]]], positions: tuple[str, ...]) -> tuple[dict[str, str | None], str]:
    """The arguments by parameter; and why not, where one is unclear."""
    found: dict[str, str | None] = {}
    for number, argument in enumerate(given):
        texts = [text for _, text in argument]
        if texts[1:3] == ["=", ">"]:
            name, argument = texts[0].lower(), argument[3:]  # noqa: PLW2901
        elif number < len(positions):
            name = positions[number]
        else:
            return found, f"it has more than {len(positions)} arguments"
        name = _RENAMED.get(name, name)
        if name in _WITHOUT_EFFECT:
            continue
        if name not in positions:
            return found, f"{name} has no counterpart in ORDS_SECURITY"
        if not _is_literal(argument):
            return found, f"{name} is no literal: put its value in, and run this again"
        found[name] = _value(argument)
    return found, ""


def _is_literal(argument: list[tuple[str, str]]) -> bool:
    text = "".join(text for _, text in argument)
    is_text = len(argument) == 1 and argument[0][0] == "string" and not text.startswith('"')
    return is_text or bool(re.fullmatch(r"\d+", text)) or text.lower() == "null"


def _value(argument: list[tuple[str, str]]) -> str | None:
    text = "".join(text for _, text in argument)
    if text.lower() == "null":
        return None
    if text[:1] in "nN":
        text = text[1:]
    if text[:1] in "qQ":
        return text[3:-2]
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def _apply(clients: dict[str, MovedClient], name: str, values: dict[str, str | None]) -> bool:
    """Do to the clients what a call does; whether it is about one of them, or makes one."""
    who = values.get("p_name") or values.get("p_client_name") or ""
    if name in ("CREATE_CLIENT", "IMPORT_CLIENT"):
        client = MovedClient(who, values.get("p_grant_type") or "", values.get("p_client_id"))
        client.values = {key: value for key in PARAMETERS if (value := values.get(key))}
        client.kept = "none" if name == "IMPORT_CLIENT" else "no" if client.grant_type == "implicit" else "new"
        clients[who] = client
        return True
    if who not in clients:
        return False
    role = values.get("p_role_name") or ""
    match name:
        case "DELETE_CLIENT":
            del clients[who]
        case "RENAME_CLIENT":
            renamed = clients.pop(who)
            renamed.name = values.get("p_new_name") or who
            clients[renamed.name] = renamed
        case "UPDATE_CLIENT":
            clients[who].values |= {key: value for key in PARAMETERS if (value := values.get(key))}
        case "GRANT_CLIENT_ROLE" if role not in clients[who].roles:
            clients[who].roles.append(role)
        case "REVOKE_CLIENT_ROLE" if role in clients[who].roles:
            clients[who].roles.remove(role)
    return True
