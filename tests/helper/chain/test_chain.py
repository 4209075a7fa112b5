"""The chain of a schema on a sandbox, AutoREST included."""

from __future__ import annotations


def test_the_chain_leads_through_autorest(mixed):
    """Promise: a generated role and privilege are drawn like one's own."""
    from ordslab.chain import chain

    assert chain(mixed, "emp/", "legacy").complete
    assert not chain(mixed, "emp/", "license_backend_client").complete
    assert mixed.explain("GET", "emp/", client="legacy").cause == "allowed"
    mended = mixed.explain("GET", "emp/", client="license_backend_client").sql
    assert "'oracle.dbtools.role.autorest.PAGE.EMP'" in mended
