"""Lesson 09: a new secret in the vault, the old one revoked."""

from ordslab.chain import read
from ordslab.chain.dictionary import NO_SECRET
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.rotate import LOST_KEY
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import CLIENT, ask_for_token
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    client = read(lab)[0].client(CLIENT)
    if client is None:
        raise NotTried(f"There is no client {CLIENT}.")
    filled = [slot for slot, state in enumerate(client.secrets, start=1) if state != NO_SECRET]
    refused = [each for each in lab.journal if each.path.endswith("/oauth/token") and each.status == 401]
    if not filled:
        raise NotYet("The client has no secret any more.", "all were revoked: rotate, and keep what comes back.")
    if len(filled) == 2:
        raise NotYet(
            "Both slots are filled: the old secret still works.", "revoke_client_secret is missing, or its commit."
        )
    if CLIENT not in lab.vault or ask_for_token(lab, CLIENT).status_code != 200:
        raise NotYet(
            "The vault's secret is not the one that ORDS accepts.",
            "the new secret was not kept, or the wrong one was revoked: rotate once more, and keep what comes back.",
        )
    if filled == [1] and not refused:
        raise NotTried("The client has the one secret that it was born with.")
    return "The new secret is in the vault and earns tokens; the old one is gone."


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
)

LESSON = Lesson(
    number=9,
    does="replace the secret while everything runs",
    minutes=20,
    checkpoint=ROTATE,
    exercises=(LOST_KEY,),
    predictions=(
        Prediction(
            name="rotate-and-revoke-1",
            question="There is a second secret now. Which of the two buys a token?",
            options=("the old one alone", "the new one alone", "both"),
            right=2,
            because="Two slots, two keys: the old one works until it is revoked.",
        ),
        Prediction(
            name="rotate-and-revoke-2",
            question="The secret that bought the pass is revoked. Does the pass open the door?",
            options=("yes", "no"),
            right={200: 0, 401: 1},
            because="A pass has a life of its own: ORDS looks at the pass, not at the key that bought it.",
        ),
        Prediction(
            name="rotate-and-revoke-3",
            question="Both switches are on. What still works?",
            options=("the second secret", "the old pass", "the third secret alone"),
            right=2,
            because="Everything that was there before has ended.",
        ),
    ),
)
