"""The data dictionary: USER_TABLES and its like, over the tables of `storage`.

In a view's text `{schema}` stands for the schema's name as a literal. Columns and their order are those
of Oracle's Database Reference; of those that would always be empty here only the ones that tools ask for.
"""

from __future__ import annotations

from collections.abc import Iterable

from ordslab.sandbox.sql.database import SystemView
from ordslab.sandbox.sql.types import DATE, NUMBER, Column, OracleType, varchar2

NAME = varchar2(128)
TEXT = varchar2(4000)
SHORT = varchar2(30)
FLAG = varchar2(3)
LONG = OracleType("LONG")

Item = tuple[str, OracleType, str]

_TYPE_NAME = """CASE c.family
  WHEN 'TIMESTAMP' THEN 'TIMESTAMP(' || coalesce(c.scale, 6) || ')'
  WHEN 'TIMESTAMP_TZ' THEN 'TIMESTAMP(' || coalesce(c.scale, 6) || ') WITH TIME ZONE'
  WHEN 'INTERVAL_DS'
  THEN 'INTERVAL DAY(' || coalesce(c.precision, 2) || ') TO SECOND(' || coalesce(c.scale, 6) || ')'
  WHEN 'INTERVAL_YM' THEN 'INTERVAL YEAR(' || coalesce(c.precision, 2) || ') TO MONTH'
  ELSE c.family END"""
_LENGTH = """CASE
  WHEN c.family IN ('VARCHAR2', 'CHAR') AND NOT coalesce(c.byte_semantics, 1) THEN min(4 * c.size, 32767)
  WHEN c.family IN ('VARCHAR2', 'CHAR', 'RAW') THEN c.size
  WHEN c.family = 'NUMBER' THEN 22 WHEN c.family = 'DATE' THEN 7
  WHEN c.family IN ('TIMESTAMP', 'INTERVAL_DS') THEN 11 WHEN c.family = 'TIMESTAMP_TZ' THEN 13
  WHEN c.family = 'INTERVAL_YM' THEN 5 WHEN c.family = 'BINARY_DOUBLE' THEN 8 WHEN c.family = 'BINARY_FLOAT' THEN 4
  ELSE 4000 END"""
_OBJECTS = '"ORA$OBJECTS" o'
_COLUMNS = '"ORA$COLUMNS" c JOIN "ORA$OBJECTS" o ON o.id = c.object_id'
_CONSTRAINTS = '"ORA$CONSTRAINTS" k JOIN "ORA$OBJECTS" o ON o.id = k.object_id'
_INDEXES = '"ORA$INDEXES" i JOIN "ORA$OBJECTS" o ON o.id = i.object_id'
SCHEMA = "{schema}"


def view(name: str, source: str, items: Iterable[Item]) -> SystemView:
    """A view of columns, each (name, type, native expression), over a native FROM clause."""
    listed = list(items)
    shown = ", ".join(f'{expression} AS "{column}"' for column, _, expression in listed)
    return SystemView(name, tuple(Column(column, kind) for column, kind, _ in listed), f"SELECT {shown} FROM {source}")


def both(name: str, source: str, items: Iterable[Item], owner: str = "OWNER") -> list[SystemView]:
    """USER_x, and ALL_x with the owner in front: everybody sees what is their own."""
    listed = list(items)
    return [
        view(f"USER_{name}", source, listed),
        view(f"ALL_{name}", source, [(owner, NAME, SCHEMA), *listed]),
    ]


_TABLE_ITEMS: list[Item] = [
    ("TABLE_NAME", NAME, "o.name"),
    ("TABLESPACE_NAME", SHORT, "'USERS'"),
    ("CLUSTER_NAME", NAME, "NULL"),
    ("IOT_NAME", NAME, "NULL"),
    ("STATUS", SHORT, "'VALID'"),
    ("NUM_ROWS", NUMBER, "NULL"),
    ("BLOCKS", NUMBER, "NULL"),
    ("LAST_ANALYZED", DATE, "NULL"),
    ("PARTITIONED", FLAG, "'NO'"),
    ("IOT_TYPE", SHORT, "NULL"),
    ("TEMPORARY", varchar2(1), "'N'"),
    ("SECONDARY", varchar2(1), "'N'"),
    ("NESTED", FLAG, "'NO'"),
    ("COMPRESSION", SHORT, "'DISABLED'"),
    ("COMPRESS_FOR", SHORT, "NULL"),
    ("DURATION", SHORT, "NULL"),
    ("DROPPED", FLAG, "'NO'"),
    ("READ_ONLY", FLAG, "'NO'"),
]

