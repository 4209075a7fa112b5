"""Profiles: databases of your own, described in `ordslab.toml`.

    [profiles.work]
    user = "PAGE"
    ords_url = "https://g0123-mydb.adb.eu-frankfurt-1.oraclecloudapps.com/ords"
    alias = "page"                     # the schema's alias; without it: the user in lower case
    wallet = "~/Wallet_mydb.zip"       # for mutual TLS: the zip file, or the folder that it was unpacked to
    dsn = "mydb_low"                   # a name in the wallet, or a connect string; needed where there is no wallet
    ca_file = "company-ca.pem"         # certificates to trust (PEM), where the usual ones don't do
    certificate = "ords.pem"           # the one certificate that ORDS may show (PEM), where it is self-signed
    proxy = "http://proxy:8080"        # on the way to both
    prefix = "anna_"                   # stands before all names of the lessons, where several share a schema
    metadata_cache = 5                 # seconds for which ORDS may go by what it knew before a commit; "auto" measures
    password_file = "~/.page-password" # a file that only you can read, in place of the keyring
    wallet_password_file = "..."       # the same for the wallet's password

Only user, ords_url and one of dsn and wallet are needed. Relative paths start at the folder of the file. The file is
looked for in the current folder and the one above it, then in your configuration folder (`ordslab profile list` says
where that is); ORDSLAB_CONFIG names another one in their place. The project's profile wins over yours of that name.
Each entry can come from an environment variable instead, which wins: ORDSLAB_USER, ORDSLAB_ORDS_URL, ORDSLAB_DSN, ...

A password in the file is an error: see `ordslab.settings.passwords`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ordslab import files
from ordslab.errors import SettingsError
from ordslab.secrets.masking import in_form, is_secret_name

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE = "ordslab.toml"
ENTRIES = (
    *("user", "dsn", "wallet", "ords_url", "alias"),
    *("ca_file", "certificate", "proxy", "prefix", "metadata_cache", "password_file", "wallet_password_file"),
)
CACHE = "5"
"""`metadata_cache` where a profile doesn't say: what a transcript of ORDS 24.4's settings shows. 24.1 had a second."""
AUTO = "auto"
_PATHS = ("wallet", "ca_file", "certificate", "password_file", "wallet_password_file")
_LEARN = "What belongs there: help('ordslab.settings.profiles'). To write it by questions: ordslab profile add"


def user_file() -> Path:
    """Your own file: in the configuration folder, or where ORDSLAB_CONFIG says."""
    if os.environ.get("ORDSLAB_CONFIG"):
        return Path(os.environ["ORDSLAB_CONFIG"]).expanduser().absolute()
    from platformdirs import user_config_path

    return Path(user_config_path("ordslab", appauthor=False)) / FILE


def project_file() -> Path | None:
    """The project's file: in the current folder or the one above (the notebooks lie one below); None for none."""
    if os.environ.get("ORDSLAB_CONFIG"):
        return None
    here = Path.cwd()
    return next((folder / FILE for folder in (here, here.parent) if (folder / FILE).is_file()), None)


def described() -> dict[str, tuple[dict[str, Any], Path]]:
    """All profiles in the files: their entries, unchecked, and their file. Raises `SettingsError`."""
    found: dict[str, tuple[dict[str, Any], Path]] = {}
    for path in (user_file(), project_file()):  # the later one wins
        if path is not None and path.is_file():
            found |= {name: (entries, path) for name, entries in read(path).items()}
    return dict(sorted(found.items()))


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The profiles of a file that exists. Raises `SettingsError`, also for a password anywhere in it."""
    tables: dict[str, dict[str, Any]] = _parsed(path).unwrap().get("profiles", {})
    return tables


def _parsed(path: Path) -> TOMLDocument:
    """A file's content, with its comments. Raises `SettingsError` for what is no file of profiles."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        text = path.read_text(encoding="utf-8")
        owner, mode = path.stat().st_uid, path.stat().st_mode
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"The file of profiles can't be read: {getattr(error, 'strerror', None) or error}.", f"It is {path}"
        ) from None
    if hasattr(os, "getuid") and (mode & 0o002 or owner not in (os.getuid(), 0)):
        raise SettingsError(
            "Others can write the file of profiles, and it says where your passwords are sent.",
            f"Make it yours alone to write: chmod go-w {path}",
        )
    try:
        content = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(f"The file of profiles is not TOML: {error}.", f"It is {path}") from None
    plain = content.unwrap()
    _refuse_passwords(plain, path)
    tables = plain.get("profiles", {})
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise SettingsError("The file of profiles has something else than tables [profiles.NAME].", _LEARN)
    return content


