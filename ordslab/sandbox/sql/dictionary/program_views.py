"""The data dictionary of stored programs: USER_SOURCE and its like, over the table of `program_storage`."""

from __future__ import annotations

from ordslab.sandbox.sql.dictionary.declaration import (
    FLAG,
    LONG,
    NAME,
    SCHEMA,
    SHORT,
    TEXT,
    Item,
    everywhere,
    family,
    for_administrators,
    view,
)
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import NUMBER, varchar2

_YES_NO = "CASE WHEN {} THEN 'YES' ELSE 'NO' END"
_CONTAINER: Item = ("ORIGIN_CON_ID", NUMBER, "3")

_SOURCE_ITEMS: list[Item] = [
    ("NAME", NAME, "o.name"),
    ("TYPE", SHORT, "o.kind"),
    ("LINE", NUMBER, "l.key + 1"),
    ("TEXT", TEXT, "l.value"),
    _CONTAINER,
]
_ERROR_ITEMS: list[Item] = [
    ("NAME", NAME, "o.name"),
    ("TYPE", SHORT, "o.kind"),
    ("SEQUENCE", NUMBER, "e.key + 1"),
    ("LINE", NUMBER, "json_extract(e.value, '$[0]')"),
    ("POSITION", NUMBER, "json_extract(e.value, '$[1]')"),
    ("TEXT", TEXT, "json_extract(e.value, '$[2]')"),
    ("ATTRIBUTE", varchar2(9), "'ERROR'"),
    (
        "MESSAGE_NUMBER",
        NUMBER,
        """CASE WHEN json_extract(e.value, '$[2]') LIKE 'PLS-%'
        THEN CAST(substr(json_extract(e.value, '$[2]'), 5, 5) AS INTEGER) ELSE 0 END""",
    ),
]
_OWN_PROCEDURES = """SELECT {schema} AS owner, s.name, json_extract(p.value, '$.name') AS subprogram, s.id,
  p.key + 1 AS number, json_extract(p.value, '$.overload') AS overload, s.kind,
  json_extract(p.value, '$.deterministic') AS deterministic
  FROM "ORA$SOURCES" s, json_each(s.subprograms) p UNION ALL
  SELECT {schema}, name, NULL, id, CASE kind WHEN 'PACKAGE' THEN 0 ELSE 1 END, NULL, kind, 0 FROM "ORA$SOURCES"
  WHERE kind IN ('PACKAGE', 'TRIGGER')"""
_SYSTEM_PROCEDURES = """SELECT json_extract(p.value, '$[0]'), json_extract(p.value, '$[1]'), s.value, 20000 + p.key,
  s.key + 1, NULL, 'PACKAGE', 0 FROM json_each("ORA$PROGRAMS"()) p, json_each(p.value, '$[2]') s"""
_PROCEDURE_ITEMS: list[Item] = [
    ("OBJECT_NAME", NAME, "r.name"),
    ("PROCEDURE_NAME", NAME, "r.subprogram"),
    ("OBJECT_ID", NUMBER, "r.id"),
    ("SUBPROGRAM_ID", NUMBER, "r.number"),
    ("OVERLOAD", varchar2(40), "r.overload"),
    ("OBJECT_TYPE", SHORT, "r.kind"),
    ("AGGREGATE", FLAG, "'NO'"),
    ("PIPELINED", FLAG, "'NO'"),
    ("IMPLTYPEOWNER", NAME, "NULL"),
    ("IMPLTYPENAME", NAME, "NULL"),
    ("PARALLEL", FLAG, "'NO'"),
    ("INTERFACE", FLAG, "'NO'"),
    ("DETERMINISTIC", FLAG, _YES_NO.format("r.deterministic")),
    ("AUTHID", varchar2(12), "'DEFINER'"),
    ("RESULT_CACHE", FLAG, "'NO'"),
    _CONTAINER,
]
_ARGUMENTS = """"ORA$SOURCES" s, json_each(s.subprograms) p, json_each(p.value, '$.arguments') a"""


def _argument(key: str) -> str:
    return f"json_extract(a.value, '$.{key}')"


