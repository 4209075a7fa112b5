"""OAuth clients and their secrets, without PL/SQL."""

from __future__ import annotations

import re

import pytest

from ordslab.sandbox.metadata import clients, privileges, schemas, secrets
from ordslab.sandbox.metadata.digests import digest
from ordslab.sandbox.sql.errors import OraError


@pytest.fixture
def client(schema):
    return schema.article()


def hashes(schema):
    return schema.metadata().clients[0].secret_hashes


def slots(schema):
    return schema.rows('SELECT slot, secret FROM "ORDS$CLIENT_SECRETS" ORDER BY slot')


def test_a_client_id_is_24_characters_that_end_in_two_dots(schema, client):
    """Observed: transcripts, e.g. `Zm6Z-XMm_LTOrgGMLxtT7Q..`."""
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}\.\.", schema.metadata().clients[0].client_id)


@pytest.mark.parametrize(
    ("grant_type", "auth_flow"),
    [("client_credentials", "CLIENT_CRED"), ("authorization_code", "AUTH_CODE"), ("implicit", "IMPLICIT")],
)
def test_grant_types_have_their_auth_flow(schema, grant_type, auth_flow):
    """CLIENT_CRED: documented (Oracle's lab); the others inferred."""
    with schema.changes() as changes:
        clients.create_client(changes, "c", grant_type, description="d", redirect_uri="https://example.com/")
    assert schema.rows('SELECT auth_flow FROM "ORDS$CLIENTS"') == [(auth_flow,)]
    assert schema.metadata().clients[0].grant_type == grant_type


@pytest.mark.parametrize("grant_type", ["password", "CLIENT_CREDENTIALS", None])
def test_an_unknown_grant_type_is_refused(schema, grant_type):
    with schema.changes() as changes, pytest.raises(OraError, match="ORA-20001"):
        clients.create_client(changes, "c", grant_type)


def test_a_client_with_a_user_needs_description_and_redirect_uri(schema):
    """Documented: not null unless client_credentials. The error number is inferred."""
    with schema.changes() as changes:
        for given in ({"description": "d"}, {"redirect_uri": "https://example.com/"}):
            with pytest.raises(OraError, match="ORA-01400"):
                clients.create_client(changes, "c", "authorization_code", **given)


def test_a_name_is_taken_once(schema, client):
    with schema.changes() as changes, pytest.raises(OraError, match=r"ORA-00001.*OAUTH_CLIENTS_UNIQUE1"):
        clients.create_client(changes, "license_backend_client", "client_credentials")


def test_an_imported_client_keeps_its_client_id(schema):
    """Observed: IMPORT_CLIENT takes ids such as `requester_a`."""
    with schema.changes() as changes:
        clients.create_client(changes, "c", "client_credentials", client_id="requester_a")
        with pytest.raises(OraError, match=r"ORA-00001.*OAUTH_CLIENTS_UNIQUE2"):
            clients.create_client(changes, "d", "client_credentials", client_id="requester_a")
    assert schema.metadata().clients[0].client_id == "requester_a"


def test_requested_privileges_are_a_comma_list(schema, client):
    with schema.changes() as changes:
        privileges.create_privilege(changes, "other_priv")
        clients.update_privileges(changes, client, "license_priv, other_priv")
    assert schema.rows('SELECT count(*) FROM "ORDS$CLIENT_PRIVILEGES"') == [(2,)]
    with schema.changes() as changes, pytest.raises(OraError, match="ORA-01403"):
        clients.update_privileges(changes, client, "license_priv,nothing")


def test_roles_come_and_go(schema, client):
    with schema.changes() as changes:
        clients.grant_role(changes, client, "license_role")  # held already
        clients.grant_role(changes, client, "SQL Developer")
        clients.revoke_role(changes, client, "license_role")
        with pytest.raises(OraError, match="ORA-01403"):
            clients.revoke_role(changes, client, "license_role")
        with pytest.raises(OraError, match="ORA-01403"):
            clients.grant_role(changes, client, "nobody")
    assert schema.metadata().clients[0].roles == {"SQL Developer"}


def test_a_client_is_found_by_any_of_its_keys(schema, client):
    client_id = schema.metadata().clients[0].client_id
    with schema.changes() as changes:
        assert clients.find_client(changes, name="license_backend_client") == client
        assert clients.find_client(changes, client_id=client_id) == client
        assert clients.find_client(changes, number=client) == client
        for wrong in ({"name": "nobody"}, {"name": "license_backend_client", "number": 1}, {}):
            with pytest.raises(OraError, match="ORA-01403"):
                clients.find_client(changes, **wrong)


