"""Exercise 7: a second backend with a wrong key, and what its callers get to know of that."""

import re

from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.workbench import Workbench

_KEY, _START, _ADDRESS = 0, 1, 2
"""The hints, by what they are about."""


def _look_beyond(lab: Workbench) -> str:
    calls = [each for each in lab.journal if re.fullmatch(r"/license/[^/]*", each.path)]
    if any(each.status == 502 for each in calls):
        return "The backend with the wrong key answered 502: something behind it is broken, and nothing more."
    if not calls:
        raise NotTried('The journal holds no call of a backend: lab.http.get(f"{second_address}/license/1").')
    last = calls[-1]
    if last.status is None:
        raise NotYet("The last call of a backend got no answer.", "it has ended, or the address is wrong.", _START)
    if last.authorization:
        raise NotYet("You sent a token to the backend: its callers need none.", "", _ADDRESS)
    if all(each.path != "/license/2" for each in calls):
        raise NotTried("The second backend was not asked yet: ask it for customer 2.")
    if last.status == 200:
        raise NotYet(
            "That backend answered 200: its key is right.",
            "CLIENT_SECRET is still the one of the vault, or the call went to the first backend.",
            _KEY,
        )
    raise NotYet(f"That backend answered {last.status}.", "", _ADDRESS)


WRONG_KEY = Checkpoint(
    name="exercise-7",
    hints=(
        'Any text but the key will do for CLIENT_SECRET: "not-the-secret". What stands last in the dictionary wins.',
        "The program is started as in step 2, with env=wrong in place of the first one's.",
        'Ask the second backend, not the first: lab.http.get(f"{second_address}/license/2")',
    ),
    cells=(
        """import os, subprocess, sys
from ordslab.lessons.notebooks import find_lessons

key = lab.vault["license_backend_client"]
environment = os.environ | lab.environment | {"ORDS": lab.base_url, "ENDPOINT": lab.url("customers/validation")}
wrong = environment | {"CLIENT_ID": key.client_id, "CLIENT_SECRET": "not-the-secret"}
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
program = str(find_lessons() / "backend" / "backend.py")
second = subprocess.Popen([sys.executable, program], env=wrong, **pipes)
second_address = second.stdout.readline().strip()
answer = lab.http.get(f"{second_address}/license/2")
print(answer.status_code, answer.json())
second.terminate()""",
    ),
    look_beyond=_look_beyond,
)