_COLUMN_ITEMS: list[Item] = [
    ("TABLE_NAME", NAME, "o.name"),
    ("COLUMN_NAME", NAME, "c.name"),
    ("DATA_TYPE", NAME, _TYPE_NAME),
    ("DATA_TYPE_MOD", FLAG, "NULL"),
    ("DATA_TYPE_OWNER", NAME, "NULL"),
    ("DATA_LENGTH", NUMBER, _LENGTH),
    ("DATA_PRECISION", NUMBER, "CASE WHEN c.family IN ('NUMBER', 'INTERVAL_DS', 'INTERVAL_YM') THEN c.precision END"),
    ("DATA_SCALE", NUMBER, "CASE WHEN c.family <> 'DATE' THEN c.scale END"),
    ("NULLABLE", varchar2(1), "CASE WHEN c.nullable THEN 'Y' ELSE 'N' END"),
    ("COLUMN_ID", NUMBER, "c.position"),
    ("DEFAULT_LENGTH", NUMBER, "length(c.default_text)"),
    ("DATA_DEFAULT", LONG, "c.default_text"),
    ("CHARACTER_SET_NAME", varchar2(44), "CASE WHEN c.family IN ('VARCHAR2', 'CHAR', 'CLOB') THEN 'CHAR_CS' END"),
    ("CHAR_LENGTH", NUMBER, "CASE WHEN c.family IN ('VARCHAR2', 'CHAR') THEN c.size ELSE 0 END"),
    (
        "CHAR_USED",
        varchar2(1),
        "CASE WHEN c.family IN ('VARCHAR2', 'CHAR') THEN CASE WHEN c.byte_semantics THEN 'B' ELSE 'C' END END",
    ),
    ("DEFAULT_ON_NULL", FLAG, "CASE WHEN c.default_on_null THEN 'YES' ELSE 'NO' END"),
    ("IDENTITY_COLUMN", FLAG, "CASE WHEN c.identity IS NULL THEN 'NO' ELSE 'YES' END"),
    ("COLLATION", NAME, "CASE WHEN c.family IN ('VARCHAR2', 'CHAR', 'CLOB') THEN 'USING_NLS_COMP' END"),
]
_COLS_ITEMS: list[Item] = [
    *_COLUMN_ITEMS,
    ("HIDDEN_COLUMN", FLAG, "'NO'"),
    ("VIRTUAL_COLUMN", FLAG, "CASE WHEN c.virtual IS NULL THEN 'NO' ELSE 'YES' END"),
    ("SEGMENT_COLUMN_ID", NUMBER, "c.position"),
    ("INTERNAL_COLUMN_ID", NUMBER, "c.position"),
    ("USER_GENERATED", FLAG, "'YES'"),
]

_CONSTRAINT_ITEMS: list[Item] = [
    ("CONSTRAINT_NAME", NAME, "k.name"),
    ("CONSTRAINT_TYPE", varchar2(1), "k.kind"),
    ("TABLE_NAME", NAME, "o.name"),
    ("SEARCH_CONDITION", LONG, "k.condition"),
    ("R_OWNER", NAME, "CASE WHEN k.kind = 'R' THEN {schema} END"),
    ("R_CONSTRAINT_NAME", NAME, "k.parent_constraint"),
    ("DELETE_RULE", SHORT, "CASE WHEN k.kind = 'R' THEN k.delete_rule END"),
    ("STATUS", SHORT, "CASE WHEN k.enabled THEN 'ENABLED' ELSE 'DISABLED' END"),
    ("DEFERRABLE", SHORT, "'NOT DEFERRABLE'"),
    ("DEFERRED", SHORT, "'IMMEDIATE'"),
    ("VALIDATED", SHORT, "CASE WHEN k.enabled THEN 'VALIDATED' ELSE 'NOT VALIDATED' END"),
    ("GENERATED", SHORT, "CASE WHEN k.generated THEN 'GENERATED NAME' ELSE 'USER NAME' END"),
    ("SEARCH_CONDITION_VC", TEXT, "k.condition"),
    ("INDEX_NAME", NAME, "CASE WHEN k.kind IN ('P', 'U') THEN k.name END"),
]
_CONS_COLUMNS = f"{_CONSTRAINTS}, json_each(k.columns) j"

