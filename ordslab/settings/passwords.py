"""Where passwords come from: an environment variable, a file of yours, the operating system's keyring, or you.

They are looked for in that order. In the keyring they belong to an account (user and database), not to a profile: a
profile that points elsewhere gets no password that was kept for another database.
"""

import getpass
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret

SERVICE = "ordslab"
"""Under this name they stand in the keyring."""


@dataclass(frozen=True)
class Account:
    """Something that has a password: how the keyring calls it, its environment variable, the question, its file."""

    name: str
    variable: str
    question: str
    file: Path | None = None


def get(account: Account, answers: dict[str, Secret]) -> Secret:
    """The password. `answers` holds what was typed in this session. Raises `SettingsError` where there is none."""
    found = find(account)
    if found is not None:
        return found[0]
    if account.name not in answers:
        answers[account.name] = _ask(account)
    return answers[account.name]


def find(account: Account) -> tuple[Secret, str] | None:
    """The password and where it came from, without asking; None where there is none."""
    if at_hand := find_at_hand(account):
        variable = account.variable in os.environ
        return at_hand, f"the variable {account.variable}" if variable else f"the file {account.file}"
    kept = _of_keyring(account.name)
    return (Secret(kept), "the keyring") if kept is not None else None


def find_at_hand(account: Account) -> Secret | None:
    """The password of variable or file: the keyring isn't asked. Raises `SettingsError` for a file that won't do."""
    if account.variable in os.environ:
        return Secret(os.environ[account.variable])
    return _of_file(account.file) if account.file else None


def keep(account: Account, password: Secret) -> bool:
    """Keep a password in the keyring; False where there is no keyring that could."""
    import keyring

    with suppress(Exception):  # the keyring's own errors, and those of what is behind it
        keyring.set_password(SERVICE, account.name, password.reveal())
        return True
    return False


def forget(account: Account) -> None:
    """Remove a password from the keyring; nothing happens when it holds none."""
    import keyring

    with suppress(Exception):  # none there, or no keyring
        keyring.delete_password(SERVICE, account.name)


def keyring_name() -> str | None:
    """What the operating system keeps passwords in; None where it has nothing."""
    import keyring
    from keyring.backends import fail, null

    with suppress(Exception):
        backend = keyring.get_keyring()
        return None if isinstance(backend, (fail.Keyring, null.Keyring)) else str(backend.name)
    return None


def _of_keyring(name: str) -> str | None:
    import keyring

    with suppress(Exception):  # no keyring, or one that is locked: then you are asked
        return keyring.get_password(SERVICE, name)
    return None


def _of_file(path: Path) -> Secret:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise SettingsError("Others can read the file of the password.", f"Keep it to yourself: chmod 600 {path}")
        return Secret(path.read_text(encoding="utf-8").rstrip("\r\n"))
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"The file of the password can't be read: {getattr(error, 'strerror', None) or 'it is no text'}.",
            f"It is named in the profile as password_file: {path}",
        ) from None


def _ask(account: Account) -> Secret:
    try:
        answer = getpass.getpass(account.question)
    except Exception:  # a kernel without a keyboard raises an error of its own
        answer = ""
    if not answer:
        raise SettingsError(
            f"There is no password for {account.name}.",
            f"Keep it in the keyring (ordslab profile add), or set the environment variable {account.variable}.",
        )
    return Secret(answer)
