"""Profiles and wallets as files."""

from __future__ import annotations

import io
import zipfile

URL = "https://adb.example.com/ords"


WORK = f"""
[profiles.work]
user = "page"
dsn = "mydb_low"
ords_url = "{URL}/"
"""


def write(home, text):
    (home / "ordslab.toml").write_text(text)


PEM = "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"


ENCRYPTED = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nxx\n-----END ENCRYPTED PRIVATE KEY-----\n"


NAMES = "mydb_high = (description=(x=1))\n\nmydb_low=(description=\n  (retry_count = 20)(x=1))\n"


def wallet(folder, pem=PEM + ENCRYPTED):
    folder.mkdir(exist_ok=True)
    (folder / "ewallet.pem").write_text(pem)
    (folder / "tnsnames.ora").write_text(NAMES)
    (folder / "README").write_text("x")
    return folder


def zipped(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    return path


def zip_file(pem, compression=zipfile.ZIP_DEFLATED):
    """The bytes of a wallet's zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        archive.writestr("ewallet.pem", pem)
        archive.writestr("tnsnames.ora", NAMES)
    return made.getvalue()


def encrypted(content):
    """The same with the flags that say that a password is needed (APPNOTE.TXT of PKWARE, 4.4.4)."""
    found = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            found[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(found)


def with_wallet(path):
    return WORK.replace('dsn = "mydb_low"', f'wallet = "{path}"')
