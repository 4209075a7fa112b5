"""The conformance tests in a schema that has things of its own: they see, make and remove what bears their names.

Statements are looked at on their way to the database. A query of USER_ORDS_* gets an inline view of the tests' rows.
A statement that would touch anything else is not sent: its test is skipped, and the reason says why. What of these
names was there before belongs to the user: it is left alone, and so are the tests that need the name.
"""

from __future__ import annotations

import copy
import re

import oracledb
import pytest

from ordslab.errors import LabError
from ordslab.sql.commit_watch import WatchedConnection, WatchedCursor

NAMES = {
    "modules": ("m", "n", "other", "shop"),
    "privileges": ("p", "q", "p1", "p2", "p3", "p4", "wide", "narrow"),
    "roles": ("r", "s", "clerk", "manager", "wide_role", "narrow_role", "kept", "lost", "made", "from_a_handler"),
    "clients": (
        *("a", "b", "c", "d", "c0", "c1", "c2", "short", "default", "wide", "narrow", "clerk", "manager", "nobody"),
        "license_backend_client",
    ),
}
TABLES = ("LAB_ITEMS", "LAB_EMP")
PATHS = ("/m/", "/n/", "/other/", "/shop/", "/supplier-onboarding/v1/", "/emp/", "/items/")

_DROP = re.compile(r"\bdrop\s+table\s+(lab_\w+)", re.IGNORECASE)
_VIEW = re.compile(r"\b(ords_metadata\.)?user_ords_(\w+)", re.IGNORECASE)
_OF_A_SCHEMA = re.compile(r"\b(enable_schema|drop_rest_for_schema|set_url_mapping)\b", re.IGNORECASE)
_ADMINISTRATORS = re.compile(r"\b(\w+_admin\.|dba_ords_)", re.IGNORECASE)


