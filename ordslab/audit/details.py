"""What the audit reads besides the chain: sources of handlers and programs, pages, origins, columns.

A part that can't be read (another release of ORDS, a missing right) is told in `unread`, never left out in silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import oracledb

from ordslab.audit.sources import Source, Unit, called_names, named_tables, read_units
from ordslab.chain.dictionary import Dictionary, grouped
from ordslab.chain.mending_sql import text
from ordslab.chain.reading import seeing_what_is_committed
from ordslab.errors import SqlError
from ordslab.names import Names
from ordslab.settings.connection_errors import explained
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_PARTS = {
    "the schema's hook": "select pre_hook from user_ords_schemas",
    "what is said of modules": "select name, items_per_page, pre_hook from user_ords_modules",
    "the sources of handlers": """select m.name, t.uri_template, h.method, h.source_type, h.items_per_page, h.source,
        (select count(*) from user_ords_parameters p where p.handler_id = h.id)
        from user_ords_modules m join user_ords_templates t on t.module_id = m.id
        join user_ords_handlers h on h.template_id = t.id order by m.name, t.uri_template, h.method""",
    "what is said of clients": """select name, description, redirect_uri, allowed_origins, support_email, support_uri,
        refresh_duration, code_duration from user_ords_clients order by name""",
    "what is said of privileges": "select name, label, description, comments from user_ords_privileges",
    "the columns of tables": """select table_name, column_name from user_tab_columns where table_name in ({names})
        order by table_name, column_id""",
    "the sources of programs": """select name, type, text from user_source
        where type in ('PACKAGE BODY', 'PROCEDURE', 'FUNCTION') and name in ({names}) order by name, type, line""",
}
_AT_ONCE = 900
"""Names in one list: Oracle takes a thousand."""


@dataclass(frozen=True)
class ModuleDetails:
    """What the chain does not need of USER_ORDS_MODULES. `page`: 25 by default, 0 for all rows."""

    page: int
    hook: str


@dataclass(frozen=True)
class ClientDetails:
    """What the chain does not need of USER_ORDS_CLIENTS."""

    description: str
    redirect: str
    origins: str
    email: str
    uri: str
    refresh_seconds: int | None
    code_seconds: int | None


@dataclass(frozen=True)
class Details:
    """All of it. `privileges`: label, description, comments. `unread`: what could not be read, with its error."""

    hook: str = ""
    modules: dict[str, ModuleDetails] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    clients: dict[str, ClientDetails] = field(default_factory=dict)
    privileges: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    @cached_property
    def units_by_name(self) -> dict[str, tuple[Unit, ...]]:
        """The programs, those that are overloaded together."""
        return grouped((each.name, each) for each in self.units)


def read_details(bench: Workbench, dictionary: Dictionary) -> Details:
    """What is committed of it. Raises `LabError` when the database is out of reach."""
    with explained(bench.settings):
        return _Reader(seeing_what_is_committed(bench), bench.names).all(dictionary)


class _Reader:
    """Sources are read without the profile's prefix, as all else is: what mends them is written with it again."""

    def __init__(self, connection: oracledb.Connection, names: Names) -> None:
        self._connection, self._names = connection, names
        self._unread: dict[str, str] = {}

    def all(self, dictionary: Dictionary) -> Details:
        sources = tuple(self._source(*row) for row in self._rows("the sources of handlers"))
        tables = {each.name for each in dictionary.objects if each.enabled}
        tables.update(*map(named_tables, sources))
        return Details(
            hook=next((row[0] or "" for row in self._rows("the schema's hook")), ""),
            modules={
                row[0]: ModuleDetails(int(row[1] or 0), row[2] or "") for row in self._rows("what is said of modules")
            },
            sources=sources,
            clients={name: _client(*row) for name, *row in self._rows("what is said of clients")},
            privileges={
                row[0]: (row[1] or "", row[2] or "", row[3] or "") for row in self._rows("what is said of privileges")
            },
            columns=grouped(self._rows("the columns of tables", tables)),
            units=tuple(self._programs(sources)),
            unread=tuple(self._unread.items()),
        )

    def _programs(self, sources: Sequence[Source]) -> list[Unit]:
        """The programs of this schema that handlers call, and those that these call."""
        units: list[Unit] = []
        asked: set[str] = set()
        wanted = set().union(*(called_names(each.tokens) for each in sources))
        while wanted := wanted - asked:
            asked |= wanted
            rows = self._rows("the sources of programs", wanted)
            new = [
                unit
                for (name, kind), lines in grouped(((row[0], row[1]), row[2] or "") for row in rows).items()
                for unit in read_units(name, kind, self._names.without_prefix("".join(lines)))
            ]
            units += new
            wanted = set().union(*(called_names(each.tokens) for each in new))
        return units

    def _source(self, *columns: Any) -> Source:
        module, template, method, kind, page, source, parameters = columns
        text = self._names.without_prefix(source or "")
        return Source(module, template, method, kind, _whole(page), text, int(parameters))

    def _rows(self, part: str, names: Iterable[str] = ()) -> list[tuple[Any, ...]]:
        """The rows of a part; where it asks for names, of these names."""
        query, wanted = _PARTS[part], sorted(names)
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(wanted), _AT_ONCE) if "{names}" in query else [0]:
            listed = ", ".join(map(text, wanted[start : start + _AT_ONCE]))
            try:
                found += rows(self._connection, query.replace("{names}", listed))
            except SqlError as error:
                self._unread[part] = error.code
                return []
        return found


def _client(*columns: Any) -> ClientDetails:
    description, redirect, origins, email, uri, refresh, code = columns
    said = [each or "" for each in (description, redirect, origins, email, uri)]
    return ClientDetails(said[0], said[1], said[2], said[3], said[4], _whole(refresh), _whole(code))


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
