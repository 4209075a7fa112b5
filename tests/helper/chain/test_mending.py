"""A mend mends: for made-up schemas and calls, on a sandbox, by the driver and by HTTP."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest

from ordslab.chain.access_rule import guard_of
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.opened import opened_by_roles
from ordslab.chain.reading import read
from ordslab.chain.routes import address
from ordslab.http.session import LabSession

from ..broken_chains import execute
from .made_up_schemas import CLEAN, OBJECTS, MadeUp, made_up, secret_of

SEEDS = int(os.environ.get("ORDSLAB_SEEDS", "250"))
SAID_WHY = ("not_described", "object_method", "catalog_method", "token_not_posted", "no_client")
"""Causes whose sentences say what to do instead: call otherwise, or as somebody else."""
FORM = {"grant_type": "client_credentials"}


@pytest.fixture(scope="module")
def made(home):
    """A lab whose schema is made up anew for each seed."""
    import ordslab

    with ordslab.open_lab() as lab:
        execute(lab, OBJECTS)
        with LabSession(lab.settings, None) as session:
            yield Maker(lab, session)
        lab.connection.rollback()
        execute(lab, CLEAN)


@dataclass
class Maker:
    """Makes schemas, and calls them."""

    lab: object
    session: LabSession
    credentials: tuple[str, str] | None = None  # of a client that a mend has registered or given a new secret

    def make(self, case: MadeUp) -> None:
        arrays = "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; c ords_types.t_client_credentials; begin null; "
        self.credentials = None
        self.lab.connection.rollback()
        execute(self.lab, CLEAN)
        execute(self.lab, f"{arrays}{' '.join(case.committed)} commit; end;")
        if case.open_work:
            execute(self.lab, f"{arrays}{' '.join(case.open_work)} end;")

    def mend(self, sql: str, client: str | None) -> None:
        """Run what explain gives."""
        variables: dict[str, str] = {}
        execute(self.lab, sql, variables)
        if "client_secret" in variables:
            secret = variables["client_secret"].reveal()
            self.credentials = variables.get("client_id") or self._client_id(client), secret

    def status(self, case: MadeUp) -> int:
        """What the call gets, with a token that is as new as can be where a client is named."""
        url = f"{self.lab.base_url}/{case.path}"
        if case.path == "oauth/token":
            given = self._credentials(case.client) if case.client else None
            return self.session.request(case.method, url, data=FORM, auth=given).status_code
        headers = {}
        if case.client:
            answer = self.session.post(
                f"{self.lab.base_url}/oauth/token", data=FORM, auth=self._credentials(case.client)
            )
            if answer.status_code != 200:  # without a token of its own, it has none that holds
                headers["Authorization"] = "Bearer AAAAAAAAAAAAAAAAAAAAAA"
            else:
                headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        body = {"json": {}} if case.method == "POST" else {}
        return self.session.request(case.method, url, headers=headers, **body).status_code

    def _credentials(self, client: str) -> tuple[str, str]:
        return self.credentials or (self._client_id(client), secret_of(client))

    def _client_id(self, client: str | None) -> str:
        found = self.lab.connection.cursor().execute(
            "select client_id from user_ords_clients where name = :1", [client]
        )
        return next((each for (each,) in found), "nobody")


def through(status: int) -> bool:
    """Whether a call got to a handler or a table: these have neither rows nor bodies that they like."""
    return status < 300 or status in (400, 555)


@pytest.mark.parametrize("block", range(10))
def test_a_mend_mends(made, block):
    """Promise: explain says what ORDS answers; its SQL gives the wanted answer, or it says why there is none."""
    wrong = []
    for seed in range(block, SEEDS, 10):
        case = made_up(seed)
        made.make(case)
        told = _tell(made, case)
        wrong += [f"seed {seed}: {told}\n{case}"] if told else []
    assert not wrong, f"{len(wrong)} of {SEEDS // 10}\n" + "\n\n".join(wrong[:3])


def _tell(made: Maker, case: MadeUp) -> str:
    """What is wrong with an explanation, "" for nothing."""
    found = made.lab.explain(case.method, case.path, client=case.client)
    before, dictionary = made.status(case), read(made.lab)[1]
    if before != found.status and not (found.status == 200 and through(before)):
        return f"it gets {before}\n{found}"
    if not found.sql:
        needs = found.status not in (200, 401) or (found.status == 401 and case.client)
        why = found.look or found.notes or found.cause in SAID_WHY
        return f"no SQL, and no reason why\n{found}" if needs and not why else ""
    made.mend(found.sql, case.client)
    after = made.status(case)
    if found.sql == "commit;":
        return "" if through(after) or case.client is None else f"the commit gives {after}\n{found}"
    wanted = through(after) if case.client or found.status not in (200,) else after == 401
    if not wanted and not (case.client is None and after == 401):
        return f"mended, it gets {after}\n{found}"
    return _too_much(made, case, dictionary, read(made.lab)[0], found)


def _too_much(made: Maker, case: MadeUp, before: Dictionary, after: Dictionary, found) -> str:
    """What a mend did more than it needed."""
    granted = [pair for pair in after.client_roles if pair not in before.client_roles]
    if len(granted) > 1:
        return f"it grants {granted}\n{found}"
    path = address(case.path, made.lab.base_url).path
    guard = guard_of(after, path)
    for _, role in granted:
        asked = after.roles_of(guard.privilege) if guard else ()
        width = {each: len(opened_by_roles(after, (each,))) for each in asked}
        if role not in asked or width[role] > min(width.values()):
            return f"it grants {role}, where {width} would do\n{found}"
    new = [each for each in after.privileges if each not in before.privileges]
    if len(new) > 1 or (new and guard is None):
        return f"it makes the privileges {new}\n{found}"
    return ""
