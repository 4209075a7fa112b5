"""The data dictionary: the database that is running, its sessions, their locks and settings. V$x, and GV$x of each."""

from __future__ import annotations

from ordslab.sandbox.sql.dictionary.declaration import FLAG, NAME, SHORT, TEXT, Item, view
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import DATE, NUMBER, OracleType, varchar2

RAW = OracleType("RAW", size=8)

_BANNER = "'ordslab teaching sandbox for SQL, PL/SQL and ORDS (not Oracle software)'"
_PARAMETER_ITEMS: list[Item] = [
    ("PARAMETER", varchar2(64), "j.key"),
    ("VALUE", varchar2(64), "j.value"),
]
_CONTAINER: Item = ("CON_ID", NUMBER, "3")


def _instance(name: str, source: str, items: list[Item]) -> list[SystemView]:
    """V$x, and GV$x with the instance's number in front."""
    return [view(f"V${name}", source, items), view(f"GV${name}", source, [("INST_ID", NUMBER, "1"), *items])]


def _of(key: str) -> str:
    return f"json_extract(j.value, '$.{key}')"


_SESSION_ADDRESS = f"CAST(printf('S%07d', {_of('sid')}) AS BLOB)"
_TRANSACTION_ADDRESS = f"CAST(printf('T%07d', {_of('sid')}) AS BLOB)"

