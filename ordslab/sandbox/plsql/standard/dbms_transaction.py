"""DBMS_TRANSACTION: is there a transaction, and which."""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall

DBMS_TRANSACTION = Package(
    """
    package dbms_transaction as
      function local_transaction_id(create_transaction boolean := false) return varchar2;
      procedure commit;
      procedure rollback;
    end dbms_transaction;
    """
)


@DBMS_TRANSACTION.body("local_transaction_id")
def local_transaction_id(call: PackageCall, create_transaction: bool | None) -> str | None:
    """An id (undo segment, slot, sequence) while a transaction is open, else NULL. One session has one transaction."""
    if create_transaction:
        call.session.begin_write()
    return f"1.{call.session.id}.{call.session.serial}" if call.session.in_transaction else None


@DBMS_TRANSACTION.body("commit")
def commit(call: PackageCall) -> None:
    """COMMIT."""
    call.session.commit()


@DBMS_TRANSACTION.body("rollback")
def rollback(call: PackageCall) -> None:
    """ROLLBACK."""
    call.session.rollback()
