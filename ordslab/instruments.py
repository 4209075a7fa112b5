"""The sandbox's instruments, and what to do instead where there is none: a clock to move, faults, a seed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ordslab.errors import LabError, SqlError
from ordslab.names import MADE

if TYPE_CHECKING:
    from ordslab.lab import Lab

PATIENCE = 120
"""Seconds that one may have to wait for a real clock."""

_INSTEAD = {
    "advance_clock": "Let a client's tokens live 60 seconds (ords_security.update_client_token_duration), then wait.",
    "fail_next": "Stop ORDS for a moment, or call an address that does not exist.",
    "": "Skip this step: it shows something that only the sandbox can do.",
}
"""For each subprogram of ORDSLAB_SANDBOX, what does the same on a real database."""

# A second secret is made and taken back: with it the client's sessions end, and its own secret stays as it is.
_END_TOKENS = """
declare
  l_secret varchar2(200);
begin
  for client in (select name from user_ords_clients where name in ({names})) loop
    l_secret := ords_security.rotate_client_secret(
      p_name => client.name, p_revoke_existing => false, p_revoke_sessions => true);
    ords_security.revoke_client_secret(p_name => client.name, p_client_secret => l_secret);
  end loop;
  commit;
end;
"""
_TWO_SECRETS = """
select name from user_ords_clients
where  name in ({names}) and client_secret is not null and client_secret_2 is not null
"""


def let_pass(lab: Lab, seconds: float) -> None:
    """Wait, as one has to for a real clock; for what is too long to wait for, end the tokens of the lessons' clients.

    To whoever holds such a token, ORDS answers as to an expired one. Raises `LabError` where that can't be done.
    """
    if seconds <= PATIENCE:
        time.sleep(max(seconds, 0))
        return
    what = f"The clock of a real database can't be moved, and {seconds:g} seconds are long to wait."
    if not lab.dialect.ords_security:
        raise LabError(what, _INSTEAD["advance_clock"])
    from ordslab.run import rows, run
    from ordslab.script import split

    names = ", ".join(f"'{name}'" for name in MADE["client"])
    with lab.connect() as connection:
        if rows(connection, _TWO_SECRETS.format(names=names)):
            raise LabError(what, "Revoke one of the client's two secrets first; then its tokens can be ended instead.")
        try:
            run(connection, split(_END_TOKENS.format(names=names))[0], {}, quiet=True)
        except SqlError as error:
            raise LabError(f"{what} ({error.what})", _INSTEAD["advance_clock"]) from None
    print(
        "A real clock can't be moved: the tokens of your clients were revoked instead, which ORDS answers the same way."
    )


def only_in_sandbox(message: str) -> LabError | None:
    """What to say when a database does not know ORDSLAB_SANDBOX; None for any other error."""
    text = message.upper()
    if "ORDSLAB_SANDBOX" not in text:
        return None
    called = next((name for name in _INSTEAD if name and name.upper() in text), "")
    return LabError("ORDSLAB_SANDBOX is the sandbox's own: a real database does not have it.", _INSTEAD[called])
