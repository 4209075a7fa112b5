"""What users allowed clients of three-legged flows."""

from __future__ import annotations

import pytest

from ordslab.sandbox.metadata import approvals, clients
from ordslab.sandbox.metadata.views import VIEWS
from ordslab.sandbox.sql.errors import OraError

PENDING = next(view for view in VIEWS if view.name == "USER_ORDS_PENDING_APPROVALS")
ALL = next(view for view in VIEWS if view.name == "USER_ORDS_APPROVALS")


@pytest.fixture
def approval(schema):
    with schema.changes() as changes:
        client = clients.create_client(
            changes, "store", "authorization_code", description="d", redirect_uri="https://example.com/"
        )
        return approvals.record_approval(changes, client, "ann", "APPROVED")


def test_an_approval_is_found_by_the_clients_name(schema, approval):
    """Reported: mennooo/securing-ords reads APPROVAL_ID by TITLE, the client's name."""
    assert schema.rows(f"SELECT approval_id FROM ({ALL.text}) WHERE title = 'store'") == [(approval,)]


def test_its_status_can_be_set_back(schema, approval):
    """Reported: mennooo/securing-ords sets it to PENDING."""
    with schema.changes() as changes:
        approvals.modify_approval_status(changes, "PENDING", "DEMO", "ann", approval)
    assert schema.rows(f"SELECT approval_id, updated_by FROM ({PENDING.text})") == [(approval, "DEMO")]


def test_a_second_answer_replaces_the_first(schema, approval):
    with schema.changes() as changes:
        client = clients.find_client(changes, name="store")
        assert approvals.record_approval(changes, client, "ann", "DENIED") == approval
    assert schema.rows(f"SELECT status FROM ({ALL.text})") == [("DENIED",)]


@pytest.mark.parametrize(
    ("status", "user", "error"), [("PENDING", "bob", 1403), ("PENDING", None, 1400), ("MAYBE", "ann", 20001)]
)
def test_wrong_calls_are_refused(schema, approval, status, user, error):
    """Inferred."""
    with schema.changes() as changes, pytest.raises(OraError, match=f"ORA-{error:05d}"):
        approvals.modify_approval_status(changes, status, None, user, approval)


def test_deleting_the_client_deletes_them(schema, approval):
    with schema.changes() as changes:
        clients.delete_client(changes, clients.find_client(changes, name="store"))
    assert schema.rows(f"SELECT * FROM ({ALL.text})") == []
