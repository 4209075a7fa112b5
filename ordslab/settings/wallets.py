"""Wallets of an Autonomous Database: a folder, or the zip file as the console gives it.

The driver's thin mode reads two of its files: `tnsnames.ora`, the connect strings by name, and `ewallet.pem`, key and
certificates for mutual TLS (python-oracledb's documentation, "Connecting to Oracle Cloud Autonomous Databases").
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

from ordslab.errors import SettingsError

PEM = "ewallet.pem"
NAMES = "tnsnames.ora"
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
    """Whether the wallet's key has a password."""
    return "ENCRYPTED" in (unpacked / PEM).read_text(encoding="ascii", errors="replace")


def services(wallet: Path, home: Path) -> list[str]:
    """The names of connect strings in a wallet, in its order. Raises `SettingsError`."""
    path = folder(wallet, home) / NAMES
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return re.findall(r"^([\w.-]+)\s*=", text, re.MULTILINE)


def default_service(wallet: Path, home: Path) -> str:
    """The service for a person who types: `..._low`, without parallelism. Raises `SettingsError` when there is none."""
    names = services(wallet, home)
    if not names:
        raise SettingsError(f"The wallet names no service: {wallet}", "Give the profile a dsn, or: " + _AGAIN)
    return next((name for name in names if name.lower().endswith("_low")), names[0])


def _unpack(path: Path, home: Path) -> Path:
    """Unpack what the driver reads. The folder's name is that of the content: a new wallet gets a new folder."""
    import zipfile

    try:
        content = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in (PEM, NAMES) if name in archive.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise SettingsError(f"The wallet can't be read ({error}): {path}", _AGAIN) from None
    target = home / "wallets" / hashlib.sha256(content).hexdigest()[:16]
    if not target.exists():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as made:  # for its owner alone
            fresh = Path(made) / "wallet"
            fresh.mkdir(mode=0o700)
            for name, data in files.items():
                (fresh / name).write_bytes(data)
                (fresh / name).chmod(0o600)
            try:
                fresh.rename(target)
            except OSError:
                if not target.exists():  # another kernel unpacked it meanwhile: that is as good
                    raise
    return target
