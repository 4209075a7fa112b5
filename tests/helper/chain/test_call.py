"""A call, and what is to say about it."""

from __future__ import annotations

from ordslab.chain.call import Call, Verdict
from ordslab.chain.routes import Address


def test_a_call_reads_as_one_types_it():
    """Promise: method and path, without the alias."""
    call = Call("GET", Address("page", "/customers/validation/1"))
    assert (str(call), call.path, call.client) == ("GET /customers/validation/1", "/customers/validation/1", None)


def test_a_verdict_without_sql_has_nothing_to_mend():
    """Promise: no SQL is the usual case."""
    assert Verdict(200, "public", "It is so.", "Why.").mend is None
