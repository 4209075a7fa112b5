"""Lesson 09: a new secret in the vault, the old one revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.client import NAME
from ordslab.lessons.lesson import Lesson

if TYPE_CHECKING:
    import requests

    from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    from ordslab.chain import read
    from ordslab.chain.dictionary import NO_SECRET

    client = read(lab)[0].client(NAME)
    if client is None:
        raise NotTried(f"There is no client {NAME}.")
    filled = [slot for slot, state in enumerate(client.secrets, start=1) if state != NO_SECRET]
    refused = [each for each in lab.journal if each.path.endswith("/oauth/token") and each.status == 401]
    if not filled:
        raise NotYet("The client has no secret any more.", "all were revoked: rotate, and keep what comes back.")
    if len(filled) == 2:
        raise NotYet(
            "Both slots are filled: the old secret still works.",
            "revoke_client_secret is missing, or its commit.",
        )
    if NAME not in lab.vault or _token(lab).status_code != 200:
        raise NotYet(
            "The vault's secret is not the one that ORDS accepts.",
            "the new secret was not kept, or the wrong one was revoked: rotate once more, and keep what comes back.",
        )
    if filled == [1] and not refused:
        raise NotTried("The client has the one secret that it was born with.")
    return "The new secret is in the vault and earns tokens; the old one is gone."


def _token(lab: Workbench) -> requests.Response:
    """A token request with the vault's key; the journal does not hear of it."""
    key = lab.vault[NAME]
    return lab.stranger().post(
        f"{lab.base_url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(key.client_id, key.client_secret.reveal()),
    )


ROTATE = Checkpoint(
    name="rotate-and-revoke",
    hints=(
        "ords_security.rotate_client_secret is a function: it returns the new secret, this once. Mind the commit.",
        "Take it out by a bind variable (:client_secret := ...), and keep it: lab.vault.keep(name, id, secret).",
        "Then the old one: ords_security.revoke_client_secret(p_name => ...) revokes the oldest.",
    ),
    cells=(
        """%%sql
begin
  :client_secret := ords_security.rotate_client_secret(p_name => 'license_backend_client');
  commit;
end;""",
        'lab.vault.keep("license_backend_client", lab.vault["license_backend_client"].client_id, client_secret)',
        """%%sql
begin
  ords_security.revoke_client_secret(p_name => 'license_backend_client');
  commit;
end;""",
    ),
    look_beyond=_look_beyond,
    leaves_something=False,
)

LESSON = Lesson(
    number=9,
    title="Rotate and revoke",
    file="09-rotate-and-revoke.ipynb",
    does="replace the secret while everything runs",
    minutes=20,
    checkpoint=ROTATE,
)
