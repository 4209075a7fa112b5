from __future__ import annotations

import re
import sqlite3

import pytest

from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.metadata.model import Client
from ordslab.sandbox.metadata.tokens import CODE, REFRESH, TokenGrant, TokenStore

PAGE = TokenGrant("PAGE")


def client(number):
    return Client(number, "name", "id..", "client_credentials", (), frozenset(), None)


@pytest.fixture
def clock():
    return Clock(frozen=True)


@pytest.fixture
def store(tmp_path, clock):
    return TokenStore(tmp_path / "tokens.db", clock, Entropy())


def test_a_token_is_22_url_safe_characters(store):
    """Documented: APEX 26.1's page on OAuth clients shows `SNVDe2Tjough44I_X6tmXg`."""
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", store.issue("PAGE", client(1), 60))


def test_an_issued_token_is_found_with_its_client(store, clock):
    found = store.find("PAGE", store.issue("PAGE", client(10010), 60))
    assert found.client_id == 10010
    assert found.expires_at == clock.now().timestamp() + 60


def test_an_unknown_token_is_not_found(store):
    assert store.find("PAGE", "nonsense") is None


def test_a_token_is_of_one_schema(store):
    assert store.find("OTHER", store.issue("PAGE", client(1), 60)) is None


def test_a_token_ends_with_its_lifetime(store, clock):
    token = store.issue("PAGE", client(1), 60)
    clock.advance(59)
    assert store.find("PAGE", token) is not None
    clock.advance(1)
    assert store.find("PAGE", token) is None


def test_a_second_token_leaves_the_first_alone(store):
    """Inferred: whether ORDS gives the same token again was not determined."""
    first, second = store.issue("PAGE", client(1), 60), store.issue("PAGE", client(1), 60)
    assert first != second
    assert store.find("PAGE", first) is not None


def test_revoking_ends_all_tokens_of_that_client_only(store):
    tokens = [store.issue("PAGE", client(1), 60), store.issue("PAGE", client(1), 60)]
    others = [store.issue("PAGE", client(2), 60), store.issue("OTHER", client(1), 60)]
    store.revoke_client("PAGE", 1)
    assert [store.find("PAGE", token) for token in tokens] == [None, None]
    assert store.find("PAGE", others[0]) is not None
    assert store.find("OTHER", others[1]) is not None


def test_tokens_survive_a_restart(store, tmp_path, clock):
    token = store.issue("PAGE", client(1), 60)
    store.close()
    assert TokenStore(tmp_path / "tokens.db", clock, Entropy()).find("PAGE", token) is not None


def test_the_file_does_not_hold_the_token(store, tmp_path):
    token = store.issue("PAGE", client(1), 60)
    store.close()
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_token_that_is_not_text_of_this_world_is_just_unknown(store):
    assert store.find("PAGE", "\udcff\x00") is None


def test_a_code_is_good_for_one_use_by_its_client(store):
    """RFC 6749, 4.1.2."""
    code = store.issue_grant(CODE, "PAGE", client(1), 60, PAGE)
    assert store.redeem(CODE, "PAGE", client(2), code) is None
    assert store.redeem(CODE, "OTHER", client(1), code) is None
    assert store.redeem(REFRESH, "PAGE", client(1), code) is None
    assert store.redeem(CODE, "PAGE", client(1), code).user == "PAGE"
    assert store.redeem(CODE, "PAGE", client(1), code) is None


def test_a_code_ends_with_its_lifetime(store, clock):
    code = store.issue_grant(CODE, "PAGE", client(1), 60, PAGE)
    clock.advance(60)
    assert store.redeem(CODE, "PAGE", client(1), code) is None


def test_a_second_use_of_a_code_ends_what_came_from_it(store):
    """RFC 6749, 4.1.2: SHOULD revoke all tokens previously issued based on that code."""
    code = store.issue_grant(CODE, "PAGE", client(1), 60, PAGE)
    grant = store.redeem(CODE, "PAGE", client(1), code)
    token = store.issue("PAGE", client(1), 60, grant)
    refresh = store.issue_grant(REFRESH, "PAGE", client(1), 60, grant)
    other = store.issue("PAGE", client(1), 60, TokenGrant("PAGE", b"of another code"))
    assert store.find("PAGE", token).user == "PAGE"
    assert store.redeem(CODE, "PAGE", client(1), code) is None
    assert store.find("PAGE", token) is None
    assert store.redeem(REFRESH, "PAGE", client(1), refresh) is None
    assert store.find("PAGE", other) is not None


def test_revoking_ends_codes_and_refresh_tokens_as_well(store):
    code = store.issue_grant(CODE, "PAGE", client(1), 60, PAGE)
    store.revoke_client("PAGE", 1)
    assert store.redeem(CODE, "PAGE", client(1), code) is None


def test_the_file_holds_neither_codes_nor_refresh_tokens(store, tmp_path):
    texts = [store.issue_grant(kind, "PAGE", client(1), 60, PAGE) for kind in (CODE, REFRESH)]
    store.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(text.encode() in held for text in texts)


def test_tokens_of_a_release_that_knew_no_users_still_hold(store, tmp_path, clock):
    token = store.issue("PAGE", client(1), 60)
    store.close()
    with sqlite3.connect(tmp_path / "tokens.db") as file:
        file.executescript(
            "CREATE TABLE old (hash BLOB PRIMARY KEY, schema TEXT, client INTEGER, expires_at REAL) WITHOUT ROWID;"
            "INSERT INTO old SELECT hash, schema, client, expires_at FROM tokens; DROP TABLE tokens;"
            "ALTER TABLE old RENAME TO tokens"
        )
    file.close()
    reopened = TokenStore(tmp_path / "tokens.db", clock, Entropy())
    assert reopened.find("PAGE", token).user is None
    assert reopened.issue("PAGE", client(1), 60, PAGE)


def test_a_token_that_was_in_use_ends_when_it_is_revoked(store):
    token = store.issue("PAGE", client(1), 60)
    assert store.find("PAGE", token) is not None
    store.revoke_client("PAGE", 1)
    assert store.find("PAGE", token) is None
