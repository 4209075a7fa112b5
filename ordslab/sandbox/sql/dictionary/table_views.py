"""The data dictionary: tables, their columns, constraints, indexes and comments."""

from __future__ import annotations

from ordslab.sandbox.sql.dictionary.declaration import (
    FLAG,
    LETTER,
    LONG,
    NAME,
    SCHEMA,
    SHORT,
    TEXT,
    Item,
    family,
    nothing,
    view,
)
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import DATE, NUMBER, varchar2

_TYPE_NAME = """CASE coalesce(nullif(c.told, 'INTEGER'), c.family)
  WHEN 'TIMESTAMP' THEN 'TIMESTAMP(' || coalesce(c.scale, 6) || ')'
  WHEN 'TIMESTAMP_TZ' THEN 'TIMESTAMP(' || coalesce(c.scale, 6) || ') WITH TIME ZONE'
  WHEN 'TIMESTAMP_LTZ' THEN 'TIMESTAMP(' || coalesce(c.scale, 6) || ') WITH LOCAL TIME ZONE'
  WHEN 'INTERVAL_DS'
  THEN 'INTERVAL DAY(' || coalesce(c.precision, 2) || ') TO SECOND(' || coalesce(c.scale, 6) || ')'
  WHEN 'INTERVAL_YM' THEN 'INTERVAL YEAR(' || coalesce(c.precision, 2) || ') TO MONTH'
  ELSE CASE WHEN c.told LIKE 'FLOAT(%' THEN 'FLOAT' ELSE coalesce(nullif(c.told, 'INTEGER'), c.family) END END"""
_LENGTH = """CASE
  WHEN c.told IN ('NVARCHAR2', 'NCHAR') THEN min(2 * c.size, 32767) WHEN c.family = 'BOOLEAN' THEN 1
  WHEN c.family = 'JSON' THEN 8200
  WHEN c.family IN ('VARCHAR2', 'CHAR') AND NOT coalesce(c.byte_semantics, 1) THEN min(4 * c.size, 32767)
  WHEN c.family IN ('VARCHAR2', 'CHAR', 'RAW') THEN c.size
  WHEN c.family = 'NUMBER' THEN 22 WHEN c.family = 'DATE' THEN 7
  WHEN c.family IN ('TIMESTAMP', 'TIMESTAMP_LTZ', 'INTERVAL_DS') THEN 11 WHEN c.family = 'TIMESTAMP_TZ' THEN 13
  WHEN c.family = 'INTERVAL_YM' THEN 5 WHEN c.family = 'BINARY_DOUBLE' THEN 8 WHEN c.family = 'BINARY_FLOAT' THEN 4
  ELSE 4000 END"""
_PRECISION = """CASE WHEN c.told LIKE 'FLOAT(%' THEN CAST(substr(c.told, 7) AS INTEGER)
  WHEN c.told = 'INTEGER' THEN NULL
  WHEN c.family IN ('NUMBER', 'INTERVAL_DS', 'INTERVAL_YM') THEN c.precision END"""
_OBJECTS = '"ORA$OBJECTS" o'
_COLUMNS = '"ORA$COLUMNS" c JOIN "ORA$OBJECTS" o ON o.id = c.object_id'
_CONSTRAINTS = '"ORA$CONSTRAINTS" k JOIN "ORA$OBJECTS" o ON o.id = k.object_id'
_INDEXES = '"ORA$INDEXES" i JOIN "ORA$OBJECTS" o ON o.id = i.object_id'
# Source: SQL Language Reference, "CREATE INDEX": a descending index counts as function-based (documented)
_HAS_EXPRESSIONS = "(i.expressions <> '[]' OR coalesce(i.descending, '[]') <> '[]')"
_GOES_DOWN = "coalesce(json_extract(i.descending, '$[' || j.key || ']'), 0)"
_EXPRESSION = f"""coalesce(nullif(json_extract(i.expressions, '$[' || j.key || ']'), ''),
  CASE WHEN {_GOES_DOWN} THEN '"' || j.value || '"' END)"""
