"""The sandbox's instruments, and what to do instead where there is none: a clock to move, faults, a seed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ordslab.errors import LabError, SqlError
from ordslab.names import MADE
from ordslab.secret import Secret

if TYPE_CHECKING:
    from ordslab.lab import Lab

PATIENCE = 120
"""Seconds that one may have to wait for a real clock."""

_CERTAINLY = 1
"""Seconds after its end at which a token has expired, however ORDS rounds."""

_INSTEAD = {
    "advance_clock": "Let a client's tokens live 60 seconds (ords_security.update_client_token_duration), then wait.",
    "fail_next": "Stop ORDS for a moment, or call an address that does not exist.",
    "": "Skip this step: it shows something that only the sandbox can do.",
}
"""For each subprogram of ORDSLAB_SANDBOX, what does the same on a real database."""

# A second secret is made and taken back: with it the client's sessions end, and its own secret stays as it is. All of
# it in a transaction of its own: what the learner has not committed stays so.
_END_TOKENS = """
declare
  pragma autonomous_transaction;
  l_secret varchar2(200);
begin
  for client in (select name, client_secret_2 from user_ords_clients
                 where name in ({names}) and client_secret is not null) loop
    if client.client_secret_2 is not null then
      raise_application_error(-20000, 'The client ' || client.name || ' has two secrets.');
    end if;
    l_secret := ords_security.rotate_client_secret(
      p_name => client.name, p_revoke_existing => false, p_revoke_sessions => true);
    ords_security.revoke_client_secret(p_name => client.name, p_client_secret => l_secret);
  end loop;
  commit;
end;
"""


def let_pass(lab: Lab, seconds: float) -> None:
    """Wait, as one has to for a real clock; for what is too long to wait for, end the tokens of the lessons' clients.

    To whoever holds such a token, ORDS answers as to an expired one. Raises `LabError` where that can't be done.
    """
    if seconds <= PATIENCE:
        time.sleep(max(seconds, 0))
        return
    what = f"The clock of a real database can't be moved, and {seconds:g} seconds are long to wait."
    from ordslab.run import run
    from ordslab.script import split

    names = ", ".join(f"'{name}'" for name in MADE["client"])
    try:
        run(lab.connection, split(_END_TOKENS.format(names=names))[0], {}, quiet=True)
    except SqlError as error:
        if error.code == "ORA-20000":
            raise LabError(
                what, "A client has two secrets: revoke one of them first; then its tokens can be ended instead."
            ) from None
        cause = "" if error.code == "ORA-06550" else f" ({error.what})"  # there is no ORDS_SECURITY
        raise LabError(f"{what}{cause}", _INSTEAD["advance_clock"]) from None
    print(
        "A real clock can't be moved: the tokens of your clients were revoked instead, which ORDS answers the same way."
    )


def seconds_left(lab: Lab, token: str | Secret) -> float:
    """How long it takes until a token has expired for certain, by the lab's clock: 0 when it has.

    Raises `LabError` for a token that the lab did not see being issued.
    """
    issued = lab._issued.find(token.reveal() if isinstance(token, Secret) else token)
    if issued is None or issued.seconds is None:
        raise LabError(
            "The lab did not see for how long this token was issued.",
            "Get it with lab.http, or say how long it lives: lab.let_pass(seconds=61)",
        )
    age = time.time() - issued.noted_at
    if lab.settings.is_sandbox and issued.at:
        from ordslab.widgets.clock import read_clock

        age = (read_clock(lab).time - issued.at).total_seconds()
    return max(issued.seconds + _CERTAINLY - age, 0)


def only_in_sandbox(message: str) -> LabError | None:
    """What to say when a database does not know ORDSLAB_SANDBOX; None for any other error."""
    text = message.upper()
    if "ORDSLAB_SANDBOX" not in text:
        return None
    called = next((name for name in _INSTEAD if name and name.upper() in text), "")
    return LabError("ORDSLAB_SANDBOX is the sandbox's own: a real database does not have it.", _INSTEAD[called])
