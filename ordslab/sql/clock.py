"""Time, as the database has it: read by one query, moved in the sandbox, waited for on a database of your own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import oracledb

from ordslab.errors import LabError, SqlError
from ordslab.names import MADE
from ordslab.sql.run import run
from ordslab.sql.sandbox_only import INSTEAD
from ordslab.sql.script import split

PATIENCE = 120
"""Seconds that one may have to wait for a real clock."""

NOW = "sys_extract_utc(systimestamp)"
"""The database's time, as a column of a query."""
_ADVANCE = "begin ordslab_sandbox.advance_clock({seconds}); end;"
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


@dataclass(frozen=True)
class Clock:
    """A reading: the database's time (UTC), and ours at that moment, in seconds since 1970."""

    time: datetime
    read_at: float
    stands_still: bool = False

    @classmethod
    def read(cls, moment: datetime) -> Clock:
        """What the column `NOW` gave, at this moment."""
        return cls(moment.replace(tzinfo=UTC), time.time())

    def now(self) -> datetime:
        """The database's time, without asking again."""
        return self.time if self.stands_still else self.time + timedelta(seconds=time.time() - self.read_at)

    @property
    def ahead(self) -> float:
        """By how many seconds the database's clock is ahead of ours, or was when it was read."""
        return self.time.timestamp() - self.read_at

    @property
    def apart(self) -> str:
        """How far the database's clock is from ours, in words; "" for less than a minute, and for one that stands."""
        seconds = self.ahead
        minutes = round(abs(seconds) / 60)
        if not minutes or self.stands_still:
            return ""
        (days, hours), minutes = divmod(minutes // 60, 24), minutes % 60
        parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if number]
        return f"{' '.join(parts)} {'ahead of' if seconds > 0 else 'behind'} this machine's clock"


def read_clock(connection: oracledb.Connection, may_stand_still: bool) -> Clock:
    """Read it. A sandbox with a seed has a clock that stands still until it is moved. Errors are the driver's."""
    with connection.cursor() as cursor:
        now = _now(cursor)
        stands_still = may_stand_still and _now(cursor) == now
    return Clock(now, time.time(), stands_still)


def advance(connection: oracledb.Connection, seconds: float) -> None:
    """Move the sandbox's clock, in a transaction of its own. Raises `SqlError`."""
    run(connection, split(_ADVANCE.format(seconds=float(seconds)))[0], {}, quiet=True)


def wait(connection: oracledb.Connection, seconds: float) -> None:
    """Wait, as one has to for a real clock; for what is too long to wait for, end the tokens of the lessons' clients.

    To whoever holds such a token, ORDS answers as to an expired one. Raises `LabError` where that can't be done.
    """
    if seconds <= PATIENCE:
        time.sleep(max(seconds, 0))
        return
    what = f"The clock of a real database can't be moved, and {seconds:g} seconds are long to wait."
    names = ", ".join(f"'{name}'" for name in MADE["client"])
    try:
        run(connection, split(_END_TOKENS.format(names=names))[0], {}, quiet=True)
    except SqlError as error:
        if error.code == "ORA-20000":
            raise LabError(
                what, "A client has two secrets: revoke one of them first; then its tokens can be ended instead."
            ) from None
        cause = "" if error.code == "ORA-06550" else f" ({error.what})"  # there is no ORDS_SECURITY
        raise LabError(f"{what}{cause}", INSTEAD["advance_clock"]) from None
    print(
        "A real clock can't be moved: the tokens of your clients were revoked instead, which ORDS answers the same way."
    )


def _now(cursor: oracledb.Cursor) -> datetime:
    cursor.execute(f"select {NOW} from dual")
    (moment,) = cursor.fetchone()
    return moment.replace(tzinfo=UTC)  # type: ignore[no-any-return]
