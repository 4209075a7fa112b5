"""Why the database or ORDS cannot be reached, in the lab's words."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import oracledb

import ordslab.sandbox
from ordslab.errors import LabError, LogonRefused, SandboxError, SandboxStopped, SettingsError, Unreachable
from ordslab.settings.current import Settings
from ordslab.settings.network_errors import reason

_LOGON = {"ORA-01017", "ORA-01005", "ORA-28000", "ORA-28001", "ORA-01045"}
# The driver's DPY- codes that speak of the connection, and the listener's and session's ORA- codes.
_CONNECTION = re.compile(
    r"DPY-(1001|4011|4024|4027|60\d\d)|ORA-(03113|03114|03135|00028|01012|01033|01034|01089|12\d\d\d)"
)

# What the driver says of a connect string: invalid descriptor, can't be parsed, invalid protocol, value, server type,
# TLS version or number; and no host in it.
_DSN = {f"DPY-{number}" for number in (4017, 4018, 4021, 4022, 4028, 4032, 4038, 3001)}
_NO_SUCH_NAME = {"DPY-4000", "DPY-4027"}  # so it calls a name that tnsnames.ora lacks, and all that it can't make out


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
    try:
        yield
    except (oracledb.Error, socket.gaierror, ssl.SSLError, ConnectionError, TimeoutError) as error:
        raise explain(error, settings) from None  # the driver passes some of the system's errors on as they are


def explain(error: Exception, settings: Settings) -> LabError:
    """Say why there is no connection: nothing runs, nothing answers, or the logon was refused."""
    code, message = code_and_message(error)
    if code == "DPY-4024":  # the call_timeout of the connection
        return Unreachable("The database did not answer in time.", "Try again; something keeps it busy.")
    if settings.is_sandbox:
        return _explain_sandbox(code, message, settings)
    if code in _LOGON:
        return LogonRefused(message or "The database refused the logon.", _after_refusal(code, settings))
    if code in _DSN or (code in _NO_SUCH_NAME and not re.fullmatch(r"[\w.$-]+", settings.dsn)):
        return SettingsError(
            f"The dsn of profile {settings.profile} can't be parsed: it is no connect string.",
            f"It is host:port/service, or a name of the wallet: ordslab profile show {settings.profile}",
        )
    what = "ORDS" if type(error).__module__.startswith("requests") else "The database"
    cause = reason(error, settings.profile)
    if cause:
        by = f" (The way there is through the proxy {settings.proxy}.)" if settings.proxy else ""
        return Unreachable(
            f"{what} of profile {settings.profile} can't be reached: {cause.what}.", f"{cause.next_step}{by}"
        )
    return Unreachable(
        f"{what} of profile {settings.profile} does not answer ({message if code else type(error).__name__}).",
        f"Check {'ords_url' if what == 'ORDS' else 'dsn and wallet'} of the profile, or let it be checked: "
        f"ordslab doctor --profile {settings.profile}",
    )


def _after_refusal(code: str, settings: Settings) -> str:
    if code == "ORA-28000":
        return f"An administrator can unlock it: alter user {settings.user} account unlock"
    if code == "ORA-28001":
        return f"Set a new password in Database Actions, or: alter user {settings.user} identified by ..."
    if code == "ORA-01045":
        return f"An administrator can grant it: grant create session to {settings.user}"
    return (
        f"Check the user of profile {settings.profile} and its password: "
        f"the variable ORDSLAB_PASSWORD, or keep it anew by ordslab profile add {settings.profile}"
    )


def _explain_sandbox(code: str, message: str, settings: Settings) -> LabError:
    try:
        status = ordslab.sandbox.status(home=settings.home)
    except RuntimeError as trouble:  # it runs, and does not answer
        what, _, next_step = str(trouble).partition("\n")
        return SandboxError(what, next_step)
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
