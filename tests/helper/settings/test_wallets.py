"""Wallets: a folder, or the zip file as it was downloaded."""

from __future__ import annotations

import zipfile

import pytest

from ordslab import settings
from ordslab.errors import SettingsError
from ordslab.settings import wallets

from .profile_files import NAMES, PEM, encrypted, wallet, with_wallet, write, zip_file, zipped


def test_the_zip_file_is_unpacked_for_you_alone(home):
    """Promise: the wallet can stay the file that was downloaded; only what the driver reads is taken out, mode 600."""
    path = zipped(wallet(home / "w"), home / "Wallet_mydb.zip")
    folder = wallets.folder(path, home)
    assert sorted(each.name for each in folder.iterdir()) == ["ewallet.pem", "tnsnames.ora"]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700 and folder.parent.stat().st_mode & 0o777 == 0o700
    assert wallets.folder(path, home) == folder
    wallet(home / "w", PEM)
    assert wallets.folder(zipped(home / "w", path), home) != folder  # a new wallet under the old name is seen


def test_a_zip_file_cannot_write_elsewhere(home):
    """Promise: a name in the archive is no path."""
    with zipfile.ZipFile(home / "bad.zip", "w") as archive:
        archive.writestr("../../ewallet.pem", PEM)
        archive.writestr("tnsnames.ora", NAMES)
    folder = wallets.folder(home / "bad.zip", home)
    assert [each.name for each in folder.iterdir()] == ["tnsnames.ora"]
    assert not list(home.parent.glob("ewallet.pem"))


def test_a_wallet_damaged_at_any_byte_is_read_or_refused(home):
    """Promise: whatever a damaged zip file does to the reader of zips, it is two lines, or nothing was lost."""
    content, path, refused = zip_file(PEM), home / "w.zip", 0
    for at in range(len(content)):
        for value in (0x00, 0xFF, content[at] ^ 0x41):
            path.write_bytes(content[:at] + bytes([value]) + content[at + 1 :])
            try:
                assert (wallets.folder(path, home) / "tnsnames.ora").read_text() == NAMES
            except SettingsError as error:
                refused += 1
                assert error.next_step and len(str(error).splitlines()) == 2
            except FileNotFoundError:  # its name was what was damaged: the rest is a wallet all the same
                refused += 1
    assert refused > len(content)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda home: None, "is not there"),
        (lambda home: (home / "w").write_text("no zip"), "can't be read"),
        (lambda home: (home / "w").mkdir(), "no wallet"),
        (lambda home: ((home / "w").mkdir(), (home / "w/cwallet.sso").write_text("x")), "no ewallet.pem"),
        (lambda home: (wallet(home / "w") / "tnsnames.ora").unlink(), "names no service"),
        (lambda home: (home / "w").write_bytes(encrypted(zip_file(PEM))), "is encrypted"),
        (lambda home: (home / "w").write_bytes(zip_file(PEM)[:-30]), "can't be read"),
        (lambda home: (home / "w").write_bytes(zip_file("x" * 5_000_000)), "ewallet.pem in it is too large"),
        (lambda home: (home / "w").write_bytes(zip_file("x", compression=zipfile.ZIP_STORED) * 60_000), "too large"),
    ],
)
def test_what_is_wrong_with_a_wallet_is_said(home, make, says):
    """Promise: each has its own sentence and the click path to the download."""
    make(home)
    write(home, with_wallet("w"))
    with pytest.raises(SettingsError, match=says) as caught:
        settings.load("work")
    assert "Download wallet" in caught.value.next_step
