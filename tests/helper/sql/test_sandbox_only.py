"""What only the sandbox has."""

from __future__ import annotations

import pytest

from ordslab.sql.sandbox_only import INSTEAD, only_in_sandbox


@pytest.mark.parametrize("called", INSTEAD)
def test_what_a_real_database_lacks_says_what_to_do_instead(called):
    """Promise: each of the sandbox's own subprograms is named as such, with what does the same on a real database."""
    error = only_in_sandbox(f"PLS-00201: identifier 'ORDSLAB_SANDBOX.{called.upper()}' must be declared")
    assert error and "the sandbox's own" in error.what and error.next_step == INSTEAD[called]


def test_other_errors_are_left_alone():
    """Promise: an error that is not about the sandbox's package is what it was."""
    assert only_in_sandbox("PLS-00201: identifier 'ORDS.NOPE' must be declared") is None
