"""What you can copy from the console, and what follows from it.

An Autonomous Database has its ORDS at `https://<tenant>-<database>.adb.<region>.oraclecloudapps.com/ords`. The same
three words stand in its connect string: host `adb.<region>.oraclecloud.com`, service
`<tenant>_<database>_low.adb.oraclecloud.com`. (Documented by the examples of both; that they go together is inferred.)
"""

import re
from urllib.parse import urlsplit

from ordslab.errors import SettingsError

_NO_ALIAS = {"sql-developer", "apex", "apex_admin", "r", "f", "_landing", "_sdw", "_", ""}
_SERVICE = re.compile(
    r"service_name\s*=\s*([a-z0-9]+)_([a-z0-9]+)_(?:low|medium|high|tp|tpurgent)\.adb\.oraclecloud\.com", re.IGNORECASE
)
_HOST = re.compile(r"host\s*=\s*adb\.([a-z0-9-]+)\.oraclecloud\.com", re.IGNORECASE)


def ords_address(text: str) -> tuple[str, str | None]:
    """ORDS's base URL and, where it shows, the schema alias: of any address of Database Actions, APEX or a service.

    Raises `SettingsError` for what is no web address.
    """
    if "@" in text.partition("?")[0]:
        raise SettingsError("The address holds a user or a password.", "Leave out what stands before the @.")
    address = text.strip() if "://" in text else f"https://{text.strip()}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", address):
        raise SettingsError(
            f"That is no web address: {text.strip()}",
            "Copy it from the browser while Database Actions is open: https://.../ords/...",
        )
    root = f"{parts.scheme}://{parts.netloc}"
    segments = [each for each in parts.path.split("/") if each]
    if "ords" not in segments:
        return (f"{root}/{'/'.join(segments)}" if segments else f"{root}/ords"), None
    at = segments.index("ords")
    behind = segments[at + 1] if len(segments) > at + 1 else ""
    alias = None if behind in _NO_ALIAS or behind.startswith(("f?", "wwv_")) else behind
    return f"{root}/{'/'.join(segments[: at + 1])}", alias


def ords_url_of(connect_string: str) -> str | None:
    """ORDS's base URL of the Autonomous Database that a full connect string leads to; None for other databases."""
    service, host = _SERVICE.search(connect_string), _HOST.search(connect_string)
    if not service or not host:
        return None
    tenant, database = service[1].lower(), service[2].lower()
    return f"https://{tenant}-{database}.adb.{host[1].lower()}.oraclecloudapps.com/ords"
