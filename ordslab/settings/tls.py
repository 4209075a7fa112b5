"""TLS as a profile asks for it. It is always verified: by the usual certificates, by a ca_file, or by a pinned one."""

import hashlib
import ssl

from ordslab.errors import SettingsError
from ordslab.settings.current import Settings


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


def trusting(settings: Settings) -> ssl.SSLContext:
    """A TLS context that verifies, by the profile's ca_file where there is one. Raises `SettingsError`."""
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except OSError as error:
        raise SettingsError(
            f"The ca_file of profile {settings.profile} can't be used: {error.strerror or error}.",
            f"It has to be a PEM file of certificates: {settings.ca_file}",
        ) from None
