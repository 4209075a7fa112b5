"""Lesson 14: a token that somebody else issues opens the door, by the schema's JWT profile."""

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.issuer import NESTED_ROLES
from ordslab.lessons.issuers_tokens import PROFILE_BY_SCOPE, START, calls_with_its_token, there_is_a_profile
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import ENDPOINT_PATH, get_without_token, story
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    if get_without_token(lab).status_code == 200:
        raise NotYet("The endpoint answers without any token: it is public.", story(lab)[1])
    calls = calls_with_its_token(lab, "/customers/validation/")
    if not calls:
        raise NotTried(f"The journal holds no call of {ENDPOINT_PATH} with a token of the issuer.")
    if not any(each.status == 200 for each in calls):
        raise NotYet(
            f"The last call with a token of the issuer got {calls[-1].status}.",
            "issuer, audience, key, algorithm, expiry, scope: one of them does not fit the profile. "
            "lab.explain(response) names it.",
            hint=2,
        )
    return "A token that ORDS never issued opened the door, and a stranger is still outside."


ISSUER = Checkpoint(
    name="issuer",
    hints=(
        "issuer/issuer.py is a program: start it, and tell the sandbox to trust its certificate.",
        "ords_security.create_jwt_profile(p_issuer, p_audience, p_jwk_url) makes the profile. Mind the commit.",
        "iss and aud in the token must be the profile's, letter by letter; one of its scopes is called license_priv.",
        "sign_in(...) of issuer/app.py gives the token; it goes into the header Authorization, as any other.",
    ),
    cells=(*START, *PROFILE_BY_SCOPE, 'call(token_of("alice"))'),
    look_into_dictionary=there_is_a_profile,
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=14,
    does="let ORDS accept the tokens of an identity provider, and break each of the seven things that must be right",
    minutes=30,
    checkpoint=ISSUER,
    exercises=(NESTED_ROLES,),
    predictions=(
        Prediction(
            name="issuer-1",
            question="A thief has read the code, and sends it in. He does not know the verifier. What does he get?",
            options=("a token", "400, and no token"),
            right={200: 0, 400: 1},
            because="The provider has kept the challenge, and only one text fits it.",
        ),
        Prediction(
            name="issuer-2",
            question="Alice's token is signed, fresh and hers. ORDS has no profile yet. What does the door answer?",
            options=("200", "401", "403"),
            right={200: 0, 401: 1, 403: 2},
            because="A signature proves who signed. Whom to believe is yours to say.",
        ),
        Prediction(
            name="issuer-3",
            question="The profile is committed. Alice is in no table of ORDS, and holds no role. What does she get?",
            options=("200 and the license", "401"),
            right={200: 0, 401: 1},
            because="By scope: the privilege's name stands in the token, and nobody asks for a role.",
        ),
        Prediction(
            name="issuer-4",
            question="Four tokens, each wrong in its own way. How many different answers will ORDS give?",
            options=("1", "2", "4"),
            right=0,
            because="ORDS says one thing to all of them: whoever tries keys at a door is not told how near he was.",
        ),
        Prediction(
            name="issuer-5",
            question="Roles count now. Alice's token has license_role, Bob's has none; both have the scope. Who is in?",
            options=("both", "Alice", "nobody: neither has a role in ORDS"),
            right=1,
            because="The roles are the token's; ORDS compares them with those of the privilege.",
        ),
    ),
    sandbox_only=(
        "the identity provider of this lesson lives on your machine, and a real ORDS fetches its keys from an address "
        "that it can reach, with a certificate that it trusts"
    ),
)
