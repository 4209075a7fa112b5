from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import clients, modules, privileges, schemas, secrets, snapshot
from ordslab.sandbox.metadata.digests import digest


class Database:
    """The little of a database that the cache asks for."""

    def __init__(self, schema):
        self.schema = schema
        self.loads = 0

    def schemas(self):
        return ["PAGE"]

    readable_schemas = schemas

    def reader(self, name):
        assert name == "PAGE"
        return self.schema.connect()


@pytest.fixture
def cache(schema):
    return snapshot.MetadataCache(Database(schema))


def test_a_snapshot_holds_what_the_article_builds(schema):
    client_number = schema.article()
    metadata = schema.metadata()
    (module,) = metadata.modules
    assert (module.name, module.uri_prefix, module.published) == ("customers", "/customers/", True)
    (template,) = module.templates
    assert template.uri_template == "validation/{id}"
    (handler,) = template.handlers
    assert (handler.method, handler.source_type) == ("GET", "json/item")
    privilege = next(p for p in metadata.privileges if p.name == "license_priv")
    assert privilege.roles == {"license_role"}
    assert privilege.module_prefixes == ("/customers/",)
    (client,) = metadata.clients
    assert (client.id, client.grant_type, client.roles) == (client_number, "client_credentials", {"license_role"})
    assert metadata.clients_by_client_id[client.client_id] is client


def test_secrets_are_in_a_snapshot_as_digests(schema):
    client = schema.article()
    with schema.changes() as changes:
        secrets.register_secret(changes, client, "first")
        secrets.register_secret(changes, client, "second")
    assert set(schema.metadata().clients[0].secret_hashes) == {digest("first"), digest("second")}


def test_parameters_follow_their_handler(schema):
    schema.article()
    with schema.changes() as changes:
        modules.define_parameter(
            changes, "customers", "validation/{id}", "GET", name="X-Request", bind_variable_name="request"
        )
    (parameter,) = schema.metadata().modules[0].templates[0].handlers[0].parameters
    assert (parameter.name, parameter.bind_variable, parameter.source_type) == ("X-Request", "request", "HEADER")


def test_a_disabled_schema_has_no_alias(schema):
    with schema.changes() as changes:
        schemas.enable_schema(changes, enabled=False)
    assert schema.metadata().alias is None


def test_the_cache_finds_a_schema_by_its_alias(cache):
    assert cache.by_alias("page").schema == "PAGE"
    assert cache.by_alias("PAGE") is None


def test_the_cache_sees_a_change_only_after_its_commit(schema, cache):
    """Documented: the packages' usage notes, the caller must commit."""
    before = cache.by_alias("page")
    with schema.changes() as changes:
        privileges.create_role(changes, "r")
        clients.create_client(changes, "c", "client_credentials")
        cache.refresh("PAGE")
        assert cache.by_alias("page").clients == ()
    cache.refresh("PAGE")
    assert cache.by_alias("page") is not before
    assert [client.name for client in cache.by_alias("page").clients] == ["c"]


def test_a_rollback_leaves_nothing(schema, cache):
    with schema.changes(commit=False) as changes:
        clients.create_client(changes, "c", "client_credentials")
    cache.refresh("PAGE")
    assert cache.by_alias("page").clients == ()


def test_the_cache_keeps_its_records_while_only_data_change(schema, cache):
    before = cache.by_alias("page")
    schema.connection.execute("CREATE TABLE customers (id)")
    schema.connection.execute("INSERT INTO customers VALUES (1)")
    cache.refresh("PAGE")
    assert cache.by_alias("page") is before


def test_a_new_alias_replaces_the_old_one(schema, cache):
    assert cache.by_alias("page") is not None
    with schema.changes() as changes:
        schemas.enable_schema(changes, enabled=False)
        schemas.enable_schema(changes, url_mapping_pattern="shop")
    cache.refresh("PAGE")
    assert cache.by_alias("page") is None
    assert cache.by_alias("shop").schema == "PAGE"
