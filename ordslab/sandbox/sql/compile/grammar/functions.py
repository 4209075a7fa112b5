"""Columns, sequences' pseudocolumns and function calls, with the clauses that only functions have."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.expressions import PSEUDOCOLUMNS, Expressions
from ordslab.sandbox.sql.compile.nodes import Call, CastTo, Window, placed
from ordslab.sandbox.sql.errors import not_supported

_DIRECTIONS = ("PRECEDING", "FOLLOWING")
_WINDOW_WORDS = ("PARTITION", "RANGE", "GROUPS", "EXCLUDE")


class Functions(Expressions):
    """Methods that read what begins with a name."""

    _SPECIAL: ClassVar[dict[str, Callable[[Any], nodes.Node]]] = {
        "EXTRACT": lambda self: self._extract(),
        "TRIM": lambda self: self._trim(),
        "VALIDATE_CONVERSION": lambda self: self._validate_conversion(),
    }

    def _column_or_call(self) -> nodes.Node:
        start = self._offset
        names = [self._any_name()]
        while self._is("."):
            self._advance()
            names.append(self._any_name())
        if self._is("[") and len(names) > 1:
            return placed(self._dots(names), start)
        if self._is("("):
            if self._is_join_mark:
                self._advance(3)
                return placed(self._column(names, marked=True), start)
            if len(names) > 1 or names[0].this not in PSEUDOCOLUMNS:
                return self._call(names, start)
        column = self._column(names)
        if len(names) > 2:
            column.set("dots", self._both_ways(names))
        return placed(column, start)

    def _dots(self, names: list[nodes.Identifier]) -> nodes.Dots:
        """t.document[0].name: up to the end, which may be a method."""
        tail = ""
        while True:
            if self._accept("["):
                start = self._offset
                while not self._is("]") and not self._at_end:
                    self._advance()
                tail += f"[{self.sql[start : self._offset]}]"
                if not self._accept("]"):
                    raise self._error(936, "missing expression")
            elif self._accept("."):
                name = self._any_name()
                if not self._is("("):
                    tail += f".{json.dumps(self._as_written(name), ensure_ascii=False)}"
                    continue
                self._advance()
                self._close()
                tail += f".{self._as_written(name)}()"
            else:
                return nodes.Dots(names=self._both_ways(names), tail=tail)

    def _both_ways(self, names: list[nodes.Identifier]) -> list[tuple[str, str]]:
        """Names as they count and as they were written."""
        return [(name.this, self._as_written(name)) for name in names]

    def _as_written(self, name: nodes.Identifier) -> str:
        """A name in the case in which the statement has it."""
        start = name.offset or 0
        return name.this if name.args["quoted"] else self.sql[start : start + len(name.this)]

    def _any_name(self) -> nodes.Identifier:
        """A name; behind a dot and for pseudocolumns also a reserved word."""
        if self._is_name:
            return self._name()
        behind_dot = self._index > 0 and self._prev.kind == "symbol" and self._prev.value == "."
        if not self._word or (not behind_dot and self._word not in PSEUDOCOLUMNS):
            if behind_dot:
                raise self._error(1747, "invalid user.table.column, table.column, or column specification")
            raise self._error(936, "missing expression")
        self._advance()
        return self._identifier()

    @property
    def _is_join_mark(self) -> bool:
        following = self._tokens[self._index : self._index + 3]
        return [token.value for token in following] == ["(", "+", ")"] and following[1].kind == "symbol"

    @staticmethod
    def _column(names: list[nodes.Identifier], *, marked: bool = False) -> nodes.Column:
        parts = [*names[:-1]]
        column = nodes.Column(this=names[-1], table=parts.pop() if parts else None, db=parts.pop() if parts else None)
        if parts:
            column.set("catalog", parts.pop())
        if marked:
            column.set("join_mark", True)
        return column

    # --- Calls -------------------------------------------------------------------------------------------------------

    def _call(self, names: list[nodes.Identifier], start: int) -> nodes.Node:
        name = ".".join(part.this for part in names)
        special = self._SPECIAL.get(name) if len(names) == 1 and not names[0].args.get("quoted") else None
        self._advance()
        if special is not None:
            return placed(special(self), start)
        call = placed(Call(this=name.removeprefix("SYS.") or name), start)
        if len(names) > 2:
            call.set("dots", self._both_ways(names))
        if not self._accept(")"):
            self._arguments(call)
            self._close()
        return self._call_clauses(call)

    def _arguments(self, call: Call) -> None:
        kind = self._take_one("DISTINCT", "UNIQUE", "ALL")
        if kind:
            call.set("kind", "ALL" if kind == "ALL" else "DISTINCT")
        if self._is("*"):
            self._advance()
            call.set("star", True)
            return
        given: list[nodes.Node] = []
        named: list[str] = []
        while True:
            if self._follows("=>") and self._is_name:
                named.append(self._name().this)
                self._advance()
            elif named:
                text = "PLS-312: a positional parameter association may not follow a named association"
                raise self._error(6553, text)
            given.append(self._parse_disjunction())
            if self._word == "DEFAULT":
                call.set("default", self._conversion_default())
            if not self._accept(","):
                break
        call.set("expressions", given)
        if named:
            call.set("named", named)
        self._argument_clauses(call)

    def _argument_clauses(self, call: Call) -> None:
        """What stands behind the arguments, still in the parentheses."""
        if self._word == "USING":
            raise not_supported("USING in a function call", self._offset)
        if self._take("ON", "OVERFLOW") and not self._take("ERROR"):
            self._keyword("TRUNCATE")
            filler = self._text() or "..."
            with_count = not self._take("WITHOUT", "COUNT")
            self._take("WITH", "COUNT")
            call.set("overflow", (filler, with_count))
        self._nulls_clause(call)

    def _nulls_clause(self, call: Call) -> None:
        if self._take("IGNORE", "NULLS"):
            call.set("ignore_nulls", True)
        else:
            self._take("RESPECT", "NULLS")

    def _call_clauses(self, call: Call) -> nodes.Node:
        """WITHIN GROUP, KEEP, IGNORE NULLS and OVER behind the parentheses."""
        if call.this == "NTH_VALUE":
            if self._are("FROM", "LAST"):
                raise not_supported("NTH_VALUE ... FROM LAST", self._offset)
            self._take("FROM", "FIRST")
        if self._take("WITHIN", "GROUP"):
            self._open()
            call.set("within", self._order_by())
            self._close()
        if self._word == "KEEP" and self._follows("("):
            self._advance(2)
            self._keyword("DENSE_RANK")
            last = self._take_one("FIRST", "LAST")
            if not last:
                raise self._error(905, "missing keyword")
            call.set("keep", self._order_by())
            call.set("keep_last", last == "LAST")
            self._close()
        self._nulls_clause(call)
        if self._word == "OVER" and (self._follows("(") or self._ahead()):
            self._advance()
            call.set("over", self._window())
        return call

    # --- Ordering and windows ----------------------------------------------------------------------------------------

    def _order_by(self) -> nodes.Order:
        start = self._offset
        self._keyword("ORDER")
        siblings = self._take("SIBLINGS")
        self._by()
        return placed(nodes.Order(expressions=self._list(self._ordered), siblings=siblings), start)

    def _ordered(self) -> nodes.Ordered:
        this = self._parse_disjunction()
        direction = self._take_one("ASC", "DESC")
        nulls_first = None
        if self._take("NULLS"):
            where = self._take_one("FIRST", "LAST")
            if not where:
                raise self._error(30502, "missing or invalid NULLS keyword")
            nulls_first = where == "FIRST"
        return nodes.Ordered(this=this, desc=direction == "DESC", nulls_first=nulls_first)

    def _window(self) -> Window:
        """(...) or the name of a window."""
        if not self._is("("):
            return Window(name=self._name())
        self._advance()
        window = Window()
        if self._is_name and self._word not in _WINDOW_WORDS:
            window.set("name", self._name())
        if self._take("PARTITION"):
            self._by()
            window.set("partition", self._list(self._parse_disjunction))
        if self._word == "ORDER":
            window.set("order", self._order_by())
        kind = self._take_one("ROWS", "RANGE", "GROUPS")
        if kind:
            window.set("kind", kind)
            if self._take("BETWEEN"):
                window.set("start", self._bound())
                self._keyword("AND")
                window.set("end", self._bound())
            else:
                window.set("start", self._bound())
        if self._word == "EXCLUDE":
            raise not_supported("EXCLUDE in windows", self._offset)
        self._close()
        return window

    def _bound(self) -> tuple[str, nodes.Node | None]:
        if self._take("UNBOUNDED"):
            side = self._take_one(*_DIRECTIONS)
            if not side:
                raise self._error(905, "missing keyword")
            return f"UNBOUNDED {side}", None
        if self._take("CURRENT"):
            self._keyword("ROW")
            return "CURRENT ROW", None
        value = self._sum()
        side = self._take_one(*_DIRECTIONS)
        if not side:
            raise self._error(905, "missing keyword")
        return side, value

    # --- Functions with a syntax of their own -------------------------------------------------------------------------

    def _extract(self) -> nodes.Node:
        field = self._take_one(
            *("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"),
            *("TIMEZONE_HOUR", "TIMEZONE_MINUTE", "TIMEZONE_REGION", "TIMEZONE_ABBR"),
        )
        if not field:
            raise self._error(907, "missing right parenthesis")
        self._keyword("FROM")
        source = self._parse_disjunction()
        self._close()
        return Call(this="EXTRACT", expressions=[nodes.Literal(this=field, is_string=True), source])

    def _trim(self) -> nodes.Node:
        side = self._take_one("LEADING", "TRAILING", "BOTH")
        first = None if side and self._word == "FROM" else self._parse_disjunction()
        if self._take("FROM"):
            source = self._parse_disjunction()
        elif first is not None and not side:
            source, first = first, None
        else:
            raise self._error(905, "missing keyword")
        self._close()
        name = {"LEADING": "TRIM_LEADING", "TRAILING": "TRIM_TRAILING"}.get(side, "TRIM")
        return Call(this=name, expressions=[source] if first is None else [source, first])

    def _validate_conversion(self) -> nodes.Node:
        """VALIDATE_CONVERSION(value AS type [, format])."""
        this = self._parse_disjunction()
        self._keyword("AS")
        return CastTo(this=this, to=self._datatype(), default=None, models=self._models(), asked=True)