_INDEX_ITEMS: list[Item] = [
    ("INDEX_NAME", NAME, "i.name"),
    ("INDEX_TYPE", SHORT, "'NORMAL'"),
    ("TABLE_OWNER", NAME, SCHEMA),
    ("TABLE_NAME", NAME, "o.name"),
    ("TABLE_TYPE", SHORT, "'TABLE'"),
    ("UNIQUENESS", SHORT, "CASE WHEN i.is_unique THEN 'UNIQUE' ELSE 'NONUNIQUE' END"),
    ("COMPRESSION", SHORT, "'DISABLED'"),
    ("PREFIX_LENGTH", NUMBER, "NULL"),
    ("STATUS", SHORT, "'VALID'"),
    ("PARTITIONED", FLAG, "'NO'"),
    ("GENERATED", varchar2(1), "'N'"),
]
_IND_COLUMN_ITEMS: list[Item] = [
    ("INDEX_NAME", NAME, "i.name"),
    ("TABLE_NAME", NAME, "o.name"),
    ("COLUMN_NAME", NAME, "j.value"),
    ("COLUMN_POSITION", NUMBER, "j.key + 1"),
    ("COLUMN_LENGTH", NUMBER, "22"),
    ("CHAR_LENGTH", NUMBER, "0"),
    ("DESCEND", SHORT, "'ASC'"),
]
_IND_COLUMNS = f"{_INDEXES}, json_each(i.columns) j"

_SEQUENCE_ITEMS: list[Item] = [
    ("SEQUENCE_NAME", NAME, "o.name"),
    ("MIN_VALUE", NUMBER, """ "ORA$LIMIT"(o.details, 'minimum', 'NUMBER')"""),
    ("MAX_VALUE", NUMBER, """ "ORA$LIMIT"(o.details, 'maximum', 'NUMBER')"""),
    ("INCREMENT_BY", NUMBER, "json_extract(o.details, '$.increment')"),
    ("CYCLE_FLAG", varchar2(1), "CASE WHEN json_extract(o.details, '$.cycle') THEN 'Y' ELSE 'N' END"),
    ("ORDER_FLAG", varchar2(1), "'N'"),
    ("CACHE_SIZE", NUMBER, "json_extract(o.details, '$.cache')"),
    ("LAST_NUMBER", NUMBER, """ "ORA$FOLLOWING"(o.name)"""),
]
_VIEW_ITEMS: list[Item] = [
    ("VIEW_NAME", NAME, "o.name"),
    ("TEXT_LENGTH", NUMBER, "length(o.text)"),
    ("TEXT", LONG, "o.text"),
    ("TEXT_VC", TEXT, "substr(o.text, 1, 4000)"),
    ("VIEW_TYPE_OWNER", NAME, "NULL"),
    ("READ_ONLY", varchar2(1), "CASE WHEN json_extract(o.details, '$.read_only') THEN 'Y' ELSE 'N' END"),
]
_SYNONYM_ITEMS: list[Item] = [
    ("SYNONYM_NAME", NAME, "o.name"),
    ("TABLE_OWNER", NAME, "json_extract(o.details, '$.target_owner')"),
    ("TABLE_NAME", NAME, "json_extract(o.details, '$.target')"),
    ("DB_LINK", NAME, "NULL"),
]
_IDENTITY_ITEMS: list[Item] = [
    ("TABLE_NAME", NAME, "o.name"),
    ("COLUMN_NAME", NAME, "c.name"),
    ("GENERATION_TYPE", SHORT, "CASE WHEN c.identity = 'ALWAYS' THEN 'ALWAYS' ELSE 'BY DEFAULT' END"),
    ("SEQUENCE_NAME", NAME, "c.sequence"),
    (
        "IDENTITY_OPTIONS",
        varchar2(298),
        """(SELECT 'START WITH: ' || json_extract(s.details, '$.start') || ', INCREMENT BY: ' ||
        json_extract(s.details, '$.increment') || ', MAX_VALUE: ' || "ORA$LIMIT"(s.details, 'maximum', 'TEXT') ||
        ', MIN_VALUE: ' || "ORA$LIMIT"(s.details, 'minimum', 'TEXT') || ', CYCLE_FLAG: ' ||
        CASE WHEN json_extract(s.details, '$.cycle') THEN 'Y' ELSE 'N' END || ', CACHE_SIZE: ' ||
        json_extract(s.details, '$.cache') || ', ORDER_FLAG: N' FROM "ORA$OBJECTS" s WHERE s.name = c.sequence)""",
    ),
]


