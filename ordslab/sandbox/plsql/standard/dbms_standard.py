"""DBMS_STANDARD: what blocks call without naming a package."""

from __future__ import annotations

from ordslab.sandbox.plsql.errors import ApplicationError
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError

DBMS_STANDARD = Package(
    """
    package dbms_standard as
      procedure raise_application_error(num binary_integer, msg varchar2, keeperrorstack boolean default false);
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
