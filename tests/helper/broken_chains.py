"""Ways to break the lessons' chain, as blocks of SQL."""

from __future__ import annotations

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


def execute(lab, script, variables=None):
    for statement in split(script):
        run(lab.connection, statement, {} if variables is None else variables, script)


def block(lab, body, commit=True):
    arrays = "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; "
    execute(lab, f"{arrays} begin {body} {'commit;' if commit else ''} end;", {"c": ""})


def token_of(lab, client):
    """The answer to a call of the token endpoint with what the vault holds."""
    known = lab.vault[client]
    me = (known.client_id, known.client_secret.reveal())
    with LabSession(lab.settings, None) as session:
        return session.post(f"{lab.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=me)
