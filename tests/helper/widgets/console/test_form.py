"""The console's form."""

from __future__ import annotations

from ..panels import click


def test_load_writes_a_call_into_the_form(lab):
    """Promise: a call of the history comes back into the form, without its secrets."""
    panel = lab.console()
    panel.call("POST", "customers/nothing?access_token=abcdef", "X-A: 1\nAuthorization: Bearer abcdef", '{"a": 1}')
    click(panel, "load", number=len(lab.journal))
    form = panel.regions["form"]
    assert "abcdef" not in form and "customers/nothing" in form and "X-A: 1" in form
    assert '<option value="POST" selected>' in form
