"""Lesson 04: the OAuth client, with the role, and its secret kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.checkpoints.checkpoint import Checkpoint, NotTried, NotYet, Query, fetch

if TYPE_CHECKING:
    from ordslab.lab import Lab

NAME = "license_backend_client"


def _look_into_database(query: Query) -> None:
    clients = query(f"select auth_flow from user_ords_clients where name = '{NAME}'")
    if not clients:
        raise NotTried(f"There is no client {NAME} yet.")
    if not str(clients[0][0]).upper().startswith("CLIENT"):
        raise NotYet("The client has another grant type; it should be client_credentials.")
    if ("license_role",) not in query(f"select role_name from user_ords_client_roles where client_name = '{NAME}'"):
        raise NotYet("The client does not hold the role license_role: grant it with ords_security.grant_client_role.")


def _look_beyond(lab: Lab) -> str:
    keep = f'lab.vault.keep("{NAME}", client_id, client_secret)'
    if NAME not in lab.vault:
        raise NotYet(f"The client is there and holds the role, but its secret is not kept. Run: {keep}")
    with lab.connect() as connection:
        ((client_id,),) = fetch(connection, f"select client_id from user_ords_clients where name = '{NAME}'")
    if lab.vault[NAME].client_id != client_id:
        raise NotYet(f"The vault holds credentials of an earlier client of that name. Keep the new ones: {keep}")
    return f"The client {NAME} holds the role license_role, and its secret is in the vault."


CLIENT = Checkpoint(
    name="client",
    hint=(
        "ords_security.register_client makes the client; without p_client_secret it has no secret."
        " ords_security.grant_client_role gives it the role. Then commit, and keep the secret: lab.vault.keep(...)."
    ),
    cells=(
        """%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name            => 'license_backend_client',
    p_grant_type      => 'client_credentials',
    p_description     => 'Backend service for license validation',
    p_support_email   => 'support@mycompany.com',
    p_client_secret   => ords_types.oauth_client_secret(),
    p_privilege_names => 'license_priv'
  );
  ords_security.grant_client_role(
    p_client_name => 'license_backend_client',
    p_role_name   => 'license_role'
  );
  commit;
  :client_id     := l_client.client_key.client_id;
  :client_secret := l_client.client_secret.secret;
end;""",
        f'lab.vault.keep("{NAME}", client_id, client_secret)',
    ),
    look_into_database=_look_into_database,
    look_beyond=_look_beyond,
    removals=(
        (
            f"select 1 from user_ords_clients where name = '{NAME}'",
            f"begin ords_security.delete_client(p_name => '{NAME}'); end;",
        ),
    ),
    keeps=(NAME,),
)
