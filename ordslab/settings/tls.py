"""TLS as a profile asks for it. It is always verified: by the usual certificates, by a ca_file, or by a pinned one."""

from __future__ import annotations

import hashlib
import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from ordslab.errors import SettingsError
from ordslab.settings.settings import Settings


def fingerprint(settings: Settings) -> str:
    """SHA-256 of the profile's `certificate`, in hexadecimal digits. Raises `SettingsError`."""
    assert settings.certificate is not None
    try:
        text = settings.certificate.read_text(encoding="ascii")
        end = text.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)
        content = ssl.PEM_cert_to_DER_cert(text[text.index(ssl.PEM_HEADER) : end])
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The certificate of profile {settings.profile} can't be used: {error}.",
            f"It has to be a PEM file that begins with the certificate of ORDS: {settings.certificate}",
        ) from None
    return hashlib.sha256(content).hexdigest()


class Pinned(HTTPAdapter):
    """For a host that shows one known certificate: that one or none. The name in it does not matter then."""

    def __init__(self, sha256: str) -> None:
        self._sha256 = sha256
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """As the base; its connections compare the fingerprint."""
        super().init_poolmanager(*args, assert_fingerprint=self._sha256, **options)

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        """As the base; its connections compare the fingerprint."""
        return super().proxy_manager_for(proxy, assert_fingerprint=self._sha256, **options)

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """As the base, by the fingerprint in place of a chain of certificates."""
        options["verify"] = False  # of the chain: the fingerprint is compared all the same
        return super().send(request, *args, **options)
