"""DBMS_UTILITY: the error being handled, and the time in hundredths of a second."""

from __future__ import annotations

import time

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.runtime import told
from ordslab.sandbox.plsql.values import Cell, Collection

DBMS_UTILITY = Package(
    """
    package dbms_utility as
      function format_error_stack return varchar2;
      function format_error_backtrace return varchar2;
      function format_call_stack return varchar2;
      function get_time return number;
      function get_cpu_time return number;
      type uncl_array is table of varchar2(227) index by binary_integer;
      procedure comma_to_table(list in varchar2, tablen out binary_integer, tab out uncl_array);
      procedure table_to_comma(tab in uncl_array, tablen out binary_integer, list out varchar2);
    end dbms_utility;
    """
)


@DBMS_UTILITY.body("format_error_stack")
def format_error_stack(call: PackageCall) -> str | None:
    """The error being handled with those before it."""
    if not call.execution.handling:
        return None
    handled = call.execution.handling[-1]
    return f"ORA-{handled.error.number:05d}: {handled.text()}\n"


@DBMS_UTILITY.body("format_error_backtrace")
def format_error_backtrace(call: PackageCall) -> str | None:
    """The lines through which the error being handled came."""
    if not call.execution.handling:
        return None
    return "".join(f"{told(place)}\n" for place in call.execution.handling[-1].places)


@DBMS_UTILITY.body("format_call_stack")
def format_call_stack(call: PackageCall) -> str:
    """A heading and the anonymous block: the sandbox keeps no more."""
    heading = "----- PL/SQL Call Stack -----\n  object      line  object\n  handle    number  name\n"
    return f"{heading}0x0  1  anonymous block\n"


@DBMS_UTILITY.body("get_time")
def get_time(call: PackageCall) -> int:
    """Hundredths of a second since some moment; for differences."""
    return int(time.monotonic() * 100)


@DBMS_UTILITY.body("get_cpu_time")
def get_cpu_time(call: PackageCall) -> int:
    """Hundredths of a second that the processor has worked; for differences."""
    return int(time.thread_time() * 100)


@DBMS_UTILITY.body("comma_to_table")
def comma_to_table(call: PackageCall, list: str | None, tablen: Cell, tab: Cell) -> None:  # noqa: A002
    """Names between commas, and how many; one element more, NULL, stands behind them."""
    names = (list or "").split(",") if list else []
    tablen.value, tab.value = len(names), Collection([*names, None])


@DBMS_UTILITY.body("table_to_comma")
def table_to_comma(call: PackageCall, tab: Collection | None, tablen: Cell, list: Cell) -> None:  # noqa: A002
    """The other way round."""
    names = [name for name in (tab or Collection()).values() if name is not None]
    tablen.value, list.value = len(names), ",".join(names)
