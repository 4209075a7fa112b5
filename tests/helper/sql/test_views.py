"""The USER_ORDS_ views as DataFrames, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import NoSuchName
from ordslab.sql.views import NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name != "approvals"])
def test_views_are_tables(lab, name):
    """Promise: each USER_ORDS_ view is a DataFrame with columns, even when it has no rows."""
    assert len(getattr(lab.views, name).columns) >= 3


def test_views_mask_secrets(lab):
    """Promise: a legacy client, whose secret the database shows, shows none in the table."""
    with lab.connection.cursor() as cursor:
        cursor.execute(
            "begin oauth.create_client(p_name => 'legacy', p_grant_type => 'client_credentials',"
            " p_support_email => 'a@example.com', p_privilege_names => null); end;"
        )
        (secret,) = cursor.execute("select client_secret from user_ords_clients where name = 'legacy'").fetchone()
    table = lab.views.clients
    assert len(secret) == 24 and secret not in table.to_csv()
    assert table.set_index("NAME")["CLIENT_SECRET"]["legacy"].reveal() == secret
    lab.connection.rollback()
    assert "legacy" not in set(lab.views.clients["NAME"])


def test_an_unknown_view_lists_the_others(lab):
    """Promise: a misspelt view says which there are; completion offers them."""
    with pytest.raises(NoSuchName, match="client_roles"):
        lab.views.client_role  # noqa: B018  asking is the test
    assert {"clients", "services"} <= set(dir(lab.views)) and not hasattr(lab.views, "nothing")
