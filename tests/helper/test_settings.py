"""Where the lab runs."""

from __future__ import annotations

import io
import ssl
import zipfile

import pytest

from ordslab import settings
from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords, wallets
from ordslab.settings.logon import connect_arguments

URL = "https://adb.example.com/ords"
WORK = f"""
[profiles.work]
user = "page"
dsn = "mydb_low"
ords_url = "{URL}/"
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home; the user's file of profiles is in it; no variable of ours is set."""
    for name in (
        "PROFILE",
        "PASSWORD",
        "WALLET_PASSWORD",
        "PREFIX",
        *(each.upper() for each in settings.profiles.ENTRIES),
    ):
        monkeypatch.delenv(f"ORDSLAB_{name}", raising=False)
    monkeypatch.setenv("ORDSLAB_HOME", str(tmp_path))
    monkeypatch.setenv("ORDSLAB_CONFIG", str(tmp_path / "ordslab.toml"))
    monkeypatch.setattr(passwords, "_of_keyring", lambda _: None)
    return tmp_path


def write(home, text):
    (home / "ordslab.toml").write_text(text)


def test_home_is_the_variable_or_a_folder_of_the_user(home, monkeypatch):
    """Promise: ORDSLAB_HOME says where the state is; without it, .ordslab in the home directory."""
    assert settings.home() == home
    monkeypatch.delenv("ORDSLAB_HOME")
    assert settings.home().name == ".ordslab"


def test_a_profile_is_read(home):
    """Promise: a profile gives user, dsn and base URL; the alias is the user in lower case unless it says otherwise."""
    write(home, WORK)
    found = settings.load("work")
    assert (found.user, found.dsn, found.base_url) == ("PAGE", "mydb_low", f"{URL}/page")
    assert (found.home, found.prefix, found.is_sandbox) == (home, "", False)
    write(home, WORK + 'alias = "licences"\nprefix = "anna_"')
    assert settings.load("work").base_url == f"{URL}/licences" and settings.load("work").prefix == "anna_"


def test_the_variable_chooses_the_profile(home, monkeypatch):
    """Promise: ORDSLAB_PROFILE points unchanged notebooks at another database."""
    write(home, WORK)
    assert settings.chosen() == "sandbox"
    monkeypatch.setenv("ORDSLAB_PROFILE", "work")
    assert settings.load().profile == "work"


def test_variables_alone_make_a_profile(home, monkeypatch):
    """Promise: where there is no file (CI, a container), the variables describe the database."""
    for name, value in {"DSN": "db:1521/pdb", "USER": "hr", "ORDS_URL": URL, "ALIAS": "people"}.items():
        monkeypatch.setenv(f"ORDSLAB_{name}", value)
    found = settings.load()
    assert (found.profile, found.user, found.base_url) == ("environment", "HR", f"{URL}/people")


def test_variables_win_over_the_file(home, monkeypatch):
    """Promise: one entry can be changed for one run."""
    write(home, WORK)
    monkeypatch.setenv("ORDSLAB_ALIAS", "other")
    assert settings.load("work").base_url == f"{URL}/other"


# Passwords


def test_the_password_comes_from_the_environment(home, monkeypatch):
    """Promise: the variable alone is enough for the driver, and a plain database gets nothing about wallets or TLS."""
    write(home, WORK)
    monkeypatch.setenv("ORDSLAB_PASSWORD", "from-environment")
    arguments = connect_arguments(settings.load("work"))
    assert arguments == {"user": "PAGE", "password": "from-environment", "dsn": "mydb_low"}


