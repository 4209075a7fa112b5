"""DBMS_ASSERT: is a text safe as a part of dynamic SQL?"""

from __future__ import annotations

import re

from ordslab.sandbox.plsql.errors import value_error
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError

DBMS_ASSERT = Package(
    """
    package dbms_assert as
      function noop(str varchar2) return varchar2;
      function enquote_literal(str varchar2) return varchar2;
      function enquote_name(str varchar2, capitalize boolean default true) return varchar2;
      function simple_sql_name(str varchar2) return varchar2;
      function qualified_sql_name(str varchar2) return varchar2;
      function schema_name(str varchar2) return varchar2;
      function sql_object_name(str varchar2) return varchar2;
    end dbms_assert;
    """
)
_SIMPLE = r'(?:[^\W\d_][\w$#]*|"[^"]+")'
_SIMPLE_NAME = re.compile(rf"\s*{_SIMPLE}\s*")
_QUALIFIED_NAME = re.compile(rf"\s*{_SIMPLE}(?:\s*\.\s*{_SIMPLE})*(?:@{_SIMPLE}(?:\.{_SIMPLE})*)?\s*")


@DBMS_ASSERT.body("noop")
def noop(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """The text, whatever it is."""
    return str


@DBMS_ASSERT.body("enquote_literal")
def enquote_literal(call: PackageCall, str: str | None) -> str:  # noqa: A002
    """The text in single quotes. Raises ORA-06502 when quotes within it are not doubled."""
    text = str or ""
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
    if "'" in inner.replace("''", ""):
        raise value_error()
    return f"'{inner}'"


@DBMS_ASSERT.body("enquote_name")
def enquote_name(call: PackageCall, str: str | None, capitalize: bool | None) -> str:  # noqa: A002
    """The text as a quoted name, in upper case unless told otherwise. Raises ORA-44003."""
    text = str or ""
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    inner = text[1:-1] if is_quoted else text.upper() if capitalize else text
    if not inner or '"' in inner:
        raise OraError(44003, message="invalid SQL name")
    return f'"{inner}"'


@DBMS_ASSERT.body("simple_sql_name")
def simple_sql_name(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """The text, if it is a name. Raises ORA-44003."""
    if str is None or not _SIMPLE_NAME.fullmatch(str):
        raise OraError(44003, message="invalid SQL name")
    return str


@DBMS_ASSERT.body("qualified_sql_name")
def qualified_sql_name(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """The text, if it is a name with what may stand before it. Raises ORA-44004."""
    if str is None or not _QUALIFIED_NAME.fullmatch(str):
        raise OraError(44004, message="invalid qualified SQL name")
    return str


@DBMS_ASSERT.body("schema_name")
def schema_name(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """The text, if a schema has this name, as it is written. Raises ORA-44001."""
    if str is None or call.session.database.user(str) is None:
        raise OraError(44001, message="invalid schema")
    return str


@DBMS_ASSERT.body("sql_object_name")
def sql_object_name(call: PackageCall, str: str | None) -> str | None:  # noqa: A002
    """The text, if it names something that is there. Raises ORA-44002."""
    if str is None or not _QUALIFIED_NAME.fullmatch(str):
        raise OraError(44002, message="invalid object name")
    parts = [part[1:-1] if part.startswith('"') else part.upper() for part in re.findall(_SIMPLE, str)]
    names = call.session.names()
    found = names.find(parts[0] if len(parts) > 1 else None, parts[-1])
    if found is None and names.relation(parts[0] if len(parts) > 1 else None, parts[-1]) is None:
        raise OraError(44002, message="invalid object name")
    return str
