"""Who may call what."""

from __future__ import annotations

from ..dictionary_fakes import CLIENT, FakeConnection, fake_lab, rows
from ..schemas import kinds, who


def test_it_gives_the_list_that_an_expert_would_write(found):
    """Promise: every endpoint, AutoREST and catalogs included, with who may call it."""
    assert who(found) == {
        "DELETE /m0/items/:id": "batch",
        "GET /m0/items/:id": "batch",
        "GET /m1/items/:id": "batch, users of web",
        "GET /m2/items/:id": "no client holds the role",
        "GET /m2/pending": "anyone",
        "GET /m3/items/:id": "anyone",
        "GET /m4/items/:id": "anyone",
        "GET /m5/items/:id": f"any token (batch, {CLIENT}, lost, nobody)",
        "GET /m6/items/:id": "anyone",
        "GET /m7/items/:id": "anyone",
        "GET /draft/": "nobody: its module is not published",
        "GET /customers/validation/{id}": CLIENT,
        "GET /emp/": "anyone",
        "POST /emp/": "anyone",
        "PUT /emp/": "anyone",
        "DELETE /emp/": "anyone",
        "GET /metadata-catalog/": "anyone",
        "GET /open-api-catalog/": "anyone",
    }


def test_it_shows_what_is_committed_and_says_so(tmp_path):
    """Promise: open work is not part of it, and a note says that it is there."""
    mine = FakeConnection(rows(), transaction_in_progress=True)
    found = fake_lab(tmp_path, mine, FakeConnection(rows(privilege_module=[]))).audit()
    assert who(found)["GET /customers/validation/{id}"] == "anyone"
    assert ("not_committed", "session") in kinds(found.notes)
