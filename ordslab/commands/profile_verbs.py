"""What `ordslab profile add|list|show|test|remove` do. Each gives the exit status."""

import argparse
import getpass
import sys
from pathlib import Path

from ordslab import doctor, settings
from ordslab.commands import profile_questions
from ordslab.errors import LabError, SettingsError
from ordslab.secrets.secret import Secret
from ordslab.settings import passwords, profiles
from ordslab.settings.logon import needs_wallet_password


def add(options: argparse.Namespace) -> int:
    """Ask, write, keep the password, test. What was there before is offered as default."""
    profiles.check_name(options.name)
    path = Path.cwd() / profiles.FILE if options.project else profiles.user_file()
    before = profiles.read(path).get(options.name, {}) if path.is_file() else {}
    given = {key: getattr(options, key) for key in profiles.ENTRIES if getattr(options, key)}
    ask = _ask if sys.stdin.isatty() else None
    entries = profile_questions.interview(given, before, ask, settings.home())
    if not options.project:
        entries = {key: profiles.absolute(key, value, Path.cwd()) for key, value in entries.items()}
    profiles.write(options.name, entries, path)
    print(f"Profile {options.name} is in {path}")
    where = settings.load(options.name)
    _keep_passwords(where, ask is not None)
    print(f"To use it: ORDSLAB_PROFILE={options.name}, or lab = ordslab.open_lab({options.name!r})")
    return 0 if options.no_test else _test(options.name, where)


def _ask(question: str, default: str) -> str:
    try:
        return input(f"{question} [{default}]: " if default else f"{question}: ").strip() or default
    except EOFError:
        raise SettingsError("The questions were not answered; nothing was written.", "Run it again.") from None


def _keep_passwords(where: settings.Settings, may_ask: bool) -> None:
    """Ask for the passwords that are nowhere yet, and keep them in the keyring."""
    accounts = [where.account]
    if needs_wallet_password(where):
        accounts.append(where.wallet_account)
    for account in accounts:
        found = passwords.find(account)
        if found:
            print(f"{account.question.rstrip(': ')}: from {found[1]}")
            continue
        name = passwords.keyring_name()
        if not may_ask or not name:
            print(f"{account.question.rstrip(': ')}: you are asked for it, or set {account.variable}.")
            continue
        answer = getpass.getpass(f"{account.question.rstrip(': ')} (kept in {name}; empty: ask me each time): ")
        if answer and not passwords.keep(account, Secret(answer)):
            print(f"{name} did not take it: you are asked for it each time, or set {account.variable}.")


def list_all(options: argparse.Namespace) -> int:
    """A line for each profile, the chosen one marked."""
    rows = [("sandbox", "PAGE", "on this machine, started when needed", "")]
    for name, (entries, path) in profiles.described().items():
        database = str(entries.get("dsn") or entries.get("wallet") or "")
        rows.append((name, str(entries.get("user", "")).upper(), str(entries.get("ords_url", database)), str(path)))
    chosen = settings.chosen()
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        print(f"{'*' if row[0] == chosen else ' '} {cells}  {row[3]}".rstrip())
    print(f"* is used now (ORDSLAB_PROFILE). Your own file: {profiles.user_file()}")
    return 0


def show(options: argparse.Namespace) -> int:
    """The entries as they are used, and where the password would come from; never the password."""
    entries = profiles.find(options.name)
    where = settings.load(options.name)
    for key in profiles.ENTRIES:
        if key in entries:
            print(f"{key:<13} {entries[key]}")
    print(f"{'base_url':<13} {where.base_url}")
    found = passwords.find(where.account)
    print(f"{'password':<13} from {found[1]}" if found else f"{'password':<13} you are asked for it")
    return 0


def test(options: argparse.Namespace) -> int:
    """The doctor's look at the database and ORDS; its exit status."""
    return _test(options.name, settings.load(options.name))


def _test(name: str, where: settings.Settings) -> int:
    report = doctor.examine_database(name, where)
    print(report)
    return report.exit_status


def remove(options: argparse.Namespace) -> int:
    """Remove the profile from the file that it is in, and its passwords from the keyring."""
    found = profiles.described().get(options.name)
    if found is None:
        raise SettingsError(f"There is no profile {options.name}.", "See: ordslab profile list")
    try:
        where = settings.load(options.name)
        passwords.forget(where.account)
        passwords.forget(where.wallet_account)
    except LabError as error:  # a broken profile can be removed too
        print(f"Its password stays in the keyring, if it is there: {error.what}")
    profiles.remove(options.name, found[1])
    print(f"Profile {options.name} is no longer in {found[1]}. In the database nothing has changed.")
    return 0
