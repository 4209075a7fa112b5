"""What the exercises about clients look at: registered as asked, with the badge, and a key that buys a token."""

from __future__ import annotations

import requests

from ordslab.chain import Dictionary
from ordslab.chain.dictionary import Client
from ordslab.lessons.checkpoint import NotTried, NotYet
from ordslab.lessons.looks import ROLE, misspelt
from ordslab.workbench import Workbench

_OURS = {"license_backend_client", "night_job", "patrol", "courier"}


def registered(name: str, seen: Dictionary) -> Client:
    """The client of an exercise. Raises `NotTried` or `NotYet`, with the first of the goal's hints."""
    client = seen.client(name)
    if client is None:
        others = [each.name for each in seen.clients if each.name not in _OURS]
        if near := misspelt(name, others):
            raise NotYet(f"The client is called {near}; call it {name}.", "a slip of the pen.")
        raise NotTried(f"There is no client {name} yet.")
    if not client.two_legged:
        raise NotYet(
            "The client has another grant type; it should be client_credentials.",
            "It can't be changed: delete the client (ords_security.delete_client) and register it again.",
        )
    return client


def holds_role(name: str, seen: Dictionary, hint: int) -> None:
    """Raise `NotYet` where the client lacks the badge of the license check."""
    held = seen.roles_held(name)
    if ROLE not in held:
        likely = f"it holds {held[0]}." if held else "the call of grant_client_role is missing."
        raise NotYet(f"The client {name} does not hold the role {ROLE}.", likely, hint)


def key_of(name: str, lab: Workbench, hint: int) -> tuple[str, str]:
    """Id and secret from the vault. Raises `NotYet` where they are not kept."""
    if name not in lab.vault:
        raise NotYet(
            f"The client {name} is registered, but its key is not in the vault.",
            "lab.vault.keep takes three things: the name, the id, the secret.",
            hint,
        )
    kept = lab.vault[name]
    return kept.client_id, kept.client_secret.reveal()


def ask_for_token(name: str, lab: Workbench, hint: int) -> requests.Response:
    """The token endpoint's answer to the vault's key; the journal does not hear of it."""
    return lab.stranger().post(
        f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=key_of(name, lab, hint)
    )
