"""The data dictionary: objects of all kinds, views, sequences, synonyms, users, and the dictionary itself."""

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
    everywhere,
    family,
    for_administrators,
    nothing,
    view,
)
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import DATE, NUMBER, OracleType, varchar2

_OID = OracleType("RAW", size=16)

_OBJECTS = '"ORA$OBJECTS" o'
_SEQUENCE_ITEMS: list[Item] = [
    ("SEQUENCE_NAME", NAME, "o.name"),
    ("MIN_VALUE", NUMBER, """ "ORA$LIMIT"(o.details, 'minimum', 'NUMBER')"""),
    ("MAX_VALUE", NUMBER, """ "ORA$LIMIT"(o.details, 'maximum', 'NUMBER')"""),
    ("INCREMENT_BY", NUMBER, "json_extract(o.details, '$.increment')"),
    ("CYCLE_FLAG", varchar2(1), "CASE WHEN json_extract(o.details, '$.cycle') THEN 'Y' ELSE 'N' END"),
    ("ORDER_FLAG", varchar2(1), "'N'"),
    ("CACHE_SIZE", NUMBER, "json_extract(o.details, '$.cache')"),
    ("LAST_NUMBER", NUMBER, """ "ORA$FOLLOWING"({schema}, o.name)"""),
    ("SCALE_FLAG", LETTER, "'N'"),
    ("EXTEND_FLAG", LETTER, "'N'"),
    ("SHARDED_FLAG", LETTER, "'N'"),
    ("SESSION_FLAG", LETTER, "'N'"),
    ("KEEP_VALUE", LETTER, "'N'"),
]
_VIEW_ITEMS: list[Item] = [
    ("VIEW_NAME", NAME, "o.name"),
    ("TEXT_LENGTH", NUMBER, "length(o.text)"),
    ("TEXT", LONG, "o.text"),
    ("TEXT_VC", TEXT, "substr(o.text, 1, 4000)"),
    ("VIEW_TYPE_OWNER", NAME, "NULL"),
    ("VIEW_TYPE", NAME, "NULL"),
    ("SUPERVIEW_NAME", NAME, "NULL"),
    ("EDITIONING_VIEW", LETTER, "'N'"),
    ("READ_ONLY", varchar2(1), "CASE WHEN json_extract(o.details, '$.read_only') THEN 'Y' ELSE 'N' END"),
]
_SYNONYM_ITEMS: list[Item] = [
    ("SYNONYM_NAME", NAME, "o.name"),
    ("TABLE_OWNER", NAME, "json_extract(o.details, '$.target_owner')"),
    ("TABLE_NAME", NAME, "json_extract(o.details, '$.target')"),
    ("DB_LINK", NAME, "NULL"),
    ("ORIGIN_CON_ID", NUMBER, "3"),
]

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
    ("TEMPORARY", LETTER, "CASE WHEN o.temporary THEN 'Y' ELSE 'N' END"),
    ("GENERATED", LETTER, "CASE WHEN o.name LIKE 'ISEQ$$%' THEN 'Y' ELSE 'N' END"),
    ("SECONDARY", LETTER, "'N'"),
    (
        "NAMESPACE",
        NUMBER,
        "CASE o.kind WHEN 'INDEX' THEN 4 WHEN 'TRIGGER' THEN 3 WHEN 'PACKAGE BODY' THEN 2 ELSE 1 END",
    ),
    ("EDITION_NAME", NAME, "NULL"),
    ("EDITIONABLE", LETTER, "CASE WHEN o.kind IN ('TABLE', 'INDEX', 'SEQUENCE') THEN NULL ELSE 'Y' END"),
    ("ORACLE_MAINTAINED", LETTER, "CASE WHEN o.system THEN 'Y' ELSE 'N' END"),
]


def _own_objects(owner: str) -> str:
    """`owner`: the schema's name, or a column of each of the tables."""
    first, second, third = (owner if owner == SCHEMA else f"{row}.{owner}" for row in "bts")
    valid = f"""CASE b.kind WHEN 'VIEW' THEN "ORA$VALID"({first}, b.name) ELSE 1 END"""
    return f"""SELECT {first} AS owner, b.id, b.name, b.kind, b.created, b.changed, {valid} AS valid, 0 AS system,
      json_extract(b.details, '$.temporary') IS NOT NULL AS temporary
      FROM "ORA$OBJECTS" b UNION ALL
      SELECT {second}, t.id * 1000 + i.position, i.name, 'INDEX', t.created, t.changed, 1, 0, 0
      FROM "ORA$INDEXES" i JOIN "ORA$OBJECTS" t ON t.id = i.object_id UNION ALL
      SELECT {third}, s.id, s.name, s.kind, s.created, s.changed, s.valid, 0, 0 FROM "ORA$SOURCES" s"""


