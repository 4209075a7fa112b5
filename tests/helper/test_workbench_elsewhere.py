"""The workbench on a database that is not the lab's own."""

from __future__ import annotations

import pytest


@pytest.fixture
def lab(away):
    return away


def test_a_program_of_your_own_gets_there(lab, anna, remote):
    """Promise: lab.url and lab.environment are all that another program needs: prefix and certificates are in them."""
    import os
    import subprocess
    import sys

    anna.reset(to="role")
    program = "import requests, sys; print(requests.get(sys.argv[1]).json()['name'])"
    done = subprocess.run(
        [sys.executable, "-c", program, anna.url("customers/validation/1")],
        env=os.environ | anna.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Aurora Books\n"
    assert lab.url("/customers/validation/1") == f"{lab.base_url}/customers/validation/1"
    assert anna.environment["REQUESTS_CA_BUNDLE"] == remote.ca_file