def find(name: str) -> dict[str, str]:
    """The entries of a profile, checked, paths made absolute: from the files and the variables.

    Raises `SettingsError` when there is no such profile, or when something is wrong with it.
    """
    check_name(name)
    files = described()
    entries, path = files.get(name, ({}, None))
    entries = {key: absolute(key, value, path.parent) for key, value in entries.items()} if path else {}
    variables = {
        key: os.environ[f"ORDSLAB_{key.upper()}"] for key in ENTRIES if os.environ.get(f"ORDSLAB_{key.upper()}")
    }
    _refuse_passwords(variables, Path("the environment"))
    entries |= {key: absolute(key, value, Path.cwd()) for key, value in variables.items()}
    if not entries:
        others = f" There are: {', '.join(files)}." if files else ""
        raise SettingsError(f"There is no profile {name}.{others}", f"Describe it: ordslab profile add {name}")
    return checked(name, entries)


def check_name(name: str) -> None:
    """Refuse a name that cannot be one. Raises `SettingsError`."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise SettingsError(f"A profile can't be named {name!r}.", "Use letters, digits, - and _.")
    if name == "sandbox":
        raise SettingsError("The profile sandbox is always there, and is not described.", "Take another name.")


def checked(name: str, entries: dict[str, Any]) -> dict[str, str]:
    """The entries, when they make a profile. Raises `SettingsError` that names the first one that does not."""
    check_name(name)
    how = f"Change it: ordslab profile add {name}. {_LEARN.partition(' To write')[0]}"
    for key, value in entries.items():
        if key not in ENTRIES:
            raise SettingsError(f"Profile {name} has an entry that nobody reads: {key}.", how)
        if key == "metadata_cache" and isinstance(value, (int, float)) and not isinstance(value, bool):
            entries = {**entries, key: f"{value:g}"}
        elif not isinstance(value, str) or not value:
            raise SettingsError(f"The entry {key} of profile {name} has to be a text.", how)
    for key in ("user", "ords_url"):
        if key not in entries:
            raise SettingsError(f"Profile {name} has no {key}.", how)
    if "dsn" not in entries and "wallet" not in entries:
        raise SettingsError(f"Profile {name} has neither dsn nor wallet.", how)
    for key in ("ords_url", "proxy"):
        if key in entries and not (_is_address(entries[key])):
            raise SettingsError(f"The {key} of profile {name} is not a web address: {entries[key]}", how)
    if "alias" in entries and not re.fullmatch(r"[\w.~-]+", entries["alias"]):
        raise SettingsError(f"The alias of profile {name} is one word of an address: {entries['alias']!r}", how)
    checked_prefix(entries.get("prefix", ""), name)
    try:
        seconds_of_cache(entries.get("metadata_cache", CACHE))
    except ValueError:
        raise SettingsError(
            f"The metadata_cache of profile {name} is no time: {entries['metadata_cache']}.",
            'Write seconds, 0 to 3600, or "auto".',
        ) from None
    return dict(entries)


def seconds_of_cache(text: str) -> float | None:
    """An entry `metadata_cache`: None for "auto". Raises ValueError for what is neither that nor 0 to 3600 seconds."""
    seconds = None if text == AUTO else float(text)
    if seconds is not None and not 0 <= seconds <= 3600:
        raise ValueError(text)
    return seconds


def checked_prefix(prefix: str, name: str) -> str:
    """The prefix, when it is one. Raises `SettingsError`."""
    if prefix and not re.fullmatch(r"[a-z][a-z0-9_]{0,28}_", prefix):
        raise SettingsError(
            f"The prefix of profile {name} can't be {prefix!r}.",
            "Use lower-case letters, digits and _, and _ at its end: anna_",
        )
    return prefix


def write(name: str, entries: dict[str, str], path: Path) -> None:
    """Put a profile into a file, in place of an earlier one of that name. Raises `SettingsError`."""
    import tomlkit

    _refuse_passwords(entries, path)
    checked(name, entries)
    content = _parsed(path) if path.exists() else tomlkit.document()
    profiles = content.setdefault("profiles", tomlkit.table(is_super_table=True))
    table = profiles.setdefault(name, tomlkit.table())
    behind = _taken_from_end(table)
    for key in ENTRIES:
        if key in entries:
            table[key] = entries[key]
        else:
            table.pop(key, None)
    table.value.body.extend(behind)
    _replace(path, content)


def remove(name: str, path: Path) -> None:
    """Take a profile out of a file; what else stands in it stays as it is. Raises `SettingsError`."""
    content = _parsed(path)
    profiles = content.get("profiles", {})
    if name not in profiles:
        return
    behind = _taken_from_end(profiles[name])
    before = list(profiles)[: list(profiles).index(name)]
    del profiles[name]
    if before:
        profiles[before[-1]].value.body.extend(behind)
    else:
        at = next((at for at, (key, _) in enumerate(content.body) if key and key.key == "profiles"), 0)
        content.body[at:at] = behind
    _replace(path, content)


def _taken_from_end(table: Any) -> list[Any]:
    """The comments behind a table's last entry, taken off it: they are about what comes next."""
    body: list[Any] = table.value.body
    at = next((at for at in range(len(body), 0, -1) if body[at - 1][0] is not None), 0)
    behind, body[at:] = body[at:], []
    return behind


