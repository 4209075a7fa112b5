"""The administrators' packages and views."""

from __future__ import annotations

import oracledb
import pytest

behaviour = pytest.mark.behaviour


@behaviour(
    "Without ORDS_ADMINISTRATOR_ROLE the administrators' packages do not exist: PLS-00201.",
    source="DG-26.3-ADMIN",
    mark="documented",
)
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("ords_admin.create_role('PAGE', 'r')", "ORDS_ADMIN.CREATE_ROLE"),
        ("oauth_admin.delete_client('PAGE', 'c')", "OAUTH_ADMIN.DELETE_CLIENT"),
        ("ords_security_admin.delete_client('PAGE', 'c')", "ORDS_SECURITY_ADMIN.DELETE_CLIENT"),
    ],
)
def test_not_for_everybody(target, call, name):
    with target.refused(6550, f"PLS-00201: identifier '{name}' must be declared"):
        target.call(call)


@behaviour(
    "Without ORDS_ADMINISTRATOR_ROLE the DBA_ORDS_* views do not exist: ORA-00942.",
    source="RELNOTES-24.4",
    mark="documented",
)
def test_views_not_for_everybody(target):
    with target.refused(942):
        target.query("select * from dba_ords_modules")


@behaviour(
    "ORDS_ADMIN does in another schema what ORDS does in one's own, from the COMMIT on.",
    source="DG-26.3-ADMIN",
    mark="documented",
)
def test_another_schemas_module(target, admin):
    define = (
        f"ords_admin.define_module(p_schema => '{target.user.lower()}', p_module_name => 'm', p_base_path => '/m/')",
        f"ords_admin.define_template('{target.user}', 'm', 'x')",
        f"ords_admin.define_handler('{target.user}', 'm', 'x', "
        "p_source_type => ords_admin.source_type_collection_item, p_source => 'select user me from dual')",
    )
    admin.call(*define, commit=False)
    assert target.get("/m/x").status_code == 404
    admin.connection.rollback()
    assert target.query("select count(*) from user_ords_modules") == [(0,)]
    admin.call(*define)
    assert target.get("/m/x").json()["me"] == target.user
    assert target.query("select created_by from user_ords_modules") == [(admin.user,)]


@behaviour(
    "A block that fails takes back what it did in the other schema too.",
    source="Oracle's statement-level atomicity",
    mark="documented",
)
def test_a_failed_block(target, admin):
    admin.call(f"ords_admin.create_role('{target.user}', 'kept')", commit=False)
    with admin.refused(1403):
        admin.call(
            f"ords_admin.create_role('{target.user}', 'lost')", f"ords_admin.rename_module('{target.user}', 'no', 'x')"
        )
    admin.connection.commit()
    assert target.query("select name from user_ords_roles where name in ('kept', 'lost')") == [("kept",)]


@behaviour(
    "OAUTH_ADMIN and ORDS_SECURITY_ADMIN make clients for another schema.",
    source="DG-26.3-SECADM, a public script",
    mark="documented",
)
def test_another_schemas_client(target, admin):
    target.service()
    target.privilege("p", roles=["r"], modules=["m"])
    credentials = admin.run(
        f"""
        declare c ords_types.t_client_credentials; begin
          c := ords_metadata.ords_security_admin.register_client(p_schema => '{target.user}', p_name => 'c',
                 p_grant_type => 'client_credentials', p_client_secret => ords_types.oauth_client_secret());
          ords_metadata.oauth_admin.grant_client_role(p_schema => '{target.user}', p_client_name => 'c',
            p_role_name => 'r');
          commit;
          :id := c.client_key.client_id; :secret := c.client_secret.secret;
        end;""",
        id=str,
        secret=str,
    )
    assert target.get("/m/x", target.token(credentials)).status_code == 200


@behaviour("The DBA_ORDS_* views show all schemas' rows, joined by SCHEMA_ID.", source="OB-SCRIPTS", mark="observed")
def test_dba_views(target, admin):
    target.service()
    assert admin.query(
        "select s.parsing_schema, m.name, t.uri_template, h.method from dba_ords_schemas s "
        "join dba_ords_modules m on m.schema_id = s.id join dba_ords_templates t on t.module_id = m.id "
        "join dba_ords_handlers h on h.template_id = t.id where m.name = 'm'"
    ) == [(target.user, "m", "x", "GET")]


@behaviour("An administrator may name another schema in package ORDS.", source="DG-26.2-ORDS", mark="documented")
def test_enabling_another_schema(target, admin):
    admin.call(f"ords.enable_schema(p_enabled => false, p_schema => '{target.user}')")
    assert target.query("select status from user_ords_schemas") == [("DISABLED",)]


@behaviour(
    "ORDS_EXPORT_ADMIN exports any schema, for an administrator to run.",
    source="DG-26.3-EXPORTADM",
    mark="documented",
)
def test_exporting_another_schema(target, admin):
    target.service()
    script = admin.run(
        f"begin :s := ords_export_admin.export_schema(p_schema => '{target.user}'); end;", s=oracledb.DB_TYPE_CLOB
    )
    target.call("ords.drop_rest_for_schema")
    admin.run(script)
    assert target.get("/m/x").status_code == 200
