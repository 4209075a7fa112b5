"""Exercise 6: a second program, courier, that has a key and no badge: find out, mend it, and call."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.clients import given_badge, registering, token_for
from ordslab.lessons.looks import why
from ordslab.workbench import Workbench

_NAME, _PATH = "courier", "/customers/validation/2"
_ROLE, _COMMIT, _TOKEN, _HEADER = 0, 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    given_badge(_NAME, seen, _ROLE)


def _look_beyond(lab: Workbench) -> str:
    answer = token_for(_NAME, lab, _TOKEN)
    if answer.status_code != 200:
        raise NotYet(f"The key of {_NAME} in the vault buys no pass.", "run the first cell of the exercise again.")
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}", "Accept": "application/json"}
    status = lab.stranger().get(lab.base_url + _PATH, headers=headers).status_code
    if status != 200:
        raise NotYet(f"With a pass of {_NAME} the door answers {status}.", why(lab, "GET", _PATH, _NAME)[1], _ROLE)
    calls = [each for each in lab.journal if each.path.endswith(_PATH)]
    if not calls:
        raise NotYet(
            f"The door would open for {_NAME} now. Walk through it: the journal holds no call of {_PATH}.", "", _HEADER
        )
    if not any(each.status == 200 for each in calls):
        raise NotYet(
            f"The last call of {_PATH} got {calls[-1].status}.",
            "the header is missing." if not calls[-1].authorization else "the pass in it is not a pass of courier.",
            _HEADER,
        )
    return f"{_NAME} got through the door with a pass and a badge of its own."


COURIER = Checkpoint(
    name="exercise-6",
    hints=(
        'Ask the lab: lab.explain("GET", "customers/validation/2", client="courier") says which link is missing.',
        "The badge is granted by ords_security.grant_client_role, with the role 'license_role'; and then commit;",
        'The pass comes from the token endpoint, for the key lab.vault["courier"], as in step 2.',
        'The pass goes into a header: {"Authorization": f"Bearer {pass_of_courier}"}',
    ),
    cells=(
        registering("courier", "courier_id", "courier_secret"),
        """lab.vault.keep("courier", courier_id, courier_secret)
courier = lab.vault["courier"]
me = (courier.client_id, courier.client_secret.reveal())
answer = lab.http.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=me)
pass_of_courier = answer.json()["access_token"]""",
        """%%sql
begin
  ords_security.grant_client_role(
    p_client_name => 'courier',
    p_role_name   => 'license_role'
  );
  commit;
end;""",
        """headers = {"Accept": "application/json", "Authorization": f"Bearer {pass_of_courier}"}
lab.http.get(f"{lab.base_url}/customers/validation/2", headers=headers).json()["name"]""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(_NAME,),
)