def _replace(path: Path, content: TOMLDocument) -> None:
    files.write(path.resolve(), content.as_string())  # a link to the owner's collection of settings stays a link


def absolute(key: str, value: Any, folder: Path) -> Any:
    """An entry's value; of a path, the absolute one."""
    if key in _PATHS and isinstance(value, str) and value:
        return str((folder / Path(value).expanduser()).absolute())
    return value


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _refuse_passwords(content: Any, path: Path, where: str = "", key: str = "") -> None:
    """Raise `SettingsError` for a password, wherever it stands and under whatever name. Its text is not shown."""
    if isinstance(content, dict):
        for name, value in content.items():
            _refuse_passwords(value, path, f"{where}.{name}" if where else str(name), str(name))
    elif isinstance(content, list):
        for value in content:
            _refuse_passwords(value, path, where, key)
    elif not isinstance(content, bool) and (is_secret_name(key) or _has_password(key, str(content))):
        raise SettingsError(
            f"There is a password in {path}, under {where}.",
            "Take it out. It belongs in the keyring (ordslab profile add) or in ORDSLAB_PASSWORD.",
        )


def _has_password(key: str, value: str) -> bool:
    """Whether user/password, user:password@host or password=... stands within an entry of another name."""
    if key == "user":  # page/password; only a quoted name holds a slash of its own
        return "/" in value and not re.fullmatch(r'"[^"]+"', value)
    if key == "dsn":  # user/password@host:1521/service, or a parameter of a connect descriptor
        named = any(map(is_secret_name, re.findall(r"([\w.-]+)\s*=", value)))
        return named or (not value.lstrip().startswith("(") and "@" in value)
    return key in ("ords_url", "proxy") and ("@" in value or any(in_form(value.partition("?")[2])))
