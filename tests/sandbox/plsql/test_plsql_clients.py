"""PL/SQL as clients meet it: the real driver and real HTTP on a sandbox of the test's own."""

from __future__ import annotations

import oracledb
import pytest
import requests

from tests.conftest import running_sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("plsql") / "home") as running:
        yield running


def test_the_driver_shows_the_warning_of_a_wrong_program(cursor):
    cursor.execute("create or replace procedure wrong is begin nothing; end;")
    assert cursor.warning is not None and cursor.warning.full_code == "DPY-7000"
    cursor.execute("select line, position, text from user_errors where name = 'WRONG' order by sequence")
    assert cursor.fetchone() == (1, 26, "PLS-00201: identifier 'NOTHING' must be declared")
    cursor.execute("create or replace procedure wrong is begin null; end;")
    assert cursor.warning is None


def test_the_driver_calls_stored_programs(cursor):
    cursor.execute("create or replace function twice(n number) return number is begin return 2 * n; end;")
    cursor.execute("create or replace procedure pair(x in out varchar2, y out date) is"
                   " begin x := x || x; y := date '2030-01-02'; end;")  # fmt: skip
    assert cursor.callfunc("twice", int, [21]) == 42
    text, day = cursor.var(str), cursor.var(oracledb.DB_TYPE_DATE)
    text.setvalue(0, "ab")
    cursor.callproc("pair", [text, day])
    assert text.getvalue() == "abab" and day.getvalue().year == 2030


def test_the_driver_fetches_from_a_ref_cursor(cursor):
    cursor.execute("create or replace procedure rows_of(p_count number, p_rows out sys_refcursor) is begin"
                   " open p_rows for select level n, 'row ' || level name from dual connect by level <= p_count;"
                   " end;")  # fmt: skip
    rows = cursor.connection.cursor()
    cursor.callproc("rows_of", [3, rows])
    assert [column.name for column in rows.description] == ["N", "NAME"]
    assert rows.fetchall() == [(1, "row 1"), (2, "row 2"), (3, "row 3")]


def test_a_block_ends_at_the_call_timeout(cursor):
    cursor.connection.call_timeout = 300
    with pytest.raises(oracledb.DatabaseError, match="DPY-4024"):
        cursor.execute("begin loop null; end loop; end;")
    cursor.connection.call_timeout = 0
    assert cursor.execute("select 1 from dual").fetchone() == (1,)


def test_a_stored_package_answers_a_request(sandbox, cursor):
    cursor.execute("create or replace package pages as procedure show(p_name varchar2); end;")
    cursor.execute("""
      create or replace package body pages as
        procedure show(p_name varchar2) is j json_object_t := json_object_t();
        begin
          j.put('hello', p_name);
          owa_util.mime_header('application/json', true);
          htp.prn(j.to_string);
        end;
      end;""")
    cursor.execute("""
      begin
        ords.enable_schema;
        ords.define_service('hello', '/hello/', '{name}', 'GET', 'plsql/block',
          p_source => 'begin pages.show(:name); end;');
        commit;
      end;""")
    answer = requests.get(f"{sandbox.ords_url}/page/hello/you", timeout=10)
    assert (answer.json(), answer.headers["Content-Type"]) == ({"hello": "you"}, "application/json")


def test_apex_json_writes_the_answer(sandbox, cursor):
    source = """
      begin
        apex_json.open_object; apex_json.write('id', 7); apex_json.write('none', to_char(null));
        apex_json.open_array('list'); apex_json.write('a'); apex_json.write(true); apex_json.close_array;
        apex_json.close_object;
      end;"""
    cursor.execute("begin ords.enable_schema; ords.define_service('j', '/j/', '.', 'GET', 'plsql/block',"
                   " p_source => :s); commit; end;", s=source)  # fmt: skip
    answer = requests.get(f"{sandbox.ords_url}/page/j/", timeout=10)
    assert answer.json() == {"id": 7, "list": ["a", True]}
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.text == '{\n"id":7\n,"list":[\n"a"\n,true\n]\n}\n'


