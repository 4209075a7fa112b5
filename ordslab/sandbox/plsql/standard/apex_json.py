"""APEX_JSON: writes JSON to the page of a PL/SQL handler, or into a CLOB.

Marks. Documented: the subprograms and their defaults (APEX API Reference); NULL is left out unless asked for; dates in
ISO 8601 with a Z. Inferred: where lines end; the rows of a cursor as objects with the columns' names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.runtime import CursorState
from ordslab.sandbox.plsql.standard import apex_json_values
from ordslab.sandbox.plsql.standard.htp import page_of
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_values

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_KINDS = ("varchar2", "clob", "number", "date", "boolean", "sys_refcursor")
_WRITES = "\n".join(f"procedure write(p_value {kind});" for kind in _KINDS)
_NAMED_WRITES = "\n".join(
    f"procedure write(p_name varchar2, p_value {kind}"
    + ("" if kind == "sys_refcursor" else ", p_write_null boolean default false")
    + ");"
    for kind in _KINDS
)
APEX_JSON = Package(
    f"""
    package apex_json as
      procedure initialize_output(p_http_header boolean default true, p_http_cache boolean default false,
        p_http_cache_etag varchar2 default null, p_indent pls_integer default null);
      procedure initialize_clob_output(p_dur pls_integer default 12, p_cache boolean default true,
        p_indent pls_integer default null, p_preserve boolean default false);
      function get_clob_output(p_free boolean default false) return clob;
      procedure free_output;
      procedure open_object(p_name varchar2 default null);
      procedure close_object;
      procedure open_array(p_name varchar2 default null);
      procedure close_array;
      procedure close_all;
      {_WRITES}
      {_NAMED_WRITES}
      {apex_json_values.SPECIFICATION}
    end apex_json;
    """,
    owner="APEX_240200",
)
apex_json_values.add_to(APEX_JSON)


@dataclass
class _Output:
    """Where JSON goes, and what is open. `clob`: its pieces, None for the page."""

    clob: list[str] | None = None
    open: list[str] = field(default_factory=list)
    is_first: bool = True
    header: bool = True  # a Content-Type is still to be sent


def _output(session: Session) -> _Output:
    output: _Output = session.package_state.setdefault("APEX_JSON", _Output())
    return output


def _write(call: PackageCall, text: str) -> None:
    output = _output(call.session)
    if output.clob is not None:
        output.clob.append(text)
        return
    page = page_of(call.session)
    if output.header:
        page.headers.append(("Content-Type", "application/json"))
        output.header = False
    page.pieces.append(text)


def _begin(call: PackageCall, name: str | None) -> None:
    """A comma if something stands before, and the name."""
    output = _output(call.session)
    _write(call, ("" if output.is_first else ",") + (f"{json.dumps(name, ensure_ascii=False)}:" if name else ""))
    output.is_first = False


def _open(call: PackageCall, name: str | None, opening: str) -> None:
    _begin(call, name)
    _write(call, opening + "\n")
    output = _output(call.session)
    output.open.append("}" if opening == "{" else "]")
    output.is_first = True


def _close(call: PackageCall, closing: str) -> None:
    output = _output(call.session)
    if not output.open or output.open[-1] != closing:
        raise OraError(20987, message=f"APEX - JSON.WRITER.NOT_OPEN: {closing}")
    output.open.pop()
    _write(call, closing + "\n")
    output.is_first = False


@APEX_JSON.body("initialize_output")
def initialize_output(
    call: PackageCall,
    p_http_header: bool | None,
    p_http_cache: bool | None,
    p_http_cache_etag: str | None,
    p_indent: int | None,
) -> None:
    """Begin on the page."""
    call.session.package_state["APEX_JSON"] = _Output(header=bool(p_http_header))


@APEX_JSON.body("initialize_clob_output")
def initialize_clob_output(
    call: PackageCall, p_dur: int | None, p_cache: bool | None, p_indent: int | None, p_preserve: bool | None
) -> None:
    """Begin in a CLOB."""
    call.session.package_state["APEX_JSON"] = _Output(clob=[])


@APEX_JSON.body("get_clob_output")
def get_clob_output(call: PackageCall, p_free: bool | None) -> str:
    """What was written to the CLOB."""
    text = "".join(_output(call.session).clob or [])
    if p_free:
        call.session.package_state.pop("APEX_JSON", None)
    return text


@APEX_JSON.body("free_output")
def free_output(call: PackageCall) -> None:
    """Forget the CLOB; what follows goes to the page."""
    call.session.package_state.pop("APEX_JSON", None)


@APEX_JSON.body("open_object")
def open_object(call: PackageCall, p_name: str | None) -> None:
    """Begin an object."""
    _open(call, p_name, "{")


@APEX_JSON.body("close_object")
def close_object(call: PackageCall) -> None:
    """End it."""
    _close(call, "}")


@APEX_JSON.body("open_array")
def open_array(call: PackageCall, p_name: str | None) -> None:
    """Begin an array."""
    _open(call, p_name, "[")


@APEX_JSON.body("close_array")
def close_array(call: PackageCall) -> None:
    """End it."""
    _close(call, "]")


@APEX_JSON.body("close_all")
def close_all(call: PackageCall) -> None:
    """End all that is open."""
    while _output(call.session).open:
        _close(call, _output(call.session).open[-1])


def _value(call: PackageCall, p_value: Any) -> None:
    _begin(call, None)
    _write(call, _json(p_value) + "\n")


def _named(call: PackageCall, p_name: str | None, p_value: Any, p_write_null: bool | None = False) -> None:
    if p_value is not None or p_write_null:
        _begin(call, p_name)
        _write(call, _json(p_value) + "\n")


def _named_cursor(call: PackageCall, p_name: str | None, p_value: CursorState | None) -> None:
    _named(call, p_name, p_value)


for _overload, _kind in enumerate(_KINDS, 1):
    APEX_JSON.body("write", _overload)(_value)
    APEX_JSON.body("write", len(_KINDS) + _overload)(_named_cursor if _kind == "sys_refcursor" else _named)


def _json(value: Any) -> str:
    if isinstance(value, datetime):
        value = f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, CursorState):
        value.is_open = False
        return json_values.written(_objects(value.result()))
    return json_values.written(value)


def _objects(result: Result) -> list[dict[str, Any]]:
    """The rows, without their NULLs."""
    names = [column.name for column in result.columns]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None}
        for row in result.rows
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return _objects(value)
    return value if isinstance(value, str | int | float | Decimal) or value is None else str(value)