INSTANCE_VIEWS: tuple[SystemView, ...] = (
    view("DUAL", "(SELECT 1)", [("DUMMY", varchar2(1), "'X'")]),
    *_instance(
        "VERSION",
        "(SELECT 1)",
        [
            ("BANNER", varchar2(80), _BANNER),
            ("BANNER_FULL", varchar2(160), _BANNER),
            ("BANNER_LEGACY", varchar2(80), _BANNER),
            ("CON_ID", NUMBER, "0"),
        ],
    ),
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
    *_instance(
        "INSTANCE",
        "(SELECT 1)",
        [
            ("INSTANCE_NUMBER", NUMBER, "1"),
            ("INSTANCE_NAME", SHORT, "'ordslab'"),
            ("HOST_NAME", NAME, "'localhost'"),
            ("VERSION", SHORT, "'23.0.0.0.0'"),
            ("VERSION_FULL", SHORT, "'23.4.0.0.0'"),
            ("STARTUP_TIME", DATE, "NULL"),
            ("STATUS", SHORT, "'OPEN'"),
            ("DATABASE_STATUS", SHORT, "'ACTIVE'"),
            ("EDITION", SHORT, "'FREE'"),
        ],
    ),
    *_instance(
        "DATABASE",
        "(SELECT 1)",
        [
            ("DBID", NUMBER, "1"),
            ("NAME", SHORT, "'FREE'"),
            ("LOG_MODE", SHORT, "'NOARCHIVELOG'"),
            ("OPEN_MODE", SHORT, "'READ WRITE'"),
            ("DATABASE_ROLE", SHORT, "'PRIMARY'"),
            ("DB_UNIQUE_NAME", SHORT, "'FREE'"),
            ("CDB", FLAG, "'YES'"),
            _CONTAINER,
        ],
    ),
    *_instance(
        "CONTAINERS",
        "(SELECT 1)",
        [_CONTAINER, ("NAME", NAME, "'FREEPDB1'"), ("OPEN_MODE", SHORT, "'READ WRITE'"), ("RESTRICTED", FLAG, "'NO'")],
    ),
    view("GLOBAL_NAME", "(SELECT 1)", [("GLOBAL_NAME", TEXT, "'FREEPDB1'")]),
    *_instance(
        "SESSION",
        """json_each("ORA$SESSIONS"()) j""",
        [
            ("SADDR", RAW, _SESSION_ADDRESS),
            ("SID", NUMBER, _of("sid")),
            ("SERIAL#", NUMBER, _of("serial")),
            ("AUDSID", NUMBER, _of("sid")),
            ("USER#", NUMBER, _of("user_id")),
            ("USERNAME", NAME, _of("user")),
            ("TADDR", RAW, f"CASE WHEN {_of('in_transaction')} THEN {_TRANSACTION_ADDRESS} END"),
            ("STATUS", SHORT, _of("status")),
            ("SCHEMANAME", NAME, _of("schema")),
            ("OSUSER", NAME, _of("os_user")),
            ("PROCESS", varchar2(24), _of("process")),
            ("MACHINE", varchar2(64), f"coalesce({_of('machine')}, 'localhost')"),
            ("TERMINAL", varchar2(30), _of("terminal")),
            ("PROGRAM", varchar2(84), _of("program")),
            ("TYPE", SHORT, "'USER'"),
            ("MODULE", varchar2(64), _of("module")),
            ("ACTION", varchar2(64), _of("action")),
            ("CLIENT_INFO", varchar2(64), _of("client_info")),
            ("CLIENT_IDENTIFIER", varchar2(64), _of("client_identifier")),
            ("BLOCKING_SESSION", NUMBER, _of("blocker")),
            ("SERVICE_NAME", varchar2(64), "'freepdb1'"),
            _CONTAINER,
        ],
    ),
    *_instance(
        "SESSION_CONNECT_INFO",
        """json_each("ORA$SESSIONS"()) j""",
        [
            ("SID", NUMBER, _of("sid")),
            ("SERIAL#", NUMBER, _of("serial")),
            ("AUTHENTICATION_TYPE", SHORT, "'DATABASE'"),
            ("OSUSER", NAME, _of("os_user")),
            ("CLIENT_CHARSET", varchar2(40), "'AL32UTF8'"),
            ("CLIENT_VERSION", varchar2(40), _of("driver_version")),
            ("CLIENT_DRIVER", SHORT, _of("driver")),
            _CONTAINER,
        ],
    ),
    *_instance(
        "TRANSACTION",
        f"""json_each("ORA$SESSIONS"()) j WHERE {_of("in_transaction")}""",
        [
            ("ADDR", RAW, _TRANSACTION_ADDRESS),
            ("XIDUSN", NUMBER, "1"),  # as DBMS_TRANSACTION.LOCAL_TRANSACTION_ID tells it
            ("XIDSLOT", NUMBER, _of("sid")),
            ("XIDSQN", NUMBER, _of("serial")),
            ("STATUS", SHORT, "'ACTIVE'"),
            ("SES_ADDR", RAW, _SESSION_ADDRESS),
            ("FLAG", NUMBER, "0"),  # bit 28 would say that it is serializable
            _CONTAINER,
        ],
    ),
    *_instance(
        "LOCK",
        """json_each("ORA$LOCKS"()) j""",
        [
            ("SID", NUMBER, _of("sid")),
            ("TYPE", varchar2(2), _of("type")),
            ("ID1", NUMBER, _of("id")),
            ("ID2", NUMBER, "0"),
            ("LMODE", NUMBER, _of("mode")),
            ("REQUEST", NUMBER, _of("request")),
            ("BLOCK", NUMBER, _of("block")),
            _CONTAINER,
        ],
    ),
    *_instance(
        "LOCKED_OBJECT",
        f"""json_each("ORA$LOCKS"()) j WHERE {_of("type")} = 'TM'""",
        [
            ("OBJECT_ID", NUMBER, _of("id")),
            ("SESSION_ID", NUMBER, _of("sid")),
            ("ORACLE_USERNAME", NAME, _of("user")),
            ("LOCKED_MODE", NUMBER, _of("mode")),
            _CONTAINER,
        ],
    ),
    *_instance(
        "PARAMETER",
        """json_each("ORA$PARAMETERS"()) j""",
        [
            ("NUM", NUMBER, "j.id"),
            ("NAME", varchar2(80), "lower(j.key)"),
            ("TYPE", NUMBER, "2"),
            ("VALUE", TEXT, "j.value"),
            ("DISPLAY_VALUE", TEXT, "j.value"),
            ("ISDEFAULT", varchar2(9), "'TRUE'"),
            ("DESCRIPTION", varchar2(255), "NULL"),
        ],
    ),
    *_instance("NLS_PARAMETERS", """json_each("ORA$NLS"('ALL')) j""", [*_PARAMETER_ITEMS, _CONTAINER]),
    view("NLS_SESSION_PARAMETERS", """json_each("ORA$NLS"('SESSION')) j""", _PARAMETER_ITEMS),
    view("NLS_DATABASE_PARAMETERS", """json_each("ORA$NLS"('DATABASE')) j""", _PARAMETER_ITEMS),
    view("NLS_INSTANCE_PARAMETERS", """json_each("ORA$NLS"('SESSION')) j""", _PARAMETER_ITEMS),
    view(
        "DATABASE_PROPERTIES",
        """(SELECT 'DEFAULT_EDITION' AS name, 'ORA$BASE' AS value UNION ALL SELECT 'DBTIMEZONE', '+00:00' UNION ALL
        SELECT 'DEFAULT_PERMANENT_TABLESPACE', 'USERS' UNION ALL SELECT 'DEFAULT_TEMP_TABLESPACE', 'TEMP') p""",
        [
            ("PROPERTY_NAME", NAME, "p.name"),
            ("PROPERTY_VALUE", TEXT, "p.value"),
            ("DESCRIPTION", TEXT, "NULL"),
        ],
    ),
)
