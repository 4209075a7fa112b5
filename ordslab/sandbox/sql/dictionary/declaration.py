"""What the views of the data dictionary are made of.

A view's text is native: a query on the tables of `storage`. In it `{schema}` stands for the user's name as a literal.
Columns and their order are those of Oracle's Database Reference; of those that would always be empty here only the
ones that tools ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ordslab.sandbox.sql.dictionary.rows import TABLES
from ordslab.sandbox.sql.rights import Access, sees_all
from ordslab.sandbox.sql.system_objects import SystemView
from ordslab.sandbox.sql.types import Column, OracleType, varchar2

NAME = varchar2(128)
TEXT = varchar2(4000)
SHORT = varchar2(30)
FLAG = varchar2(3)
LETTER = varchar2(1)
LONG = OracleType("LONG")
SCHEMA = "{schema}"

Item = tuple[str, OracleType, str]
"""A column: its name, its type, the native expression."""


def for_administrators(access: Access) -> bool:
    """Who sees the DBA_ views and the insides of the instance."""
    return sees_all(access)


def view(
    name: str, source: str, items: Iterable[Item], visible_to: Callable[[Access], bool] | None = None
) -> SystemView:
    """A view of columns over a native FROM clause."""
    listed = list(items)
    shown = ", ".join(f'{expression} AS "{column}"' for column, _, expression in listed)
    columns = tuple(Column(column, kind) for column, kind, _ in listed)
    return SystemView(name, columns, f"SELECT {shown} FROM {source}", visible_to)


def everywhere(text: str, scope: str) -> str:
    """The same native text over the tables of all schemas: those rows that a user may see (ALL) or every one (DBA).

    Each row then has its `owner`.
    """
    for table, columns in TABLES.items():
        extracted = ", ".join(
            f"json_extract(j.value, '$[{number}]') AS {column}" for number, column in enumerate(("owner", *columns))
        )
        others = f"""SELECT {extracted} FROM json_each("ORA$OTHERS"('{table}', '{scope}')) j"""
        own = f'SELECT {{schema}} AS owner, {", ".join(columns)} FROM "{table}"'
        text = text.replace(f'"{table}"', f"({own} UNION ALL {others})".replace(f'"{table}"', f'"{table}\0"'))
    return text.replace("\0", "")


def family(
    name: str, source: str, items: Iterable[Item], owner: str = "OWNER", row: str = "o", *, always: bool = False
) -> list[SystemView]:
    """USER_x, and ALL_x and DBA_x with the owner in front. `row`: which table of `source` knows the owner.

    `always`: USER_x has the owner, too.
    """
    listed = list(items)
    views = [view(f"USER_{name}", source, [(owner, NAME, SCHEMA), *listed] if always else listed)]
    for scope in ("ALL", "DBA"):
        wider = everywhere(source.replace(SCHEMA, f"{row}.owner"), scope)
        shown = [
            (column, kind, everywhere(text.replace(SCHEMA, f"{row}.owner"), scope)) for column, kind, text in listed
        ]
        visible = for_administrators if scope == "DBA" else None
        views.append(view(f"{scope}_{name}", wider, [(owner, NAME, f"{row}.owner"), *shown], visible))
    return views


def nothing(name: str, *columns: tuple[str, OracleType], owner: str = "OWNER") -> list[SystemView]:
    """Views over something that is not here."""
    items: list[Item] = [(column, kind, "NULL") for column, kind in columns]
    return [
        view(f"USER_{name}", "(SELECT 1) WHERE 0", items),
        view(f"ALL_{name}", "(SELECT 1) WHERE 0", [(owner, NAME, "NULL"), *items]),
        view(f"DBA_{name}", "(SELECT 1) WHERE 0", [(owner, NAME, "NULL"), *items], for_administrators),
    ]
