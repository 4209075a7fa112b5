"""DBMS_PICKLER: what drivers ask for the shape of an object type, of which the sandbox has none."""

from __future__ import annotations

from ordslab.sandbox import oracle_names
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.values import Cell
from ordslab.sandbox.sql.errors import not_supported

DBMS_PICKLER = Package(
    """
    package dbms_pickler as
      function get_type_shape(fullname in varchar2, oid in out raw, version in out binary_integer, tds in out raw,
        instantiable out varchar2, super_owner out varchar2, super_name out varchar2, attributes out sys_refcursor,
        subtypes out sys_refcursor) return binary_integer;
    end dbms_pickler;
    """
)
_NO_SUCH_TYPE = 4043


@DBMS_PICKLER.body("get_type_shape")
def get_type_shape(call: PackageCall, fullname: str | None, oid: Cell, **more: Cell) -> int:
    """A number other than 0 for what is no type. Raises ORA-03001 for one: its objects can't be bound here."""
    parts = [part.strip('"') for part in (fullname or "").split(".")]
    name = parts[-1]
    declared = len(parts) > 2 or oracle_names.has_member(parts[-2] if len(parts) > 1 else "", name)  # in a package
    if declared or name.endswith("%ROWTYPE") or oracle_names.type_of(name) is not None:
        raise not_supported(f"binds of objects and collections of type {'.'.join(parts[-2:] if declared else [name])}")
    return _NO_SUCH_TYPE
