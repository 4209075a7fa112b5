"""The audit as a table, as JSON, and of a sandbox with AutoREST, a JWT profile and an older client."""

from __future__ import annotations

import json

from ..dictionary_fakes import CASE, CLIENT


def test_the_table_is_a_dataframe_too(found):
    """Promise: one row an endpoint, the columns as a program would want them."""
    table = found.frame().set_index(["method", "path"])
    assert len(table) == len(found.endpoints)
    row = table.loc[("GET", "/customers/validation/{id}")]
    assert (row["access"], row["privilege"], row["roles"], row["who"]) == (
        "guarded",
        "license_priv",
        "license_role",
        CLIENT,
    )


def test_json_says_all(found):
    """Promise: the JSON holds schema, endpoints, warnings and notes."""
    document = json.loads(found.json())
    assert document["schema"] == "PAGE" and document["probed"] is False
    assert len(document["endpoints"]) == 18 and len(document["warnings"]) == len(found.warnings)
    assert {"method", "path", "access", "privilege", "roles", "clients", "probe"} <= set(document["endpoints"][0])
    assert {"kind", "subject", "text"} == set(document["warnings"][0])


def test_the_case_is_the_lessons():
    """Promise: the fake rows are those of the lessons' names."""
    assert CASE["client"][0][0] == CLIENT


def test_what_ords_makes_by_itself_is_understood(mixed):
    """Promise: AutoREST's own privileges and roles, a guarded catalog and a JWT profile stand in the list."""
    found = mixed.audit()
    who = {str(each.endpoint): (each.who, each.by) for each in found.endpoints}
    assert who["GET /emp/"] == ("legacy", "pattern /emp/*")
    assert who["GET /dept/"] == ("anyone", "")
    assert who["GET /metadata-catalog/"] == ("no client holds the role", "pattern /metadata-catalog/*")
    assert who["GET /customers/validation/{id}"] == ("license_backend_client", "module customers")
    assert [(each.kind, each.subject) for each in found.warnings] == [
        ("public_endpoint", "GET, POST, PUT, DELETE /dept/"),
        ("secret_in_clear", "legacy"),
        ("long_token_lifetime", "legacy"),
        ("row_of_any_person", "GET /customers/validation/{id}"),
    ]
    assert {each.kind for each in found.notes} == {"public_catalog", "jwt_profile"}
