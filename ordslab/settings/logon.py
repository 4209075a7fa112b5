"""What `oracledb.connect` wants to know: user, password, address, wallet, proxy."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from ordslab.errors import SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords, wallets
from ordslab.settings.current import Settings
from ordslab.settings.tls import trusting


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


def passwords_at_hand(settings: Settings) -> Iterator[Secret]:
    """Those that are known without asking anybody: the sandbox's, of variables and files, and what was typed."""
    if settings.is_sandbox:
        with suppress(RuntimeError):  # there is none yet
            yield Secret(_password(settings))
        return
    for account in (settings.account, settings.wallet_account):
        with suppress(SettingsError):
            yield from filter(None, [passwords.find_at_hand(account)])
    yield from settings._answers.values()


def _password(settings: Settings) -> str:
    if settings.is_sandbox:
        import ordslab.sandbox

        return str(ordslab.sandbox.password(home=settings.home, user=settings.user))
    return passwords.get(settings.account, settings._answers).reveal()
