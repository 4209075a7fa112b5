"""What a script with the package OAUTH makes."""

from __future__ import annotations

import pytest

from ordslab.sql.oauth_calls import clients_of

SCRIPT = """
-- oauth.create_client('not', 'this one');
begin
  ORDS_METADATA.OAUTH.create_client(
    p_name            => 'license''s client', p_grant_type => 'client_credentials',
    p_owner           => 'Aurora, Books', /* , */
    p_description     => q'[it's "quoted", (here)]',
    p_support_email   => 'a@example.com',
    p_privilege_names => null, p_token_duration => 60);
  oauth.grant_client_role('license''s client', 'clerk');
  oauth.grant_client_role(p_role_name => 'boss', p_client_name => 'license''s client');
  oauth.revoke_client_role('license''s client', 'boss');
  oauth.create_client('web', 'authorization_code', 'me', 'a web application', p_redirect_uri => 'https://x/cb',
    p_support_email => 'w@example.com', p_allowed_origins => 'https://x', p_privilege_names => 'p,q');
  oauth.create_client('gone', 'client_credentials');
  oauth.delete_client('gone');
  oauth.create_client('old', 'client_credentials', p_privilege_names => '');
  oauth.rename_client('old', 'renamed');
  dbms_output.put_line('oauth.delete_client(''web'')');
  commit;
end;
/
"""


def test_what_a_script_leaves_behind():
    """Promise: calls by name and by position, strings of every kind, what was renamed, revoked and deleted; what stands
    in a comment or a text is none."""
    clients, by_hand = clients_of(SCRIPT)
    assert by_hand == []
    assert [(each.name, each.grant_type, each.roles, each.kept) for each in clients] == [
        ("license's client", "client_credentials", ["clerk"], "new"),
        ("web", "authorization_code", [], "new"),
        ("renamed", "client_credentials", [], "new"),
    ]
    assert clients[0].values == {
        "p_description": 'it\'s "quoted", (here)',
        "p_support_email": "a@example.com",
        "p_token_duration": "60",
    }
    assert clients[1].values["p_origins_allowed"] == "https://x" and clients[1].values["p_privilege_names"] == "p,q"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("oauth.create_client(l_name, 'client_credentials')", "line 1: oauth.create_client: p_name is no literal"),
        ("oauth.create_client('a' || 'b', 'implicit')", "p_name is no literal"),
        ("oauth.create_client(p_name => 'a', p_colour => 'red')", "p_colour has no counterpart"),
        ("oauth.delete_client('a', 'b')", "more than 1 arguments"),
        ("oauth.grant_client_role('stranger', 'r')", "is about a client that this script does not make"),
        ("oauth.update_client_secret('a', 'secret')", "oauth.update_client_secret has no counterpart"),
        ("oauth.create_jwt_profile('i', 'a', 'u')", "has no counterpart"),
    ],
)
def test_what_is_not_carried_over_is_told(call, says):
    """Promise: nothing is dropped in silence, and no value is guessed."""
    clients, by_hand = clients_of(f"begin {call}; end;")
    assert clients == [] and len(by_hand) == 1 and says in by_hand[0]


@pytest.mark.parametrize("number", [1, 16, 1000])
def test_as_many_as_there_are(number):
    """Promise: each client of a script, in its order."""
    calls = "".join(f"oauth.create_client('c{each}', 'client_credentials');\n" for each in range(number))
    clients, by_hand = clients_of(f"begin\n{calls}end;")
    assert [each.name for each in clients] == [f"c{each}" for each in range(number)] and by_hand == []
