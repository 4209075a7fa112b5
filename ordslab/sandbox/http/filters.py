"""`q` of the query string: a filter and an order in JSON, for collections and AutoREST.

Marks. Documented (Developer's Guide, "Filtering in Queries"): the grammar, the operators and the types that each takes.
Inferred: member names match columns in any letter case, 400 for a filter that breaks the grammar or names another
column, a text is compared with a date as a date; `$asof` is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.json_rows import member_name
from ordslab.sandbox.http.request_body import parse_json
from ordslab.sandbox.http.typed_values import moment_text
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.number_text import as_number
from ordslab.sandbox.sql.types import DATE, DATETIME, NUMBER, TIMESTAMP, VARCHAR2, Column

_ORDERS = {"asc": "asc", "desc": "desc", "1": "asc", "-1": "desc"}
_COMPARISONS = {"$eq": "=", "$ne": "<>", "$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}
_ORDERED = ("$lt", "$lte", "$gt", "$gte")
_DEEPEST = 50


@dataclass
class Filter:
    """A filter as SQL. `condition` and `order` are "" when there is none; the binds are named in the text."""

    condition: str = ""
    order: str = ""
    binds: dict[str, Bind] = field(default_factory=dict)

    def applied(self, query: str) -> str:
        """The query with the filter around it."""
        where = f"\nwhere {self.condition}" if self.condition else ""
        order = f"\norder by {self.order}" if self.order else ""
        return f"select * from (\n{query}\n){where}{order}" if where or order else query


def filter_of(text: str, columns: Sequence[Column]) -> Filter:
    """The filter of a `q`. Raises `Problem` 400, and ORA-01426 for a number that is larger than any NUMBER."""
    content = parse_json(text)
    if not isinstance(content, dict):
        raise Problem(400)
    return _Translator(columns).translate(content)


class _Translator:
    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = {member_name(column.name).lower(): column for column in columns}
        self._filter = Filter()
        self._depth = 0

    def translate(self, content: dict[str, Any]) -> Filter:
        members = dict(content)
        if "$asof" in members:
            raise not_supported("flashback: $asof of a filter")
        order = members.pop("$orderby", None)
        if order is not None:
            self._filter.order = self._order(order)
        self._filter.condition = self._members(members, None)
        return self._filter

    def _order(self, content: Any) -> str:
        if not isinstance(content, dict) or not content:
            raise Problem(400)
        return ", ".join(f"{_quoted(self._column(name))} {self._direction(value)}" for name, value in content.items())

    def _direction(self, value: Any) -> str:
        direction = _ORDERS.get(str(value).lower())
        if direction is None or isinstance(value, bool):
            raise Problem(400)
        return direction

    def _members(self, content: dict[str, Any], column: Column | None) -> str:
        """All members of an object: columns, operators on `column`, $and and $or."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Problem(400)
        parts = [self._member(name, value, column) for name, value in content.items()]
        self._depth -= 1
        return " and ".join(parts)

    def _member(self, name: str, value: Any, column: Column | None) -> str:
        if name in ("$and", "$or"):
            return self._list(value, column, name[1:])
        if not name.startswith("$"):
            return self._of_column(self._column(name), value)
        if column is None:
            raise Problem(400)
        return self._operator(name, value, column)

    def _list(self, values: Any, column: Column | None, word: str) -> str:
        if not isinstance(values, list) or not values or not all(isinstance(each, dict) and each for each in values):
            raise Problem(400)
        return "(" + f" {word} ".join(f"({self._members(each, column)})" for each in values) + ")"

    def _of_column(self, column: Column, value: Any) -> str:
        if isinstance(value, list):
            return self._list(value, column, "and")
        if isinstance(value, dict) and "$date" not in value:
            if not value:
                raise Problem(400)
            return self._members(value, column)
        return self._operator("$eq", value, column)

    def _operator(self, name: str, value: Any, column: Column) -> str:
        left = _quoted(column)
        if name in _COMPARISONS:
            if name in _ORDERED and isinstance(value, str) and column.type.family not in DATETIME:
                raise Problem(400)
            return f"{left} {_COMPARISONS[name]} {self._value(value, column)}"
        if name in ("$null", "$notnull"):
            return f"{left} is {'not ' if name == '$notnull' else ''}null"
        if name == "$between":
            return self._between(value, column)
        text: Callable[[str], str] | None = {
            "$like": lambda bind: f"{left} like {bind}",
            "$instr": lambda bind: f"instr({left}, {bind}) > 0",
            "$ninstr": lambda bind: f"instr({left}, {bind}) = 0",
        }.get(name)
        if text is None or not isinstance(value, str):
            raise Problem(400)
        return text(self._bind(Bind(VARCHAR2, value)))

    def _between(self, value: Any, column: Column) -> str:
        if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
            raise Problem(400)
        low, high = value
        if low is None:
            return self._operator("$lte", high, column)
        if high is None:
            return self._operator("$gte", low, column)
        return f"{_quoted(column)} between {self._value(low, column)} and {self._value(high, column)}"

    def _value(self, value: Any, column: Column) -> str:
        if isinstance(value, dict):
            if set(value) != {"$date"} or not isinstance(value["$date"], str):
                raise Problem(400)
            return self._moment(value["$date"], column)
        if isinstance(value, str):
            return self._moment(value, column) if column.type.family in DATETIME else self._bind(Bind(VARCHAR2, value))
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return self._bind(Bind(NUMBER, as_number(value)))
        raise Problem(400)

    def _moment(self, text: str, column: Column) -> str:
        try:
            moment = moment_text(text)
        except ValueError:
            raise Problem(400) from None
        if column.type.family == "DATE":
            return self._bind(Bind(DATE, moment[:19]))
        return self._bind(Bind(TIMESTAMP, moment))

    def _bind(self, bind: Bind) -> str:
        name = f"ORDSLAB$Q{len(self._filter.binds) + 1}"
        self._filter.binds[name] = bind
        return f":{name}"

    def _column(self, name: str) -> Column:
        column = self._columns.get(name.lower())
        if column is None:
            raise Problem(400)
        return column


def _quoted(column: Column) -> str:
    return '"' + column.name.replace('"', "") + '"'
