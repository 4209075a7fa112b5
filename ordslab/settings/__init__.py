"""Where the lab runs: the home, profiles, passwords, wallets, addresses, TLS, and why something can't be reached."""

from ordslab.settings.current import SANDBOX, Settings, chosen, load
from ordslab.settings.home import home

__all__ = ["SANDBOX", "Settings", "chosen", "home", "load"]
