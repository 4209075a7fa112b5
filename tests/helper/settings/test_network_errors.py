"""Why there was no connection, in words."""

from __future__ import annotations

import socket
import ssl

import pytest
import requests

from ordslab.settings.network_errors import reason


def not_verified(message):
    """What Python raises for a certificate that is not accepted."""
    error = ssl.SSLCertVerificationError(f"certificate verify failed: {message}")
    error.verify_message = message
    return error


def of_the_driver(text):
    """An error as the driver makes it: its first argument holds the message."""
    return OSError(type("Said", (), {"message": text})())


@pytest.mark.parametrize(
    ("error", "what", "next_step"),
    [
        (not_verified("certificate has expired"), "its certificate has expired", "renew"),
        (not_verified("certificate is not yet valid"), "not valid yet", "clock"),
        (not_verified("Hostname mismatch, not valid for 'x'."), "for another name", "host name"),
        (not_verified("self signed certificate in certificate chain"), "nobody here knows", "add work --ca-file"),
        (not_verified("self-signed certificate"), "is self-signed", "add work --ca-file FILE"),
        (not_verified("unable to get local issuer certificate"), "nobody here knows", "add work --ca-file"),
        (not_verified("something new"), "not accepted (something new)", "profile show work"),
        (requests.ConnectionError("Fingerprints did not match."), "another one than the profile's", "--certificate"),
        (ssl.SSLError("PEM lib"), "wallet's password is wrong", "chosen"),
        (ssl.SSLError("tlsv13 alert certificate required"), "asks for a wallet", "add work --wallet"),
        (ssl.SSLError("WRONG_VERSION_NUMBER"), "speaks no TLS", "http://"),
        (of_the_driver("DPY-6001: Service x is not registered"), "knows no such service", "dsn"),
        (of_the_driver("ORA-01034: ORACLE not available"), "is not running", "Start it"),
        (socket.gaierror("Name or service not known"), "host name is unknown", "profile show work"),
        (ConnectionRefusedError(), "nothing listens", "port"),
        (TimeoutError(), "did not answer in time", "firewall"),
        (ConnectionResetError(), "the connection broke", "Try again"),
    ],
)
def test_each_cause_has_its_words_and_its_way_out(error, what, next_step):
    """Promise: what happened, and what to do about it, with the profile's name in the command that mends it."""
    found = reason(error, "work")
    assert found is not None
    assert what in found.what and next_step in found.next_step and "NAME" not in found.next_step


@pytest.mark.parametrize("depth", [1, 2, 16])
@pytest.mark.parametrize("link", ["__cause__", "__context__", "args", "reason"])
def test_the_innermost_cause_counts(depth, link):
    """Promise: however deep a library wraps it, by whichever of Python's ways, the first cause is told."""
    error = outer = not_verified("certificate has expired")
    for _ in range(depth):
        outer = ConnectionError("it broke")
        if link == "args":
            outer.args = (error,)
        else:
            setattr(outer, link, error)
        error = outer
    found = reason(outer, "work")
    assert found is not None and found.what == "its certificate has expired"


def test_what_is_of_no_known_kind_is_left_to_others():
    """Promise: nothing is guessed of an error that is not about the network; a circle of causes ends."""
    error = ValueError("no number")
    error.__context__ = other = KeyError("x")
    other.__context__ = error
    assert reason(error, "work") is None
