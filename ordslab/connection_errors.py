"""Why the database or ORDS cannot be reached, in the lab's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ordslab.errors import LabError, LogonRefused, SandboxStopped, Unreachable
from ordslab.settings import Settings

_LOGON = {"ORA-01017", "ORA-01005", "ORA-28000", "ORA-28001", "ORA-01045"}
# The driver's DPY- codes that speak of the connection, and the listener's and session's ORA- codes.
_CONNECTION = re.compile(
    r"DPY-(1001|4011|4024|4027|60\d\d)|ORA-(03113|03114|03135|00028|01012|01033|01034|01089|12\d\d\d)"
)


def is_about_connection(code: str) -> bool:
    """Whether an error code speaks of the connection, not of the statement that met it."""
    return code in _LOGON or _CONNECTION.fullmatch(code) is not None


def code_and_message(error: Exception) -> tuple[str, str]:
    """Code and first line of a driver's error; ("", ...) for other errors."""
    first = error.args[0] if error.args else ""
    message = str(getattr(first, "message", "") or error).splitlines()
    return str(getattr(first, "full_code", "") or ""), message[0] if message else ""


@contextmanager
def explained(settings: Settings) -> Iterator[None]:
    """Within it, errors of the driver about the connection come as `LabError`."""
    import oracledb

    try:
        yield
    except oracledb.Error as error:
        raise explain(error, settings) from None


def explain(error: Exception, settings: Settings) -> LabError:
    """Say why there is no connection: nothing runs, nothing answers, or the logon was refused."""
    code, message = code_and_message(error)
    if settings.is_sandbox:
        return _explain_sandbox(code, message, settings)
    if code in _LOGON:
        return LogonRefused(
            f"{message or 'The database refused the logon.'}",
            f"Check the user of profile {settings.profile} and the password in ORDSLAB_PASSWORD.",
        )
    if code:
        return Unreachable(
            f"The database of profile {settings.profile} does not answer ({message}).",
            "Check dsn and wallet of the profile, and that the database runs. Then run the cell again.",
        )
    return Unreachable(
        f"ORDS of profile {settings.profile} does not answer ({type(error).__name__}).",
        "Check base_url of the profile and your network. Then run the cell again.",
    )


def _explain_sandbox(code: str, message: str, settings: Settings) -> LabError:
    import ordslab.sandbox

    status = ordslab.sandbox.status(home=settings.home)
    if not status["running"]:
        return SandboxStopped()
    if code in _LOGON:
        return LogonRefused(message, "Open the lab again: lab = ordslab.open_lab()")
    if status["dsn"] != settings.dsn or not settings.base_url.startswith(status["ords_url"]):
        return Unreachable(
            "The sandbox has been started again, at another address.", "Open the lab again: lab = ordslab.open_lab()"
        )
    if code:
        return Unreachable(
            "The connection to the database is lost, with all work that was not committed.", "Run the cell again."
        )
    return Unreachable("ORDS gave no answer: the connection broke.", "Run the cell again.")
