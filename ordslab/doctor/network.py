"""The way to a host: its name, its port, its certificate."""

import datetime
import socket
import ssl

from ordslab.doctor.finding import Finding, failed, ok, warning
from ordslab.settings.network_errors import reason

SECONDS = 10
_SOON = 14
"""Days before a certificate's end that are worth a warning."""


def reach(check: str, host: str, port: int, profile: str) -> Finding:
    """Look the name up and open a connection. `profile`: for the command that mends it."""
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as connection:
            return ok(check, f"{host} is {connection.getpeername()[0]}, port {port} answers")
    except OSError as error:
        return _failed(check, f"{host}:{port}", error, profile)


def handshake(check: str, host: str, port: int, context: ssl.SSLContext, profile: str) -> Finding:
    """Make a TLS connection, by the rules of the context."""
    try:
        with (
            socket.create_connection((host, port), timeout=SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
            version = secured.version()
    except OSError as error:
        return _failed(check, f"{host}:{port}", error, profile)
    until = datetime.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=datetime.UTC)
    days = (until - datetime.datetime.now(datetime.UTC)).days
    what = f"{version}, the certificate is good until {until:%Y-%m-%d}"
    if days < _SOON:
        return warning(check, what, f"It ends in {days} days: ask its owner to renew it.")
    return ok(check, what)


def _failed(check: str, address: str, error: OSError, profile: str) -> Finding:
    cause = reason(error, profile)
    what = cause.what if cause else error.strerror or str(error)
    return failed(check, f"{address}: {what}", cause.next_step if cause else "Check the address and your network.")
