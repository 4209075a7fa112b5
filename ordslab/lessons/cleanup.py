"""Remove what the series made in a schema, and nothing else.

What may go is listed by name and kind in `ordslab.names`, with the profile's prefix. A table or module that has one of
these names and is not the lessons' (other columns, other addresses) is left alone, and said.
"""

from dataclasses import dataclass

from ordslab.errors import LabError, SqlError
from ordslab.lessons.endpoint import TABLES
from ordslab.lessons.issuers_tokens import AUDIENCE
from ordslab.names import MADE
from ordslab.settings.connection_errors import explained
from ordslab.sql.run import rows, run
from ordslab.sql.script import Statement, split
from ordslab.workbench import Workbench

_FOUND = """
select 'client' as kind, name, null as detail from user_ords_clients where name in ({client})
union all
select 'privilege', name, null from user_ords_privileges where name in ({privilege})
union all
select 'role', name, null from user_ords_roles where name in ({role})
union all
select 'module', m.name, t.uri_template
from   user_ords_modules m
left join user_ords_templates t on t.module_id = m.id
where  m.name in ({module})
union all
select 'table', lower(t.table_name), c.column_name
from   user_tables t
join user_tab_columns c on c.table_name = t.table_name
where  lower(t.table_name) in ({table})
union all
select 'procedure', lower(object_name), null from user_objects
where  object_type = 'PROCEDURE' and lower(object_name) in ({procedure})
"""
_PROFILE = f"select 'JWT profile', audience from user_ords_jwt_profile where audience = '{AUDIENCE}'"
_CREDENTIALS = """
select 'web credential', static_id
from   apex_workspace_credentials
where  static_id in ('LICENSE_DESK', 'RENEWAL_DESK')"""
_REMOVE = {
    "JWT profile": "begin {package}.delete_jwt_profile; end;",
    "web credential": "begin apex_credential.drop_credential(p_credential_static_id => '{name}'); end;",
    "client": "begin {package}.delete_client(p_name => '{name}'); end;",
    "privilege": "begin ords.delete_privilege(p_name => '{name}'); end;",
    "role": "begin ords.delete_role(p_role_name => '{name}'); end;",
    "module": "begin ords.delete_module(p_module_name => '{name}'); end;",
    "procedure": "drop procedure {name}",
    "table": "drop table {name} cascade constraints purge",
}
_TEMPLATES = {"customers": "validation", "reports": "expired", "support": "tickets", "portal": "me"}
"""By what a module that bears a name of the lessons is known to be theirs: how one of its templates begins."""

_QUESTION = "Remove these from the schema {user}? Type yes: "


@dataclass(frozen=True)
class Thing:
    """Something in the schema. `name`: as the database has it. `foreign`: why it is not the lessons', "" when it is."""

    kind: str
    name: str
    foreign: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f": left alone, {self.foreign}" if self.foreign else "")


def found(lab: Workbench) -> list[Thing]:
    """What of the lessons' names is in the schema, in the order of removal, by one query. Raises `LabError`."""
    lists = {kind: ", ".join(f"'{name}'" for name in names) for kind, names in MADE.items()}
    details: dict[tuple[str, str], set[str]] = {}
    for kind, name, detail in rows(lab.connection, _FOUND.format(**lists)):
        details.setdefault((kind, name), set()).add(detail or "")
    things = [
        Thing(kind, lab.names.in_database(name), _why_foreign(kind, name, details[kind, name] - {""}))
        for kind, names in MADE.items()
        for name in names
        if (kind, name) in details
    ]
    return [*_beyond_ords(lab, {each.name for each in things}), *things]


def _beyond_ords(lab: Workbench, names: set[str]) -> list[Thing]:
    """The JWT profile of lesson 14, which runs in the sandbox alone, and the web credentials of lesson 15's jobs: not
    every database has their views, so they are looked for where there is a reason to."""
    job = lab.names.in_database("billing_job") in names
    queries = [_PROFILE, _CREDENTIALS] if lab.settings.is_sandbox else [_CREDENTIALS] if job else []
    return [Thing(*row) for row in rows(lab.connection, "\nunion all\n".join(queries))] if queries else []


def _why_foreign(kind: str, name: str, details: set[str]) -> str:
    """Why a table with these columns, a module with these templates is not the lessons'; "" when it is."""
    if kind == "table" and details != TABLES.get(name.upper(), details):
        return "it has other columns"
    if kind == "module" and details and not any(each.lstrip("/").startswith(_TEMPLATES[name]) for each in details):
        return "it has other addresses"
    return ""


def cleanup(lab: Workbench, ask: bool = True) -> None:
    """List what is there, ask, remove it, commit. What is not committed on the lab's connection is rolled back first.

    Raises `LabError` when something stands in the way; then nothing of ORDS's is removed.
    """
    with explained(lab.settings):
        lab.connection.rollback()
        things = found(lab)
        mine = [each for each in things if not each.foreign]
        print("\n".join(map(str, things)) or "There is nothing of the lessons in this schema.")
        if not mine or (ask and not _agreed(lab)):
            return
        _remove(lab, mine)
    for name in MADE["client"]:
        lab.vault.forget(name)
    print(f"Removed: {len(mine)}. Everything else in the schema {lab.settings.user} is as it was.")


def _agreed(lab: Workbench) -> bool:
    try:
        answer = input(_QUESTION.format(user=lab.settings.user))
    except Exception:  # a kernel without a keyboard raises an error of its own
        print("Nobody could be asked, and nothing was removed. To remove without a question: lab.cleanup(ask=False)")
        return False
    if answer.strip().lower() != "yes":
        print("Nothing was removed.")
        return False
    return True


def removal(thing: Thing, package: str) -> Statement:
    """The statement that removes it; `package` is for clients."""
    return split(_REMOVE[thing.kind].format(name=thing.name, package=package))[0]


def _remove(lab: Workbench, things: list[Thing]) -> None:
    """First all of ORDS's, in one transaction; then the tables, whose end commits by itself."""
    try:
        for each in things:
            run(lab.connection, removal(each, lab.dialect.package), {}, quiet=True)
        lab.connection.commit()
    except SqlError as error:
        lab.connection.rollback()
        raise LabError(
            f"{each} could not be removed: {error.what}",
            "See who uses it (a privilege or client of your own may need this role), then run lab.cleanup() again.",
        ) from None
