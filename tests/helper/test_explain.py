"""explain on a sandbox: each link of the chain broken in turn, and what it says held against what ORDS answers.

Everything goes through the real driver and real HTTP. Where explain offers SQL, that SQL is run, and has to mend it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ordslab.http.session import LabSession
from ordslab.sql.run import run
from ordslab.sql.script import split

CLIENT = "license_backend_client"
PATH = "customers/validation/1"
REVOKE = f"ords_security.revoke_client_role(p_client_name => '{CLIENT}', p_role_name => 'license_role');"
NO_SCOPE = f"ords_security.update_client_privileges(p_name => '{CLIENT}', p_privilege_names => null);"


def privilege(role="license_role", pattern=None, module=None, name="license_priv"):
    """A definition of a privilege, in place of the one that is there."""
    fill = [f"{array}(1) := '{value}';" for array, value in (("r", role), ("p", pattern), ("m", module)) if value]
    return f"r.delete; p.delete; m.delete; {' '.join(fill)} ords.define_privilege('{name}', r, p, m);"


def handler(source, method="GET", source_type="ords.source_type_collection_item"):
    return f"ords.define_handler('customers', 'validation/{{id}}', '{method}', {source_type}, q'[{source}]');"


@dataclass(frozen=True)
class Case:
    """`block` breaks the chain, and is committed unless `commit` says no. `mended`: the status when the SQL was run."""

    cause: str
    status: int
    block: str = "null;"
    method: str = "GET"
    path: str = PATH
    client: str | None = CLIENT
    mended: int | None = None
    commit: bool = True
    first: str = ""  # committed before


CASES = [
    Case("allowed", 200),
    Case("no_token", 401, client=None),
    # the client
    Case("no_role", 401, REVOKE + NO_SCOPE, mended=200),
    Case("privilege_without_role", 401, REVOKE, mended=200),
    Case(
        "role_elsewhere",
        401,
        "ords.create_role('new_role');"
        + privilege("new_role", module="customers")
        + privilege("license_role", pattern="/elsewhere/*", name="other_priv"),
        mended=200,
    ),
    Case(
        "overruled",
        401,
        "ords.create_role('new_role');" + privilege("new_role", pattern="/customers/validation/*", name="other_priv"),
        mended=200,
    ),
    Case("no_client", 401, f"ords_security.delete_client(p_name => '{CLIENT}');", mended=200),
    Case(
        "no_secret",
        401,
        f"ords_security.revoke_client_secret(p_name => '{CLIENT}');",
        "POST",
        "oauth/token",
        mended=200,
    ),
    Case(
        "wrong_grant",
        400,
        f"ords_security.delete_client(p_name => '{CLIENT}'); :c := ords_security.register_client("
        f"p_name => '{CLIENT}', p_grant_type => 'authorization_code', p_description => 'x', p_redirect_uri => 'http://localhost/',"
        " p_client_secret => ords_types.oauth_client_secret(p_secret => 'a-secret-of-its-own')).client_key.client_id;",
        "POST",
        "oauth/token",
    ),
    # the privilege
    Case("no_mapping", 200, privilege(), client=None, mended=401),
    Case("any_caller", 200, privilege(role=None, module="customers")),
    Case("public", 200, "ords.delete_privilege('license_priv');", client=None),
    Case("bare_path", 200, privilege(pattern="/customers/validation/1/*"), client=None, mended=401),
    Case("pattern_with_alias", 200, privilege(pattern="/page/customers/*"), client=None, mended=401),
    Case("pattern_with_variable", 200, privilege(pattern="/customers/validation/:id"), client=None, mended=401),
    Case("no_token", 401, privilege(pattern="/customers/*"), client=None),
    Case("allowed", 200, privilege(pattern="/customers/*")),
    # the commit
    Case(
        "not_committed",
        401,
        f"ords_security.grant_client_role(p_client_name => '{CLIENT}', p_role_name => 'license_role');",
        first=REVOKE,
        commit=False,
        mended=200,
    ),
    Case("not_committed", 200, privilege(module="customers"), first=privilege(), client=None, commit=False, mended=401),
    Case("not_committed", 401, "ords.delete_privilege('license_priv');", client=None, commit=False, mended=200),
    Case(
        "not_committed",
        200,
        privilege(),
        first="ords.delete_privilege('license_priv');",
        client=None,
        commit=False,
        mended=401,
    ),
    # the address
    Case("wrong_alias", 404, path="/ords/pages/customers/validation/1"),
    Case("no_module", 404, path="customer/validation/1"),
    Case("no_template", 404, path="customers/validations/1"),
    Case("no_token", 401, path="customers/validations/1", client=None),
    Case("slash", 404, path="customers/list/", block="ords.define_template('customers', 'list');"),
    Case("capitals", 404, path="customers/LIST", block="ords.define_template('customers', 'list');"),
    Case("not_published", 404, "ords.publish_module('customers', 'NOT_PUBLISHED');", mended=200),
    Case("no_handler", 405, method="POST", mended=204),
    Case("no_handler", 405, "ords.define_template('customers', 'list');", path="customers/list"),
    Case("schema_not_enabled", 404, "ords.enable_schema(p_enabled => false);", mended=200),
    # the token endpoint
    Case("token_not_posted", 405, path="oauth/token"),
    Case("no_client", 401, method="POST", path="oauth/token", client="license_backend_klient"),
    Case("wrong_alias", 404, method="POST", path="/ords/oauth/token"),
]


def execute(lab, script, variables=None):
    for statement in split(script):
        run(lab.connection, statement, {} if variables is None else variables, script)


def block(lab, body, commit=True):
    arrays = "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; "
    execute(lab, f"{arrays} begin {body} {'commit;' if commit else ''} end;", {"c": ""})


@pytest.fixture
def case(lab):
    """The lessons' case complete, and the schema enabled afterwards whatever happened."""
    lab.reset(to="call")
    yield lab
    lab.connection.rollback()
    block(
        lab,
        "ords.enable_schema(p_url_mapping_pattern => 'page'); for x in (select name from user_ords_privileges"
        " where name in ('other_priv', 'license_priv')) loop ords.delete_privilege(x.name); end loop;"
        " for x in (select name from user_ords_roles where name = 'new_role') loop ords.delete_role(x.name); end loop;"
        f" for x in (select name from user_ords_clients where name like '{CLIENT}%') loop"
        " ords_security.delete_client(p_name => x.name); end loop;",
    )


