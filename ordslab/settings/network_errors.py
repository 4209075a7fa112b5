"""Why there was no connection, in words: the cause within an error of the driver, of requests or of a socket."""

import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple


class Reason(NamedTuple):
    """What happened, as the rest of a sentence, and what to do about it; NAME in it is the profile's."""

    what: str
    next_step: str


_CERTIFICATE = (
    ("expired", "its certificate has expired", "Its owner has to renew the certificate; wrong is also: your clock."),
    ("not yet valid", "its certificate is not valid yet", "Look at the clock of this machine."),
    ("mismatch", "its certificate is for another name", "Use the host name that stands in the certificate."),
    ("not valid for", "its certificate is for another name", "Use the host name that stands in the certificate."),
    (
        "self-signed certificate in",
        "its certificate comes from an authority that nobody here knows",
        "Ask who runs it for that authority's certificates (PEM; behind a proxy that looks inside: the proxy's), then: "
        "ordslab profile add NAME --ca-file FILE",
    ),
    (
        "self-signed",
        "its certificate is self-signed",
        "Get that very certificate (PEM) from somebody whom you trust, then: ordslab profile add NAME --ca-file FILE "
        "(for ORDS alone: --certificate FILE).",
    ),
    (
        "issuer",
        "its certificate comes from an authority that nobody here knows",
        "Ask who runs it for that authority's certificates (PEM), then: ordslab profile add NAME --ca-file FILE",
    ),
)
_BY_CODE = {
    "DPY-6000": ("the listener refused the connection", "Check the service in the dsn, and that the database is open."),
    "DPY-6001": ("the listener knows no such service", "Check the service name in the dsn; copy the dsn again."),
    "DPY-6003": ("the listener knows no such SID", "Check the SID in the dsn; copy the dsn again."),
    "DPY-6006": ("its certificate is for another name", "Use the host name that stands in the certificate."),
    "DPY-4000": ("no such name in tnsnames.ora", "Check the dsn: it is a name of the wallet, or a connect string."),
    "DPY-4026": (
        "there is no tnsnames.ora",
        "Check the wallet: ordslab profile show NAME. Or give a full connect string: --dsn",
    ),
    "DPY-4027": (
        "a name as dsn needs a wallet",
        "Give it the wallet: ordslab profile add NAME --wallet FILE. Or a full connect string: --dsn",
    ),
    "DPY-3015": ("its user has a password of an old kind (10G)", "Set the user's password again: alter user."),
    "DPY-4011": (
        "it closed the connection",
        "Does that port speak TLS (tcps:// before the dsn), ask for a wallet (mutual TLS), or is it another program's?",
    ),
    "ORA-12506": ("its access control list refuses this machine", "Add this address: OCI console > Network access."),
    "ORA-12514": ("the listener knows no such service", "Check the service name in the dsn; copy the dsn again."),
    "ORA-12529": ("its access control list refuses this machine", "Add this address: OCI console > Network access."),
    "ORA-01033": ("the database is starting or stopping", "Wait a minute and try again."),
    "ORA-01034": ("the database is not running", "Start it: OCI console > your database > More actions > Start."),
}


def reason(error: BaseException, profile: str) -> Reason | None:
    """The cause behind an error; None when it is of no known kind. `profile`: for the command that mends it."""
    for each in _chain(error):
        found = _of_one(each)
        if found:
            return found._replace(next_step=found.next_step.replace("NAME", profile))
    return None


def _of_one(error: BaseException) -> Reason | None:
    text = str(getattr(error.args[0] if error.args else "", "message", "") or error)
    if isinstance(error, ssl.SSLCertVerificationError):
        said = f"{error.verify_message or text}".replace("self signed", "self-signed").lower()
        for part, what, next_step in _CERTIFICATE:
            if part in said:
                return Reason(what, next_step)
        return Reason(
            f"its certificate is not accepted ({error.verify_message})", "Check the ca_file: ordslab profile show NAME"
        )
    if "Fingerprints did not match" in text:
        return Reason(
            "its certificate is another one than the profile's",
            "Ask its owner, then: ordslab profile add NAME --certificate FILE",
        )
    if isinstance(error, ssl.SSLError):
        return _of_tls(error, text)
    for code, (what, next_step) in _BY_CODE.items():
        if code in text:
            return Reason(what, next_step)
    if isinstance(error, socket.gaierror):
        return Reason(
            "its host name is unknown",
            "Check the spelling (ordslab profile show NAME), and that your VPN or network is up.",
        )
    if isinstance(error, ConnectionRefusedError):
        return Reason("nothing listens at that port", "Check the port, and that the program runs.")
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return Reason("it did not answer in time", "A firewall, a proxy or an access control list may be in between.")
    if isinstance(error, ConnectionError) or "Disconnected" in type(error).__name__:
        return Reason("the connection broke", "Try again; what was not committed is lost.")
    return None


def _of_tls(error: ssl.SSLError, text: str) -> Reason:
    if "PEM" in text or "DECRYPT" in text.upper():
        return Reason("the wallet's password is wrong", "It is the one that was chosen when the wallet was downloaded.")
    if "CERTIFICATE_REQUIRED" in text.upper().replace(" ", "_") or "HANDSHAKE_FAILURE" in text.upper():
        return Reason("it asks for a wallet (mutual TLS)", "Give it the wallet: ordslab profile add NAME --wallet FILE")
    if "WRONG_VERSION_NUMBER" in text or "RECORD_LAYER" in text:
        return Reason("it speaks no TLS at that port", "Is it the other port? Or http:// in place of https://?")
    return Reason(f"TLS failed ({error.reason or text})", "Check port, wallet and ca_file: ordslab profile show NAME")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and all that stand behind it, the innermost first."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    yield from reversed(seen)
