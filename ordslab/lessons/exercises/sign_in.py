"""Exercise 11: an app of its own that asks for a license in a person's name."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.people import DATABASE_USERS, approved, for_people
from ordslab.lessons.looks import PRIVILEGE, ROLE
from ordslab.workbench import Workbench

_NAME, _PATH = "customer_app", "/customers/validation/2"
_REGISTER, _ROLES, _SIGN_IN, _COMMIT = 0, 2, 3, 4
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    for_people(_NAME, PRIVILEGE, seen)
    roles = seen.roles_of(PRIVILEGE)
    if ROLE not in roles:
        raise NotYet(
            f"The privilege {PRIVILEGE} does not ask for {ROLE} any more: the backend is shut out.",
            "define_privilege replaces the whole list: say both roles.",
            _ROLES,
        )
    if DATABASE_USERS not in roles:
        raise NotYet(
            f"The privilege {PRIVILEGE} lets nobody in who has signed in: it asks for {', '.join(roles)} alone.",
            f"the second role of the array, '{DATABASE_USERS}', is missing.",
            _ROLES,
        )


def _look_beyond(lab: Workbench) -> str:
    if _NAME not in lab.vault:
        raise NotYet(f"The client {_NAME} is registered, but its key is not in the vault.", "", _SIGN_IN)
    if not approved(_NAME, lab):
        raise NotYet(f"Nobody has approved of {_NAME} yet.", "sign in, as yourself: lab.person().", _SIGN_IN)
    calls = [each for each in lab.journal if each.path.endswith(_PATH) and each.authorization]
    if not any(each.status == 200 for each in calls):
        what = (
            f"The last call of {_PATH} got {calls[-1].status}." if calls else f"The journal holds no call of {_PATH}."
        )
        raise NotYet(what, "the pass goes into the header Authorization, behind the word Bearer.", _SIGN_IN)
    return f"{_NAME} asked for the license of customer 2, in the name of a person who had approved."


CUSTOMER_APP = Checkpoint(
    name="exercise-11",
    hints=(
        "Three gaps: 'authorization_code', :redirect_uri (the listener's address), and 'license_priv'.",
        "Not right at the first go? Delete it: ords_security.delete_client(p_name => 'customer_app'), and commit;",
        "The person needs a badge that the door takes: define license_priv again, with 'SQL Developer' as second role.",
        'Keep the key in the vault; app = lab.sign_in("customer_app", lab.person()); call with app.access.reveal().',
        "ORDS sees what is committed: both blocks end with commit;",
    ),
    cells=(
        "redirect_uri = lab.callback.address",
        """%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name            => 'customer_app',
    p_grant_type      => 'authorization_code',
    p_description     => 'Shows one license',
    p_redirect_uri    => :redirect_uri,
    p_privilege_names => 'license_priv',
    p_support_email   => 'app@example.com',
    p_client_secret   => ords_types.oauth_client_secret()
  );
  commit;
  :app_id     := l_client.client_key.client_id;
  :app_secret := l_client.client_secret.secret;
end;""",
        """%%sql
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
  l_modules  owa.vc_arr;
begin
  l_roles(1)   := 'license_role';
  l_roles(2)   := 'SQL Developer';
  l_modules(1) := 'customers';
  ords.define_privilege(
    p_privilege_name => 'license_priv',
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules,
    p_label          => 'License check',
    p_description    => 'Ask whether a customer has a valid license'
  );
  commit;
end;""",
        """lab.vault.keep("customer_app", app_id, app_secret)
app = lab.sign_in("customer_app", lab.person())
headers = {"Accept": "application/json", "Authorization": f"Bearer {app.access.reveal()}"}
lab.http.get(f"{lab.base_url}/customers/validation/2", headers=headers).json()["name"]""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(_NAME,),
    leaves_something=False,
)
