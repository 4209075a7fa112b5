"""How a view is declared: once, for the schema's owner and for the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.sql.types import DATE, Column, OracleType, varchar2

NAME = varchar2(255)
TEXT = varchar2(4000)
SHORT = varchar2(30)
USER = varchar2(128)

SCHEMA_ID = '(SELECT id FROM "ORDS$SCHEMAS")'

OBSERVED = "observed"
DOCUMENTED = "documented"
REPORTED = "reported"
INFERRED = "inferred"


@dataclass(frozen=True)
class ViewColumn:
    """A column: `expression` is native SQLite; `mark` says how well it is known that ORDS has it."""

    name: str
    type: OracleType
    expression: str
    mark: str = OBSERVED


@dataclass(frozen=True)
class OrdsView:
    """A view named USER_ORDS_*. `source`: the native FROM clause, on one schema's file."""

    name: str
    source: str
    view_columns: tuple[ViewColumn, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as a query sees them."""
        return tuple(Column(column.name, column.type) for column in self.view_columns)

    @property
    def text(self) -> str:
        """The native query."""
        items = ", ".join(f'{column.expression} AS "{column.name}"' for column in self.view_columns)
        return f"SELECT {items} FROM {self.source}"

    @property
    def dba_name(self) -> str:
        """Its twin over all schemas: the same columns (reported: public scripts join on SCHEMA_ID)."""
        return self.name.replace("USER_", "DBA_", 1)


def view(name: str, source: str, *columns: tuple[str, OracleType, str] | tuple[str, OracleType, str, str]) -> OrdsView:
    """A view of `columns`, each (name, type, native expression) or these with a mark other than observed."""
    return OrdsView(f"USER_ORDS_{name}", source, tuple(ViewColumn(*column) for column in columns))


def audit(table: str, mark: str = OBSERVED) -> tuple[tuple[str, OracleType, str, str], ...]:
    """The audit columns of a table."""
    return (
        ("CREATED_BY", USER, f"{table}.created_by", mark),
        ("CREATED_ON", DATE, f"{table}.created_on", mark),
        ("UPDATED_BY", USER, f"{table}.updated_by", mark),
        ("UPDATED_ON", DATE, f"{table}.updated_on", mark),
    )
