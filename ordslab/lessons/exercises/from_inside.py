"""Exercise 15: a second job with a client and a credential of its own."""

from typing import Any

from ordslab.chain import Dictionary
from ordslab.errors import SqlError
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.clients import given_badge, registering
from ordslab.sql.run import run
from ordslab.sql.script import split
from ordslab.workbench import Workbench

_NAME, _CREDENTIAL = "renewal_job", "RENEWAL_DESK"
_ROLE, _KEEP, _COMMIT = 0, 1, 2
"""The hints, by what they are about."""
_CALL = f"""
declare
  l_text clob;
begin
  l_text := apex_web_service.make_rest_request(
    p_url                  => :base || '/customers/validation/2',
    p_http_method          => 'GET',
    p_credential_static_id => '{_CREDENTIAL}',
    p_token_url            => :base || '/oauth/token'
  );
  :status := apex_web_service.g_status_code;
end;"""


def credential(static_id: str, client: str) -> tuple[str, ...]:
    """The cells that make a web credential, and put the vault's key of a client into it."""
    return (
        f"""key = lab.vault["{client}"]
key_id, key_secret = key.client_id, key.client_secret""",
        f"""%%sql
begin
  begin
    apex_credential.drop_credential(p_credential_static_id => '{static_id}');
  exception
    when others then null;  -- there was none
  end;
  apex_credential.create_credential(
    p_credential_name      => '{static_id}',
    p_credential_static_id => '{static_id}',
    p_authentication_type  => apex_credential.c_type_oauth_client_cred
  );
  apex_credential.set_persistent_credentials(
    p_credential_static_id => '{static_id}',
    p_client_id            => :key_id,
    p_client_secret        => :key_secret
  );
  commit;
end;""",
    )


def _look_into_dictionary(seen: Dictionary) -> None:
    given_badge(_NAME, seen, _ROLE)


def _look_beyond(lab: Workbench) -> str:
    variables: dict[str, Any] = {"base": lab.base_url}
    try:
        run(lab.observer, split(_CALL)[0], variables, quiet=True)
    except SqlError as error:
        lab.observer.rollback()
        if "not found" in str(error):
            raise NotYet(
                f"There is no credential {_CREDENTIAL}.", "it has another static id, or no commit.", _KEEP
            ) from None
        raise NotYet(
            f"The desk gives nothing for the credential {_CREDENTIAL}.",
            "it has no id and secret yet, or those of another client.",
            _KEEP,
        ) from None
    if int(variables["status"]) != 200:
        raise NotYet(f"With the credential {_CREDENTIAL} the door answers {variables['status']}.", "", _ROLE)
    return f"{_NAME} asks with a key of its own: it can be stopped, and the other job goes on."


SECOND_JOB = Checkpoint(
    name="exercise-15",
    hints=(
        "The badge first: ords_security.grant_client_role, with the role 'license_role'; and then commit;",
        "Then the credential, as in step 4: create_credential, and set_persistent_credentials with :renewal_id and "
        ":renewal_secret.",
        "What is not committed, no other session sees: commit;",
    ),
    cells=(
        registering(_NAME, "renewal_id", "renewal_secret"),
        f'lab.vault.keep("{_NAME}", renewal_id, renewal_secret)',
        """%%sql
begin
  ords_security.grant_client_role(p_client_name => 'renewal_job', p_role_name => 'license_role');
  commit;
end;""",
        *credential(_CREDENTIAL, _NAME),
    ),
    look_beyond=_look_beyond,
    look_into_dictionary=_look_into_dictionary,
    keeps=(_NAME,),
)
