"""What the sandbox does not have, and what one gets instead: the one list that the fidelity page shows.

`test_limits.py` tries each, so that nothing stays in the list that is there. `refusals` finds what the sandbox's source
refuses by name, all of it.
"""

from __future__ import annotations

import array
import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import oracledb

import ordslab.sandbox
from ordslab.sandbox.sql.compile.grammar import refused

ORA = "ORA-03001"
"""Unimplemented feature: the honest refusal, with the feature's name."""


class Limit(NamedTuple):
    """What is not there, the error that one meets, and how to meet it.

    `probe`: a statement, ADMIN: and one for an administrator, a request such as GET /x below the schema's address, or a
    function of a `Target` that returns a response or raises what the driver raises. `error`: its code, or a status.
    """

    what: str
    error: str
    probe: str | Callable[[Any], Any]
    source: str = ""


def _bind(value: Any, kind: Any = None) -> Callable[[Any], Any]:
    def probe(target: Any) -> None:
        cursor = target.connection.cursor()
        if kind is not None:
            cursor.setinputsizes(kind)
        cursor.execute("select :1 from dual", [value])

    return probe


def _out(kind: Any) -> Callable[[Any], Any]:
    def probe(target: Any) -> None:
        cursor = target.connection.cursor()
        cursor.execute("begin :1 := null; end;", [cursor.var(kind)])

    return probe


def _lob(target: Any) -> None:
    ((locator,),) = target.connection.cursor().execute("select c from lab_limits").fetchall()
    locator.write("x")


def _direct_path(target: Any) -> None:
    target.connection.direct_path_load(target.user, "LAB_LIMITS", ["ID"], [(1,)])


def _javascript(target: Any) -> Any:
    target.service("n", "/n/")
    target.call("ords.define_handler('n', 'x', 'GET', 'mle/javascript', '(req, res) => {}')")
    return target.get("/n/x")


def _object(path: str, **options: Any) -> Callable[[Any], Any]:
    def probe(target: Any) -> Any:
        target.call("ords.enable_object(p_object => 'LAB_LIMITS', p_object_alias => 'emp', p_auto_rest_auth => false)")
        return target.http.request(options.get("method", "GET"), f"{target.url}/emp/{path}", data="N\nx\n", timeout=30)

    return probe


def _package(target: Any) -> Any:
    enabled = "ords.enable_object(p_object => 'LAB_LIMITS_P', p_object_type => 'PACKAGE', p_object_alias => 'items'"
    target.call(f"{enabled}, p_auto_rest_auth => false)")
    return target.http.post(f"{target.url}/items/TWICE", json={"a": 1}, timeout=30)


def _block(text: str) -> str:
    return f"begin {text}; end;"


_PACKAGES_OF_THE_DATABASE = (
    *("DBMS_ALERT", "DBMS_AQ", "DBMS_CLOUD", "DBMS_FLASHBACK", "DBMS_JOB", "DBMS_LOCK", "DBMS_METADATA", "DBMS_PIPE"),
    *("DBMS_REDEFINITION", "DBMS_RLS", "DBMS_SCHEDULER", "DBMS_SODA", "DBMS_SQL", "DBMS_STATS", "DBMS_VECTOR"),
    *("DBMS_XMLDOM", "UTL_FILE", "UTL_HTTP", "UTL_MAIL", "UTL_SMTP", "UTL_TCP"),
    *("APEX_MAIL", "APEX_SESSION", "APEX_UTIL"),
)

