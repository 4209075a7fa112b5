"""Where the lab runs: profiles, passwords, wallets, addresses, TLS, and why something can't be reached."""

from ordslab.settings.settings import SANDBOX, Settings, chosen, home, load

__all__ = ["SANDBOX", "Settings", "chosen", "home", "load"]