_SYSTEM_OBJECTS = """SELECT json_extract(p.value, '$[0]'), 20000 + p.key, json_extract(p.value, '$[1]'), 'PACKAGE',
  '2000-01-01 00:00:00', '2000-01-01 00:00:00', 1, 1, 0 FROM json_each("ORA$PROGRAMS"()) p UNION ALL
  SELECT json_extract(d.value, '$[0]'), 10000 + d.key, json_extract(d.value, '$[1]'), 'VIEW',
  '2000-01-01 00:00:00', '2000-01-01 00:00:00', 1, 1, 0 FROM json_each("ORA$VIEWS"()) d"""


def _objects(scope: str) -> str:
    return f"({everywhere(_own_objects('owner'), scope)} UNION ALL {_SYSTEM_OBJECTS}) o"


def _views(scope: str) -> str:
    own = everywhere("""SELECT owner, name, text, details FROM "ORA$OBJECTS" WHERE kind = 'VIEW'""", scope)
    return f"""({own} UNION ALL SELECT json_extract(d.value, '$[0]'), json_extract(d.value, '$[1]'), NULL, '{{}}'
      FROM json_each("ORA$VIEWS"()) d) o"""


def _user(key: str) -> str:
    return f"json_extract(u.value, '$.{key}')"


_STATUS = f"""CASE WHEN {_user("expired")} AND {_user("locked")} THEN 'EXPIRED & LOCKED'
  WHEN {_user("expired")} THEN 'EXPIRED' WHEN {_user("locked")} THEN 'LOCKED' ELSE 'OPEN' END"""
_USERS = """json_each("ORA$USERS"()) u"""
_ME = f"{_USERS} WHERE {_user('name')} = {SCHEMA}"
_USER_ITEMS: list[Item] = [
    ("USERNAME", NAME, _user("name")),
    ("USER_ID", NUMBER, _user("id")),
    ("ACCOUNT_STATUS", varchar2(32), _STATUS),
    ("LOCK_DATE", DATE, "NULL"),
    ("EXPIRY_DATE", DATE, "NULL"),
    ("DEFAULT_TABLESPACE", SHORT, _user("tablespace")),
    ("TEMPORARY_TABLESPACE", SHORT, "'TEMP'"),
    ("CREATED", DATE, _user("created")),
]
_MORE_OF_USERS: list[Item] = [
    ("PROFILE", NAME, "'DEFAULT'"),
    ("PASSWORD_VERSIONS", varchar2(17), "'12C'"),
    ("EDITIONS_ENABLED", LETTER, "'N'"),
    ("AUTHENTICATION_TYPE", varchar2(8), "'PASSWORD'"),
    ("COMMON", FLAG, "'NO'"),
    ("LAST_LOGIN", DATE, "NULL"),
]
_OF_ALL: list[Item] = [
    ("COMMON", FLAG, "'NO'"),
    ("ORACLE_MAINTAINED", LETTER, "'N'"),
    ("INHERITED", FLAG, "'NO'"),
    ("DEFAULT_COLLATION", NAME, "'USING_NLS_COMP'"),
]
_QUOTA: list[Item] = [
    ("TABLESPACE_NAME", SHORT, _user("tablespace")),
    ("BYTES", NUMBER, "NULL"),
    ("MAX_BYTES", NUMBER, f"CASE WHEN {_user('quota')} THEN -1 ELSE 0 END"),
    ("BLOCKS", NUMBER, "NULL"),
    ("MAX_BLOCKS", NUMBER, f"CASE WHEN {_user('quota')} THEN -1 ELSE 0 END"),
    ("DROPPED", FLAG, "'NO'"),
]
_TABLESPACE: list[Item] = [
    ("TABLESPACE_NAME", SHORT, "j.value"),
    ("BLOCK_SIZE", NUMBER, "8192"),
    ("STATUS", SHORT, "'ONLINE'"),
    ("CONTENTS", SHORT, "CASE j.value WHEN 'TEMP' THEN 'TEMPORARY' ELSE 'PERMANENT' END"),
]
_TABLESPACES = """json_each('["USERS","DATA","TEMP"]') j"""

