"""TLS as a profile asks for it."""

from __future__ import annotations

import ssl

import pytest

from ordslab import settings
from ordslab.errors import SettingsError
from ordslab.settings.logon import connect_arguments

from .profile_files import WORK, write


def test_a_ca_file_becomes_a_context_that_verifies(home, monkeypatch):
    """Promise: own certificates are trusted, never nobody's: the driver gets a context that verifies."""
    import certifi

    write(home, WORK + f'ca_file = "{certifi.where()}"\nproxy = "http://proxy.example.com:3128"')
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    arguments = connect_arguments(settings.load("work"))
    assert arguments["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert (arguments["https_proxy"], arguments["https_proxy_port"]) == ("proxy.example.com", 3128)


@pytest.mark.parametrize(("content", "says"), [(None, "is not there"), ("no PEM", "can't be used")])
def test_a_ca_file_that_is_none_is_said(home, monkeypatch, content, says):
    """Promise: a missing or broken ca_file is an error, and no fall back to anything."""
    write(home, WORK + 'ca_file = "ca.pem"')
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    if content:
        (home / "ca.pem").write_text(content)
    with pytest.raises(SettingsError, match=says):
        connect_arguments(settings.load("work"))