def test_the_password_is_asked_for_once(home, monkeypatch):
    """Promise: without the variable the session asks, once, and no text of the settings shows the answer."""
    write(home, WORK)
    answers = iter(["typed-in"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    found = settings.load("work")
    assert connect_arguments(found)["password"] == "typed-in"
    assert connect_arguments(found)["password"] == "typed-in"
    assert "typed-in" not in repr(found) + repr(vars(found)) + (home / "ordslab.toml").read_text()


def test_no_keyboard_and_no_variable_is_explained(home, monkeypatch):
    """Promise: where nobody can answer (nbval), the error names the variable."""

    def no_keyboard(_):
        raise RuntimeError("raw_input was called, but this frontend does not support input requests.")

    write(home, WORK)
    monkeypatch.setattr("getpass.getpass", no_keyboard)
    with pytest.raises(SettingsError, match="ORDSLAB_PASSWORD"):
        connect_arguments(settings.load("work"))


def test_a_password_file_has_to_be_yours_alone(home):
    """Promise: a password can stand in a file of its own (as containers have them), if nobody else can read it."""
    write(home, WORK + 'password_file = "page.pwd"')
    path = home / "page.pwd"
    path.write_text("from-file\n")
    path.chmod(0o600)
    assert connect_arguments(settings.load("work"))["password"] == "from-file"
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="Others can read"):
        connect_arguments(settings.load("work"))
    path.unlink()
    with pytest.raises(SettingsError, match="can't be read"):
        connect_arguments(settings.load("work"))


# Wallets and TLS

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


def test_a_wallet_folder_goes_to_the_driver(home, monkeypatch):
    """Promise: folder, names and the wallet's own password; the service for people who type is the default."""
    folder = wallet(home / "w")
    write(home, with_wallet("w"))  # relative to the file
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    monkeypatch.setenv("ORDSLAB_WALLET_PASSWORD", "two")
    assert connect_arguments(settings.load("work")) == {
        "user": "PAGE",
        "password": "one",
        "dsn": "mydb_low",
        "config_dir": str(folder),
        "wallet_location": str(folder),
        "wallet_password": "two",
    }


def test_a_wallet_without_password_is_not_asked_about(home, monkeypatch):
    """Promise: a wallet whose key is not encrypted needs no password."""
    wallet(home / "w", PEM)
    write(home, with_wallet("w"))
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    assert "wallet_password" not in connect_arguments(settings.load("work"))


def test_names_without_a_key_are_tls_without_a_wallet(home, monkeypatch):
    """Promise: a folder that only has tnsnames.ora gives names, and no wallet."""
    (wallet(home / "w") / "ewallet.pem").unlink()
    write(home, with_wallet("w"))
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    arguments = connect_arguments(settings.load("work"))
    assert "config_dir" in arguments and "wallet_location" not in arguments


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


def test_a_ca_file_becomes_a_context_that_verifies(home, monkeypatch):
    """Promise: own certificates are trusted, never nobody's: the driver gets a context that verifies."""
    import certifi

    write(home, WORK + f'ca_file = "{certifi.where()}"\nproxy = "http://proxy.example.com:3128"')
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    arguments = connect_arguments(settings.load("work"))
    assert arguments["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert (arguments["https_proxy"], arguments["https_proxy_port"]) == ("proxy.example.com", 3128)


@pytest.mark.parametrize(("content", "says"), [(None, "is not there"), ("no PEM", "can't be used")])
def test_a_ca_file_that_is_none_is_said(home, monkeypatch, content, says):
    """Promise: a missing or broken ca_file is an error, and no fall back to anything."""
    write(home, WORK + 'ca_file = "ca.pem"')
    monkeypatch.setenv("ORDSLAB_PASSWORD", "one")
    if content:
        (home / "ca.pem").write_text(content)
    with pytest.raises(SettingsError, match=says):
        connect_arguments(settings.load("work"))


def test_a_profile_elsewhere_gets_no_password_that_was_kept(home, monkeypatch):
    """Promise: in the keyring a password belongs to user and database, not to a profile's name."""
    kept = {}
    monkeypatch.setattr(passwords, "_of_keyring", kept.get)
    write(home, WORK)
    kept[settings.load("work").account.name] = "kept"
    assert connect_arguments(settings.load("work"))["password"] == "kept"
    write(home, WORK.replace("mydb_low", "elsewhere:1521/x"))
    assert passwords.find(settings.load("work").account) is None


def test_secret_stays_secret_in_the_answers(home):
    """Promise: what was typed is kept as a Secret."""
    write(home, WORK)
    found = settings.load("work")
    found._answers[found.account.name] = Secret("typed")
    assert "typed" not in repr(found._answers)


def test_the_sandbox_that_does_not_start_is_explained(home, monkeypatch):
    """Promise: what keeps the sandbox from starting shows in the lab's own words."""
    import ordslab.sandbox
    from ordslab.errors import SandboxError

    def start(**_):
        raise OSError("no space left on device")

    monkeypatch.setattr(ordslab.sandbox, "start", start, raising=False)
    with pytest.raises(SandboxError, match="no space left on device"):
        settings.load()