_INDEX_COLUMN = f"""CASE WHEN {_GOES_DOWN} AND j.value NOT LIKE 'SYS_NC%' THEN printf('SYS_NC%05d$', j.key + 1 +
  (SELECT count(*) FROM "ORA$COLUMNS" x WHERE x.object_id = i.object_id)) ELSE j.value END"""

_IS_JSON = """EXISTS (SELECT 1 FROM "ORA$CONSTRAINTS" k WHERE k.object_id = c.object_id AND k.enabled AND
  lower(substr(replace(trim(k.condition), '"', ''), 1, length(c.name) + 8)) = lower(c.name) || ' is json')"""

_TABLE_ITEMS: list[Item] = [
    ("TABLE_NAME", NAME, "o.name"),
    ("TABLESPACE_NAME", SHORT, "CASE WHEN json_extract(o.details, '$.temporary') IS NULL THEN 'USERS' END"),
    ("CLUSTER_NAME", NAME, "NULL"),
    ("IOT_NAME", NAME, "NULL"),
    ("STATUS", SHORT, "'VALID'"),
    ("PCT_FREE", NUMBER, "10"),
    ("LOGGING", FLAG, "'YES'"),
    ("NUM_ROWS", NUMBER, "NULL"),
    ("BLOCKS", NUMBER, "NULL"),
    ("AVG_ROW_LEN", NUMBER, "NULL"),
    ("DEGREE", varchar2(40), "'1'"),
    ("CACHE", varchar2(20), "'N'"),
    ("SAMPLE_SIZE", NUMBER, "NULL"),
    ("LAST_ANALYZED", DATE, "NULL"),
    ("PARTITIONED", FLAG, "'NO'"),
    ("IOT_TYPE", SHORT, "NULL"),
    ("TEMPORARY", LETTER, "CASE WHEN json_extract(o.details, '$.temporary') IS NULL THEN 'N' ELSE 'Y' END"),
    ("SECONDARY", LETTER, "'N'"),
    ("NESTED", FLAG, "'NO'"),
    ("ROW_MOVEMENT", SHORT, "'DISABLED'"),
    (
        "DURATION",
        SHORT,
        """CASE json_extract(o.details, '$.temporary')
        WHEN 'DELETE' THEN 'SYS$TRANSACTION' WHEN 'PRESERVE' THEN 'SYS$SESSION' END""",
    ),
    ("MONITORING", FLAG, "'YES'"),
    ("COMPRESSION", SHORT, "'DISABLED'"),
    ("COMPRESS_FOR", SHORT, "NULL"),
    ("DROPPED", FLAG, "'NO'"),
    ("READ_ONLY", FLAG, "'NO'"),
    ("SEGMENT_CREATED", FLAG, "'YES'"),
    (
        "HAS_IDENTITY",
        FLAG,
        """CASE WHEN EXISTS (SELECT 1 FROM "ORA$COLUMNS" c WHERE c.object_id = o.id AND c.identity IS NOT NULL)
        THEN 'YES' ELSE 'NO' END""",
    ),
    ("EXTERNAL", FLAG, "'NO'"),
    ("DEFAULT_COLLATION", NAME, "'USING_NLS_COMP'"),
]

_DEFAULT = """CASE WHEN c.sequence IS NOT NULL THEN '"' || {schema} || '"."' || c.sequence || '".nextval'
  ELSE coalesce(c.default_text, c.virtual) END"""