def test_a_block_asks_the_sandbox_itself_for_a_token_and_calls(sandbox, cursor):
    """The walk-through of APEX_WEB_SERVICE with client credentials (documented), against the sandbox itself."""
    cursor.execute("""
      declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; secret varchar2(100);
      begin
        ords.enable_schema;
        ords.define_service('safe', '/safe/', '.', 'GET', 'json/collection', p_source => 'select 42 answer from dual');
        ords.create_role('safe_role'); r(1) := 'safe_role'; p(1) := '/safe/*';
        ords.define_privilege('safe_priv', r, p, m);
        oauth.create_client('asker', p_grant_type => 'client_credentials', p_privilege_names => '');
        oauth.grant_client_role('asker', 'safe_role');
        commit;
      end;""")
    cursor.execute("select client_id, client_secret from user_ords_clients where name = 'asker'")
    client, secret = cursor.fetchone()
    status, body = cursor.var(int), cursor.var(str, 4000)
    cursor.execute(
        """
        declare l_body clob;
        begin
          l_body := apex_web_service.make_rest_request(p_url => :base || '/page/safe/', p_http_method => 'GET');
          dbms_output.put_line(apex_web_service.g_status_code);
          apex_web_service.oauth_authenticate(p_token_url => :base || '/page/oauth/token', p_client_id => :client,
            p_client_secret => :secret);
          apex_web_service.g_request_headers(1).name := 'Authorization';
          apex_web_service.g_request_headers(1).value := 'Bearer ' || apex_web_service.oauth_get_last_token;
          l_body := apex_web_service.make_rest_request(p_url => :base || '/page/safe/', p_http_method => 'GET');
          apex_web_service.clear_request_headers;
          l_body := apex_web_service.make_rest_request(p_url => :base || '/page/safe/', p_http_method => 'GET',
            p_scheme => 'OAUTH_CLIENT_CRED');
          :status := apex_web_service.g_status_code;
          :body := json_object_t(l_body).get_array('items').get(0).to_string;
        end;""",
        base=sandbox.ords_url, client=client, secret=secret, status=status, body=body,
    )  # fmt: skip
    assert (status.getvalue(), body.getvalue()) == (200, '{"answer":42}')


CREATE = "apex_credential.create_credential('Desk', 'DESK', apex_credential.c_type_oauth_client_cred)"
KEEP = "apex_credential.set_persistent_credentials('DESK', p_client_id => :i, p_client_secret => :s);"
CALL = """
  begin
    :body := apex_web_service.make_rest_request(p_url => :base || '/page/shut/', p_http_method => 'GET',
      p_credential_static_id => 'DESK', p_token_url => :base || '/page/oauth/token');
    :status := apex_web_service.g_status_code;
  end;"""


@pytest.fixture
def desk(sandbox, cursor):
    """A protected endpoint, a client that may call it, and a web credential with nothing in it yet: id and secret."""
    cursor.execute("""
      declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; c ords_types.t_client_credentials;
      begin
        ords.enable_schema;
        ords.define_service('shut', '/shut/', '.', 'GET', 'json/collection', p_source => 'select 42 answer from dual');
        ords.create_role('shut_role'); r(1) := 'shut_role'; p(1) := '/shut/*';
        ords.define_privilege('shut_priv', r, p, m);
        c := ords_security.register_client('job', 'client_credentials',
          p_client_secret => ords_types.oauth_client_secret());
        ords_security.grant_client_role('job', 'shut_role');
        :id := c.client_key.client_id; :secret := c.client_secret.secret;
        """ + CREATE + """;
        commit;
      end;""",
      id=(client := cursor.var(str)), secret=(secret := cursor.var(str)))  # fmt: skip
    yield client.getvalue(), secret.getvalue()
    cursor.execute("""
      begin
        apex_credential.drop_credential('DESK');
        ords.delete_privilege('shut_priv'); ords_security.delete_client('job'); ords.delete_role('shut_role');
        ords.delete_module('shut');
        commit;
      end;""")


def by_credential(sandbox, cursor):
    body, status = cursor.var(str, 4000), cursor.var(int)
    cursor.execute(CALL, base=sandbox.ords_url, body=body, status=status)
    return status.getvalue(), body.getvalue()


def test_a_web_credential_calls(sandbox, cursor, desk):
    """APEX API Reference, MAKE_REST_REQUEST, P_CREDENTIAL_STATIC_ID and P_TOKEN_URL: documented. An expired token is
    replaced without a word ("Understanding Web Credentials"): documented."""
    cursor.execute(f"begin {KEEP} commit; end;", desk)
    assert by_credential(sandbox, cursor)[0] == 200
    cursor.execute("begin ordslab_sandbox.advance_clock(4000); end;")
    status, body = by_credential(sandbox, cursor)
    assert status == 200 and '"answer":42' in body


