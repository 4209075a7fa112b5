"""The audit proved by calls."""

from __future__ import annotations

import http.server
import threading
from dataclasses import replace

import pytest

from ..broken_chains import block
from ..dictionary_fakes import FakeConnection, fake_lab, rows


def test_the_audit_is_proved_by_calls(case):
    """Promise: with probe each GET is called without a token, and answers as the dictionary says."""
    block(
        case,
        "ords.define_module('status', '/status/'); ords.define_template('status', '.');"
        " ords.define_handler('status', '.', 'GET', ords.source_type_collection_feed, 'select 1 ok from dual');",
    )
    found = case.audit(probe=True, public=["/status/"])
    answers = {str(each.endpoint): each.probe for each in found.endpoints if each.endpoint.source != "catalog"}
    assert answers == {"GET /customers/validation/{id}": 401, "GET /status/": 200}
    assert found.exit_status == 0 and found.probed
    block(case, "ords.delete_module('status');")


class Ords(http.server.BaseHTTPRequestHandler):
    """An ORDS that answers each address as a test wants, and writes down what it was asked."""

    protocol_version = "HTTP/1.1"
    statuses: dict[str, int] = {}  # noqa: RUF012  the test's own
    asked: list[tuple[str, str, str | None]] = []  # noqa: RUF012  likewise

    def do_GET(self):
        self.asked.append((self.command, self.path, self.headers.get("Authorization")))
        self.send_response_only(self.statuses.get(self.path, 404))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def ords(tmp_path):
    """A lab of the lessons' case whose ORDS is the one above."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ords)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Ords.asked, Ords.statuses = [], {"/ords/page/customers/validation/1": 401}
    lab = fake_lab(tmp_path, FakeConnection(rows()))
    lab.settings = replace(lab.settings, base_url=f"http://127.0.0.1:{server.server_port}/ords/page")
    yield lab
    lab.close()
    server.shutdown()
    server.server_close()


ADDRESSES = {
    "/_/sql": "/ords/page/_/sql",
    "/_/db-api/stable/": "/ords/page/_/db-api/stable/",
    "/_sdw/": "/ords/page/_sdw/",
    "/soda/latest/": "/ords/page/soda/latest/",
    "/mcp": "/ords/mcp",
}


@pytest.mark.parametrize(("status", "kind"), [(200, "open_address"), (401, "built_in_address"), (404, None)])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_addresses_that_ords_brings_along_are_asked(ords, address, status, kind):
    """Promise: each is asked without a token, by GET alone; what answers is named for what it opens: an error where it
    lets anyone in, a note where it is there, nothing where it is not."""
    Ords.statuses[ADDRESSES[address]] = status
    found = [each for each in ords.audit(probe=True).findings if each.kind in ("open_address", "built_in_address")]
    assert [(each.kind, each.subject) for each in found] == ([(kind, address)] if kind else [])
    assert all(str(status) in each.text and each.level != "warning" for each in found)
    assert {path for _, path, _ in Ords.asked} >= set(ADDRESSES.values())
    assert {(method, authorization) for method, _, authorization in Ords.asked} == {("GET", None)}


def test_an_answer_that_the_dictionary_does_not_promise_is_a_warning(ords):
    """Promise: what is guarded on paper and answers 200 is told."""
    Ords.statuses["/ords/page/customers/validation/1"] = 200
    assert [each.kind for each in ords.audit(probe=True).warnings] == ["probe_differs"]
