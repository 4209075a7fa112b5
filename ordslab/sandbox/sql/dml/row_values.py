"""The values of a row that is written: defaults where it says none, coerced to their columns, never NULL by mistake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary.objects import TableColumn
from ordslab.sandbox.sql.dml.defaults import default_maker
from ordslab.sandbox.sql.dml.shape import Shape
from ordslab.sandbox.sql.errors import OraError

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

Place = tuple[TableColumn, int | None]
"""A column, and where in a row its value stands; None where the row has none."""
DEFAULT = object()
"""Stands for the keyword DEFAULT among values."""


class RowValues:
    """For one statement on one table: a default is found out once, unless it is new for each row."""

    def __init__(self, session: SessionContext, shape: Shape) -> None:
        self._session = session
        self._shape = shape
        self._table = shape.table
        self._makers: dict[str, Callable[[], Any]] = {}

    def _default(self, column: TableColumn) -> Any:
        maker = self._makers.get(column.name)
        if maker is None:
            maker = self._makers[column.name] = default_maker(self._session, self._shape.schema, column)
        return maker()

    def kept(self, column: TableColumn, value: Any, *, inserts: bool) -> Any:
        """What is kept. Raises ORA-01400 or ORA-01407 for a NULL that must not be."""
        value = self.given(column, value, inserts=inserts)
        if value is None and not column.nullable:
            where = f'("{self._shape.schema}"."{self._table.name}"."{column.name}")'
            if inserts:
                raise OraError(1400, message=f"cannot insert NULL into {where}")
            raise OraError(1407, message=f"cannot update {where} to NULL")
        return value

    def given(self, column: TableColumn, value: Any, *, inserts: bool) -> Any:
        """The same before anybody looks whether it may be NULL."""
        if value is DEFAULT or (
            value is None and inserts and (column.default_on_null or column.identity == "BY DEFAULT ON NULL")
        ):
            value = self._default(column)
        return None if value is None else self._shape.coercions[column.name](value)

    def ready(self, order: Sequence[Place], rows: Sequence[Sequence[Any]]) -> tuple[list[list[Any]], OraError | None]:
        """The values to keep of each row up to the first that is wrong, and what is wrong with that."""
        coercions = self._shape.coercions
        steps = [(column, position, coercions[column.name].plain) for column, position in order]
        ready: list[list[Any]] = []
        for row in rows:
            values: list[Any] = []
            try:
                for column, position, coerce in steps:
                    value = DEFAULT if position is None else row[position]
                    if value is None or value is DEFAULT:
                        value = self.kept(column, value, inserts=True)
                    elif coerce is not None:
                        value = coerce(value)
                        if value is None:  # a LOB without length that became a text
                            value = self.kept(column, None, inserts=True)
                    values.append(value)
            except OraError as error:
                return ready, error
            ready.append(values)
        return ready, None
