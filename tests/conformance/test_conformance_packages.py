"""Package ORDS: notation, schemas and modules, and their errors."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


# --- how subprograms are called ---


@behaviour(
    "Calls work named, positional and mixed, in any letter case.", source="ERP, KR-LAB, SODA-SEC", mark="observed"
)
def test_notations(target):
    target.call(
        "Ords.Define_Module('m', p_base_path => '/m/')",
        "ORDS.DEFINE_TEMPLATE(\"P_PATTERN\" => 'x', P_MODULE_NAME => 'm')",
        "ords.define_handler('m', 'x', 'GET', 'json/item', 'select 1 one from dual')",
    )
    assert target.get("/m/x").json()["one"] == 1


@behaviour(
    "Packages can be called with and without ORDS_METADATA.",
    source="HOINA-SEC, a public script",
    mark="observed",
)
def test_qualified(target):
    target.call(
        "ORDS_METADATA.ORDS.CREATE_ROLE(P_ROLE_NAME => 'r')",
        "ords_metadata.oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials')",
        "ords_metadata.ords_security.grant_client_role(p_client_name => 'c', p_role_name => 'r')",
    )
    assert target.query("select client_name, role_name from ords_metadata.user_ords_client_roles") == [("c", "r")]


@behaviour("ORDS.INSTALLED_VERSION can be asked in SQL.", source="APEX-SRC, many scripts", mark="observed")
def test_version(target):
    ((version,),) = target.query("select ords.installed_version from dual")
    assert int(version.split(".")[0]) >= 24


@behaviour("An unknown parameter is PLS-00306.", source="DG-26.3-OAUTH", mark="documented")
def test_an_unknown_parameter(target):
    with target.refused(6550, "PLS-00306: wrong number or types of arguments in call to 'CREATE_CLIENT'"):
        target.call(
            "oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials', p_allowed_origins => 'x')"
        )


@behaviour(
    "The source types are ORDS's constants, and their values are what the views show.",
    source="SAMQA, KR-LAB",
    mark="observed",
)
def test_source_type_constants(target):
    values = {
        "collection_feed": "json/collection",
        "collection_item": "json/item",
        "query": "json/query",
        "query_one_row": "json/query;type=single",
        "feed": "json/query;type=feed",
        "csv_query": "csv/query",
        "media": "resource/lob",
        "plsql": "plsql/block",
        "mle_javascript": "mle/javascript",
    }
    found = {name: target.run(f"begin :v := ords.source_type_{name}; end;", v=str) for name in values}
    assert found == values


# --- schemas ---


@behaviour(
    "ENABLE_SCHEMA without arguments takes the schema's name in lower case as its alias.",
    source="KR-LAB",
    mark="observed",
)
def test_the_default_alias(target):
    target.call("ords.drop_rest_for_schema", "ords.enable_schema")
    assert target.query("select parsing_schema, pattern, status from user_ords_schemas") == [
        (target.user, target.user.lower(), "ENABLED")
    ]


@behaviour(
    "Enabling a schema creates its AutoREST roles, the catalog's privilege and SODA's.",
    source="SAMQA, exports in public repositories",
    mark="observed",
)
def test_companions(target):
    user = target.user
    assert target.query("select name from user_ords_roles order by id") == [
        (f"oracle.dbtools.role.autorest.{user}",),
        (f"oracle.dbtools.role.autorest.any.{user}",),
    ]
    assert target.query("select name, label from user_ords_privileges order by name") == [
        (f"oracle.dbtools.autorest.privilege.{user}", f"{user} metadata-catalog access"),
        ("oracle.soda.privilege.developer", None),
    ]
    assert target.query("select pattern from user_ords_privilege_mappings") == [("/soda/*",)]


@behaviour(
    "p_auto_rest_auth protects the metadata catalog, not one's own modules.",
    source="SAMQA",
    mark="observed",
)
def test_auto_rest_auth(target):
    target.service()
    target.call(f"ords.enable_schema(p_url_mapping_pattern => '{target.alias}', p_auto_rest_auth => true)")
    assert ("/metadata-catalog/*",) in target.query("select pattern from user_ords_privilege_mappings")
    assert target.query("select auto_rest_auth from user_ords_schemas") == [("ENABLED",)]
    assert target.get("/m/x").status_code == 200


@behaviour("Another alias while the schema is enabled is ORA-20049.", source="several users' reports", mark="observed")
def test_the_alias_is_fixed_while_enabled(target):
    with target.refused(20049, "Cannot alter the url mapping while the schema is enabled"):
        target.call("ords.enable_schema(p_url_mapping_pattern => 'elsewhere')")


@behaviour("A disabled schema answers 404 and keeps its modules.", source="DG-26.2-ORDS", mark="inferred")
def test_disabling(target):
    target.service()
    target.call("ords.enable_schema(p_enabled => false)")
    assert target.get("/m/x").status_code == 404
    target.call(f"ords.enable_schema(p_url_mapping_pattern => '{target.alias}')")
    assert target.get("/m/x").status_code == 200


@behaviour(
    "Definitions in a schema that is not enabled are ORA-20012.",
    source="LEARNING-LIBRARY",
    mark="observed",
)
def test_not_enabled(target):
    target.call("ords.drop_rest_for_schema")
    with target.refused(20012, f"Schema not REST enabled : {target.user}"):
        target.call("ords.define_module('m', '/m/')")


@behaviour("Another schema's metadata is for administrators: ORA-20031.", source="POB-20031", mark="observed")
def test_another_schema(target):
    with target.refused(20031, "restricted to ORDS_ADMINISTRATOR_ROLE"):
        target.call("ords.enable_schema(p_schema => 'SYSTEM')")


# --- modules ---


@behaviour("A base path needs no leading slash.", source="ERP", mark="observed")
def test_base_paths(target):
    target.service(base_path="supplier-onboarding/v1/")
    assert target.query("select uri_prefix from user_ords_modules") == [("/supplier-onboarding/v1/",)]
    assert target.get("/supplier-onboarding/v1/x").status_code == 200


@behaviour(
    "Defining a module again drops its templates and handlers.", source="DBCOMP, a public script", mark="reported"
)
def test_a_module_is_replaced(target):
    target.service()
    target.call("ords.define_module('m', '/m/')")
    assert target.get("/m/x").status_code == 404
    assert target.query("select count(*) from user_ords_handlers") == [(0,)]


@behaviour("NOT_PUBLISHED takes a module off the air; PUBLISH_MODULE puts it on.", source="DBCOMP", mark="observed")
def test_publishing(target):
    target.service()
    target.call("ords.publish_module('m', 'NOT_PUBLISHED')")
    assert target.get("/m/x").status_code == 404
    target.call("ords.publish_module(p_module_name => 'm')")
    assert target.get("/m/x").status_code == 200


@behaviour("RENAME_MODULE keeps what is below the module.", source="DBCOMP", mark="observed")
def test_renaming_a_module(target):
    target.service()
    target.call("ords.rename_module(p_module_name => 'm', p_new_name => 'n', p_new_base_path => '/n/')")
    assert target.get("/n/x").status_code == 200
    assert target.get("/m/x").status_code == 404


@behaviour(
    "DELETE_HANDLER, DELETE_TEMPLATE and DELETE_MODULE each take away what is theirs.",
    source="DBCOMP, a public script",
    mark="observed",
)
def test_deleting(target):
    target.service()
    counts = "select (select count(*) from user_ords_modules), (select count(*) from user_ords_templates), "
    counts += "(select count(*) from user_ords_handlers) from dual"
    for call, left in (
        ("ords.delete_handler(p_module_name => 'm', p_uri_template => 'x', p_method => 'GET')", (1, 1, 0)),
        ("ords.delete_template(p_module_name => 'm', p_uri_template => 'x')", (1, 0, 0)),
        ("ords.delete_module(p_module_name => 'm')", (0, 0, 0)),
    ):
        target.call(call)
        assert target.query(counts) == [left]
    assert target.get("/m/x").status_code == 404


@behaviour(
    "DELETE_MODULE of a module that is not there changes nothing and raises nothing.",
    source="Oracle's APEX workshop of 2020, a second public script",
    mark="observed",
)
def test_deleting_no_module(target):
    target.service()
    target.call("ords.delete_module(p_module_name => 'lab_nowhere')")
    assert target.query("select name from user_ords_modules") == [("m",)]


@behaviour(
    "Nor do DELETE_TEMPLATE and DELETE_HANDLER raise anything where there is no such template or handler.",
    source="by analogy with DELETE_MODULE",
    mark="inferred",
)
@pytest.mark.parametrize(
    "call",
    [
        "ords.delete_template(p_module_name => 'm', p_uri_template => 'nowhere')",
        "ords.delete_handler(p_module_name => 'm', p_uri_template => 'x', p_method => 'PUT')",
    ],
)
def test_deleting_no_template(target, call):
    target.service()
    target.call(call)
    assert target.get("/m/x").status_code == 200


@behaviour("A template needs a pattern: ORA-01400, with '' as with NULL.", source="a project's report", mark="observed")
def test_an_empty_pattern(target):
    target.call("ords.define_module('m', '/m/')")
    with target.refused(1400, '("ORDS_METADATA"."ORDS_TEMPLATES"."URI_TEMPLATE")'):
        target.call("ords.define_template('m', '')")


@behaviour(
    "A template of an unknown module, and a handler of an unknown template, are ORA-01403.",
    source="by analogy",
    mark="inferred",
)
@pytest.mark.parametrize(
    "call",
    ["ords.define_template('nowhere', 'x')", "ords.define_handler('m', 'nowhere', p_source => 'select 1 from dual')"],
)
def test_unknown_parents(target, call):
    target.service()
    with target.refused(1403):
        target.call(call)


@behaviour(
    "A parameter of a handler is kept with its bind variable, source, type and access.", source="SAMQA", mark="observed"
)
def test_a_parameter(target):
    target.service()
    target.call("ords.define_parameter('m', 'x', 'GET', 'X-Request', 'request', 'HEADER', 'STRING', 'IN')")
    assert target.query(
        "select name, bind_variable_name, source_type, param_type, access_method from user_ords_parameters"
    ) == [("X-Request", "request", "HEADER", "STRING", "IN")]