class OwnNames:
    """What the tests may touch in one schema. Reads it once, before anything is made. Raises `LabError`.

    `noted`: what was read by an earlier run, whose things are there still.
    """

    def __init__(self, connection, dialect, noted=None):
        self.dialect = dialect
        self.user = connection.username.upper()
        self.held = {}
        for view, names in NAMES.items():
            there = {name for (name,) in plain(connection, f"select name from user_ords_{view}")}
            self.held[view] = there & set(names)
        self.held_tables = {name for (name,) in plain(connection, "select table_name from user_tables")} & set(TABLES)
        self.has_jwt_profile = bool(plain(connection, "select issuer from user_ords_jwt_profile"))
        if noted:
            self.held = {view: set(names) for view, names in noted["held"].items()}
            self.held_tables, self.has_jwt_profile = set(noted["held_tables"]), noted["has_jwt_profile"]
        paths = {path for (path,) in plain(connection, "select uri_prefix from user_ords_modules")}
        aliases = {alias for (alias,) in plain(connection, "select object_alias from user_ords_enabled_objects")}
        patterns = {pattern for (pattern,) in plain(connection, "select pattern from user_ords_privilege_mappings")}
        self.held_texts = set.union(*self.held.values(), patterns, paths & set(PATHS), aliases & {"emp", "items"})
        self.held_texts |= {path.strip("/") for path in paths & {"/emp/", "/items/"}}
        self.is_administrator = _can_read(connection, "dba_ords_modules")
        wide = next((each for each in sorted(patterns) if _guards_ours(each)), None)
        if wide and not noted:
            raise LabError(
                f"A privilege of the schema {self.user} guards {wide}, and the addresses of these tests with it.",
                "Take another schema for this. Nothing was changed.",
            )

    def noted(self):
        """What is the user's, for a file."""
        held = {view: sorted(names) for view, names in self.held.items()}
        return {"held": held, "held_tables": sorted(self.held_tables), "has_jwt_profile": self.has_jwt_profile}

    def left_alone(self):
        """What bears one of the names and is the user's: for the report."""
        found = {f"{view[:-1]} {name}" for view, names in self.held.items() for name in names}
        return sorted(found | {f"table {name}" for name in self.held_tables})

    def of_administrator(self):
        """The same for an administrator's connection, who may call the administrators' packages."""
        same = copy.copy(self)
        same.is_administrator = False
        return same

    def mine(self, kind):
        """The tests' names of a kind, as a list in SQL."""
        return ", ".join(f"'{name}'" for name in NAMES[kind] if name not in self.held[kind]) or "null"

    def tables(self):
        """The tests' tables, as a list in SQL."""
        return ", ".join(f"'{name}'" for name in TABLES if name not in self.held_tables) or "null"

    # on the way to the database

    def looked_at(self, statement):
        """The statement as it may be sent; skips the test where it may not."""
        reason = self._reason_against(statement)
        if reason:
            pytest.skip(reason)
        return (
            _VIEW.sub(self._rows_of_ours, statement) if re.match(r"\s*(select|with)\b", statement, re.I) else statement
        )

    def _reason_against(self, statement):
        if re.search(r"\bordslab_sandbox\.", statement, re.IGNORECASE):
            return "needs the sandbox's clock"
        if _OF_A_SCHEMA.search(statement):
            return "changes the whole schema, and not the tests' own names alone"
        if self.is_administrator and _ADMINISTRATORS.search(statement):
            return "needs a user without ORDS_ADMINISTRATOR_ROLE"
        if not self.dialect.oauth and re.search(r"\boauth\.", statement, re.IGNORECASE):
            return "OAUTH absent"
        if not self.dialect.ords_security and re.search(r"\bords_security\.", statement, re.IGNORECASE):
            return "ORDS_SECURITY absent"
        if self.has_jwt_profile and "jwt_profile" in statement.lower():
            return "left alone: the schema has a JWT profile"
        for text in sorted(self.held_texts):
            if f"'{text}'" in statement:
                return f"left alone: the schema has something named {text}"
        for name in sorted(self.held_tables):
            if re.search(rf"\b{name}\b", statement, re.IGNORECASE):
                return f"left alone: the schema has a table {name}"
        return ""

    def _rows_of_ours(self, match):
        modules = f"select id from user_ords_modules where name in ({self.mine('modules')})"
        templates = f"select id from user_ords_templates where module_id in ({modules})"
        handlers = f"select id from user_ords_handlers where template_id in ({templates})"
        filters = {
            "modules": f"name in ({self.mine('modules')})",
            "templates": f"module_id in ({modules})",
            "handlers": f"template_id in ({templates})",
            "parameters": f"handler_id in ({handlers})",
            "services": f"name in ({self.mine('modules')}, {self.tables()})",
            "enabled_objects": f"parsing_object in ({self.tables()})",
            "clients": f"name in ({self.mine('clients')})",
            "client_roles": f"client_name in ({self.mine('clients')})",
            "client_privileges": f"client_name in ({self.mine('clients')})",
            "roles": self._named("name", "roles"),
            "privileges": self._named("name", "privileges"),
            "privilege_roles": self._named("privilege_name", "privileges"),
            "privilege_modules": self._named("privilege_name", "privileges"),
            "privilege_mappings": self._named("name", "privileges"),
        }
        view = match[2].lower()
        return f"(select * from {match[0]} where {filters[view]})" if view in filters else match[0]

    def _named(self, column, kind):
        """Names of the tests, of ORDS itself, and those that ORDS makes for the tests' tables."""
        of_tables = " or ".join(f"{column} like '%.{self.user}.{name}'" for name in TABLES if name in self.tables())
        of_ords = f"{column} like 'oracle.%' and {column} not like '%.{self.user}.%'"
        return f"({column} in ({self.mine(kind)}) or ({of_ords}){' or ' + of_tables if of_tables else ''})"

    # cleaning up

    def clean(self, connection):
        """Remove what the tests made, and nothing else; commits."""
        self.clean_ords(connection)
        for (name,) in plain(connection, f"select table_name from user_tables where table_name in ({self.tables()})"):
            plain(connection, f"drop table {name} purge")

    def clean_ords(self, connection):
        """The same, of ORDS's alone: tables stay."""
        connection.rollback()
        self.disable(connection, self.tables())
        rows = " union all ".join(
            f"select '{view}' kind, name from user_ords_{view} where name in ({self.mine(view)})"
            for view in ("clients", "privileges", "roles", "modules")
        )
        calls = [f"{_REMOVE[view].format(self.dialect.package)}('{name}');" for view, name in plain(connection, rows)]
        if not self.has_jwt_profile and plain(connection, "select issuer from user_ords_jwt_profile"):
            calls.append(f"{self.dialect.package}.delete_jwt_profile;")
        if calls:
            plain(connection, f"begin\n{chr(10).join(calls)}\ncommit;\nend;")

    def disable(self, connection, tables):
        """Take tables out of ORDS: before they are dropped, or their roles and privileges would stay."""
        query = f"select parsing_object from user_ords_enabled_objects where parsing_object in ({tables})"
        for (name,) in plain(connection, query):
            plain(connection, f"begin ords.enable_object(p_enabled => false, p_object => '{name}'); commit; end;")


_REMOVE = {
    "clients": "{}.delete_client",
    "privileges": "ords.delete_privilege",
    "roles": "ords.delete_role",
    "modules": "ords.delete_module",
}


def _guards_ours(pattern):
    """Whether a pattern of the user's covers addresses of the tests."""
    stem = pattern.rstrip("*")
    return pattern.endswith("*") and any(path.startswith(stem) for path in PATHS)


def _can_read(connection, view):
    try:
        plain(connection, f"select 1 from {view} where 1 = 0")
    except oracledb.DatabaseError:
        return False
    return True


def plain(connection, statement):
    """Run what is ours, without looking at it; rows of a query."""
    with oracledb.Cursor(connection) as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


class OwnConnection(WatchedConnection):
    """A genuine connection whose statements are looked at, and that says when it committed."""

    own = None

    def cursor(self, *args, **options):
        return OwnCursor(self, *args, **options)


class OwnCursor(WatchedCursor):
    """A genuine cursor whose statements are looked at."""

    def execute(self, statement, parameters=None, **binds):
        own = self.connection.own
        if own:
            statement = own.looked_at(statement)
            if dropped := _DROP.search(statement):
                own.disable(self.connection, f"'{dropped[1].upper()}'")
        return super().execute(statement, parameters, **binds)