LIMITS: dict[str, tuple[Limit, ...]] = {
    "REST and security": (
        Limit("Database Actions", "404", "GET /_sdw/"),
        Limit("REST-enabled SQL", "404", "POST /_/sql"),
        Limit("the Database API", "404", "GET /_/db-api/stable/database/"),
        Limit("GraphQL", "404", "POST /_/graphql"),
        Limit("MCP (since 26.2, standalone ORDS alone)", "404", "POST /mcp"),
        Limit("the PL/SQL gateway (`owa`, APEX pages)", "404", "GET /htp.p?cbuf=x"),
        Limit("OpenID discovery", "404", "GET /.well-known/openid-configuration"),
        Limit("pages where developers register clients", "404", "GET /oauth/clients/"),
        Limit("SODA", "401", "GET /soda/latest/"),
        Limit("handlers in JavaScript (MLE)", "555", _javascript),
        Limit("parameters of a batch load", "555", _object("batchload?batchesPerCommit=1", method="POST")),
        Limit("`$asof` in a filter", "555", _object('?q={"$asof":{"$scn":1}}')),
        Limit("AutoREST of overloaded subprograms, and of records, collections and objects", "555", _package),
    ),
    "Packages and views": (
        Limit("ORDS_PAR, pre-authenticated requests", ORA, _block("ords_par.define_for_handler"), "RELNOTES-24.4"),
        Limit(
            "ORDS_METADATA.ORDS_SERVICES, an older API that APEX uses",
            ORA,
            _block("ords_metadata.ords_services.delete_handler"),
            "a public script",
        ),
        Limit("files of a multipart body (ORDS.BODY_FILE_COUNT)", ORA, _block("htp.p(ords.body_file_count)")),
        Limit(
            "what administers an installation, such as ORDS_ADMIN.ENABLE_HOUSEKEEPING_JOB",
            ORA,
            "ADMIN: begin ords_admin.enable_housekeeping_job; end;",
            "DG-26.3-ADMIN",
        ),
        Limit(
            "ORDS_SECURITY_ADMIN.ROTATE_SECURITY_KEYS, ROTATE_ALL_SECURITY_KEYS",
            ORA,
            "ADMIN: begin ords_security_admin.rotate_security_keys(p_schema => 'ADMIN'); end;",
            "DG-26.3-SECADM",
        ),
        Limit("ORDS.FINALIZE_IMPORT with P_PRUNE", ORA, _block("ords.finalize_import(p_prune => true)")),
        Limit(
            "EXPORT_SCHEMA with P_CLEANUP_MISSING_OBJECTS",
            ORA,
            "declare x clob := ords_export.export_schema(p_cleanup_missing_objects => true); begin null; end;",
        ),
        Limit(
            "clients that authenticate otherwise than by HTTP Basic",
            "ORA-20001",
            _block(
                "oauth.create_client('c', 'client_credentials', p_privilege_names => '', "
                "p_token_endpoint_auth_method => 'client_secret_post')"
            ),
        ),
        *(Limit(name, ORA, _block(f"{name}.x")) for name in _PACKAGES_OF_THE_DATABASE),
        Limit("most of HTP and HTF besides printing", ORA, _block("htp.anchor('/', 'x')"), "OWA-REF"),
        Limit("collection types T_ORDS_VCHAR_TAB, APEX_T_VARCHAR2", ORA, "declare v apex_t_varchar2; begin null; end;"),
        Limit("views of an instance such as V$SQL, V$PROCESS", ORA, "select * from v$sql"),
        Limit("views of APEX", ORA, "select * from apex_applications"),
    ),
    "SQL": (
        Limit("external tables", ORA, "create table x (a number) organization external (default directory d)"),
        Limit("JSON_TRANSFORM", ORA, "select json_transform('{}', set '$.a' = 1) from dual"),
        Limit("functions in WITH", ORA, "with function x return number is begin return 1; end; select x from dual"),
        Limit("partitions", ORA, "create table x (a number) partition by range (a) (partition p values less than (1))"),
        Limit("materialized views", ORA, "create materialized view x as select 1 a from dual"),
        Limit("object types, nested tables", ORA, "create type x as object (a number)"),
        Limit("XML", ORA, "select xmlelement(\"a\", 'x') from dual"),
        Limit("JSON (OBJECT) and other modifiers of JSON", ORA, "create table x (a json (object))"),
        Limit("annotations of columns", ORA, "create table x (a number annotations (y 'z'))"),
        Limit("columns of type VECTOR", ORA, "create table x (a vector)"),
        Limit("columns of type LONG", ORA, "create table x (a long)"),
        Limit("JSON duality views", ORA, "create json relational duality view x as lab_limits {id}"),
        Limit("domains", ORA, "create domain x as number"),
        Limit("changes through a view", ORA, "update lab_limits_v set n = 'x'"),
        Limit("views WITH CHECK OPTION", ORA, "create view x as select * from lab_limits with check option"),
        Limit("ENABLE NOVALIDATE", ORA, "create table x (a number, check (a > 0) enable novalidate)"),
        Limit("private temporary tables", ORA, "create private temporary table ora$ptt_x (a number)"),
        Limit("database links", ORA, "select * from lab_limits@x"),
        Limit("public synonyms", ORA, "ADMIN: create public synonym x for dual"),
        Limit("rights on single columns", ORA, "grant select (n) on lab_limits to admin"),
        Limit("profiles, tablespaces, directories, contexts", ORA, "ADMIN: create profile x limit sessions_per_user 1"),
        Limit("flashback queries", ORA, "select * from lab_limits as of timestamp sysdate - 1"),
        Limit("MODEL", ORA, "select * from lab_limits model dimension by (id) measures (n) rules ()"),
        Limit(
            "MATCH_RECOGNIZE",
            ORA,
            "select * from lab_limits match_recognize (order by id measures a.id as x pattern (a) define a as id > 0)",
        ),
        Limit("LATERAL, CROSS APPLY", ORA, "select * from lab_limits a, lateral (select a.id x from dual)"),
        Limit("TABLE(...) in FROM", ORA, "select * from table(sys.odcinumberlist(1))"),
        Limit("functions in FROM without TABLE", ORA, "select * from f(1)"),
        Limit("FETCH APPROX, GROUP BY ALL", ORA, "select id from lab_limits group by all"),
        Limit("MULTISET, MEMBER OF, SUBMULTISET OF, SET(...)", ORA, "select set(id) from lab_limits"),
        Limit("REF and VALUE of rows, NEW, methods of objects", ORA, "select value(l) from lab_limits l"),
        Limit("(a - b) DAY TO SECOND", ORA, "select (sysdate - sysdate) day to second from dual"),
        Limit("operators of vectors", ORA, "select id <-> id from lab_limits"),
        Limit(
            "hypothetical ranks, RANK(...) WITHIN GROUP",
            ORA,
            "select rank(1) within group (order by id) from lab_limits",
        ),
        Limit("ORA_ROWSCN and pseudocolumns like it", ORA, "select ora_rowscn from lab_limits"),
        Limit("changes to partitions, INSERT with SET, UPDATE with FROM", ORA, "insert into lab_limits set id = 1"),
        Limit("FLASHBACK TABLE", ORA, "flashback table lab_limits to before drop"),
        Limit("AUDIT, NOAUDIT", ORA, "audit select table"),
        Limit(
            "ASSOCIATE STATISTICS, ADMINISTER KEY MANAGEMENT",
            ORA,
            "associate statistics with columns lab_limits.id using x",
        ),
        Limit("SAMPLE", ORA, "select * from lab_limits sample (10)"),
        Limit("COLLATE", ORA, "select 'a' collate binary_ci from dual"),
        Limit("time zones by region", ORA, "alter session set time_zone = 'Europe/Berlin'"),
        Limit("serializable transactions", ORA, "set transaction isolation level serializable"),
        Limit("LOG ERRORS", ORA, "insert into lab_limits (id) values (2) log errors"),
        Limit("EXPLAIN PLAN", ORA, "explain plan for select 1 from dual"),
        Limit("ALTER SYSTEM SET", ORA, "ADMIN: alter system set processes = 1"),
    ),
    "PL/SQL": (
        Limit("pipelined functions", ORA, "create function x return varchar2 pipelined is begin return; end;"),
        Limit("subprograms in Java, C or JavaScript", ORA, "create procedure x as language java name 'x'"),
        Limit("INSTEAD OF triggers", ORA, "create trigger x instead of insert on lab_limits_v begin null; end;"),
        Limit("compound triggers", ORA, "create trigger x for insert on lab_limits compound trigger end x;"),
        Limit("triggers on the database's events", ORA, "create trigger x after logon on database begin null; end;"),
        Limit("conditional compilation", ORA, "begin $if true $then null; $end end;"),
        Limit("loops with iteration controls", ORA, "begin for i in 1..2, 4..5 loop null; end loop; end;"),
        Limit("PRAGMA SERIALLY_REUSABLE", ORA, "declare pragma serially_reusable; begin null; end;"),
    ),
    "The wire": (
        Limit("scrollable cursors", ORA, lambda target: target.connection.cursor(scrollable=True).execute(_DUAL)),
        Limit("two-phase commit (TPC)", ORA, lambda target: target.connection.tpc_begin(_xid(target))),
        Limit("queues (AQ)", ORA, lambda target: target.connection.queue("Q").deqone()),
        Limit(
            "shapes of object types (`connection.gettype()`)", ORA, lambda target: target.connection.gettype("XMLTYPE")
        ),
        Limit("direct path load", ORA, _direct_path),
        Limit("subscriptions (CQN)", ORA, lambda target: target.connection.subscribe(client_initiated=True)),
        Limit("binds of VECTOR", ORA, _bind(array.array("f", [1.0]))),
        Limit("binds of XMLTYPE and objects", ORA, _out(oracledb.DB_TYPE_XMLTYPE)),
        Limit("binds of BFILE", ORA, _out(oracledb.DB_TYPE_BFILE)),
        Limit("writing through a fetched LOB's locator", ORA, _lob),
        Limit("logging on as a proxy, user[other]", ORA, lambda target: target.log_on(proxy_user="ADMIN")),
        Limit("editions besides ORA$BASE", "ORA-38802", lambda target: target.log_on(edition="E1")),
        Limit("logging on AS SYSDBA", "ORA-01031", lambda target: target.log_on(mode=oracledb.AUTH_MODE_SYSDBA)),
    ),
}
"""By area."""

