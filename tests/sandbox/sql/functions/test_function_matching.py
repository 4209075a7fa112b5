"""Patterns: regular expressions and LIKE mean what they say, and every match ends."""

from __future__ import annotations

import re
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.sql import interruption
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions.like_patterns import like
from ordslab.sandbox.sql.functions.regexps import (
    regexp_count,
    regexp_instr,
    regexp_like,
    regexp_replace,
    regexp_substr,
)

PIECES = ["a", "b", ".", "[ab]", "[^a]", "[a-c]", r"\d", r"\w", "(a", "(", ")", "|", "^", "$", r"\1", r"\.", "(?:", "]"]
QUANTIFIERS = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{,2}", "*?", "+?"]
ENDLESS = [
    ("a" * 4000, "(.*)(.*)(.*)(.*)(.*)[^a]$"),
    ("x" * 4000, "(x+x+)+y"),
    ("a" * 60 + "!", "^(a|aa)+$"),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(QUANTIFIERS)), min_size=1, max_size=6),
    text=st.text("aab1. \nC", min_size=1, max_size=8),
    flags=st.sampled_from(["", "i", "n", "m", "in"]),
)
def test_a_regular_expression_means_what_it_says(pieces, text, flags):
    """Promise: for what POSIX and Perl share, matches are those of a backtracking engine: Python's own."""
    pattern = "".join(piece + (quantifier if piece not in "(?:|^$" else "") for piece, quantifier in pieces)
    options = sum({"i": re.IGNORECASE, "n": re.DOTALL, "m": re.MULTILINE}[flag] for flag in flags)
    try:
        wanted = re.compile(pattern, options)
    except re.error:
        return
    found = wanted.search(text)
    assert regexp_like(text, pattern, flags) == bool(found)
    assert regexp_substr(text, pattern, 1, 1, flags) == (found and found[0])
    assert regexp_instr(text, pattern, 1, 1, 0, flags) == (found.start() + 1 if found else 0)
    assert regexp_count(text, pattern, 1, flags) == len(list(wanted.finditer(text)))
    assert regexp_replace(text, pattern, "<>", 1, 0, flags) == wanted.sub("<>", text)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pattern=st.text("ab%_", max_size=7), text=st.text("ab\n_%", min_size=1, max_size=8))
def test_like_means_its_regular_expression(pattern, text):
    """Promise: % stands for any text, _ for any character."""
    wanted = "".join({"%": ".*", "_": "."}.get(each, each) for each in pattern)
    assert like(text, pattern) == bool(re.fullmatch(wanted, text, re.DOTALL))


@pytest.mark.parametrize(("text", "pattern"), ENDLESS)
def test_a_match_without_end_ends(text, pattern):
    """Promise: ORA-00040 for a match that would take years; inferred: Oracle's error for a call that takes too long."""
    with pytest.raises(OraError, match="ORA-00040"):
        regexp_like(text, pattern)


def test_a_cancelled_call_ends_within_a_match():
    """Promise: ORA-01013 ends a match, as it ends what a session itself can see."""
    cancelled = threading.Event()
    threading.Timer(0.05, cancelled.set).start()

    def check():
        if cancelled.is_set():
            raise OraError(1013)

    with interruption.Running(check), pytest.raises(OraError, match="ORA-01013"):
        while True:  # each match would end by itself
            regexp_like("ab" * 100, "(a|b)*[cd]")
            interruption.check()


@pytest.mark.parametrize(
    "pattern",
    [
        "(((((((a{9}){9}){9}){9}){9}){9}){9})",
        "(" * 30 + "a" + ")+" * 30,
        "(?:" * 30 + "a" + "){1,9}" * 30,
        "(ab){60000}",
        "a" * 513,
        "é" * 257,
    ],
)
def test_a_pattern_that_is_too_large_is_refused(pattern):
    """ORA-12733; documented: 512 bytes. Inferred: what an interval makes of it counts too."""
    with pytest.raises(OraError, match="ORA-12733"):
        regexp_like("a", pattern)


@pytest.mark.parametrize(
    ("number", "pattern"),
    [
        (12725, "a)"),
        (12726, "[a"),
        (12732, "a{3,2}"),
        (12732, "a{65536}"),
        (12732, "a{0,99999999999}"),
        (3001, "(?i)a"),
    ],
)
def test_what_is_no_pattern_is_refused(number, pattern):
    """Inferred: the numbers. Certain: Oracle knows no (?i)."""
    with pytest.raises(OraError, match=f"ORA-{number:05}"):
        regexp_like("a", pattern)


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [("n", r"\n", True), ("\n", r"\n", False), ("a{x}", "a{x}", True), ("a\n", r"a\Z", True), ("a\n", r"a\z", False)],
)
def test_a_backslash_quotes_what_is_no_operator(text, pattern, found):
    r"""Documented: a backslash quotes the next character; \Z also matches before a newline at the end, \z does not."""
    assert regexp_like(text, pattern) == found


@pytest.mark.parametrize("pattern", ["%a" * 2000 + "%b", "%" + "_" * 15000 + "b%", "%a_" * 5000 + "b%"])
def test_a_long_like_is_no_longer_than_its_text(pattern):
    """Promise: many percent signs don't try every way to share the text (else this never ends)."""
    assert not like("a" * 32000, pattern)
