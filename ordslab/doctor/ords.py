"""The profile's ORDS: the way there, and whether it serves the schema."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from ordslab.doctor.finding import Finding, Level, failed, ok, skipped, warning
from ordslab.doctor.network import handshake, reach
from ordslab.errors import LabError
from ordslab.http.session import is_loopback, stranger
from ordslab.settings.current import Settings
from ordslab.settings.tls import trusting


def look(settings: Settings) -> Iterator[Finding]:
    """All checks of ORDS, in order."""
    parts = urlsplit(settings.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if settings.proxy:
        yield skipped("ORDS address", f"it is reached through the proxy {settings.proxy}")
    else:
        found = reach("ORDS address", host, port, settings.profile)
        yield found
        if found.level is not Level.OK:
            yield skipped("ORDS", "its address can't be reached")
            return
        if parts.scheme == "https" and not settings.certificate:
            found = handshake("ORDS TLS", host, port, trusting(settings), settings.profile)
            yield found
            if found.level is Level.FAILED:
                yield skipped("ORDS", "its certificate is not accepted, and nothing is sent")
                return
    if parts.scheme == "http" and not is_loopback(settings.base_url):
        yield warning(
            "ORDS TLS",
            "the address is http: secrets and tokens go over the network for all to read",
            "Use https. ORDS may refuse OAuth over http (security.verifySSL).",
        )
    yield _answers(settings)


def _answers(settings: Settings) -> Finding:
    """Ask the schema's token endpoint, without credentials: where it is, it says 401 (or 400)."""
    root, _, alias = settings.base_url.rpartition("/")
    try:
        with stranger(settings) as session:
            status = session.post(
                f"{settings.base_url}/oauth/token", data={"grant_type": "client_credentials"}
            ).status_code
            landing = session.get(root + "/", allow_redirects=False).status_code if status == 404 else 0
    except LabError as error:
        if settings.base_url.startswith("http:") and "connection broke" in error.what:
            secure = f"https{root.removeprefix('http')}"
            step = f"Does it speak TLS there? ordslab profile add {settings.profile} --ords-url {secure}"
            return failed("ORDS", error.what, step)
        return failed("ORDS", error.what, error.next_step)
    if status in (400, 401):
        return ok("ORDS", f"it serves the alias {alias}, and its token endpoint asks who is there")
    if status == 404 and landing < 400:
        return failed(
            "ORDS",
            f"ORDS answers, and knows no schema alias {alias} (404)",
            f"select pattern from user_ords_schemas   then: ordslab profile add {settings.profile} --alias ...",
        )
    if status == 404:
        return failed(
            "ORDS",
            f"there is no ORDS at {root} (404)",
            f"Copy an address of Database Actions: ordslab profile add {settings.profile} --ords-url ...",
        )
    if status == 403 and settings.base_url.startswith("http:"):
        return failed(
            "ORDS",
            "ORDS refuses OAuth over http (403)",
            "Use https; on a machine of your own: ords config set security.verifySSL false, and restart it.",
        )
    if status in (502, 503, 504):
        return failed("ORDS", f"ORDS is not ready ({status})", "Is the database started? Wait a minute and try again.")
    return failed("ORDS", f"the token endpoint answers {status}", "Ask whoever runs this ORDS; its log says why.")