def test_a_renamed_client_keeps_its_id(schema, client):
    before = schema.metadata().clients[0]
    with schema.changes() as changes:
        clients.rename_client(changes, client, "new")
    after = schema.metadata().clients[0]
    assert (after.name, after.client_id) == ("new", before.client_id)


def test_durations_are_the_clients_own(schema, client):
    with schema.changes() as changes:
        clients.update_durations(changes, client, 60, None, None)
    assert schema.metadata().clients[0].token_duration == 60
    with schema.changes() as changes, pytest.raises(OraError, match="ORA-20001"):
        clients.update_durations(changes, client, 0, None, None)


def test_deleting_a_client_ends_its_tokens_with_the_commit(schema, client):
    token = schema.tokens.issue("PAGE", schema.metadata().clients[0], 60)
    with schema.changes() as changes:
        clients.delete_client(changes, client)
        assert schema.tokens.find("PAGE", token) is not None
    assert schema.tokens.find("PAGE", token) is None
    assert schema.metadata().clients == ()
    assert slots(schema) == []


def test_a_deletion_rolled_back_leaves_the_tokens(schema, client):
    token = schema.tokens.issue("PAGE", schema.metadata().clients[0], 60)
    with schema.changes(commit=False) as changes:
        clients.delete_client(changes, client)
    assert schema.tokens.find("PAGE", token) is not None


def test_dropping_rest_ends_all_tokens(schema, client):
    token = schema.tokens.issue("PAGE", schema.metadata().clients[0], 60)
    with schema.changes() as changes:
        schemas.drop_rest_for_schema(changes)
    assert schema.tokens.find("PAGE", token) is None


def test_a_generated_secret_has_the_form_of_ords(schema, client):
    with schema.changes() as changes:
        issued = secrets.register_secret(changes, client)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}\.\.", issued.secret)
    assert hashes(schema) == (digest(issued.secret),)


def test_a_secret_is_not_stored_unless_asked_for(schema, client):
    """Documented: a generated secret is not stored; the value returned is the only copy."""
    with schema.changes() as changes:
        secrets.register_secret(changes, client, "quiet")
        secrets.register_secret(changes, client, "readable", stored=True)
    assert slots(schema) == [(1, None), (2, "readable")]


def test_a_third_secret_takes_the_place_of_the_oldest(schema, client):
    """Documented: if two client secrets are already registered then the oldest will be overwritten."""
    with schema.changes() as changes:
        for text in ("first", "second", "third"):
            secrets.register_secret(changes, client, text)
    assert set(hashes(schema)) == {digest("second"), digest("third")}


def test_existing_secrets_can_be_revoked_at_once(schema, client):
    with schema.changes() as changes:
        secrets.register_secret(changes, client, "old")
        secrets.register_secret(changes, client, "new", revoke_existing=True)
    assert hashes(schema) == (digest("new"),)


def test_a_slot_can_be_chosen(schema, client):
    with schema.changes() as changes:
        assert secrets.register_secret(changes, client, "a", slot=2).slot == 2
        assert secrets.register_secret(changes, client, "b").slot == 1
        with pytest.raises(OraError, match="ORA-20001"):
            secrets.register_secret(changes, client, "c", slot=3)


@pytest.mark.parametrize(
    ("criteria", "revoked", "left"),
    [
        ({}, 1, ["second"]),
        ({"slot": 2}, 2, ["first"]),
        ({"slot": 3}, 3, []),
        ({"secret": "second"}, 2, ["first"]),
        ({"secret": "unknown"}, None, ["first", "second"]),
        ({"stored": True}, 2, ["first"]),
        ({"stored": False}, 1, ["second"]),
        ({"stored": False, "slot": 2}, 2, ["first"]),
        ({"secret": "first", "slot": 2}, 3, []),
    ],
)
def test_secrets_are_revoked_by_any_criterion(schema, client, criteria, revoked, left):
    """Documented: the comments of REVOKE_CLIENT_SECRETS; fields work independently, slot 3 is both, none the oldest."""
    with schema.changes() as changes:
        secrets.register_secret(changes, client, "first")
        secrets.register_secret(changes, client, "second", stored=True)
        assert secrets.revoke_secrets(changes, client, **criteria) == revoked
    assert set(hashes(schema)) == {digest(text) for text in left}


def test_an_implicit_client_has_no_secret(schema):
    """Observed: USER_ORDS_CLIENTS shows null for implicit clients. The refusal is inferred."""
    with schema.changes() as changes:
        client = clients.create_client(changes, "c", "implicit", description="d", redirect_uri="https://example.com/")
        with pytest.raises(OraError, match="ORA-20001"):
            secrets.register_secret(changes, client)


def test_an_issued_secret_does_not_show_itself(schema, client):
    with schema.changes() as changes:
        issued = secrets.register_secret(changes, client, "hidden-value")
    assert "hidden-value" not in repr(issued)