_DUAL = "select 1 from dual"


def _xid(target: Any) -> Any:
    return target.connection.xid(1, "transaction", "branch")


def refusals() -> dict[str, list[str]]:
    """All that the sandbox's source refuses by name, by part of the sandbox; `...` stands for what varies."""
    root = Path(ordslab.sandbox.__file__).parent
    found: dict[str, list[str]] = {}
    for part, title in (("http", "REST"), ("metadata", "packages"), ("sql", "SQL"), ("plsql", "PL/SQL"), _WIRE):
        names = {name for path in sorted((root / part).rglob("*.py")) for name in _refused_in(path)}
        if part == "sql":
            names |= _refused_grammar()
        found[title] = sorted(names, key=str.lower)
    return found


_WIRE = ("oracle_net", "the wire")


def _refused_grammar() -> set[str]:
    """What the parser's tables of Oracle's grammar refuse."""
    tables = (refused.BEHIND_OPERAND, refused.AS_OPERAND, refused.BEHIND_TABLE)
    names = {what for table in tables for follows in table.values() for _, what in follows}
    return names | set(refused.STATEMENTS.values())


def _refused_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "not_supported" and node.args:
            text = _text(node.args[0])
            if any(character.isalpha() for character in text.replace("...", "")):
                yield text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "..." for part in node.values)  # type: ignore[misc]
    return "..."
