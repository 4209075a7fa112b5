"""The settings in use: of the sandbox, or of a profile, which is a database of your own.

`ORDSLAB_PROFILE` names the profile to use (default: sandbox). Every other profile is described in `ordslab.toml`, in
the project's folder or in your configuration folder, and/or by environment variables;
`help("ordslab.settings.profiles")` shows the entries. `ordslab profile add work` asks for them. Passwords are in none
of these: see `ordslab.settings.passwords`.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import ordslab.sandbox
from ordslab.errors import SandboxError, SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import profiles, wallets
from ordslab.settings.home import home
from ordslab.settings.passwords import Account

SANDBOX = "sandbox"


@dataclass(frozen=True)
class Settings:
    """One place to run the lessons. `base_url` includes the schema alias and has no slash at its end.

    `wallet` is a folder or the zip file as downloaded. `ca_file`: the certificates (PEM) to trust, in place of the
    usual ones; `certificate`: the only one that ORDS may show, for a self-signed one. `prefix` stands before each
    name that the lessons give to something in the database. `metadata_cache`: for how many seconds ORDS may go by what
    it knew before a commit, None for what is to be measured.
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
    metadata_cache: float | None = 0
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
        metadata_cache=status.get("metadata_cache", 0),
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
        metadata_cache=profiles.seconds_of_cache(entries.get("metadata_cache", profiles.CACHE)),
        password_file=path("password_file"),
        wallet_password_file=path("wallet_password_file"),
    )
