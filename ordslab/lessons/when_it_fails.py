"""Lesson 08: the chain, broken and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.client import NAME
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import ENDPOINT_PATH, get_without_token, story
from ordslab.lessons.token import TOKEN

if TYPE_CHECKING:
    from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    base = urlsplit(lab.base_url).path
    calls = [each for each in lab.journal if each.status is not None]
    broken = [each for each in calls if each.status is not None and each.status >= 400 and each.authorization]
    if not broken:
        raise NotTried("The journal holds no call that failed: break something first.")
    if get_without_token(lab).status_code != 401:
        raise NotYet("The endpoint no longer asks for a token.", story(lab)[1])
    status, reason = story(lab, NAME)
    if status != 200:
        raise NotYet(f"Something is still broken: a call with a fresh token would get {status}.", reason)
    last = next(each for each in reversed(calls) if each.path.startswith(base))
    after = [each for each in calls[calls.index(broken[-1]) :] if each.path == base + ENDPOINT_PATH]
    if not any(each.status == 200 and each.authorization.startswith("Bearer") for each in after):
        raise NotYet(
            f"All links are whole again, but your last call got {last.status}: prove it with a call that gets 200.",
            "the mended call was not sent yet, or with an old token.",
        )
    return "You broke it and mended it: the endpoint asks for a token, and answers 200 to yours."


WHEN_IT_FAILS = Checkpoint(
    name="when-it-fails",
    hints=(
        'Ask the lab what is broken: lab.explain("GET", "customers/validation/1", client="license_backend_client").',
        "What it says as SQL, run; and mind the commit.",
        "Then get a fresh token and call once more: the answer should be 200.",
    ),
    cells=(
        """lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": "Bearer tampered"})""",
        *TOKEN.cells,
        """lab.http.get(f"{lab.base_url}/customers/validation/1", headers={"Authorization": f"Bearer {token}"})""",
    ),
    look_beyond=_look_beyond,
    leaves_something=False,
)

LESSON = Lesson(
    number=8,
    title="When it fails",
    file="08-when-it-fails.ipynb",
    does="break the chain at thirteen places, read the symptom, mend it",
    minutes=30,
    checkpoint=WHEN_IT_FAILS,
)
