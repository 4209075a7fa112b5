"""The way to a host, as the doctor tries it."""

from __future__ import annotations

import pytest

from ordslab.doctor import Level

from ..stand_ins import certificate, web_server


def test_mistake_unknown_authority_has_the_command_that_mends_it(examined):
    """Promise: whoever knows address, user and password alone learns what else is needed, and how to give it."""
    report = examined(ca_file=None)
    for check in ("database TLS", "logon", "ORDS TLS"):
        assert report[check].next_step.endswith("ordslab profile add work --ca-file FILE")


@pytest.mark.parametrize(
    ("made", "trusted", "found"),
    [
        (("localhost", -1), True, (Level.FAILED, "certificate has expired")),
        (("other.example.com", 90), True, (Level.FAILED, "certificate is for another name")),
        (("localhost", 90), False, (Level.FAILED, "certificate is self-signed")),
        (("localhost", 3), True, (Level.WARNING, "good until")),
    ],
)
def test_mistake_in_a_certificate(examined, tmp_path, made, trusted, found):
    """Promise: expired, another name's, self-signed, soon to end: each has its words and its way out."""
    file, (level, says) = certificate(tmp_path, [made[0]], made[1]), found
    with web_server(404, file) as port:
        report = examined(ords_url=f"https://localhost:{port}/ords", ca_file=str(file) if trusted else None)
    tls = report["ORDS TLS"]
    assert tls.level is level and says in tls.what and tls.next_step
