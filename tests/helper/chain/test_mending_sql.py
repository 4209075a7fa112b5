"""The SQL that mends: names stay literals, and each block commits."""

from __future__ import annotations

import pytest

from ordslab.chain import mending_sql as mend
from ordslab.sql.script import split

BLOCKS = {
    "enable_schema": mend.enable_schema("it's"),
    "publish": mend.publish("it's"),
    "allow_origins": mend.allow_origins("it's", "https://x"),
    "protect_object": mend.protect_object("it's", "TABLE", "t"),
    "define_module": mend.define_module("it's"),
    "define_template": mend.define_template("m", "it's"),
    "define_handler": mend.define_handler("m", "it's", "POST"),
    "define_privilege": mend.define_privilege("it's", "r", "m"),
    "guard_module": mend.guard_module("m", "it's"),
    "guard_pattern": mend.guard_pattern("/x/*", "it's"),
    "guard_pattern_instead": mend.guard_pattern("/x/*", "it's", "/:x"),
    "unguard_pattern": mend.unguard_pattern("/x/*", "it's"),
    "grant_role": mend.grant_role("it's", "r"),
    "grant_role_by_oauth": mend.grant_role("it's", "r", "oauth"),
    "ask_for": mend.ask_for("it's", "p"),
    "ask_for_by_oauth": mend.ask_for_by_oauth("it's", "p"),
    "new_secret_by_oauth": mend.new_secret_by_oauth("it's"),
    "register_by_oauth": mend.register_by_oauth("it's", "r"),
    "new_secret": mend.new_secret("it's"),
    "register": mend.register("it's", "r"),
    "register_without_role": mend.register("it's", ""),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_one_statement_that_commits(name):
    """Promise: it can be pasted into a cell as it is; a quote in a name ends no literal."""
    (statement,) = split(BLOCKS[name])
    assert statement.kind == "plsql" and "commit;" in statement.text and "'it''s" in statement.text


def test_queries_are_queries():
    """Promise: what only shows something changes nothing."""
    for text in (mend.ALIASES, mend.ADDRESSES, mend.source_of("it's", "t", "GET")):
        assert [each.kind for each in split(text)] == ["query"]
    assert "'it''s'" in mend.source_of("it's", "t", "GET")
