"""Who has approved of which client, by the dictionary, and the approval taken back."""

from dataclasses import dataclass
from datetime import datetime

from ordslab.errors import LabError, SqlError
from ordslab.sql.run import named_rows, rows
from ordslab.workbench import Workbench

_A_DAY = 86_400
_TAKE_BACK = """begin
  for each in (select approval_id from user_ords_approvals where title = :client and approval_user = :person) loop
    oauth.modify_approval_status(
      p_status => 'PENDING', p_updated_by => user, p_approval_user => :person, p_approval_id => each.approval_id);
  end loop;
  commit;
end;"""


@dataclass(frozen=True)
class Approval:
    """A person's answer to a client. `at`: when, where the view tells."""

    person: str
    status: str
    at: datetime | None


def approvals_of(bench: Workbench, client: str) -> list[Approval]:
    """The answers of all who were asked about a client: none where the view is not there, or has other columns."""
    try:
        names, found = named_rows(bench.connection, "select * from user_ords_approvals")
    except SqlError:
        return []
    rows = [dict(zip(names, each, strict=True)) for each in found]
    return [
        Approval(str(row.get("APPROVAL_USER")), str(row.get("STATUS")), _moment(row))
        for row in rows
        if row.get("TITLE") == bench.names.in_database(client)
    ]


def refresh_seconds(bench: Workbench, client: str) -> float:
    """How long a refresh token of a client gets the next one: ORDS's day, where the client has no time of its own."""
    found = dict(rows(bench.connection, "select name, refresh_duration from user_ords_clients"))
    return float(found.get(bench.names.in_database(client)) or _A_DAY)


def take_back(bench: Workbench, client: str, person: str) -> None:
    """Take a person's approval of a client back, and commit: on a connection of its own. Raises `LabError`."""
    if not bench.dialect.oauth:
        raise LabError(
            "This database has no package OAUTH any more, and approvals are taken back by it.",
            "Delete the client (ords_security.delete_client), or take its privileges away.",
        )
    with bench.connect() as connection, connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"client": bench.names.in_database(client), "person": person})
    bench.let_be_seen()


def _moment(row: dict[str, object]) -> datetime | None:
    at = row.get("UPDATED_ON") or row.get("CREATED_ON")
    return at if isinstance(at, datetime) else None
