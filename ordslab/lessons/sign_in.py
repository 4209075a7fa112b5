"""Lesson 11: a person signs in, approves, and a portal gets a token in their name."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.people import for_people
from ordslab.lessons.exercises.sign_in import CUSTOMER_APP
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.portal import PORTAL, PORTAL_PRIVILEGE, REGISTERED
from ordslab.lessons.prediction import Prediction
from ordslab.workbench import Workbench

_PATH = "/portal/me"


def _look_into_dictionary(seen: Dictionary) -> None:
    for_people(PORTAL, PORTAL_PRIVILEGE, seen)
    if not seen.guards(PORTAL_PRIVILEGE):
        raise NotYet(f"The privilege {PORTAL_PRIVILEGE} protects nothing yet.", "the array of modules stayed empty.")


def _look_beyond(lab: Workbench) -> str:
    calls = [each for each in lab.journal if each.path.endswith(_PATH) and each.authorization]
    if not calls:
        raise NotTried(f"The portal is registered. The journal holds no call of {_PATH} with a pass.")
    if not any(each.status == 200 for each in calls):
        raise NotYet(
            f"{_PATH} answered {calls[-1].status} to your pass.",
            "the person who signed in holds none of the roles of portal_priv; the portal's own do not count.",
        )
    if lab.stranger().get(lab.base_url + _PATH).status_code != 401:
        raise NotYet(f"{_PATH} answers without a pass too.", "portal_priv does not protect the module portal.")
    return f"{_PATH} answered 200 to a pass that a person had approved."


SIGN_IN = Checkpoint(
    name="sign-in",
    hints=(
        "A client that acts for people is registered with p_grant_type => 'authorization_code' and a redirect address.",
        "The address is lab.callback.address; p_privilege_names says what the client wants to do in people's names.",
        "The person who signs in needs a role of portal_priv: as a user of the database you hold SQL Developer.",
        'lab.sign_in("license_portal", lab.person()) does the flow; its .access.reveal() is the pass for /portal/me.',
    ),
    cells=(
        *REGISTERED.cells,
        """mine = lab.sign_in("license_portal", lab.person())
lab.http.get(f"{lab.base_url}/portal/me", headers={"Authorization": f"Bearer {mine.access.reveal()}"})""",
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    keeps=(PORTAL,),
)

LESSON = Lesson(
    number=11,
    does="let a person sign in and approve, and call in their name",
    minutes=25,
    checkpoint=SIGN_IN,
    exercises=(CUSTOMER_APP,),
    predictions=(
        Prediction(
            name="sign-in-1",
            question="Your backend asks /portal/me with its own pass. Who is asking, as ORDS sees it?",
            options=("the schema's user", "the client, by its id", "the person at the keyboard"),
            right=1,
            because="A pass of client credentials speaks of a program, and of nobody in front of it.",
        ),
        Prediction(
            name="sign-in-2",
            question="The portal sends the browser to /oauth/auth. Nobody has signed in. What comes back?",
            options=(
                "200 and a page to approve on",
                "401 and a page with a link to sign in",
                "302, back to the portal",
            ),
            right={200: 0, 401: 1, 302: 2},
            because="Before ORDS asks whether you approve, it asks who you are.",
        ),
        Prediction(
            name="sign-in-3",
            question="You press Approve. Where does the browser go, and what does it carry?",
            options=("to the endpoint, with a pass", "to the portal, with a code", "to the portal, with a pass"),
            right=1,
            because="What travels through a browser can be seen: so it is a voucher, and the pass comes another way.",
        ),
        Prediction(
            name="sign-in-4",
            question="The portal holds the badge license_role, you don't. It calls with your pass. What happens?",
            options=("it gets in: the portal has the badge", "it is refused: you don't have it"),
            right={200: 0, 401: 1, 403: 1},
            because="The portal acts in your name, so it may do what you may, and no more.",
        ),
        Prediction(
            name="sign-in-5",
            question="The door takes your badge too, and the portal has lost its own. The same pass?",
            options=("it opens the door", "it is refused"),
            right={200: 0, 401: 1, 403: 1},
            because="Your badge is the one that counts, and it is looked up at each call.",
        ),
    ),
)
