"""Where the lab runs: the sandbox, or a database of your own.

`ORDSLAB_HOME` is the folder that holds all state (default: `.ordslab` in the home directory), `ORDSLAB_PROFILE` the
profile to use (default: sandbox). Other profiles stand in `profiles.json` in that folder, readable by you alone:

    {"work": {"user": "PAGE",
              "dsn": "mydb_low",
              "base_url": "https://myadb.adb.region.oraclecloudapps.com/ords/page",
              "wallet": "~/wallets/mydb"}}

`wallet` is optional: the folder of an unzipped wallet. No password is ever stored: it comes from `ORDSLAB_PASSWORD`
(that of the wallet from `ORDSLAB_WALLET_PASSWORD`) or is asked for once in a session.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ordslab.errors import SandboxError, SettingsError
from ordslab.secret import Secret

SANDBOX = "sandbox"
_REQUIRED = ("user", "dsn", "base_url")
_OPTIONAL = ("wallet",)


@dataclass(frozen=True)
class Settings:
    """One place to run the lessons. `base_url` includes the schema alias and has no slash at its end."""

    profile: str
    home: Path
    user: str
    dsn: str
    base_url: str
    wallet: Path | None = None
    _passwords: dict[str, Secret] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_sandbox(self) -> bool:
        """Whether this is the sandbox, whose clock can be moved and whose schema is the lessons' alone."""
        return self.profile == SANDBOX


def home() -> Path:
    """The folder of all state."""
    return Path(os.environ.get("ORDSLAB_HOME") or Path.home() / ".ordslab").expanduser().absolute()


def load(profile: str | None = None) -> Settings:
    """Settings of a profile; the sandbox is started when it does not run.

    Raises `SettingsError` for a profile or a file that cannot be used, `SandboxError` when the sandbox does not start.
    """
    name = profile or os.environ.get("ORDSLAB_PROFILE") or SANDBOX
    return _sandbox() if name == SANDBOX else _from_file(name, home() / "profiles.json")


def _sandbox() -> Settings:
    import ordslab.sandbox

    try:
        status = ordslab.sandbox.start(home=home())
    except (OSError, RuntimeError) as error:
        raise SandboxError(
            f"The sandbox did not start: {error}", "Its log says more: run `ordslab sandbox log` in a terminal."
        ) from None
    schemas = status["schemas"]
    schema = next((each for each in schemas if each["user"] == "PAGE"), schemas[0])
    return Settings(
        SANDBOX, Path(status["home"]), schema["user"], status["dsn"], f"{status['ords_url']}/{schema['alias']}"
    )


def _from_file(name: str, path: Path) -> Settings:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise SettingsError(f"A profile can't be named {name!r}.", "Use letters, digits, - and _.")
    how = f"Describe it in {path}; `help('ordslab.settings')` shows how."
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(f"There is no profile {name}: the file of profiles does not exist.", how) from None
    except OSError as error:
        raise SettingsError(f"The file of profiles can't be read: {error.strerror}.", how) from None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SettingsError("Others can read or write the file of profiles.", f"Keep it to yourself: chmod 600 {path}")
    try:
        profiles = json.loads(text)
    except ValueError as error:
        raise SettingsError(f"The file of profiles is not JSON: {error}.", how) from None
    values = profiles.get(name) if isinstance(profiles, dict) else None
    if not isinstance(values, dict):
        raise SettingsError(f"There is no profile {name} in the file of profiles.", how)
    _complain_about(name, values, how)
    wallet = values.get("wallet")
    return Settings(
        profile=name,
        home=path.parent,
        user=values["user"].upper(),
        dsn=values["dsn"],
        base_url=values["base_url"].rstrip("/"),
        wallet=Path(wallet).expanduser() if wallet else None,
    )


def _complain_about(name: str, values: dict[str, Any], how: str) -> None:
    if any("password" in key.lower() for key in values):
        raise SettingsError(
            f"Profile {name} holds a password.",
            "Take it out: it comes from ORDSLAB_PASSWORD, or you are asked for it.",
        )
    for key in _REQUIRED:
        if not isinstance(values.get(key), str) or not values[key]:
            raise SettingsError(f"Profile {name} has no {key}.", how)
    unknown = sorted(set(values) - {*_REQUIRED, *_OPTIONAL})
    if unknown:
        raise SettingsError(f"Profile {name} has an entry that nobody reads: {unknown[0]}.", how)
    if not values["base_url"].startswith(("http://", "https://")):
        raise SettingsError(f"The base_url of profile {name} is not a web address.", how)


def connect_arguments(settings: Settings) -> dict[str, Any]:
    """What `oracledb.connect` wants to know. Asks for the password where there is none yet."""
    arguments: dict[str, Any] = {
        "user": settings.user,
        "password": _password(settings, "ORDSLAB_PASSWORD", f"Password of {settings.user}: "),
        "dsn": settings.dsn,
    }
    if settings.wallet:
        arguments["config_dir"] = arguments["wallet_location"] = str(settings.wallet)
        if (settings.wallet / "ewallet.pem").exists():
            arguments["wallet_password"] = _password(settings, "ORDSLAB_WALLET_PASSWORD", "Password of the wallet: ")
    return arguments


def _password(settings: Settings, variable: str, question: str) -> str:
    if settings.is_sandbox:
        import ordslab.sandbox

        return str(ordslab.sandbox.password(home=settings.home, user=settings.user))
    if variable in os.environ:
        return os.environ[variable]
    if variable not in settings._passwords:
        try:
            answer = getpass.getpass(question)
        except Exception:  # a kernel without a keyboard raises an error of its own
            answer = ""
        if not answer:
            raise SettingsError("There is no password for the database.", f"Set the environment variable {variable}.")
        settings._passwords[variable] = Secret(answer)
    return settings._passwords[variable].reveal()
