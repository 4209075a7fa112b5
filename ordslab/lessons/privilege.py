"""Lesson 03: the privilege that protects the module and asks for the role."""

from ordslab.chain import Dictionary
from ordslab.chain.access_rule import guard_of
from ordslab.lessons.checkpoint import Checkpoint, NotYet
from ordslab.lessons.exercises.privilege import GUARDED_TICKETS
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import ENDPOINT_PATH, PRIVILEGE, get_without_token, not_there, why
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_into_dictionary(seen: Dictionary) -> None:
    if PRIVILEGE not in seen.privileges:
        raise not_there("privilege", PRIVILEGE, seen.privileges, calls="the lessons call it")
    roles = seen.roles_of(PRIVILEGE)
    if "license_role" not in roles:
        raise NotYet(
            f"The privilege {PRIVILEGE} does not ask for the role license_role.",
            f"the array has another role: {roles[0]}." if roles else "the array of roles stayed empty.",
        )
    if not seen.guards(PRIVILEGE):
        raise NotYet(f"The privilege {PRIVILEGE} protects nothing yet.", "the array of modules stayed empty.")
    guard = guard_of(seen, ENDPOINT_PATH)
    if guard and guard.privilege != PRIVILEGE:
        raise NotYet(
            f"{ENDPOINT_PATH} is guarded by the privilege {guard.privilege}, not by {PRIVILEGE}.",
            f"its {guard} is more specific, and the most specific match alone counts.",
        )


def _look_beyond(lab: Workbench) -> str:
    status = get_without_token(lab).status_code
    if status != 401:
        raise NotYet(
            f"GET {ENDPOINT_PATH} without a token answers {status}; a protected endpoint answers 401.",
            _likely(lab, status),
        )
    return f"GET {ENDPOINT_PATH} without a token answers 401: the endpoint is protected."


def _likely(lab: Workbench, status: int) -> str:
    by_dictionary, reason = why(lab, "GET", ENDPOINT_PATH)
    if by_dictionary == 401:
        return "ORDS still uses its copy of some seconds ago: check again."
    return reason if by_dictionary == status and status != 200 else f"it is mapped to other paths. {reason}"


CHECKPOINT = Checkpoint(
    name="privilege",
    hints=(
        "A privilege joins two things: the roles that it asks for, and what it protects.",
        "ords.define_privilege takes arrays of the type owa.vc_arr: declare one each for roles, patterns and modules.",
        "Fill two of them: l_roles(1) := 'license_role' and l_modules(1) := 'customers'. The patterns stay empty.",
        "Pass all three to ords.define_privilege as p_roles, p_patterns and p_modules, and commit.",
    ),
    cells=(
        """%%sql
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
  l_modules  owa.vc_arr;
begin
  l_roles(1)   := 'license_role';
  l_modules(1) := 'customers';
  ords.define_privilege(
    p_privilege_name => 'license_priv',
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules,
    p_label          => 'License check',
    p_description    => 'Validate a customer license'
  );
  commit;
end;""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    leaves_something=True,
)

LESSON = Lesson(
    number=3,
    does="close the door: 200 before the commit, 401 after it",
    minutes=15,
    checkpoint=CHECKPOINT,
    exercises=(GUARDED_TICKETS,),
    predictions=(
        Prediction(
            name="privilege-1",
            question="The block ran, and the view shows the rule. What will the call get?",
            options=("200, as before", "401", "404"),
            right={200: 0, 401: 1, 404: 2},
            because="ORDS has sessions of its own, and sees what is committed.",
        ),
        Prediction(
            name="privilege-2",
            question="The rule is committed now. And the call?",
            options=("200, as before", "401", "403"),
            right={200: 0, 401: 1, 403: 2},
            because="Nobody is known, so nobody gets in.",
        ),
        Prediction(
            name="privilege-3",
            question="The same address, asked for as a web page. What comes back?",
            options=("the same status, and the JSON", "the same status, and a web page", "200 and a page to sign in"),
            right=1,
            because="The header Accept chooses how the answer is written, not what it is.",
        ),
    ),
)