def token_of(lab, client):
    """The answer to a call of the token endpoint with what the vault holds."""
    known = lab.vault[client]
    me = (known.client_id, known.client_secret.reveal())
    with LabSession(lab.settings, None) as session:
        return session.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=me)


def status_of(lab, case, token):
    """The status of the call itself, in the way that explain assumes: with a valid token where a client is named."""
    url = (
        f"{lab.base_url.rsplit('/ords/')[0]}{case.path}" if case.path.startswith("/") else f"{lab.base_url}/{case.path}"
    )
    with LabSession(lab.settings, None) as session:
        if case.path.endswith("oauth/token"):
            known = lab.vault[CLIENT]
            me = (known.client_id, known.client_secret.reveal()) if case.client == CLIENT else ("nobody", "nothing")
            return session.request(case.method, url, data={"grant_type": "client_credentials"}, auth=me).status_code
        headers = {"Authorization": f"Bearer {token}"} if case.client else {}
        return session.request(case.method, url, headers=headers).status_code


@pytest.mark.parametrize("broken", CASES, ids=[f"{each.cause}-{number}" for number, each in enumerate(CASES)])
def test_explain_says_what_ords_answers_and_mends_it(case, broken):
    """Promise: cause and status are right, ORDS answers just that, and the SQL offered mends it."""
    lab, token = case, token_of(case, CLIENT).json()["access_token"]
    if broken.first:
        block(lab, broken.first)
    block(lab, broken.block, broken.commit)
    if broken.cause == "wrong_grant":
        client_id = lab.connection.cursor().execute("select client_id from user_ords_clients").fetchone()[0]
        lab.vault.keep(CLIENT, client_id, "a-secret-of-its-own")
    found = lab.explain(broken.method, broken.path, client=broken.client)
    assert (found.cause, found.status) == (broken.cause, broken.status), found
    assert status_of(lab, broken, token) == broken.status
    if broken.mended is None:
        return
    variables = {}
    execute(lab, found.sql, variables)
    if "client_secret" in variables:
        client_id = variables.get("client_id") or lab.vault[CLIENT].client_id
        lab.vault.keep(CLIENT, client_id, variables["client_secret"])
        token = token_of(lab, CLIENT).json()["access_token"]
    assert status_of(lab, broken, token) == broken.mended
    again = lab.explain(broken.method, broken.path, client=broken.client)
    assert again.cause not in (broken.cause, "not_committed")
    assert again.status == (200 if broken.mended == 204 else broken.mended), again


def get(lab, **options):
    return lab.http.get(f"{lab.base_url}/{PATH}", **options)


def bearer(token):
    return {"headers": {"Authorization": f"Bearer {token}"}}


def token_call(lab, tamper=lambda pair: pair, **options):
    known = lab.vault[CLIENT]
    options = {"data": {"grant_type": "client_credentials"}} | options
    return lab.http.post(
        f"{lab.base_url}/oauth/token", auth=tamper((known.client_id, known.client_secret.reveal())), **options
    )


