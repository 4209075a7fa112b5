"""DBMS_STANDARD: what blocks call without naming a package."""

from __future__ import annotations

from ordslab.sandbox.plsql.errors import ApplicationError
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError

DBMS_STANDARD = Package(
    """
    package dbms_standard as
      procedure raise_application_error(num binary_integer, msg varchar2, keeperrorstack boolean default false);
      function inserting return boolean;
      function deleting return boolean;
      function updating return boolean;
      function updating(colnam varchar2) return boolean;
    end dbms_standard;
    """
)
_LONGEST = 2048


@DBMS_STANDARD.body("raise_application_error")
def raise_application_error(call: PackageCall, num: int | None, msg: str | None, keeperrorstack: bool | None) -> None:
    """Raise an error of one's own, -20999 to -20000. ORA-21000 for another number."""
    if num is None or not -20999 <= num <= -20000:
        shown = "" if num is None else num
        raise OraError(21000, message=f"error number argument to raise_application_error of {shown} is out of range")
    raise ApplicationError(-num, (msg or "")[:_LONGEST], keeps=bool(keeperrorstack))


# What a trigger asks; outside of triggers the answer is no.


@DBMS_STANDARD.body("inserting")
def inserting(call: PackageCall) -> bool:
    """Has an INSERT fired the trigger?"""
    return call.execution.event is not None and call.execution.event.verb == "INSERT"


@DBMS_STANDARD.body("deleting")
def deleting(call: PackageCall) -> bool:
    """Has a DELETE fired the trigger?"""
    return call.execution.event is not None and call.execution.event.verb == "DELETE"


@DBMS_STANDARD.body("updating")
def updating(call: PackageCall) -> bool:
    """Has an UPDATE fired the trigger?"""
    return call.execution.event is not None and call.execution.event.verb == "UPDATE"


@DBMS_STANDARD.body("updating", 2)
def updating_column(call: PackageCall, colnam: str | None) -> bool:
    """Has an UPDATE of that column fired the trigger?"""
    event = call.execution.event
    return event is not None and event.verb == "UPDATE" and (colnam or "").upper() in event.columns
