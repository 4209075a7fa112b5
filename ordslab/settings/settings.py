"""Where the lab runs: the sandbox, or a database of your own.

`ORDSLAB_HOME` is the folder that holds all state (default: `.ordslab` in the home directory), `ORDSLAB_PROFILE` the
profile to use (default: sandbox). Every other profile is described in `ordslab.toml`, in the project's folder or in
your configuration folder, and/or by environment variables; `help("ordslab.settings.profiles")` shows the entries.
`ordslab profile add work` asks for them. Passwords are in none of these: see `ordslab.settings.passwords`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ordslab.errors import SandboxError, SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords, profiles, wallets
from ordslab.settings.passwords import Account

if TYPE_CHECKING:
    import ssl

SANDBOX = "sandbox"


@dataclass(frozen=True)
class Settings:
    """One place to run the lessons. `base_url` includes the schema alias and has no slash at its end.

    `wallet` is a folder or the zip file as downloaded. `ca_file`: the certificates (PEM) to trust, in place of the
    usual ones; `certificate`: the only one that ORDS may show, for a self-signed one. `prefix` stands before each
    name that the lessons give to something in the database.
    """

    profile: str
    home: Path
    user: str
    dsn: str
    base_url: str
    wallet: Path | None = None
    ca_file: Path | None = None
    certificate: Path | None = None
    proxy: str = ""
    prefix: str = ""
    password_file: Path | None = None
    wallet_password_file: Path | None = None
    _answers: dict[str, Secret] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_sandbox(self) -> bool:
        """Whether this is the sandbox, whose clock can be moved and whose schema is the lessons' alone."""
        return self.profile == SANDBOX

    @property
    def account(self) -> Account:
        """The database account, as its password is looked for."""
        where = f"{self.user}@{self.dsn}" + (f" by {self.wallet}" if self.wallet else "")
        return Account(where, "ORDSLAB_PASSWORD", f"Password of {self.user}: ", self.password_file)

    @property
    def wallet_account(self) -> Account:
        """The wallet, as its password is looked for."""
        question = "Password of the wallet: "
        return Account(f"wallet {self.wallet}", "ORDSLAB_WALLET_PASSWORD", question, self.wallet_password_file)


def home() -> Path:
    """The folder of all state."""
    return Path(os.environ.get("ORDSLAB_HOME") or Path.home() / ".ordslab").expanduser().absolute()


def chosen() -> str:
    """The profile that ORDSLAB_PROFILE names; without it `environment` where ORDSLAB_DSN is set, else the sandbox."""
    return os.environ.get("ORDSLAB_PROFILE") or ("environment" if os.environ.get("ORDSLAB_DSN") else SANDBOX)


def load(profile: str | None = None) -> Settings:
    """Settings of a profile; the sandbox is started when it does not run.

    Raises `SettingsError` for a profile or a file that cannot be used, `SandboxError` when the sandbox does not start.
    """
    name = profile or chosen()
    return _sandbox() if name == SANDBOX else _of_profile(name)


def _sandbox() -> Settings:
    import ordslab.sandbox

    try:
        status = ordslab.sandbox.start(home=home())
    except (OSError, RuntimeError) as error:
        what, _, next_step = str(error).partition("\n")  # the sandbox's own errors have two lines as well
        if next_step:
            raise SandboxError(what, next_step) from None
        raise SandboxError(
            f"The sandbox did not start: {what}", "Its log says more: run `ordslab sandbox log` in a terminal."
        ) from None
    schemas = status["schemas"]
    schema = next((each for each in schemas if each["user"] == "PAGE"), schemas[0])
    return Settings(
        SANDBOX,
        Path(status["home"]),
        schema["user"],
        status["dsn"],
        f"{status['ords_url']}/{schema['alias']}",
        ca_file=Path(status["ca_file"]) if "ca_file" in status else None,
        prefix=profiles.checked_prefix(os.environ.get("ORDSLAB_PREFIX", ""), SANDBOX),
    )


def _of_profile(name: str) -> Settings:
    entries = profiles.find(name)

    def path(key: str) -> Path | None:
        return Path(entries[key]) if key in entries else None

    for key in ("ca_file", "certificate"):
        if key in entries and not Path(entries[key]).is_file():
            raise SettingsError(
                f"The {key} of profile {name} is not there.", f"It has to be a PEM file: {entries[key]}"
            )
    wallet = path("wallet")
    user = entries["user"].upper()
    return Settings(
        profile=name,
        home=home(),
        user=user,
        dsn=entries["dsn"] if "dsn" in entries else wallets.default_service(wallet, home()) if wallet else "",
        base_url=f"{entries['ords_url'].rstrip('/')}/{entries.get('alias', user.lower())}",
        wallet=wallet,
        ca_file=path("ca_file"),
        certificate=path("certificate"),
        proxy=entries.get("proxy", ""),
        prefix=entries.get("prefix", ""),
        password_file=path("password_file"),
        wallet_password_file=path("wallet_password_file"),
    )


def connect_arguments(settings: Settings) -> dict[str, Any]:
    """What `oracledb.connect` wants to know. Asks for a password where there is none yet. Raises `SettingsError`."""
    arguments: dict[str, Any] = {"user": settings.user, "password": _password(settings), "dsn": settings.dsn}
    if settings.wallet:
        folder = wallets.folder(settings.wallet, settings.home)
        arguments["config_dir"] = str(folder)
        if (folder / wallets.PEM).exists():
            arguments["wallet_location"] = str(folder)
            if needs_wallet_password(settings):
                arguments["wallet_password"] = passwords.get(settings.wallet_account, settings._answers).reveal()
    elif settings.ca_file:
        arguments["ssl_context"] = trusting(settings)
    if settings.proxy:
        proxy = urlsplit(settings.proxy)
        arguments |= {"https_proxy": proxy.hostname, "https_proxy_port": proxy.port or 80}
    return arguments


def needs_wallet_password(settings: Settings) -> bool:
    """Whether there is a wallet with a key that has a password. Raises `SettingsError` for a wallet that is none."""
    if not settings.wallet:
        return False
    folder = wallets.folder(settings.wallet, settings.home)
    return (folder / wallets.PEM).exists() and wallets.is_encrypted(folder)


def trusting(settings: Settings) -> ssl.SSLContext:
    """A TLS context that verifies, by the profile's ca_file where there is one. Raises `SettingsError`."""
    import ssl

    try:
        return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except OSError as error:
        raise SettingsError(
            f"The ca_file of profile {settings.profile} can't be used: {error.strerror or error}.",
            f"It has to be a PEM file of certificates: {settings.ca_file}",
        ) from None


def _password(settings: Settings) -> str:
    if settings.is_sandbox:
        import ordslab.sandbox

        return str(ordslab.sandbox.password(home=settings.home, user=settings.user))
    return passwords.get(settings.account, settings._answers).reveal()
