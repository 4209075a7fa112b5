"""Which bind variables hold a secret."""

from __future__ import annotations

import pytest

from ordslab.secrets.secret import Secret
from ordslab.sql.secret_binds import is_secret_bind, secret_targets, secret_values


@pytest.mark.parametrize(
    ("block", "targets"),
    [
        ("begin select client_id, client_secret into :a, :b from user_ords_clients; end;", {"b"}),
        ("begin select c.CLIENT_SECRET, c.name into :A, :B from user_ords_clients c; end;", {"a"}),
        ("begin select max(client_id), nvl(client_secret, 'x, y') into :a, :b from t; end;", {"b"}),
        ("begin :x := ords_security.rotate_client_secret(p_name => 'c'); end;", {"x"}),
        (
            "begin l := ords_security.rotate_client_secret(p_name => 'c'); m := 'is ' || l; :x := m; :y := n; end;",
            {"x"},
        ),
        ("begin select client_secret into l_value from t; :x := l_value; end;", {"x"}),
        (
            "begin l := ords_security.register_client(p_client_secret => ords_types.oauth_client_secret());"
            " :id := l.client_key.client_id; :other := l.client_secret.secret; end;",
            {"other"},
        ),
        ("begin :x := 'client_secret'; -- client_secret\n :y := 1 /* secret */; end;", set()),
        ("begin :when := l.client_secret_issued_on; :kind := token_type; end;", set()),
        ("insert into t values (1) returning client_secret into :x", {"x"}),
        ("begin select (select count(client_secret) from t), name into :n, :name from t; end;", {"n"}),
        ("begin null; end;", set()),
    ],
)
def test_what_a_block_puts_into_a_bind(block, targets):
    """Promise: a secret that a block hands out is one whatever the bind is called; an id beside it is none."""
    assert secret_targets(block) == targets


def test_names_that_say_so():
    """Promise: the name alone is enough."""
    assert all(map(is_secret_bind, ("client_secret", "first_secret", "token_of_anna", "password2", "apiKey")))
    assert not any(map(is_secret_bind, ("client_id", "name", "n")))


def test_values_that_are_bound_as_secrets():
    """Promise: of a statement's binds those are known that are Secrets, or are called so."""
    variables = {"Client_Secret": "abcdefgh", "other": Secret("12345678"), "n": "x", "unused_secret": "not bound"}
    assert list(secret_values("select :client_secret, :OTHER, :n from dual", variables)) == [
        "abcdefgh",
        Secret("12345678"),
    ]


@pytest.mark.parametrize(
    ("statement", "secrets"),
    [
        ("alter user page identified by Tiger_2026 account unlock", ["Tiger_2026"]),
        ('alter user page identified by "Ti ger" replace "o"', ["Ti ger"]),
        ("begin x(p_name => 'a', p_client_secret => 'it''s', p_password=>'b'); end;", ["it's", "b"]),
        ("select 'identified' from dual", []),
    ],
)
def test_secrets_that_stand_in_a_statement(statement, secrets):
    """Promise: a password that a cell sets, and a secret that it passes by name, are known from then on."""
    assert list(secret_values(statement, {})) == secrets
