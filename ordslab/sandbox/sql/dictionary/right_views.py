"""The data dictionary: privileges, roles, and who has them."""

from __future__ import annotations

from ordslab.sandbox.sql.dictionary.declaration import (
    FLAG,
    NAME,
    SCHEMA,
    SHORT,
    Item,
    everywhere,
    for_administrators,
    view,
)
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import NUMBER, varchar2

_PRIVILEGE = varchar2(40)


def _right(position: int) -> str:
    return f"json_extract(r.value, '$[{position}]')"


_RIGHTS = """json_each("ORA$RIGHTS"()) r"""
_OPTION: Item = ("ADMIN_OPTION", FLAG, f"CASE WHEN {_right(3)} THEN 'YES' ELSE 'NO' END")
_COMMON: list[Item] = [("COMMON", FLAG, "'NO'"), ("INHERITED", FLAG, "'NO'")]
_SYSTEM: list[Item] = [("PRIVILEGE", _PRIVILEGE, _right(1)), _OPTION]
_ROLE: list[Item] = [
    ("GRANTED_ROLE", NAME, _right(1)),
    _OPTION,
    ("DELEGATE_OPTION", FLAG, "'NO'"),
    ("DEFAULT_ROLE", FLAG, "'YES'"),
    ("OS_GRANTED", FLAG, "'NO'"),
]
_MINE = f"{_right(0)} = {SCHEMA}"
_IN_ENABLED_ROLES = """IN (SELECT value FROM json_each("ORA$ROLES"()))"""


def _rights(kind: str, *conditions: str) -> str:
    return f"{_RIGHTS} WHERE {_right(2)} = '{kind}'" + "".join(f" AND {each}" for each in conditions)


def _granted(scope: str, *conditions: str) -> str:
    objects = """(SELECT b.owner, b.id, b.name, b.kind FROM "ORA$OBJECTS" b UNION ALL
      SELECT s.owner, s.id, s.name, s.kind FROM "ORA$SOURCES" s)"""
    source = everywhere(f'"ORA$GRANTS" g JOIN {objects} o ON o.id = g.object_id', scope)
    return source + (f" WHERE {' AND '.join(conditions)}" if conditions else "")


_GRANTEE: Item = ("GRANTEE", NAME, "g.grantee")
_OWNER: Item = ("OWNER", NAME, "o.owner")
_TABLE: Item = ("TABLE_NAME", NAME, "o.name")
_GRANTOR: Item = ("GRANTOR", NAME, "g.grantor")
_REST: list[Item] = [
    ("PRIVILEGE", _PRIVILEGE, "g.privilege"),
    ("GRANTABLE", FLAG, "CASE WHEN g.grantable THEN 'YES' ELSE 'NO' END"),
    ("HIERARCHY", FLAG, "'NO'"),
    ("COMMON", FLAG, "'NO'"),
    ("TYPE", SHORT, "o.kind"),
    ("INHERITED", FLAG, "'NO'"),
]
_CONCERNS_ME = f"{SCHEMA} IN (g.grantee, g.grantor, o.owner)"
_FOR_ME = f"""({_CONCERNS_ME} OR g.grantee = 'PUBLIC' OR g.grantee {_IN_ENABLED_ROLES})"""

RIGHT_VIEWS: tuple[SystemView, ...] = (
    view("USER_SYS_PRIVS", _rights("PRIVILEGE", _MINE), [("USERNAME", NAME, _right(0)), *_SYSTEM, *_COMMON]),
    view("DBA_SYS_PRIVS", _rights("PRIVILEGE"), [("GRANTEE", NAME, _right(0)), *_SYSTEM, *_COMMON], for_administrators),
    view(
        "ROLE_SYS_PRIVS",
        _rights("PRIVILEGE", f"{_right(0)} {_IN_ENABLED_ROLES}"),
        [("ROLE", NAME, _right(0)), *_SYSTEM, *_COMMON],
    ),
    view("USER_ROLE_PRIVS", _rights("ROLE", _MINE), [("USERNAME", NAME, _right(0)), *_ROLE, *_COMMON]),
    view("DBA_ROLE_PRIVS", _rights("ROLE"), [("GRANTEE", NAME, _right(0)), *_ROLE[:4], *_COMMON], for_administrators),
    view(
        "ROLE_ROLE_PRIVS",
        _rights("ROLE", f"{_right(0)} {_IN_ENABLED_ROLES}"),
        [("ROLE", NAME, _right(0)), *_ROLE[:2], *_COMMON],
    ),
    view(
        "DBA_ROLES",
        """json_each("ORA$ALL_ROLES"()) j""",
        [
            ("ROLE", NAME, "j.value"),
            ("ROLE_ID", NUMBER, "j.key + 1"),
            ("PASSWORD_REQUIRED", varchar2(8), "'NO'"),
            ("AUTHENTICATION_TYPE", varchar2(11), "'NONE'"),
            ("COMMON", FLAG, "'NO'"),
        ],
        for_administrators,
    ),
    view("SESSION_PRIVS", """json_each("ORA$PRIVILEGES"()) j""", [("PRIVILEGE", _PRIVILEGE, "j.value")]),
    view("SESSION_ROLES", """json_each("ORA$ROLES"()) j""", [("ROLE", NAME, "j.value")]),
    view("USER_TAB_PRIVS", _granted("ALL", _CONCERNS_ME), [_GRANTEE, _OWNER, _TABLE, _GRANTOR, *_REST]),
    view(
        "ALL_TAB_PRIVS",
        _granted("ALL", _FOR_ME),
        [_GRANTOR, _GRANTEE, ("TABLE_SCHEMA", NAME, "o.owner"), _TABLE, *_REST],
    ),
    view("DBA_TAB_PRIVS", _granted("DBA"), [_GRANTEE, _OWNER, _TABLE, _GRANTOR, *_REST], for_administrators),
    view("USER_TAB_PRIVS_MADE", _granted("ALL", f"o.owner = {SCHEMA}"), [_GRANTEE, _TABLE, _GRANTOR, *_REST]),
    view("USER_TAB_PRIVS_RECD", _granted("ALL", f"g.grantee = {SCHEMA}"), [_OWNER, _TABLE, _GRANTOR, *_REST]),
    view(
        "ROLE_TAB_PRIVS",
        _granted("ALL", f"g.grantee {_IN_ENABLED_ROLES}"),
        [
            ("ROLE", NAME, "g.grantee"),
            _OWNER,
            _TABLE,
            ("COLUMN_NAME", NAME, "NULL"),
            ("PRIVILEGE", _PRIVILEGE, "g.privilege"),
            ("GRANTABLE", FLAG, "CASE WHEN g.grantable THEN 'YES' ELSE 'NO' END"),
            *_COMMON,
        ],
    ),
)