def test_a_web_credential_never_comes_out(cursor, desk):
    """No view of the schema shows the secret, and it survives the session ("Credentials cannot be retrieved back in
    clear text"): documented."""
    cursor.execute(f"begin {KEEP} commit; end;", desk)
    cursor.execute("select * from apex_workspace_credentials where static_id = 'DESK'")
    assert desk[1] not in str(cursor.fetchall()) and "SECRET" not in str(cursor.description)
    with pytest.raises(oracledb.DatabaseError, match=r"ORA-00942|ORA-00911"):
        cursor.execute('select * from "ORDS$WEB_CREDENTIALS"')


def test_a_web_credential_is_the_transactions(sandbox, cursor, desk):
    """What was rolled back was never kept (inferred)."""
    cursor.execute(f"begin {KEEP} end;", desk)
    assert by_credential(sandbox, cursor)[0] == 200
    cursor.connection.rollback()
    with pytest.raises(oracledb.DatabaseError, match="ORA-20987: APEX - Authentication failed"):
        by_credential(sandbox, cursor)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (CREATE, "ORA-00001"),
        ("apex_credential.create_credential('Desk', null, 'BASIC')", "ORA-01400"),
        ("apex_credential.create_credential('Desk', 'd2', 'JWT')", "ORA-03001: .* web credentials of type JWT"),
        (
            "apex_credential.create_credential('Desk', 'd2', 'BASIC', p_allowed_urls => 'https://a')",
            "ORA-03001: .* P_ALLOWED_URLS",
        ),
        (
            "apex_credential.set_persistent_credentials('DESK', p_client_id => 'i', p_client_secret => 's', "
            "p_namespace => 'ocid1')",
            "ORA-03001: .* P_NAMESPACE",
        ),
        (
            "apex_credential.set_persistent_credentials('NOPE', p_client_id => 'i', p_client_secret => 's')",
            "ORA-20987: APEX - Credential NOPE not found",
        ),
        ("apex_credential.drop_credential('NOPE')", "ORA-20987: APEX - Credential NOPE not found"),
    ],
)
def test_what_a_web_credential_refuses(cursor, desk, call, error):
    """The numbers: inferred. What the sandbox lacks is refused by its name."""
    with pytest.raises(oracledb.DatabaseError, match=error):
        cursor.execute(f"begin {call}; end;")
    cursor.connection.rollback()


def test_a_web_credential_of_a_user(sandbox, cursor, desk):
    """Type BASIC sends name and password ("About Supported Authentication Types"): documented."""
    cursor.execute("""
      begin
        apex_credential.create_credential('Person', 'PERSON', apex_credential.c_type_basic);
        apex_credential.set_persistent_credentials(
          p_credential_static_id => 'PERSON', p_username => 'NOBODY', p_password => 'wrong');
        commit;
      end;""")
    body, status = cursor.var(str, 4000), cursor.var(int)
    cursor.execute(CALL.replace("'DESK'", "'PERSON'"), base=sandbox.ords_url, body=body, status=status)
    assert status.getvalue() == 401
    cursor.execute("begin apex_credential.drop_credential('PERSON'); commit; end;")


def test_no_other_address_is_asked(cursor):
    with pytest.raises(oracledb.DatabaseError, match="ORA-24247: network access denied by access control list"):
        cursor.execute("declare c clob; begin c := apex_web_service.make_rest_request("
                       "p_url => 'http://127.0.0.1:1/x', p_http_method => 'GET'); end;")  # fmt: skip


def test_a_token_is_not_given_for_a_wrong_secret(sandbox, cursor):
    with pytest.raises(oracledb.DatabaseError, match="ORA-20987: APEX - Authentication failed"):
        cursor.execute(
            "begin apex_web_service.oauth_authenticate(:url, 'nobody', 'wrong'); end;",
            url=f"{sandbox.ords_url}/page/oauth/token",
        )


def test_the_driver_is_told_of_types(cursor):
    """connection.gettype(): DPY-2035 for what is no type, the refusal for one."""
    with pytest.raises(oracledb.Error, match='DPY-2035: invalid object type name: "NOPE"'):
        cursor.connection.gettype("NOPE")
    for name in ("SDO_GEOMETRY", "SYS.ODCIVARCHAR2LIST", "DBMS_OUTPUT.CHARARR", "XMLTYPE", "DUAL%ROWTYPE"):
        with pytest.raises(oracledb.DatabaseError, match=r"ORA-03001: .* binds of objects and collections of type"):
            cursor.connection.gettype(name)