_COLUMN_ITEMS: list[Item] = [
    ("TABLE_NAME", NAME, "o.name"),
    ("COLUMN_NAME", NAME, "c.name"),
    ("DATA_TYPE", NAME, _TYPE_NAME),
    ("DATA_TYPE_MOD", FLAG, "NULL"),
    ("DATA_TYPE_OWNER", NAME, "NULL"),
    ("DATA_LENGTH", NUMBER, _LENGTH),
    ("DATA_PRECISION", NUMBER, _PRECISION),
    ("DATA_SCALE", NUMBER, "CASE WHEN c.family <> 'DATE' THEN c.scale END"),
    ("NULLABLE", varchar2(1), "CASE WHEN c.nullable THEN 'Y' ELSE 'N' END"),
    ("COLUMN_ID", NUMBER, "c.position"),
    ("DEFAULT_LENGTH", NUMBER, f"length({_DEFAULT})"),
    ("DATA_DEFAULT", LONG, _DEFAULT),
    ("NUM_DISTINCT", NUMBER, "NULL"),
    ("NUM_NULLS", NUMBER, "NULL"),
    ("LAST_ANALYZED", DATE, "NULL"),
    (
        "CHARACTER_SET_NAME",
        varchar2(44),
        """CASE WHEN c.told IN ('NVARCHAR2', 'NCHAR', 'NCLOB') THEN 'NCHAR_CS'
        WHEN c.family IN ('VARCHAR2', 'CHAR', 'CLOB') THEN 'CHAR_CS' END""",
    ),
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
    ("SEARCH_CONDITION_VC", TEXT, "k.condition"),
    ("R_OWNER", NAME, "CASE WHEN k.kind = 'R' THEN {schema} END"),
    ("R_CONSTRAINT_NAME", NAME, "k.parent_constraint"),
    ("DELETE_RULE", SHORT, "CASE WHEN k.kind = 'R' THEN k.delete_rule END"),
    ("STATUS", SHORT, "CASE WHEN k.enabled THEN 'ENABLED' ELSE 'DISABLED' END"),
    ("DEFERRABLE", SHORT, "CASE WHEN k.deferral IS NULL THEN 'NOT DEFERRABLE' ELSE 'DEFERRABLE' END"),
    ("DEFERRED", SHORT, "coalesce(k.deferral, 'IMMEDIATE')"),
    ("VALIDATED", SHORT, "CASE WHEN k.enabled THEN 'VALIDATED' ELSE 'NOT VALIDATED' END"),
    ("GENERATED", SHORT, "CASE WHEN k.generated THEN 'GENERATED NAME' ELSE 'USER NAME' END"),
    ("BAD", FLAG, "NULL"),
    ("RELY", SHORT, "NULL"),
    ("LAST_CHANGE", DATE, "o.changed"),
    ("INDEX_OWNER", NAME, "CASE WHEN k.kind IN ('P', 'U') THEN {schema} END"),
    (
        "INDEX_NAME",
        NAME,
        """(SELECT i.name FROM "ORA$INDEXES" i WHERE i.object_id = k.object_id AND i.constraint_name = k.name)""",
    ),
    ("INVALID", SHORT, "NULL"),
    ("VIEW_RELATED", SHORT, "CASE WHEN o.kind = 'VIEW' THEN 'DEPEND ON VIEW' END"),
    ("ORIGIN_CON_ID", NUMBER, "3"),
]
_CONS_COLUMNS = f"{_CONSTRAINTS}, json_each(k.columns) j"

