"""Explanation, audit and views on a database that is not the lab's own."""

from __future__ import annotations

import pytest


@pytest.fixture
def lab(away):
    return away


def test_error_ids_are_those_of_the_cloud(lab):
    """Promise: 32 hexadecimal digits (certain: published examples of Autonomous Databases), and hidden all the same."""
    ecid = lab.http.get(f"{lab.base_url}/nothing/here").json()["instance"].rpartition("/")[2]
    assert len(ecid) == 32 and set(ecid) <= set("0123456789abcdef")
    assert ecid not in lab.journal[-1].received


def test_explain_audit_and_views_read_there(lab):
    """Promise: what reads the dictionary reads that of the profile."""
    lab.reset(to="client")
    assert "401" in repr(lab.explain("GET", "customers/validation/1"))
    assert "license_priv" in repr(lab.audit())
    assert list(lab.views.schemas["PATTERN"]) == ["people"]
