"""DBMS_APPLICATION_INFO: what V$SESSION says about the session."""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Cell

DBMS_APPLICATION_INFO = Package(
    """
    package dbms_application_info as
      procedure set_module(module_name in varchar2, action_name in varchar2);
      procedure set_action(action_name in varchar2);
      procedure set_client_info(client_info in varchar2);
      procedure read_module(module_name out varchar2, action_name out varchar2);
      procedure read_client_info(client_info out varchar2);
    end dbms_application_info;
    """
)


@DBMS_APPLICATION_INFO.body("set_module")
def set_module(call: PackageCall, module_name: str | None, action_name: str | None) -> None:
    """Name the module (48 characters) and the action (32)."""
    call.session.module = module_name[:48] if module_name else None
    call.session.action = action_name[:32] if action_name else None


@DBMS_APPLICATION_INFO.body("set_action")
def set_action(call: PackageCall, action_name: str | None) -> None:
    """Name the action."""
    call.session.action = action_name[:32] if action_name else None


@DBMS_APPLICATION_INFO.body("set_client_info")
def set_client_info(call: PackageCall, client_info: str | None) -> None:
    """Leave a note of up to 64 characters."""
    call.session.client_info = client_info[:64] if client_info else None


@DBMS_APPLICATION_INFO.body("read_module")
def read_module(call: PackageCall, module_name: Cell, action_name: Cell) -> None:
    """Read module and action."""
    module_name.value, action_name.value = call.session.module, call.session.action


@DBMS_APPLICATION_INFO.body("read_client_info")
def read_client_info(call: PackageCall, client_info: Cell) -> None:
    """Read the note."""
    client_info.value = call.session.client_info