_INDEX_ITEMS: list[Item] = [
    ("INDEX_NAME", NAME, "i.name"),
    ("INDEX_TYPE", SHORT, f"CASE WHEN {_HAS_EXPRESSIONS} THEN 'FUNCTION-BASED NORMAL' ELSE 'NORMAL' END"),
    ("TABLE_OWNER", NAME, SCHEMA),
    ("TABLE_NAME", NAME, "o.name"),
    ("TABLE_TYPE", SHORT, "'TABLE'"),
    ("UNIQUENESS", SHORT, "CASE WHEN i.is_unique THEN 'UNIQUE' ELSE 'NONUNIQUE' END"),
    ("COMPRESSION", SHORT, "'DISABLED'"),
    ("PREFIX_LENGTH", NUMBER, "NULL"),
    ("TABLESPACE_NAME", SHORT, "'USERS'"),
    ("LOGGING", FLAG, "'YES'"),
    ("BLEVEL", NUMBER, "NULL"),
    ("LEAF_BLOCKS", NUMBER, "NULL"),
    ("DISTINCT_KEYS", NUMBER, "NULL"),
    ("CLUSTERING_FACTOR", NUMBER, "NULL"),
    ("STATUS", SHORT, "'VALID'"),
    ("NUM_ROWS", NUMBER, "NULL"),
    ("LAST_ANALYZED", DATE, "NULL"),
    ("DEGREE", varchar2(40), "'1'"),
    ("PARTITIONED", FLAG, "'NO'"),
    ("TEMPORARY", LETTER, "'N'"),
    (
        "GENERATED",
        LETTER,
        """CASE WHEN EXISTS (SELECT 1 FROM "ORA$CONSTRAINTS" k
        WHERE k.object_id = i.object_id AND k.name = i.constraint_name AND k.generated) THEN 'Y' ELSE 'N' END""",
    ),
    ("SECONDARY", LETTER, "'N'"),
    ("FUNCIDX_STATUS", SHORT, f"CASE WHEN {_HAS_EXPRESSIONS} THEN 'ENABLED' END"),
    ("JOIN_INDEX", FLAG, "'NO'"),
    ("DROPPED", FLAG, "'NO'"),
    ("VISIBILITY", SHORT, "'VISIBLE'"),
    ("SEGMENT_CREATED", FLAG, "'YES'"),
]
_IND_COLUMN_ITEMS: list[Item] = [
    ("INDEX_NAME", NAME, "i.name"),
    ("TABLE_NAME", NAME, "o.name"),
    ("COLUMN_NAME", NAME, _INDEX_COLUMN),
    ("COLUMN_POSITION", NUMBER, "j.key + 1"),
    ("COLUMN_LENGTH", NUMBER, f"coalesce({_LENGTH}, 22)"),
    ("CHAR_LENGTH", NUMBER, "CASE WHEN c.family IN ('VARCHAR2', 'CHAR') THEN c.size ELSE 0 END"),
    ("DESCEND", SHORT, f"CASE WHEN {_GOES_DOWN} THEN 'DESC' ELSE 'ASC' END"),
]
_IND_COLUMNS = f"""{_INDEXES}, json_each(i.columns) j
  LEFT JOIN "ORA$COLUMNS" c ON c.object_id = i.object_id AND c.name = j.value"""
_IND_EXPRESSIONS = f"{_INDEXES}, json_each(i.columns) j WHERE {_EXPRESSION} IS NOT NULL"


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


def _with_table_owner(name: str, source: str, items: list[Item]) -> list[SystemView]:
    """USER_x; and ALL_x and DBA_x, which name the owner of the index and that of the table."""
    mine, *wider = family(name, source, [items[0], ("TABLE_OWNER", NAME, SCHEMA), *items[1:]], owner="INDEX_OWNER")
    del mine
    return [view(f"USER_{name}", source, items), *wider]