_ARGUMENT_ITEMS: list[Item] = [
    ("OBJECT_NAME", NAME, "coalesce(json_extract(p.value, '$.name'), s.name)"),
    ("PACKAGE_NAME", NAME, "CASE WHEN s.kind = 'PACKAGE' THEN s.name END"),
    ("OBJECT_ID", NUMBER, "s.id"),
    ("OVERLOAD", varchar2(40), "json_extract(p.value, '$.overload')"),
    ("SUBPROGRAM_ID", NUMBER, "p.key + 1"),
    ("ARGUMENT_NAME", NAME, _argument("name")),
    ("POSITION", NUMBER, _argument("position")),
    ("SEQUENCE", NUMBER, "a.key + 1"),
    ("DATA_LEVEL", NUMBER, "0"),
    ("DATA_TYPE", SHORT, _argument("type")),
    ("DEFAULTED", varchar2(1), f"CASE WHEN {_argument('defaulted')} THEN 'Y' ELSE 'N' END"),
    ("DEFAULT_VALUE", LONG, "NULL"),
    ("DEFAULT_LENGTH", NUMBER, "NULL"),
    ("IN_OUT", varchar2(9), _argument("mode")),
    ("DATA_LENGTH", NUMBER, _argument("length")),
    ("DATA_PRECISION", NUMBER, _argument("precision")),
    ("DATA_SCALE", NUMBER, _argument("scale")),
    ("RADIX", NUMBER, f"CASE WHEN {_argument('type')} = 'NUMBER' THEN 10 END"),
    ("CHARACTER_SET_NAME", varchar2(44), f"CASE WHEN {_argument('type')} IN ('VARCHAR2', 'CHAR') THEN 'CHAR_CS' END"),
    ("TYPE_OWNER", NAME, _argument("type_owner")),
    ("TYPE_NAME", NAME, _argument("type_name")),
    ("TYPE_SUBNAME", NAME, _argument("type_subname")),
    ("PLS_TYPE", SHORT, _argument("pls_type")),
    _CONTAINER,
]
_REFERENCED = """"ORA$SOURCES" s, json_each(s.depends) d"""
_REFERENCED_KIND = """coalesce((SELECT kind FROM (SELECT name, kind FROM "ORA$OBJECTS" UNION ALL
  SELECT name, kind FROM "ORA$SOURCES" WHERE kind IN ('PROCEDURE', 'FUNCTION', 'PACKAGE'))
  WHERE name = d.value LIMIT 1), 'NON-EXISTENT')"""
_DEPENDENCY_ITEMS: list[Item] = [
    ("NAME", NAME, "s.name"),
    ("TYPE", SHORT, "s.kind"),
    ("REFERENCED_OWNER", NAME, SCHEMA),
    ("REFERENCED_NAME", NAME, "d.value"),
    ("REFERENCED_TYPE", SHORT, _REFERENCED_KIND),
    ("REFERENCED_LINK_NAME", NAME, "NULL"),
    ("DEPENDENCY_TYPE", varchar2(4), "'HARD'"),
]


def _detail(key: str) -> str:
    return f"json_extract(o.details, '$.{key}')"


_TRIGGER_ITEMS: list[Item] = [
    ("TRIGGER_NAME", NAME, "o.name"),
    (
        "TRIGGER_TYPE",
        SHORT,
        f"{_detail('timing')} || CASE WHEN {_detail('row')} THEN ' EACH ROW' ELSE ' STATEMENT' END",
    ),
    ("TRIGGERING_EVENT", varchar2(246), _detail("event")),
    ("TABLE_OWNER", NAME, SCHEMA),
    ("BASE_OBJECT_TYPE", SHORT, "'TABLE'"),
    ("TABLE_NAME", NAME, _detail("table")),
    ("COLUMN_NAME", TEXT, "NULL"),
    ("REFERENCING_NAMES", varchar2(422), _detail("referencing")),
    ("WHEN_CLAUSE", TEXT, _detail("when")),
    ("STATUS", SHORT, f"CASE WHEN {_detail('enabled')} THEN 'ENABLED' ELSE 'DISABLED' END"),
    ("DESCRIPTION", TEXT, _detail("description")),
    ("ACTION_TYPE", varchar2(11), "'PL/SQL'"),
    ("TRIGGER_BODY", LONG, _detail("body")),
]


def _all_procedures(scope: str) -> str:
    return f"({everywhere(_OWN_PROCEDURES.replace(SCHEMA, 'owner'), scope)} UNION ALL {_SYSTEM_PROCEDURES}) r"


PROGRAM_VIEWS: tuple[SystemView, ...] = (
    *family("SOURCE", '"ORA$SOURCES" o, json_each(o.lines) l', _SOURCE_ITEMS),
    *family("ERRORS", '"ORA$SOURCES" o, json_each(o.errors) e', _ERROR_ITEMS),
    view("USER_PROCEDURES", f"({_OWN_PROCEDURES}) r", _PROCEDURE_ITEMS),
    view("ALL_PROCEDURES", _all_procedures("ALL"), [("OWNER", NAME, "r.owner"), *_PROCEDURE_ITEMS]),
    view("DBA_PROCEDURES", _all_procedures("DBA"), [("OWNER", NAME, "r.owner"), *_PROCEDURE_ITEMS], for_administrators),
    *family("ARGUMENTS", _ARGUMENTS, _ARGUMENT_ITEMS, row="s"),
    *family("DEPENDENCIES", _REFERENCED, _DEPENDENCY_ITEMS, row="s"),
    *family("TRIGGERS", """"ORA$SOURCES" o WHERE o.kind = 'TRIGGER'""", _TRIGGER_ITEMS),
)
