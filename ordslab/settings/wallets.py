"""Wallets of an Autonomous Database: a folder, or the zip file as the console gives it.

The driver's thin mode reads two of its files: `tnsnames.ora`, the connect strings by name, and `ewallet.pem`, key and
certificates for mutual TLS (python-oracledb's documentation, "Connecting to Oracle Cloud Autonomous Databases").
"""

import hashlib
import io
import re
import tempfile
from pathlib import Path

from ordslab import files
from ordslab.errors import SettingsError

PEM = "ewallet.pem"
NAMES = "tnsnames.ora"
_MOST = 4_000_000
"""Bytes of a wallet's zip file, and of each file in it: genuine ones have some ten thousand."""
_AGAIN = "Download it again: OCI console > your database > Database connection > Download wallet (instance wallet)."


def folder(wallet: Path, home: Path) -> Path:
    """The folder of a wallet; a zip file is unpacked into the home, for its owner alone. Raises `SettingsError`."""
    if wallet.is_dir():
        unpacked = wallet
    elif wallet.is_file():
        unpacked = _unpack(wallet, home)
    else:
        raise SettingsError(f"The wallet is not there: {wallet}", _AGAIN)
    if not (unpacked / PEM).exists() and any((unpacked / name).exists() for name in ("cwallet.sso", "ewallet.p12")):
        raise SettingsError(f"The wallet has no {PEM}, which the driver needs: {wallet}", _AGAIN)
    if not (unpacked / PEM).exists() and not (unpacked / NAMES).exists():
        raise SettingsError(f"That is no wallet: it has neither {PEM} nor {NAMES}: {wallet}", _AGAIN)
    return unpacked


def is_encrypted(unpacked: Path) -> bool:
    """Whether the wallet's key has a password. Raises `SettingsError`."""
    return "ENCRYPTED" in _text(unpacked / PEM)


def services(wallet: Path, home: Path) -> list[str]:
    """The names of connect strings in a wallet, in its order. Raises `SettingsError`."""
    path = folder(wallet, home) / NAMES
    return re.findall(r"^([\w.-]+)\s*=", _text(path) if path.exists() else "", re.MULTILINE)


def default_service(wallet: Path, home: Path) -> str:
    """The service for a person who types: `..._low`, without parallelism. Raises `SettingsError` when there is none."""
    names = services(wallet, home)
    if not names:
        raise SettingsError(f"The wallet names no service: {wallet}", "Give the profile a dsn, or: " + _AGAIN)
    return next((name for name in names if name.lower().endswith("_low")), names[0])


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST)
    except OSError as error:
        raise SettingsError(f"The wallet can't be read ({error.strerror}): {path}", _AGAIN) from None


def _unpack(path: Path, home: Path) -> Path:
    """Unpack what the driver reads. The folder's name is that of the content: a new wallet gets a new folder."""
    content, unpacked = _read(path)
    target = home / "wallets" / hashlib.sha256(content).hexdigest()[:16]
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as made:  # for its owner alone
            fresh = Path(made) / "wallet"
            fresh.mkdir(mode=0o700)
            for name, data in unpacked.items():
                files.write(fresh / name, data)
            try:
                fresh.rename(target)
            except OSError:
                if not target.exists():  # another kernel unpacked it meanwhile: that is as good
                    raise
    return target


def _read(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """The zip file's bytes, and what the driver reads of it, by name. Raises `SettingsError`."""
    import zipfile

    found: dict[str, bytes] = {}
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
        if len(content) > _MOST:
            raise ValueError("it is too large for one")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in (PEM, NAMES):
                if name in archive.namelist():
                    with archive.open(name) as member:
                        found[name] = member.read(_MOST + 1)
                    if len(found[name]) > _MOST:
                        raise ValueError(f"{name} in it is too large")
    except RuntimeError:  # as zipfile says that it needs a password
        raise SettingsError(f"The wallet's zip file is encrypted: {path}", _AGAIN) from None
    except Exception as error:  # a damaged archive can raise nearly any: of zipfile, zlib, lzma, struct, ...
        raise SettingsError(f"The wallet can't be read ({_first_line(error)}): {path}", _AGAIN) from None
    return content, found


def _first_line(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(said).splitlines()[0]
