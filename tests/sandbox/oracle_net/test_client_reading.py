"""A text is read as the driver reads it: only so is it known which values stand in a request."""

import pytest

from ordslab.sandbox.oracle_net.client_reading import ClientReading, read


@pytest.mark.parametrize(
    ("text", "returns"),
    [
        ("insert into t values (:1) returning id into :2", 1),
        ("UPDATE t SET a = :a RETURNING a, b INTO :b, :c", 2),
        ("/* :x */ -- :y\ndelete from t where a = ':z' returning a into :b", 1),
        ("insert into t values (q'[it's :x]', nq'!a'b!', :1) returning a into :2 /* :3 */", 1),
        ('insert into t values ("a:b") returning "INTO :x" into :"y z", : w', 2),
        ("insert into t values (json('{\"a\" : 1}'), 'a' :x) returning a into :y", 1),
        ("insert into t values (:1) return id into :2", 0),  # a synonym that the driver does not know
        ("select returning into :x", 0),
        ("insert into t values (:1)", 0),
        ("insert into t values (:1) /* returning into :2", 1),  # it reads on in a comment without an end
        ("insert into t (a_returning_b) select into_c, :1", 1),  # a word is letters alone
        ("", 0),
        ("returning into :x", 0),
    ],
)
def test_targets_of_returning_are_counted_as_the_driver_counts(text, returns):
    assert read(text) == ClientReading(returns=returns)


@pytest.mark.parametrize("text", ["begin null; end;", " /* x */ DECLARE a number; begin null; end;", "call p(:1)"])
def test_a_block_is_known_by_its_first_word(text):
    assert read(text).is_block
