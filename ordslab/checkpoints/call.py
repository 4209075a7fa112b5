"""Lesson 06: the protected endpoint, called with the token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ordslab.checkpoints.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.checkpoints.token import TOKEN

if TYPE_CHECKING:
    from ordslab.lab import Lab


def _look_beyond(lab: Lab) -> str:
    path = re.escape(urlsplit(lab.base_url).path) + r"/customers/validation/[^/]+"
    tries = [each for each in lab.journal if re.fullmatch(path, each.path)]
    if not tries:
        raise NotTried("The journal holds no call of /customers/validation/. Send it with lab.http.")
    if any(each.status == 200 and each.authorization.lower().startswith("bearer ") for each in tries):
        return "The protected endpoint answered 200 to your token."
    last = tries[-1]
    if last.status is None:
        raise NotYet("The last call of the endpoint got no answer.")
    if not last.authorization:
        raise NotYet(f"It answered {last.status}, and you sent no token: it goes into the header Authorization.")
    if not last.authorization.lower().startswith("bearer "):
        raise NotYet("The Authorization header should say: Bearer, a blank, the token.")
    if last.status == 401:
        raise NotYet("It answered 401: the token is not right or has expired, or the client lacks the role.")
    raise NotYet(f"The endpoint answered {last.status}.")


CALL = Checkpoint(
    name="call",
    hint='GET the endpoint with the token in a header: headers={"Authorization": f"Bearer {token}"}.',
    cells=(
        *TOKEN.cells,
        """response = lab.http.get(
    f"{lab.base_url}/customers/validation/1",
    headers={"Authorization": f"Bearer {token}"},
)
lab.show(response)""",
    ),
    look_beyond=_look_beyond,
)
