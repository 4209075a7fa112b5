"""What the checks of several lessons look at: the case's endpoint, the dictionary's judgement, names that are near."""

from collections.abc import Iterable
from difflib import get_close_matches

import requests

from ordslab.chain import read
from ordslab.chain.call import Call, Verdict
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.routes import address
from ordslab.http.tokens_seen import TOKEN_PATH
from ordslab.lessons.checkpoint import NotTried, NotYet
from ordslab.lessons.portal import PORTAL
from ordslab.workbench import Workbench

CLIENT, ROLE, PRIVILEGE = "license_backend_client", "license_role", "license_priv"
ENDPOINT_PATH = "/customers/validation/1"
"""The lessons' case."""


def get_without_token(lab: Workbench, path: str = ENDPOINT_PATH) -> requests.Response:
    """GET a path, that of the case's endpoint, as a stranger would; the journal does not hear of it."""
    return lab.stranger().get(lab.base_url + path)


def ask_for_token(lab: Workbench, client: str) -> requests.Response:
    """The token endpoint's answer to a client's key in the vault; the journal does not hear of it."""
    key = lab.vault[client]
    form, auth = {"grant_type": "client_credentials"}, (key.client_id, key.client_secret.reveal())
    return lab.stranger().post(lab.base_url + TOKEN_PATH, data=form, auth=auth)


def why(lab: Workbench, method: str, path: str, client: str | None = None) -> tuple[int, str]:
    """Status and reason of a call by the dictionary alone, for the likely mistake."""
    verdict = verdict_of(lab, method, path, client)
    return verdict.status, verdict.reason


def story(lab: Workbench, client: str | None = None) -> tuple[int, str]:
    """Status of the case's call by the dictionary alone, and both sentences about it."""
    verdict = verdict_of(lab, "GET", ENDPOINT_PATH, client)
    return verdict.status, f"{verdict.fact} {verdict.reason}"


def whole_case(lab: Workbench, hint: int = 0) -> None:
    """Raise `NotYet` where the case of lessons 1 to 4 doesn't stand on this profile, with the key in its vault."""
    status, reason = story(lab, CLIENT)
    if status != 200:
        raise NotYet(f"On {lab.settings.profile}, a call with a token would get {status}.", reason, hint)
    without = get_without_token(lab).status_code
    if without != 401:
        raise NotYet(f"Without a token the endpoint answers {without}; a protected one answers 401.", "", hint)
    if CLIENT not in lab.vault:
        raise NotYet(
            f"The vault holds no key for {CLIENT} of this profile: each profile has its own.",
            'the case was made elsewhere. Make it here: lab.reset(to="call")',
            hint,
        )


def verdict_of(lab: Workbench, method: str, path: str, client: str | None = None) -> Verdict:
    """What the dictionary alone says of a call."""
    return judge(read(lab)[0], Call(method, address(path, lab.base_url), client))


def not_there(kind: str, name: str, names: Iterable[str], hint: int = 0, calls: str = "call it") -> NotTried | NotYet:
    """What to say of a role, privilege or client that is missing: nothing was tried, or it is called nearly so."""
    if near := misspelt(name, names):
        likely = "capitals count: the name stays as it was written." if near.lower() == name else "a slip of the pen."
        return NotYet(f"The {kind} is called {near}; {calls} {name}.", likely, hint)
    return NotTried(f"There is no {kind} {name} yet.")


def has_portal(lab: Workbench) -> None:
    """Raises `NotTried` where there is no client for the people of lessons 12 and 13."""
    if read(lab)[0].client(PORTAL) is None:
        raise NotTried(f"There is no client {PORTAL}: the first cell of the lesson makes it.")


def misspelt(name: str, names: Iterable[str]) -> str:
    """The name that was likely meant to be `name`, "" when none is near. Capitals and hyphens count as near."""
    others = {each.lower().replace("-", "_").replace(" ", "_"): each for each in names if each != name}
    near = get_close_matches(name, others, n=1, cutoff=0.8)
    return others[near[0]] if near else ""
