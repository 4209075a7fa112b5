"""A schema with AutoREST, a JWT profile and a client of the older package."""

from __future__ import annotations

from ordslab.sql.run import run
from ordslab.sql.script import split

MIXED = """
create table emp (id number primary key);
create table dept (id number primary key);
begin
  ords.enable_object(p_object => 'EMP', p_object_alias => 'emp', p_auto_rest_auth => true);
  ords.enable_object(p_object => 'DEPT', p_object_alias => 'dept', p_auto_rest_auth => false);
  ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => true);
  ords_security.create_jwt_profile(
    p_issuer => 'https://id.example.com', p_audience => 'x', p_jwk_url => 'https://id.example.com/keys');
  oauth.create_client(p_name => 'legacy', p_grant_type => 'client_credentials', p_support_email => 'a@example.com',
    p_privilege_names => null, p_token_duration => 86400);
  oauth.grant_client_role('legacy', 'oracle.dbtools.role.autorest.PAGE.EMP');
  commit;
end;
/
"""


CLEAN = """
begin
  oauth.delete_client('legacy');
  ords_security.delete_jwt_profile;
  ords.enable_object(p_enabled => false, p_object => 'EMP');
  ords.enable_object(p_enabled => false, p_object => 'DEPT');
  ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => false);
  commit;
end;
/
drop table emp;
drop table dept;
"""


def sql(lab, script):
    for statement in split(script):
        run(lab.connection, statement, {}, script)
