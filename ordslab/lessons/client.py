"""Lesson 04: the OAuth client, with the role, and its secret kept."""

from ordslab.chain import Dictionary, read
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.client import NIGHT_JOB
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, ROLE, not_there
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench

_KEEP = f'lab.vault.keep("{CLIENT}", client_id, client_secret)'


def _look_into_dictionary(seen: Dictionary) -> None:
    client = seen.client(CLIENT)
    if client is None:
        raise not_there("client", CLIENT, (each.name for each in seen.clients), calls="the lessons call it")
    if not client.two_legged:
        raise NotYet(
            "The client has another grant type; it should be client_credentials.",
            "p_grant_type has another value. It can't be changed: delete the client and register it again.",
        )
    if ROLE not in seen.roles_held(CLIENT):
        raise NotYet(
            f"The client does not hold the role {ROLE}: grant it with ords_security.grant_client_role.",
            _why_no_role(seen),
        )
    if not client.has_secret:
        raise NotYet(
            "The client has no secret.",
            "p_client_secret was left out. A new secret: ords_security.rotate_client_secret(p_name => ...)",
        )


def _why_no_role(seen: Dictionary) -> str:
    if held := seen.roles_held(CLIENT):
        return f"another role was granted: {held[0]}."
    if any(client == CLIENT for client, _ in seen.client_privileges):
        return "p_privilege_names alone is no grant: for client_credentials the role counts."
    return "the call of grant_client_role is missing."


def _look_beyond(lab: Workbench) -> str:
    if CLIENT not in lab.vault:
        raise NotYet(f"The client is there and holds the role, but its secret is not kept. Run: {_KEEP}")
    kept, client = lab.vault[CLIENT], read(lab)[0].client(CLIENT)
    client_id, secret = client.client_id if client else "", kept.client_secret.reveal()
    if kept.client_id != client_id:
        if kept.client_id.rstrip(".") == client_id.rstrip("."):
            raise NotYet("The vault's client id is not whole.", "the two dots at its end were not copied.")
        raise NotYet(
            f"The vault holds credentials of an earlier client of that name. Keep the new ones: {_KEEP}",
            "the client was registered again, and each registration makes a new id and secret.",
        )
    if set(secret) == {"*"}:
        raise NotYet(
            "The vault holds asterisks, not the secret.",
            "they come from USER_ORDS_CLIENTS. The secret itself is told once: rotate it, and keep what comes back.",
        )
    if len(secret.rstrip(".")) == 22 and not secret.endswith(".."):
        raise NotYet("The vault's secret is not whole.", "the two dots at its end were not copied.")
    return f"The client {CLIENT} holds the role {ROLE}, and its secret is in the vault."


_BY_OAUTH = """%%sql
begin
  oauth.create_client(
    p_name            => 'license_backend_client',
    p_grant_type      => 'client_credentials',
    p_owner           => 'My Company',
    p_description     => 'Backend service for license validation',
    p_support_email   => 'support@mycompany.com',
    p_privilege_names => 'license_priv'
  );
  oauth.grant_client_role(
    p_client_name => 'license_backend_client',
    p_role_name   => 'license_role'
  );
  commit;
  select client_id, client_secret
  into   :client_id, :client_secret
  from   user_ords_clients
  where  name = 'license_backend_client';
end;"""
"""The same by the older package, where it is all that there is (ORDS before 24.3)."""

CHECKPOINT = Checkpoint(
    name="client",
    hints=(
        "Two calls of the package ords_security: one registers the client, one gives it the role.",
        "ords_security.register_client is a function: it returns the client's id and secret, the secret this once.",
        "Ask for a secret: p_client_secret => ords_types.oauth_client_secret(). Without it there is none.",
        "ords_security.grant_client_role(p_client_name => ..., p_role_name => 'license_role'); then commit.",
        f"Take id and secret out by bind variables (:client_id := ...), and keep them: {_KEEP}",
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
        _KEEP,
    ),
    by_oauth=(_BY_OAUTH, _KEEP),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    leaves_something=True,
    keeps=(CLIENT,),
)

LESSON = Lesson(
    number=4,
    does="register an OAuth client, and keep its secret off the screen",
    minutes=15,
    checkpoint=CHECKPOINT,
    exercises=(NIGHT_JOB,),
    predictions=(
        Prediction(
            name="client-1",
            question="The article reads the client's secret from the dictionary. Can it be read there?",
            options=("yes, in the clear", "no, there are asterisks", "no, the column is empty"),
            right=0,
            because="The package OAUTH stores the secret where whoever reads the view can read it.",
        ),
        Prediction(
            name="client-2",
            question="The same query for the client that ORDS_SECURITY registered. What stands in the second column?",
            options=("the secret", "eight asterisks", "nothing"),
            right=1,
            because="ORDS keeps what it needs to recognise the secret, and not the secret.",
        ),
        Prediction(
            name="client-3",
            question="The chain is complete. Does the call go through now?",
            options=("yes: 200", "no: 401", "no: 403"),
            right={200: 0, 401: 1, 403: 2},
            because="A key in the vault opens nothing: the call has to show a pass.",
        ),
    ),
)