def _nothing(name: str, *columns: tuple[str, OracleType], owner: str = "OWNER") -> list[SystemView]:
    """Views over something that is not here."""
    items: list[Item] = [(column, kind, "NULL") for column, kind in columns]
    return both(name, "(SELECT 1) WHERE 0", items, owner)


_PARAMETER_ITEMS: list[Item] = [
    ("PARAMETER", varchar2(64), "j.key"),
    ("VALUE", varchar2(64), "j.value"),
]
_BANNER = "'ordslab teaching sandbox for SQL, PL/SQL and ORDS (not Oracle software)'"

_OBJECT_ITEMS: list[Item] = [
    ("OBJECT_NAME", NAME, "o.name"),
    ("SUBOBJECT_NAME", NAME, "NULL"),
    ("OBJECT_ID", NUMBER, "o.id"),
    ("DATA_OBJECT_ID", NUMBER, "CASE WHEN o.kind IN ('TABLE', 'INDEX') THEN o.id END"),
    ("OBJECT_TYPE", SHORT, "o.kind"),
    ("CREATED", DATE, "o.created"),
    ("LAST_DDL_TIME", DATE, "o.changed"),
    ("TIMESTAMP", varchar2(19), "replace(o.changed, ' ', ':')"),
    ("STATUS", SHORT, "CASE WHEN o.valid THEN 'VALID' ELSE 'INVALID' END"),
    ("TEMPORARY", varchar2(1), "'N'"),
    ("GENERATED", varchar2(1), "CASE WHEN o.name LIKE 'ISEQ$$%' THEN 'Y' ELSE 'N' END"),
    ("SECONDARY", varchar2(1), "'N'"),
]
_OWN_OBJECTS = """SELECT {schema} AS owner, id, name, kind, created, changed, 1 AS valid FROM "ORA$OBJECTS" UNION ALL
  SELECT {schema}, t.id * 1000 + i.position, i.name, 'INDEX', t.created, t.changed, 1
  FROM "ORA$INDEXES" i JOIN "ORA$OBJECTS" t ON t.id = i.object_id UNION ALL
  SELECT {schema}, id, name, kind, created, changed, valid FROM "ORA$SOURCES" """
_PACKAGES = """SELECT json_extract(p.value, '$[0]'), 20000 + p.key, json_extract(p.value, '$[1]'), 'PACKAGE',
  '2000-01-01 00:00:00', '2000-01-01 00:00:00', 1 FROM json_each("ORA$PROGRAMS"()) p"""

