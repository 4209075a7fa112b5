"""What the exercises about clients look at: registered as asked, with the badge, and a key that buys a token."""

import requests

from ordslab.chain import Dictionary
from ordslab.chain.dictionary import Client
from ordslab.lessons.checkpoint import NotTried, NotYet
from ordslab.lessons.looks import ROLE, ask_for_token, not_there
from ordslab.names import MADE
from ordslab.workbench import Workbench


def registering(client: str, client_id: str, secret: str) -> str:
    """The cell that registers a client with a key, but no badge, its id and secret in these bind variables."""
    width = max(map(len, (client_id, secret)))
    return f"""%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name          => '{client}',
    p_grant_type    => 'client_credentials',
    p_client_secret => ords_types.oauth_client_secret()
  );
  commit;
  :{client_id.ljust(width)} := l_client.client_key.client_id;
  :{secret.ljust(width)} := l_client.client_secret.secret;
end;"""


def registered(name: str, seen: Dictionary) -> Client:
    """The client of an exercise. Raises `NotTried` or `NotYet`, with the first of the goal's hints."""
    client = seen.client(name)
    if client is None:
        raise not_there("client", name, (each.name for each in seen.clients if each.name not in MADE["client"]))
    if not client.two_legged:
        raise NotYet(
            "The client has another grant type; it should be client_credentials.",
            "It can't be changed: delete the client (ords_security.delete_client) and register it again.",
        )
    return client


def given_badge(name: str, seen: Dictionary, hint: int) -> None:
    """Raise `NotTried` where the client of an exercise has its key alone, `NotYet` where it has another badge."""
    registered(name, seen)
    if not seen.roles_held(name):
        raise NotTried(f"The client {name} has a key, and no badge yet.")
    holds_role(name, seen, hint)


def holds_role(name: str, seen: Dictionary, hint: int) -> None:
    """Raise `NotYet` where the client lacks the badge of the license check."""
    held = seen.roles_held(name)
    if ROLE not in held:
        likely = f"it holds {held[0]}." if held else "the call of grant_client_role is missing."
        raise NotYet(f"The client {name} does not hold the role {ROLE}.", likely, hint)


def token_for(name: str, lab: Workbench, hint: int) -> requests.Response:
    """The token endpoint's answer to the client's key in the vault. Raises `NotYet` where none is kept."""
    if name not in lab.vault:
        raise NotYet(
            f"The client {name} is registered, but its key is not in the vault.",
            "lab.vault.keep takes three things: the name, the id, the secret.",
            hint,
        )
    return ask_for_token(lab, name)
