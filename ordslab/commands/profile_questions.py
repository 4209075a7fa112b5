"""The questions of `ordslab profile add`, with defaults from what is known already."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ordslab.errors import LabError, SettingsError
from ordslab.settings import addresses as pasted
from ordslab.settings import wallets

Ask = Callable[[str, str], str]
"""Question and default to answer."""


def interview(given: Mapping[str, str], before: Mapping[str, Any], ask: Ask | None, home: Path) -> dict[str, str]:
    """The entries of a profile. `given` is not asked about; `before` gives defaults; `ask` None: nobody to answer.

    Raises `SettingsError` when an answer can't be used, or where it is missing and nobody can be asked.
    """
    entries = {key: str(value) for key, value in before.items()} | dict(given)
    if "dsn" in given and "wallet" not in given:
        entries.pop("wallet", None)  # another database
    elif "wallet" in given and "dsn" not in given:
        entries.pop("dsn", None)
    question = _Question(given, entries, ask)
    if not {"dsn", "wallet"} & set(given):
        _connection(entries, question)
    if "wallet" in entries:
        folder = Path(entries["wallet"]).expanduser()
        names = wallets.services(folder, home)
        text = f"Service, one of {', '.join(names)}" if names else "Connect string"
        question("dsn", text, wallets.default_service(folder, home) if names else "")
    question("user", "Database user", "PAGE")
    _address(entries, question, home)
    question("alias", "Alias of the schema (the word after /ords/)", entries["user"].lower())
    question("prefix", "Prefix of all names, where others use the same schema (like anna_; empty: none)", "")
    return {key: value for key, value in entries.items() if value}


class _Question:
    """Asks for an entry that was not given, and writes the answer down."""

    def __init__(self, given: Mapping[str, str], entries: dict[str, str], ask: Ask | None) -> None:
        self.given, self.entries, self.ask = given, entries, ask

    def __call__(self, key: str, text: str, default: str) -> None:
        if key not in self.given:
            known = self.entries.get(key, default)
            self.entries[key] = self.ask(text, known) if self.ask else known


def _connection(entries: dict[str, str], question: _Question) -> None:
    """One question for both: a path that exists is a wallet, anything else a connect string."""
    known = entries.get("wallet") or entries.get("dsn", "")
    answer = known
    if question.ask:
        answer = question.ask("Connect string, or the path of the wallet (zip file or folder)", known)
    if not answer:
        raise SettingsError(
            "Without a connect string or a wallet there is no way to the database.",
            "Copy it: OCI console > your database > Database connection. Or give --dsn or --wallet.",
        )
    if answer == known:
        return
    entries.pop("wallet", None)
    entries.pop("dsn", None)
    entries["wallet" if Path(answer).expanduser().exists() else "dsn"] = answer


def _address(entries: dict[str, str], question: _Question, home: Path) -> None:
    """ORDS's base URL, of whatever address was pasted; the alias, where the address shows it."""
    if "ords_url" not in question.given:
        known = entries.get("ords_url") or _derived(entries, home) or ""
        text = "Address of ORDS (paste any address of Database Actions or APEX)"
        entries["ords_url"] = question.ask(text, known) if question.ask else known
    if not entries["ords_url"]:
        raise SettingsError(
            "The address of ORDS is missing, and the connect string does not tell it.",
            "Copy it: OCI console > your database > Database actions, from the browser. Or give --ords-url.",
        )
    entries["ords_url"], alias = pasted.ords_address(entries["ords_url"])
    if alias and "alias" not in question.given:
        entries["alias"] = alias


def _derived(entries: Mapping[str, str], home: Path) -> str | None:
    """ORDS's base URL by the connect string, or by the wallet's entry of that name."""
    import oracledb

    dsn = entries.get("dsn", "")
    if "wallet" in entries:
        try:
            folder = wallets.folder(Path(entries["wallet"]).expanduser(), home)
            parameters = oracledb.ConnectParams(config_dir=str(folder))
            parameters.parse_connect_string(dsn)
            dsn = parameters.get_connect_string() or dsn
        except (LabError, oracledb.Error):
            return None
    return pasted.ords_url_of(dsn)
