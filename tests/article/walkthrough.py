"""The article's walk-through as a plain program: only `oracledb` and `requests`, no ordslab.

Called with the driver's DSN, the base URL with the schema alias, and "article" or "current" for the dialect in which
the client is made; the schema's password comes on standard input. Prints one line a step: what came back.
"""

import sys

import oracledb
import requests

ENDPOINT = """
begin
  ords.define_module(p_module_name => 'customers', p_base_path => '/customers/');
  ords.define_template(p_module_name => 'customers', p_pattern => 'validation/{id}');
  ords.define_handler(p_module_name => 'customers', p_pattern => 'validation/{id}', p_method => 'GET',
                      p_source_type => ords.source_type_collection_item,
                      p_source => 'select :id id, ''VALID'' status from dual');
  commit;
end;
"""

ROLE_AND_PRIVILEGE = """
declare
  l_roles    owa.vc_arr;
  l_patterns owa.vc_arr;
  l_modules  owa.vc_arr;
begin
  ords.create_role(p_role_name => 'license_role');
  l_roles(1)   := 'license_role';
  l_modules(1) := 'customers';
  ords.define_privilege(p_privilege_name => 'license_priv', p_roles => l_roles, p_patterns => l_patterns,
                        p_modules => l_modules, p_label => 'License check',
                        p_description => 'Validate a customer license');
  commit;
end;
"""

# Verbatim from the article.
ARTICLE_CLIENT = """
begin
  oauth.create_client(
    p_name            => 'license_backend_client',
    p_grant_type      => 'client_credentials',
    p_owner           => 'My Company',
    p_description     => 'Backend service for license validation',
    p_support_email   => 'support@mycompany.com',
    p_privilege_names => 'license_priv'
  );
  
  oauth.grant_client_role(
    p_client_name => 'license_backend_client',
    p_role_name   => 'license_role'
  );
  commit;
end;
"""

ARTICLE_QUERY = """
select client_id, client_secret
from user_ords_clients
where name = 'license_backend_client'
"""

CURRENT_CLIENT = """
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name            => 'license_backend_client',
    p_grant_type      => 'client_credentials',
    p_description     => 'Backend service for license validation',
    p_support_email   => 'support@mycompany.com',
    p_client_secret   => ords_types.oauth_client_secret(),
    p_privilege_names => 'license_priv'
  );
  ords_security.grant_client_role(
    p_client_name => 'license_backend_client',
    p_role_name   => 'license_role'
  );
  commit;
  dbms_output.put_line(l_client.client_key.client_id);
  dbms_output.put_line(l_client.client_secret.secret);
end;
"""


def printed(cursor: oracledb.Cursor) -> list[str]:
    """The lines of DBMS_OUTPUT."""
    lines = cursor.arrayvar(str, 100)
    count = cursor.var(int)
    count.setvalue(0, 100)
    cursor.callproc("dbms_output.get_lines", (lines, count))
    return lines.getvalue()[: count.getvalue()]


def main(dsn: str, base_url: str, dialect: str) -> None:
    call = f"{base_url}/customers/validation/1"
    json = {"Accept": "application/json"}
    connection = oracledb.connect(user="page", password=sys.stdin.readline().rstrip("\n"), dsn=dsn)
    cursor = connection.cursor()
    cursor.execute(ENDPOINT)
    print("public", requests.get(call, headers=json, timeout=10).status_code)
    cursor.execute(ROLE_AND_PRIVILEGE)
    print("protected", requests.get(call, headers=json, timeout=10).status_code)
    if dialect == "article":
        cursor.execute(ARTICLE_CLIENT)
        cursor.execute(ARTICLE_QUERY)
        client_id, client_secret = cursor.fetchone()
    else:
        cursor.callproc("dbms_output.enable")
        cursor.execute(CURRENT_CLIENT)
        client_id, client_secret = printed(cursor)
        cursor.execute(ARTICLE_QUERY)
        print("view", cursor.fetchone()[1])
    token_url = f"{base_url}/oauth/token"
    form = {"grant_type": "client_credentials"}
    wrong = requests.post(token_url, data=form, auth=(client_id, client_secret[:-1]), timeout=10)
    print("wrong secret", wrong.status_code)
    answer = requests.post(token_url, data=form, auth=(client_id, client_secret), timeout=10)
    print("token", answer.status_code, *answer.json(), answer.json()["token_type"], answer.json()["expires_in"])
    bearer = json | {"Authorization": f"Bearer {answer.json()['access_token']}"}
    answer = requests.get(call, headers=bearer, timeout=10)
    print("called", answer.status_code, answer.json()["id"], answer.json()["status"])
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
