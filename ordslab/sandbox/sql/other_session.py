"""A session as the others on its database meet it: they list it, wait for it, end it."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol

from ordslab.sandbox.sql.client import Client


class OtherSession(Protocol):
    """What others may know of a session, and do to it; from any thread."""

    id: int
    serial: int
    user: str
    current_schema: str
    module: str | None
    action: str | None
    client_info: str | None
    client_identifier: str | None
    client: Client

    @property
    def in_transaction(self) -> bool:
        """Are there changes that are not committed?"""

    @property
    def is_killed(self) -> bool:
        """Has somebody killed it?"""

    @property
    def temporary(self) -> Container[str]:
        """The temporary tables in which it has rows."""

    def park(self) -> bool:
        """Let its transaction give way if it is idle; says whether it did."""

    def check_cancelled(self) -> None:
        """Raises ORA-01013 when its running statement was cancelled."""

    def cancel(self) -> None:
        """Stop its running statement with ORA-01013."""

    def kill(self) -> None:
        """End its transaction; it does nothing more but say so (ORA-00028)."""

    def close(self) -> None:
        """Roll back and end."""
