"""The audit proved by calls."""

from __future__ import annotations

from ..broken_chains import block


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
