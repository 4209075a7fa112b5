"""What only the sandbox has (a clock to move, faults, a seed), and what to do instead on a real database."""

from ordslab.errors import LabError

INSTEAD = {
    "advance_clock": "Let a client's tokens live 60 seconds (ords_security.update_client_token_duration), then wait.",
    "fail_next": "Stop ORDS for a moment, or call an address that does not exist.",
    "create_user": "On a server of yours: ords config user add NAME ROLE. An Autonomous Database has no such users.",
    "trust_certificate": "A real ORDS trusts what its Java trusts: an issuer with a certificate of a public authority.",
    "": "Skip this step: it shows something that only the sandbox can do.",
}
"""For each subprogram of ORDSLAB_SANDBOX, what does the same on a real database."""


def only_in_sandbox(message: str) -> LabError | None:
    """What to say when a database does not know ORDSLAB_SANDBOX; None for any other error."""
    text = message.upper()
    if "ORDSLAB_SANDBOX" not in text:
        return None
    called = next((name for name in INSTEAD if name and name.upper() in text), "")
    return LabError("ORDSLAB_SANDBOX is the sandbox's own: a real database does not have it.", INSTEAD[called])
