"""explain: the call as it was asked for, the journal, open work, and no trace of the look."""

from __future__ import annotations

import json

import pytest
import requests

from ordslab.chain import explanation
from ordslab.chain.dictionary_judgement import judge
from ordslab.errors import LabError
from ordslab.http.journal import Exchange

from ..broken_chains import PATH, block
from ..dictionary_fakes import BASE_URL, CLIENT, FakeConnection, fake_lab, rows


def test_explaining_leaves_no_trace(case):
    """Promise: it reads only: no journal entry, no transaction begun, none ended."""
    block(case, "ords.create_role('unfinished');", commit=False)
    case.journal.clear()
    case.explain("GET", PATH, client=CLIENT)
    case.chain()
    case.audit()
    assert len(case.journal) == 0
    assert "unfinished" in set(case.views.roles["NAME"])
    case.connection.rollback()
    assert "unfinished" not in set(case.views.roles["NAME"])


ENDPOINT = f"{BASE_URL}/customers/validation/1"


CLIENT_ID = "Zm6Z-XMm_LTOrgGMLxtT7Q.."


SECRET = "aB3-_kLmNoPqRsTuVwXyZ0.."


TOKEN = "SNVDe2Tjough44I_X6tmXg"


def response(status, url=ENDPOINT, method="GET", body=b"", answer=None, **request):
    """What requests gives for a call: the request as it would go out, and the answer."""
    made = requests.Response()
    made.request = requests.Request(method, url, **request).prepare()
    made.url, made.status_code, made._content = (
        url,
        status,
        body if isinstance(body, bytes) else json.dumps(body).encode(),
    )
    made.headers.update(answer or {"Content-Type": "application/problem+json"})
    return made


def bearer(token=TOKEN):
    return {"headers": {"Authorization": f"Bearer {token}"}}


def test_the_journals_last_call_counts(tmp_path):
    """Promise: when the chain is complete and the last such call got 401, the token is to blame, not the chain."""
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    ask = ("GET", "customers/validation/1", CLIENT)
    assert lab.explain(*ask).status == 200

    def happened(status, authorization="Bearer ********"):
        exchange = Exchange("GET", "/ords/page/customers/validation/1", authorization, "", status, "")
        lab.journal._exchanges.append(exchange)

    happened(401)
    assert (lab.explain(*ask).status, lab.explain(*ask).cause) == (401, "token_refused")
    happened(401, authorization="")  # a call without a token says nothing of one with a token
    assert lab.explain(*ask).cause == "allowed"
    happened(200)
    assert lab.explain(*ask).cause == "allowed"
    happened(None)
    assert lab.explain(*ask).cause == "allowed"


def test_an_answer_weighs_more_than_open_work(tmp_path):
    """Promise: a commit is not named where the answer shows that it is not what is missing."""
    mine = FakeConnection(rows(client_role=[]), transaction_in_progress=True)
    lab = fake_lab(tmp_path, mine, FakeConnection(rows()))
    assert lab.explain(response(401, **bearer())).cause == "token_refused"
    assert lab.explain(response(200, **bearer())).cause == "not_committed"


def test_a_masked_secret_that_nobody_kept_is_noted(tmp_path):
    """Promise: FAQ 8 and 10: ******** is not the secret; the vault has none; rotating mends it."""
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    found = lab.explain("post", "oauth/token", CLIENT)
    assert "keeps no copy" in found.notes[0] and "rotate_client_secret" in found.sql
    lab.vault.keep(CLIENT, CLIENT_ID, SECRET)
    assert lab.explain("post", "oauth/token", CLIENT).notes == ()


def test_the_text_is_stable_and_its_html_escaped(tmp_path):
    """Promise: the text twin has the call, the two sentences and the SQL; a name is text in the HTML."""
    evil = "<img src=x onerror=alert(1)>"
    lab = fake_lab(
        tmp_path, FakeConnection(rows(client=[(evil, "x", "CLIENT_CRED", "masked none", None)], client_role=[]))
    )
    found = lab.explain("GET", "/customers/validation/1", client=evil)
    assert repr(found).splitlines()[0] == f"GET /customers/validation/1 as {evil}: 401"
    assert repr(found).splitlines()[-1] == "  end;" and "\nTo mend it:\n  begin\n" in repr(found)
    assert "<img" not in found._repr_html_() and "&lt;img" in found._repr_html_()


@pytest.mark.parametrize(
    "ask",
    [("customers/validation/1",), ("FETCH", "customers/validation/1"), ("GET",), (None,), (200,), ("GET", "http://[x")],
)
def test_a_call_that_is_none_is_refused(tmp_path, ask):
    """Promise: a forgotten method or path gives two lines with an example."""
    with pytest.raises(LabError, match=r"(?s)method.*lab.explain"):
        fake_lab(tmp_path, FakeConnection(rows())).explain(*ask)


def test_the_profiles_prefix_is_taken_off(tmp_path):
    """Promise: with a prefix before all names, an address as it was called means what the lessons call it."""
    from dataclasses import replace

    lab = fake_lab(tmp_path, FakeConnection(rows()))
    lab.settings = replace(lab.settings, prefix="anna_")
    url = ENDPOINT.replace("customers", "anna_customers")
    assert lab.explain(response(401, url)).cause == "no_token"
    assert lab.explain("GET", url, client=CLIENT).cause == "allowed"
    assert lab.explain(response(404, ENDPOINT)).cause == "no_module"  # somebody else's ~customers


@pytest.mark.parametrize(("is_open", "times"), [(False, 1), (True, 2)])
def test_a_call_is_judged_once_where_nothing_is_open(tmp_path, monkeypatch, is_open, times):
    """Promise: the session's own view is judged only where it may differ from what is committed."""
    judged = []
    monkeypatch.setattr(explanation, "judge", lambda *asked: judged.append(asked) or judge(*asked))
    lab = fake_lab(tmp_path, FakeConnection(rows(), transaction_in_progress=is_open), FakeConnection(rows()))
    assert lab.explain("GET", "customers/validation/1", client=CLIENT).status == 200
    assert len(judged) == times


def test_a_refused_origin_is_mended_by_what_explain_says(lab):
    """Promise: the SQL for a 403 of CORS lets the page in, for the call and for its preflight."""
    from ordslab.sql.run import run
    from ordslab.sql.script import split

    lab.reset(to="role")
    url, origin = f"{lab.base_url}/customers/validation/1", {"Origin": "https://shop.example"}
    asking = origin | {"Access-Control-Request-Method": "GET"}
    refused = lab.http.get(url, headers=origin)
    assert refused.status_code == lab.http.options(url, headers=asking).status_code == 403
    found = lab.explain(refused)
    assert "https://shop.example" in found.why and "define_privilege" not in found.sql
    for statement in split(found.sql):
        run(lab.connection, statement, {})
    assert lab.http.get(url, headers=origin).status_code == 200
    assert lab.http.options(url, headers=asking).status_code == 200
