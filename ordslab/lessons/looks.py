"""What the checks of several lessons look at: the case's endpoint, the dictionary's judgement, names that are near."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import requests

from ordslab.chain import read
from ordslab.chain.call import Call, Verdict
from ordslab.chain.dictionary_judgement import judge
from ordslab.chain.routes import address
from ordslab.workbench import Workbench

CLIENT, ROLE, PRIVILEGE = "license_backend_client", "license_role", "license_priv"
ENDPOINT_PATH = "/customers/validation/1"
"""The lessons' case."""


def get_without_token(lab: Workbench) -> requests.Response:
    """GET the case's endpoint as a stranger would; the journal does not hear of it."""
    return lab.stranger().get(lab.base_url + ENDPOINT_PATH)


def why(lab: Workbench, method: str, path: str, client: str | None = None) -> tuple[int, str]:
    """Status and reason of a call by the dictionary alone, for the likely mistake."""
    verdict = verdict_of(lab, method, path, client)
    return verdict.status, verdict.reason


def story(lab: Workbench, client: str | None = None) -> tuple[int, str]:
    """Status of the case's call by the dictionary alone, and both sentences about it."""
    verdict = verdict_of(lab, "GET", ENDPOINT_PATH, client)
    return verdict.status, f"{verdict.fact} {verdict.reason}"


def verdict_of(lab: Workbench, method: str, path: str, client: str | None = None) -> Verdict:
    """What the dictionary alone says of a call."""
    return judge(read(lab)[0], Call(method, address(path, lab.base_url), client))


def misspelt(name: str, names: Iterable[str]) -> str:
    """The name that was likely meant to be `name`, "" when none is near. Capitals and hyphens count as near."""
    others = {each.lower().replace("-", "_").replace(" ", "_"): each for each in names if each != name}
    near = get_close_matches(name, others, n=1, cutoff=0.8)
    return others[near[0]] if near else ""