OBJECT_VIEWS: tuple[SystemView, ...] = (
    view("USER_OBJECTS", f"({_own_objects(SCHEMA)}) o", _OBJECT_ITEMS),
    view("OBJ", f"({_own_objects(SCHEMA)}) o", _OBJECT_ITEMS),
    view("ALL_OBJECTS", _objects("ALL"), [("OWNER", NAME, "o.owner"), *_OBJECT_ITEMS]),
    view("DBA_OBJECTS", _objects("DBA"), [("OWNER", NAME, "o.owner"), *_OBJECT_ITEMS], for_administrators),
    *family("SEQUENCES", f"{_OBJECTS} WHERE o.kind = 'SEQUENCE'", _SEQUENCE_ITEMS, owner="SEQUENCE_OWNER"),
    view("SEQ", f"{_OBJECTS} WHERE o.kind = 'SEQUENCE'", _SEQUENCE_ITEMS),
    view("USER_VIEWS", f"{_OBJECTS} WHERE o.kind = 'VIEW'", _VIEW_ITEMS),
    view("ALL_VIEWS", _views("ALL"), [("OWNER", NAME, "o.owner"), *_VIEW_ITEMS]),
    view("DBA_VIEWS", _views("DBA"), [("OWNER", NAME, "o.owner"), *_VIEW_ITEMS], for_administrators),
    *family("SYNONYMS", f"{_OBJECTS} WHERE o.kind = 'SYNONYM'", _SYNONYM_ITEMS),
    view("SYN", f"{_OBJECTS} WHERE o.kind = 'SYNONYM'", _SYNONYM_ITEMS),
    view(
        "TAB",
        f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW', 'SYNONYM')",
        [("TNAME", NAME, "o.name"), ("TABTYPE", SHORT, "o.kind"), ("CLUSTERID", NUMBER, "NULL")],
    ),
    *(
        view(
            name,
            f"{_OBJECTS} WHERE o.kind IN ('TABLE', 'VIEW', 'SYNONYM', 'SEQUENCE')",
            [("TABLE_NAME", NAME, "o.name"), ("TABLE_TYPE", SHORT, "o.kind")],
        )
        for name in ("CAT", "USER_CATALOG")
    ),
    view("ALL_USERS", _USERS, [_USER_ITEMS[0], _USER_ITEMS[1], _USER_ITEMS[7], *_OF_ALL]),
    view("USER_USERS", _ME, _USER_ITEMS),
    view("DBA_USERS", _USERS, [*_USER_ITEMS, *_MORE_OF_USERS, *_OF_ALL[1:]], for_administrators),
    view("USER_TS_QUOTAS", _ME, _QUOTA),
    view("DBA_TS_QUOTAS", _USERS, [_QUOTA[0], ("USERNAME", NAME, _user("name")), *_QUOTA[1:]], for_administrators),
    view("USER_TABLESPACES", _TABLESPACES, _TABLESPACE),
    view("DBA_TABLESPACES", _TABLESPACES, _TABLESPACE, for_administrators),
    *(
        view(
            name,
            """json_each("ORA$VIEWS"()) d""",
            [("TABLE_NAME", NAME, "json_extract(d.value, '$[1]')"), ("COMMENTS", TEXT, "NULL")],
        )
        for name in ("DICTIONARY", "DICT")
    ),
    view(
        "DICT_COLUMNS",
        """json_each("ORA$VIEWS"()) d, json_each(d.value, '$[2]') c""",
        [
            ("TABLE_NAME", NAME, "json_extract(d.value, '$[1]')"),
            ("COLUMN_NAME", NAME, "c.value"),
            ("COMMENTS", TEXT, "NULL"),
        ],
    ),
    *nothing("DB_LINKS", ("DB_LINK", NAME), ("USERNAME", NAME), ("HOST", varchar2(2000)), ("CREATED", DATE)),
    *nothing(
        "TYPES",
        *(("TYPE_NAME", NAME), ("TYPE_OID", _OID), ("TYPECODE", NAME), ("ATTRIBUTES", NUMBER), ("METHODS", NUMBER)),
    ),
    *nothing(
        "PLSQL_TYPES",
        *(("TYPE_NAME", NAME), ("PACKAGE_NAME", NAME), ("TYPE_OID", _OID), ("TYPECODE", NAME), ("ATTRIBUTES", NUMBER)),
    ),
    *nothing("DIRECTORIES", ("DIRECTORY_NAME", NAME), ("DIRECTORY_PATH", TEXT)),
    *nothing("SCHEDULER_JOBS", ("JOB_NAME", NAME), ("STATE", SHORT), ("ENABLED", varchar2(5))),
    *nothing("QUEUES", ("NAME", NAME), ("QUEUE_TABLE", NAME)),
    *(
        view(
            name,
            "(SELECT 1) WHERE 0",
            [("OBJECT_NAME", NAME, "NULL"), ("ORIGINAL_NAME", NAME, "NULL"), ("TYPE", SHORT, "NULL")],
        )
        for name in ("RECYCLEBIN", "USER_RECYCLEBIN")
    ),
)
