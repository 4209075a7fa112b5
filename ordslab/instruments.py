"""The sandbox's instruments, and what to do instead where there is none: a clock to move, faults, a seed."""

from __future__ import annotations

import time

from ordslab.errors import LabError

PATIENCE = 120
"""Seconds that one may have to wait for a real clock."""

INSTEAD = {
    "advance_clock": "Let a client's tokens live 60 seconds (ords_security.update_client_token_duration), then wait.",
    "fail_next": "Stop ORDS for a moment, or call an address that does not exist.",
    "": "Skip this step: it shows something that only the sandbox can do.",
}
"""For each subprogram of ORDSLAB_SANDBOX, what does the same on a real database."""


def wait(seconds: float) -> None:
    """Wait, as one has to for a real clock. Raises `LabError` for more than anybody wants to wait."""
    if seconds > PATIENCE:
        raise LabError(
            f"The clock of a real database can't be moved, and {seconds:g} seconds are long to wait.",
            INSTEAD["advance_clock"],
        )
    time.sleep(max(seconds, 0))


def only_in_sandbox(message: str) -> LabError | None:
    """What to say when a database does not know ORDSLAB_SANDBOX; None for any other error."""
    text = message.upper()
    if "ORDSLAB_SANDBOX" not in text:
        return None
    called = next((name for name in INSTEAD if name and name.upper() in text), "")
    return LabError("ORDSLAB_SANDBOX is the sandbox's own: a real database does not have it.", INSTEAD[called])