VIEWS: tuple[SystemView, ...] = (
    view("DUAL", "(SELECT 1)", [("DUMMY", varchar2(1), "'X'")]),
    *both("TABLES", f"{_OBJECTS} WHERE o.kind = 'TABLE'", _TABLE_ITEMS),
    *both("TAB_COLUMNS", _COLUMNS, _COLUMN_ITEMS),
    *both("TAB_COLS", _COLUMNS, _COLS_ITEMS),
    view("USER_OBJECTS", f"({_OWN_OBJECTS}) o", _OBJECT_ITEMS),
    view("ALL_OBJECTS", f"({_OWN_OBJECTS} UNION ALL {_PACKAGES}) o", [("OWNER", NAME, "o.owner"), *_OBJECT_ITEMS]),
    view(
        "ALL_USERS",
        """json_each("ORA$USERS"()) u""",
        [
            ("USERNAME", NAME, "json_extract(u.value, '$[1]')"),
            ("USER_ID", NUMBER, "json_extract(u.value, '$[0]')"),
            ("CREATED", DATE, "json_extract(u.value, '$[2]')"),
        ],
    ),
    view(
        "USER_USERS",
        """json_each("ORA$USERS"()) u WHERE json_extract(u.value, '$[1]') = {schema}""",
        [
            ("USERNAME", NAME, "json_extract(u.value, '$[1]')"),
            ("USER_ID", NUMBER, "json_extract(u.value, '$[0]')"),
            ("ACCOUNT_STATUS", varchar2(32), "'OPEN'"),
            ("DEFAULT_TABLESPACE", SHORT, "'USERS'"),
            ("TEMPORARY_TABLESPACE", SHORT, "'TEMP'"),
            ("CREATED", DATE, "json_extract(u.value, '$[2]')"),
        ],
    ),
    view("COLS", _COLUMNS, _COLUMN_ITEMS),
    view("TABS", f"{_OBJECTS} WHERE o.kind = 'TABLE'", _TABLE_ITEMS),
    view(
        "TAB",
        f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW', 'SYNONYM')",
        [("TNAME", NAME, "o.name"), ("TABTYPE", SHORT, "o.kind"), ("CLUSTERID", NUMBER, "NULL")],
    ),
    view(
        "CAT",
        f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW', 'SYNONYM', 'SEQUENCE')",
        [("TABLE_NAME", NAME, "o.name"), ("TABLE_TYPE", SHORT, "o.kind")],
    ),
    *(
        view(f"{who}_CONSTRAINTS", _CONSTRAINTS, [("OWNER", NAME, SCHEMA), *_CONSTRAINT_ITEMS])
        for who in ("USER", "ALL")
    ),
    *(
        view(
            f"{who}_CONS_COLUMNS",
            _CONS_COLUMNS,
            [
                ("OWNER", NAME, SCHEMA),
                ("CONSTRAINT_NAME", NAME, "k.name"),
                ("TABLE_NAME", NAME, "o.name"),
                ("COLUMN_NAME", NAME, "j.value"),
                ("POSITION", NUMBER, "CASE WHEN k.kind <> 'C' THEN j.key + 1 END"),
            ],
        )
        for who in ("USER", "ALL")
    ),
    *both("INDEXES", _INDEXES, _INDEX_ITEMS),
    view("USER_IND_COLUMNS", _IND_COLUMNS, _IND_COLUMN_ITEMS),
    view(
        "ALL_IND_COLUMNS",
        _IND_COLUMNS,
        [
            ("INDEX_OWNER", NAME, SCHEMA),
            _IND_COLUMN_ITEMS[0],
            ("TABLE_OWNER", NAME, SCHEMA),
            *_IND_COLUMN_ITEMS[1:],
        ],
    ),
    *_nothing(
        "IND_EXPRESSIONS",
        ("INDEX_NAME", NAME),
        ("TABLE_OWNER", NAME),
        ("TABLE_NAME", NAME),
        ("COLUMN_EXPRESSION", LONG),
        ("COLUMN_POSITION", NUMBER),
        owner="INDEX_OWNER",
    ),
    *both("SEQUENCES", f"{_OBJECTS} WHERE o.kind = 'SEQUENCE'", _SEQUENCE_ITEMS, owner="SEQUENCE_OWNER"),
    *both("VIEWS", f"{_OBJECTS} WHERE o.kind = 'VIEW'", _VIEW_ITEMS),
    *both("SYNONYMS", f"{_OBJECTS} WHERE o.kind = 'SYNONYM'", _SYNONYM_ITEMS),
    *both("TAB_IDENTITY_COLS", f"{_COLUMNS} WHERE c.identity IS NOT NULL", _IDENTITY_ITEMS),
    *both(
        "TAB_COMMENTS",
        f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW')",
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("TABLE_TYPE", SHORT, "o.kind"),
            ("COMMENTS", TEXT, "o.comment"),
            ("ORIGIN_CON_ID", NUMBER, "3"),
        ],
    ),
    *both(
        "COL_COMMENTS",
        _COLUMNS,
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("COLUMN_NAME", NAME, "c.name"),
            ("COMMENTS", TEXT, "c.comment"),
            ("ORIGIN_CON_ID", NUMBER, "3"),
        ],
    ),
    *_nothing("MVIEWS", ("MVIEW_NAME", NAME), ("QUERY", LONG)),
    *_nothing("MVIEW_COMMENTS", ("MVIEW_NAME", NAME), ("COMMENTS", TEXT)),
    *_nothing("DB_LINKS", ("DB_LINK", NAME), ("USERNAME", NAME), ("HOST", varchar2(2000)), ("CREATED", DATE)),
    *_nothing("TYPES", ("TYPE_NAME", NAME), ("TYPECODE", NAME)),
    *_nothing("LOBS", ("TABLE_NAME", NAME), ("COLUMN_NAME", NAME), ("SEGMENT_NAME", NAME)),
    view(
        "RECYCLEBIN",
        "(SELECT 1) WHERE 0",
        [("OBJECT_NAME", NAME, "NULL"), ("ORIGINAL_NAME", NAME, "NULL"), ("TYPE", SHORT, "NULL")],
    ),
    view("V$VERSION", "(SELECT 1)", [("BANNER", varchar2(80), _BANNER), ("BANNER_FULL", varchar2(160), _BANNER)]),
    view(
        "PRODUCT_COMPONENT_VERSION",
        "(SELECT 1)",
        [
            ("PRODUCT", varchar2(64), "'ordslab teaching sandbox'"),
            ("VERSION", SHORT, "'23.0.0.0.0'"),
            ("VERSION_FULL", SHORT, "'23.4.0.0.0'"),
            ("STATUS", SHORT, "'not Oracle software'"),
        ],
    ),
    view(
        "V$INSTANCE",
        "(SELECT 1)",
        [
            ("INSTANCE_NUMBER", NUMBER, "1"),
            ("INSTANCE_NAME", SHORT, "'ordslab'"),
            ("HOST_NAME", NAME, "'localhost'"),
            ("VERSION", SHORT, "'23.0.0.0.0'"),
            ("STATUS", SHORT, "'OPEN'"),
        ],
    ),
    view(
        "V$SESSION",
        """json_each("ORA$SESSIONS"()) j""",
        [
            ("SID", NUMBER, "json_extract(j.value, '$.sid')"),
            ("SERIAL#", NUMBER, "json_extract(j.value, '$.serial')"),
            ("USERNAME", NAME, "json_extract(j.value, '$.user')"),
            ("STATUS", SHORT, "json_extract(j.value, '$.status')"),
            ("SCHEMANAME", NAME, "json_extract(j.value, '$.schema')"),
            ("MODULE", varchar2(64), "json_extract(j.value, '$.module')"),
            ("ACTION", varchar2(64), "json_extract(j.value, '$.action')"),
            ("CLIENT_INFO", varchar2(64), "json_extract(j.value, '$.client_info')"),
            ("CLIENT_IDENTIFIER", varchar2(64), "json_extract(j.value, '$.client_identifier')"),
        ],
    ),
    view("NLS_SESSION_PARAMETERS", """json_each("ORA$NLS"()) j""", _PARAMETER_ITEMS),
    view(
        "DATABASE_PROPERTIES",
        "(SELECT 1)",
        [
            ("PROPERTY_NAME", NAME, "'DEFAULT_EDITION'"),
            ("PROPERTY_VALUE", TEXT, "'ORA$BASE'"),
            ("DESCRIPTION", TEXT, "'Name of the database default edition'"),
        ],
    ),
    view(
        "SESSION_PRIVS",
        """json_each('["CREATE SESSION","CREATE TABLE","CREATE VIEW","CREATE SEQUENCE","CREATE SYNONYM",
        "CREATE PROCEDURE","CREATE TRIGGER"]') j""",
        [("PRIVILEGE", varchar2(40), "j.value")],
    ),
    view("SESSION_ROLES", "(SELECT 1) WHERE 0", [("ROLE", NAME, "NULL")]),
)
