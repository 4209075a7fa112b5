"""Exercise 9: the key of a second program is lost: a new one first, then the old one revoked."""

from ordslab.chain import Dictionary
from ordslab.chain.dictionary import NO_SECRET
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.clients import registered, registering, token_for
from ordslab.workbench import Workbench

_NAME = "night_job"
_ROTATE, _KEEP, _REVOKE, _COMMIT = 0, 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    first, second = (state != NO_SECRET for state in registered(_NAME, seen).secrets)
    if first and not second:
        raise NotTried(f"The client {_NAME} has the one key that it was born with.")
    if not first and not second:
        raise NotYet("The client has no key any more: the night job stands still.", "the new one comes first.", _ROTATE)
    if first and second:
        raise NotYet("Both slots are filled: the lost key still works.", "revoke_client_secret is missing.", _REVOKE)


def _look_beyond(lab: Workbench) -> str:
    status = token_for(_NAME, lab, _KEEP).status_code
    if status != 200:
        raise NotYet(
            f"The key in the vault buys no pass: the token endpoint answers {status}.",
            "the new key was not kept; what the vault holds is the lost one.",
            _KEEP,
        )
    return f"{_NAME} works with a new key, and the lost one buys nothing."


LOST_KEY = Checkpoint(
    name="exercise-9",
    hints=(
        "The new key first: :night_secret := ords_security.rotate_client_secret(p_name => 'night_job'); and commit;",
        'Then hand it over: lab.vault.keep("night_job", lab.vault["night_job"].client_id, night_secret)',
        "When it works, the old one goes: ords_security.revoke_client_secret(p_name => 'night_job');",
        "Each of the two changes is seen by ORDS after its commit;",
    ),
    cells=(
        registering("night_job", "night_id", "lost_secret"),
        'lab.vault.keep("night_job", night_id, lost_secret)',
        """%%sql
begin
  :night_secret := ords_security.rotate_client_secret(p_name => 'night_job');
  commit;
end;""",
        'lab.vault.keep("night_job", lab.vault["night_job"].client_id, night_secret)',
        """%%sql
begin
  ords_security.revoke_client_secret(p_name => 'night_job');
  commit;
end;""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(_NAME,),
)
