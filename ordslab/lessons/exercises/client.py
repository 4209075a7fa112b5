"""Exercise 4: a second program, night_job, with the badge and a key of its own in the vault."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.clients import holds_role, registered, token_for
from ordslab.workbench import Workbench

_NAME = "night_job"
_ROLE, _SECRET, _KEEP = 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    client = registered(_NAME, seen)
    holds_role(_NAME, seen, _ROLE)
    if not client.has_secret:
        raise NotYet(
            "The client has no secret, so it can prove nothing.",
            "rotate_client_secret was left out, or has another name in it.",
            _SECRET,
        )


def _look_beyond(lab: Workbench) -> str:
    status = token_for(_NAME, lab, _KEEP).status_code
    if status != 200:
        raise NotYet(
            f"The key in the vault buys no token: the token endpoint answers {status}.",
            "id and secret are in the wrong order, or of another client, or the secret was rotated since.",
            _KEEP,
        )
    return f"The client {_NAME} holds the badge, and its key, which nobody has seen, buys tokens."


NIGHT_JOB = Checkpoint(
    name="exercise-4",
    hints=(
        "The grant type of a program is 'client_credentials'; the client's name is 'night_job', between quotes.",
        "The badge that the door asks for is 'license_role'.",
        "A client without a secret gets one from ords_security.rotate_client_secret(p_name => 'night_job').",
        'What the block hands out goes into the vault: lab.vault.keep("night_job", night_id, night_secret)',
        "ORDS sees what is committed: commit; is the last line of the block.",
    ),
    cells=(
        """%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name       => 'night_job',
    p_grant_type => 'client_credentials'
  );
  ords_security.grant_client_role(
    p_client_name => 'night_job',
    p_role_name   => 'license_role'
  );
  :night_id     := l_client.client_key.client_id;
  :night_secret := ords_security.rotate_client_secret(p_name => 'night_job');
  commit;
end;""",
        'lab.vault.keep("night_job", night_id, night_secret)',
    ),
    by_oauth=(
        """%%sql
begin
  oauth.create_client(
    p_name            => 'night_job',
    p_grant_type      => 'client_credentials',
    p_owner           => 'My Company',
    p_description     => 'Nightly job',
    p_support_email   => 'support@mycompany.com',
    p_privilege_names => 'license_priv'
  );
  oauth.grant_client_role(p_client_name => 'night_job', p_role_name => 'license_role');
  commit;
  select client_id, client_secret
  into   :night_id, :night_secret
  from   user_ords_clients
  where  name = 'night_job';
end;""",
        'lab.vault.keep("night_job", night_id, night_secret)',
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(_NAME,),
)