TABLE_VIEWS: tuple[SystemView, ...] = (
    *family("TABLES", f"{_OBJECTS} WHERE o.kind = 'TABLE'", _TABLE_ITEMS),
    *family("TAB_COLUMNS", _COLUMNS, _COLUMN_ITEMS),
    *family("TAB_COLS", _COLUMNS, _COLS_ITEMS),
    view("COLS", _COLUMNS, _COLUMN_ITEMS),
    view("TABS", f"{_OBJECTS} WHERE o.kind = 'TABLE'", _TABLE_ITEMS),
    *family("CONSTRAINTS", _CONSTRAINTS, _CONSTRAINT_ITEMS, always=True),
    *family(
        "CONS_COLUMNS",
        _CONS_COLUMNS,
        [
            ("CONSTRAINT_NAME", NAME, "k.name"),
            ("TABLE_NAME", NAME, "o.name"),
            ("COLUMN_NAME", NAME, "j.value"),
            ("POSITION", NUMBER, "CASE WHEN k.kind <> 'C' THEN j.key + 1 END"),
        ],
        always=True,
    ),
    *family("INDEXES", _INDEXES, _INDEX_ITEMS),
    *_with_table_owner("IND_COLUMNS", _IND_COLUMNS, _IND_COLUMN_ITEMS),
    *_with_table_owner(
        "IND_EXPRESSIONS",
        _IND_EXPRESSIONS,
        [
            ("INDEX_NAME", NAME, "i.name"),
            ("TABLE_NAME", NAME, "o.name"),
            ("COLUMN_EXPRESSION", LONG, _EXPRESSION),
            ("COLUMN_POSITION", NUMBER, "j.key + 1"),
        ],
    ),
    *family("TAB_IDENTITY_COLS", f"{_COLUMNS} WHERE c.identity IS NOT NULL", _IDENTITY_ITEMS),
    *family(
        "TAB_COMMENTS",
        f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW')",
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("TABLE_TYPE", SHORT, "o.kind"),
            ("COMMENTS", TEXT, "o.comment"),
            ("ORIGIN_CON_ID", NUMBER, "3"),
        ],
    ),
    *family(
        "COL_COMMENTS",
        _COLUMNS,
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("COLUMN_NAME", NAME, "c.name"),
            ("COMMENTS", TEXT, "c.comment"),
            ("ORIGIN_CON_ID", NUMBER, "3"),
        ],
    ),
    *family(
        "TAB_STATISTICS",
        f"{_OBJECTS} WHERE o.kind = 'TABLE'",
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("OBJECT_TYPE", SHORT, "'TABLE'"),
            ("NUM_ROWS", NUMBER, "NULL"),
            ("BLOCKS", NUMBER, "NULL"),
            ("LAST_ANALYZED", DATE, "NULL"),
            ("STALE_STATS", FLAG, "NULL"),
        ],
    ),
    *family(
        "JSON_COLUMNS",
        f"{_COLUMNS} WHERE c.family = 'JSON' OR {_IS_JSON}",
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("OBJECT_TYPE", SHORT, "o.kind"),
            ("COLUMN_NAME", NAME, "c.name"),
            ("FORMAT", SHORT, "CASE WHEN c.family = 'JSON' THEN 'OSON' ELSE 'TEXT' END"),
            ("DATA_TYPE", NAME, _TYPE_NAME),
        ],
    ),
    *nothing("PART_TABLES", ("TABLE_NAME", NAME), ("PARTITIONING_TYPE", SHORT)),
    *nothing("TAB_PARTITIONS", ("TABLE_NAME", NAME), ("PARTITION_NAME", NAME), owner="TABLE_OWNER"),
    *nothing("EXTERNAL_TABLES", ("TABLE_NAME", NAME), ("TYPE_NAME", NAME)),
    *nothing("MVIEWS", ("MVIEW_NAME", NAME), ("CONTAINER_NAME", NAME), ("QUERY", LONG), ("QUERY_LEN", NUMBER)),
    *nothing("MVIEW_COMMENTS", ("MVIEW_NAME", NAME), ("COMMENTS", TEXT)),
    *nothing("MVIEW_LOGS", ("MASTER", NAME), ("LOG_TABLE", NAME), owner="LOG_OWNER"),
    *family(
        "LOBS",
        f"{_COLUMNS} WHERE o.kind = 'TABLE' AND c.family IN ('CLOB', 'BLOB', 'JSON')",
        [
            ("TABLE_NAME", NAME, "o.name"),
            ("COLUMN_NAME", TEXT, "c.name"),
            ("SEGMENT_NAME", NAME, "NULL"),
            ("TABLESPACE_NAME", SHORT, "'USERS'"),
            ("IN_ROW", FLAG, "'YES'"),
            ("SECUREFILE", FLAG, "'YES'"),
        ],
    ),
)
