"""Exercise 14: a provider that keeps the roles one level down, and the JSON pointer that leads there."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.issuers_tokens import START, calls_with_its_token, profile_by_roles, there_is_a_profile
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_POINTER, _PATH = "/realm_access/roles", "/customers/validation/2"
_WHERE, _SLASHES, _CALL = 0, 1, 2
"""The hints, by what they are about."""


def _look_beyond(lab: Workbench) -> str:
    calls = calls_with_its_token(lab, _PATH)
    ((claim,),) = rows(lab.connection, "select role_claim_name from user_ords_jwt_profile")
    if claim in (None, "/roles"):
        seen = "it goes by scopes" if claim is None else "it has /roles"
        raise NotTried(f"The profile does not look one level down yet: {seen}.")
    if claim != _POINTER:
        likely = "a JSON pointer has a slash before each name, and none at its end."
        raise NotYet(f"The profile looks for roles at {claim}.", likely, _SLASHES)
    if not calls:
        raise NotYet("The profile fits. The journal holds no call of customer 2 with a token of the issuer.", "", _CALL)
    if not any(each.status == 200 for each in calls):
        raise NotYet(
            f"The last call of customer 2 got {calls[-1].status}.",
            "it was Bob's token, or one from before the provider moved the roles.",
            _CALL,
        )
    return "The roles were found one level down, and Alice is in."


NESTED_ROLES = Checkpoint(
    name="exercise-14",
    hints=(
        "The pointer leads from the outside in: first realm_access, in it roles. p_role_claim_name takes it.",
        "A JSON pointer (RFC 6901) has a slash before each name: '/realm_access/roles'.",
        'After the commit, get a new token, and go to customer 2 with it: call(token_of("alice"), 2)',
    ),
    cells=(
        *START,
        'tell(roles_at="/realm_access/roles")',
        profile_by_roles(_POINTER),
        'call(token_of("alice"), 2)',
    ),
    look_into_dictionary=there_is_a_profile,
    look_beyond=_look_beyond,
)
