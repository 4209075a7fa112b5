"""Calls that no handler answers: what the caller may have meant. On a sandbox: test_dictionary_judgement.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ordslab.chain.call import Call
from ordslab.chain.not_found import not_found
from ordslab.chain.reading import assemble
from ordslab.chain.routes import Address, find

from ..dictionary_fakes import rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


def cause(dictionary, path, method="GET"):
    found = not_found(dictionary, Call(method, Address("page", path)), find(dictionary, path))
    return found and (found.cause, found.status)


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/customers/validation/1", "GET", None),
        ("/metadata-catalog/", "GET", None),
        ("/metadata-catalog/customers/validation/item", "GET", None),
        ("/metadata-catalog/customers/", "GET", ("not_described", 404)),
        ("/open-api-catalog/customers/", "GET", None),
        ("/open-api-catalog/", "POST", ("catalog_method", 405)),
        ("/customers/validation/1", "POST", ("no_handler", 405)),
        ("/customers/validations/1", "GET", ("no_template", 404)),
        ("/customers", "GET", ("no_template", 404)),
        ("/customer/validation/1", "GET", ("no_module", 404)),
        ("/", "GET", ("no_module", 404)),
    ],
)
def test_each_miss_has_its_cause(path, method, expected):
    """Promise: a wrong method, template or module is told apart; what is answered gives nothing."""
    assert cause(CASE, path, method) == expected


def test_an_empty_schema_has_sql_that_begins_one():
    """Promise: where there is no module yet, the SQL makes the one that the path begins with."""
    empty = replace(CASE, modules=(), handlers=())
    found = not_found(empty, Call("GET", Address("page", "/shop/items")), find(empty, "/shop/items"))
    assert found.reason == "The schema has no module yet." and "'/shop/'" in found.mend.sql