ANSWERS = {
    "allowed": lambda lab, token: get(lab, **bearer(token)),
    "token_refused": lambda lab, token: get(lab, **bearer(token[:-1] + ("A" if token[-1] != "A" else "B"))),
    "token_shape": lambda lab, token: get(lab, **bearer(token[:-1])),
    "no_token": lambda lab, token: get(lab),
    "basic_at_endpoint": lambda lab, token: get(
        lab, auth=(lab.vault[CLIENT].client_id, lab.vault[CLIENT].client_secret.reveal())
    ),
    "no_bearer": lambda lab, token: get(lab, headers={"Authorization": token}),
    "no_row": lambda lab, token: lab.http.get(f"{lab.base_url}/customers/validation/99", **bearer(token)),
    "token": lambda lab, token: token_call(lab),
    "dots_lost": lambda lab, token: token_call(lab, lambda pair: (pair[0], pair[1][:-2])),
    "masked_secret": lambda lab, token: token_call(lab, lambda pair: (pair[0], "********")),
    "unknown_id": lambda lab, token: token_call(lab, lambda pair: ("x" + pair[0][1:], pair[1])),
    "wrong_secret": lambda lab, token: token_call(lab, lambda pair: (pair[0], pair[1][1:-2] + "x..")),
    "credentials_in_body": lambda lab, token: token_call(
        lab, lambda pair: None, data={"grant_type": "client_credentials", "client_secret": "x"}
    ),
    "no_grant_type": lambda lab, token: token_call(lab, data={}),
    "not_a_form": lambda lab, token: token_call(lab, data=None, json={"grant_type": "client_credentials"}),
    "other_grant": lambda lab, token: token_call(lab, data={"grant_type": "password"}),
    "token_not_posted": lambda lab, token: lab.http.get(f"{lab.base_url}/oauth/token"),
}


@pytest.mark.parametrize("cause", ANSWERS)
def test_an_answer_of_the_sandbox_is_explained(case, cause):
    """Promise: given the response, explain sees what no dictionary shows."""
    token = token_of(case, CLIENT).json()["access_token"]
    response = ANSWERS[cause](case, token)
    found = case.explain(response)
    assert (found.cause, found.status) == (cause, response.status_code), found
    known = case.vault[CLIENT]
    for secret in (token, known.client_secret.reveal(), known.client_id):
        assert secret not in repr(found) + found._repr_html_()


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_token_that_ended_is_told_from_a_broken_chain(case, end):
    """Promise: FAQ 15 and 30: after an hour, or after its sessions were revoked, the chain is complete and says so."""
    token = token_of(case, CLIENT).json()["access_token"]
    assert get(case, **bearer(token)).status_code == 200
    if end == "expired":
        case.let_pass(seconds=3601)
    else:
        block(
            case,
            f":c := ords_security.rotate_client_secret(p_name => '{CLIENT}', p_revoke_existing => true,"
            " p_revoke_sessions => true);",
        )
    response = get(case, **bearer(token))
    assert response.status_code == 401
    for found in (case.explain(response), case.explain("GET", PATH, client=CLIENT)):
        assert (found.status, found.cause) == (401, "token_refused") and "expired" in found.why
        assert found.chain.complete


def test_a_handler_that_fails_is_told_from_a_broken_chain(case):
    """Promise: FAQ 22: the 555 names Oracle's own error, and the query that shows the handler's source."""
    block(case, handler("select * from no_such_table where id = :id"))
    response = get(case, **bearer(token_of(case, CLIENT).json()["access_token"]))
    found = case.explain(response)
    assert (found.status, found.cause) == (555, "handler_failed") and "ORA-00942" in found.why
    execute(case, found.sql)
    assert case.explain("GET", PATH, client=CLIENT).cause == "handler_failed"  # by the journal


def test_html_in_place_of_json_is_noted(case):
    """Promise: FAQ 17: a browser's Accept header gets a page, and explain says how to get JSON."""
    response = get(case, headers={"Accept": "text/html"})
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Accept: application/json" in case.explain(response).notes[0]


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


def test_the_audit_is_proved_by_calls(case):
    """Promise: with probe each GET is called without a token, and answers as the dictionary says."""
    block(
        case,
        "ords.define_module('status', '/status/'); ords.define_template('status', '.');"
        " ords.define_handler('status', '.', 'GET', ords.source_type_collection_feed, 'select 1 ok from dual');",
    )
    found = case.audit(probe=True, public=["/status/"])
    answers = {str(each.endpoint): each.probe for each in found.endpoints if each.endpoint.source != "catalog"}
    assert answers == {"GET /customers/validation/{id}": 401, "GET /status/": 200}
    assert found.exit_status == 0 and found.probed
    block(case, "ords.delete_module('status');")
