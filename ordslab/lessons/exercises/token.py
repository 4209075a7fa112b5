"""Exercise 5: a client whose passes live ten minutes, and one of these passes."""

from urllib.parse import urlsplit

from ordslab.chain import Dictionary, read
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.clients import registered, registering
from ordslab.workbench import Workbench

_NAME, _SECONDS = "patrol", 600
_LIFETIME, _COMMIT, _ADDRESS, _FORM, _KEY = 0, 1, 2, 3, 4
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    client = registered(_NAME, seen)
    if client.token_seconds is None:
        raise NotTried(f"The passes of {_NAME} still live as long as all others: an hour.")
    if client.token_seconds != _SECONDS:
        likely = "it counts seconds, and ten minutes are 600 of them." if client.token_seconds == 10 else ""
        raise NotYet(f"The passes of {_NAME} live {client.token_seconds} seconds, not ten minutes.", likely, _LIFETIME)


def _look_beyond(lab: Workbench) -> str:
    client = read(lab)[0].client(_NAME)
    issued = lab.tokens_seen.of_client(client.client_id if client else "")
    if any(each.seconds == _SECONDS for each in issued):
        return f"A pass of {_NAME} came back, good for {_SECONDS} seconds."
    if issued:
        raise NotYet(
            f"A pass of {_NAME} came back, but it lives {issued[-1].seconds:g} seconds.",
            "it was asked for before the new lifetime was committed: ask once more.",
            _ADDRESS,
        )
    raise _not_yet(lab)


def _not_yet(lab: Workbench) -> NotYet:
    """What is wrong with the last call of the token endpoint."""
    path = f"{urlsplit(lab.base_url).path}/oauth/token"
    tries = [each for each in lab.journal if each.method == "POST"]
    if not tries:
        return NotYet("The lifetime is set. Now ask for a pass: the journal holds no POST yet.", "", _ADDRESS)
    last = tries[-1]
    if last.path.partition("?")[0] != path:
        return NotYet("The last POST did not go to the token endpoint.", "it is base_url, then /oauth/token.", _ADDRESS)
    if last.status == 400:
        return NotYet("The token endpoint answered 400: it does not understand the form.", "", _FORM)
    if last.status == 401:
        return NotYet(f"The token endpoint answered 401: that is not the key of {_NAME}.", "", _KEY)
    return NotYet(f"The last pass was issued to another client than {_NAME}.", "auth=... holds another key.", _KEY)


TEN_MINUTES = Checkpoint(
    name="exercise-5",
    hints=(
        "p_token_duration counts seconds: ten minutes are 600.",
        "ORDS sees what is committed: commit; is the last line of the block.",
        'The address is that of step 4: f"{lab.base_url}/oauth/token", and the method is POST.',
        'The form says what you want: {"grant_type": "client_credentials"}',
        "auth takes the id and the secret in the clear: (patrol.client_id, patrol.client_secret.reveal())",
    ),
    cells=(
        registering("patrol", "patrol_id", "patrol_secret"),
        'lab.vault.keep("patrol", patrol_id, patrol_secret)',
        """%%sql
begin
  ords_security.update_client_token_duration(
    p_name             => 'patrol',
    p_token_duration   => 600,
    p_refresh_duration => null,
    p_code_duration    => null
  );
  commit;
end;""",
        """patrol = lab.vault["patrol"]
answer = lab.http.post(
    f"{lab.base_url}/oauth/token",
    data={"grant_type": "client_credentials"},
    auth=(patrol.client_id, patrol.client_secret.reveal()),
)
lab.show(answer)""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(_NAME,),
)
