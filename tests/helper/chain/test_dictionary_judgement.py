"""Each link of the chain broken in turn: what the dictionary says, what ORDS answers, and the SQL that mends it.

Everything goes through the real driver and real HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ordslab.http.session import LabSession

from ..broken_chains import CLIENT, NO_SCOPE, PATH, REVOKE, block, execute, privilege, token_of


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
    Case("alias_missing", 404, method="POST", path="/ords/oauth/token"),
    Case("token_address", 404, method="POST", path="oauth2/token"),
    Case("token_address", 404, method="POST", path="oauth/token/"),
]


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
