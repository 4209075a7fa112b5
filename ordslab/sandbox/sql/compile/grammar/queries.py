"""Queries: WITH, SELECT blocks, set operations, ORDER BY, OFFSET and FETCH, FOR UPDATE."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.tables import Tables
from ordslab.sandbox.sql.compile.nodes import placed
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.lexer import Token

_SET_OPERATIONS = {"UNION": "union", "MINUS": "except", "EXCEPT": "except", "INTERSECT": "intersect"}
_BEHIND_SELECT = frozenset(
    {
        *("", "FROM", "INTO", "BULK", "WHERE", "ORDER", "UNION", "MINUS", "EXCEPT", "INTERSECT"),
        *("GROUP", "HAVING", "OFFSET", "FETCH", "FOR", "CONNECT", "START"),
    }
)
_NO_ALIAS = frozenset({"OFFSET", "FETCH", "BULK", "EXCEPT"})


class Queries(Tables):
    """Methods that read queries."""

    def read(self) -> nodes.Query:
        """The tree of the whole text. ORA-00900, ORA-00933 and what is wrong inside."""
        if self._word not in ("SELECT", "WITH") and not self._is("("):
            raise self._error(900, "invalid SQL statement")
        tree = self._query()
        if not self._at_end:
            if self._curr.kind == "symbol" and self._curr.value in "@?&!~{}[]:%^":
                raise self._error(911, f"{self._curr.text}: invalid character after {self._prev.text}")
            raise self._error(933, "SQL command not properly ended")
        return tree

    def _query(self) -> nodes.Query:
        """A whole query with its ORDER BY and row limiting."""
        with self._deeper:
            return self._whole_query()

    def _whole_query(self) -> nodes.Query:
        start = self._offset
        with_ = self._with() if self._word == "WITH" else None
        query = self._set_operations()
        if self._word == "ORDER":
            query = self._modifiable(query)
            query.set("order", self._order_by())
        if self._word in ("OFFSET", "FETCH"):
            query = self._modifiable(query)
            self._row_limit(query)
        if self._word == "FOR" and self._ahead() == "UPDATE":
            query.set("locks", [self._lock()])
        if with_ is not None:
            query = self._modifiable(query)
            query.set("with_", with_)
        return placed(query, start)

    @staticmethod
    def _modifiable(query: nodes.Query) -> nodes.Query:
        """A query that ORDER BY can be attached to: a parenthesised one may have its own."""
        if isinstance(query, nodes.Subquery):
            return nodes.Subquery(this=query)
        return query

    def _set_operations(self) -> nodes.Query:
        first = self._query_term()
        if self._word not in _SET_OPERATIONS:
            return first
        queries, operators, start = [first], [], self._offset
        while (word := _SET_OPERATIONS.get(self._word)) is not None:
            self._advance()
            operators.append((word, self._take("ALL")))
            queries.append(self._query_term())
        for member in queries:
            if isinstance(member, nodes.Subquery):
                self._check_subquery(member.this)
        return placed(nodes.SetOperation(expressions=queries, operators=operators), start)

    def _query_term(self) -> nodes.Query:
        if self._is("("):
            start = self._offset
            self._advance()
            inner = self._query()
            self._close()
            return placed(nodes.Subquery(this=inner), start)
        if self._word != "SELECT":
            raise self._error(928, "missing SELECT keyword")
        return self._select()

    # --- SELECT ------------------------------------------------------------------------------------------------------

    def _select(self) -> nodes.Select:
        start = self._offset
        self._advance()
        distinct = self._take_one("DISTINCT", "UNIQUE")
        if not distinct:
            self._take("ALL")
        items = self._list(self._item)
        select = placed(nodes.Select(expressions=items), start)
        if distinct:
            select.set("distinct", True)
        if self._word in ("INTO", "BULK"):
            raise self._error(905, "missing keyword")
        if self._take("FROM"):
            select.set("from_", nodes.From(expressions=self._list(self._from_item)))
        elif self._word not in _BEHIND_SELECT or not (self._word or self._ends_select):
            raise self._error(923, "FROM keyword not found where expected")
        if self._take("WHERE"):
            select.set("where", nodes.Where(this=self._parse_disjunction()))
        self._hierarchy(select)
        self._grouping(select)
        if self._take("WINDOW"):
            select.set("windows", dict(self._list(self._named_window)))
        if self._word in ("MODEL", "QUALIFY", "MATCH_RECOGNIZE"):
            raise not_supported(f"the {self._word} clause", self._offset)
        return select

    @property
    def _ends_select(self) -> bool:
        return self._at_end or self._is(")")

    def _item(self) -> nodes.Node:
        """An item of the select list; one without an alias remembers its source text as its name."""
        first, start = self._index, self._offset
        if self._accept("*"):
            return placed(nodes.Star(), start)
        star = self._qualified_star()
        if star is not None:
            return star
        value = self._parse_disjunction()
        explicit = self._take("AS")
        if explicit or (self._is_name and self._word not in _NO_ALIAS):
            if not self._is_name:
                raise self._error(923, "FROM keyword not found where expected")
            return placed(nodes.Alias(this=value, alias=self._name()), start)
        if not isinstance(value, nodes.Column):
            value.name = self._text_without_blanks(self._tokens[first : self._index])
        return value

    def _qualified_star(self) -> nodes.Node | None:
        """t.* or owner.t.*"""
        index, names = self._index, []
        start = self._offset
        while self._is_name and self._follows("."):
            names.append(self._name())
            self._advance()
        if names and self._accept("*"):
            return placed(
                nodes.Column(this=nodes.Star(), table=names[-1], db=names[-2] if len(names) > 1 else None), start
            )
        self._retreat(index)
        return None

    def _text_without_blanks(self, tokens: list[Token]) -> str:
        """The source text of an item, without blanks, in upper case: the column's name in Oracle."""
        pieces = (token.text for token in tokens)
        return "".join("".join(pieces).split()).upper()

    # --- Hierarchies and groups --------------------------------------------------------------------------------------

    def _hierarchy(self, select: nodes.Select) -> None:
        start = self._start_with()
        if self._take("CONNECT"):
            self._by()
            nocycle = self._take("NOCYCLE")
            condition = self._parse_disjunction()
            start = start or self._start_with()
            select.set("connect", nodes.Connect(start=start, connect=condition, nocycle=nocycle))
        elif start is not None:
            raise self._error(905, "missing keyword")

    def _start_with(self) -> nodes.Node | None:
        if self._word == "START" and self._ahead() == "WITH":
            self._advance(2)
            return self._parse_disjunction()
        return None

    def _grouping(self, select: nodes.Select) -> None:
        having = nodes.Having(this=self._parse_disjunction()) if self._take("HAVING") else None
        if self._take("GROUP"):
            self._by()
            if self._word == "ALL":
                raise not_supported("GROUP BY ALL", self._offset)
            select.set("group", nodes.Group(expressions=self._list(self._grouping_item)))
        if having is None and self._take("HAVING"):
            having = nodes.Having(this=self._parse_disjunction())
        if having is not None:
            select.set("having", having)

    def _named_window(self) -> tuple[str, nodes.Window]:
        name = self._name()
        self._keyword("AS")
        if not self._is("("):
            raise self._error(906, "missing left parenthesis")
        return name.this, self._window()

    def _grouping_item(self) -> nodes.Node:
        start = self._offset
        if self._word in ("ROLLUP", "CUBE") and self._follows("("):
            kind = nodes.Rollup if self._word == "ROLLUP" else nodes.Cube
            self._advance()
            return placed(kind(expressions=self._wrapped_list(self._group_set)), start)
        if self._word == "GROUPING" and self._ahead() == "SETS":
            self._advance(2)
            with self._deeper:
                return placed(nodes.GroupingSets(expressions=self._wrapped_list(self._grouping_item)), start)
        return self._group_set()

    def _group_set(self) -> nodes.Node:
        if self._is("(") and self._follows(")"):
            start = self._offset
            self._advance(2)
            return placed(nodes.Tuple(expressions=[]), start)
        return self._parse_disjunction()

    # --- Row limiting and locks --------------------------------------------------------------------------------------

    def _row_limit(self, query: nodes.Node) -> None:
        if self._take("OFFSET"):
            query.set("offset", nodes.Offset(expression=self._sum()))
            if not self._take_one("ROW", "ROWS"):
                raise self._error(905, "missing keyword")
        if self._take("FETCH"):
            if self._word in ("APPROX", "APPROXIMATE", "EXACT"):
                raise not_supported("FETCH APPROX and FETCH EXACT", self._offset)
            if not self._take_one("FIRST", "NEXT"):
                raise self._error(905, "missing keyword")
            count = nodes.Literal(this="1", is_string=False) if self._word in ("ROW", "ROWS") else self._sum()
            percent = self._take("PERCENT")
            if not self._take_one("ROW", "ROWS"):
                raise self._error(905, "missing keyword")
            ties = self._take("WITH", "TIES")
            if not ties:
                self._keyword("ONLY")
            query.set("limit", nodes.Fetch(count=count, percent=percent, with_ties=ties))

    def _lock(self) -> nodes.Lock:
        """FOR UPDATE [OF ...] [NOWAIT | WAIT n | SKIP LOCKED]. `wait`: True for NOWAIT, seconds, False for SKIP."""
        start = self._offset
        self._advance(2)
        of = self._list(self._column_or_call) if self._take("OF") else None
        wait: object = None
        if self._take("NOWAIT"):
            wait = True
        elif self._take("WAIT"):
            wait = nodes.Literal(this=str(self._integer()), is_string=False)
        elif self._take("SKIP"):
            self._keyword("LOCKED")
            wait = False
        return placed(nodes.Lock(update=True, wait=wait, of=of), start)

    # --- WITH --------------------------------------------------------------------------------------------------------

    def _with(self) -> nodes.With:
        self._advance()
        return nodes.With(expressions=self._list(self._cte))

    def _cte(self) -> nodes.CTE:
        start = self._offset
        name = self._name()
        columns = self._wrapped_list(self._name) if self._is("(") else None
        self._keyword("AS")
        self._open()
        query = self._query()
        self._close()
        cte = placed(nodes.CTE(this=query, alias=nodes.TableAlias(this=name, columns=columns)), start)
        if self._word in ("SEARCH", "CYCLE"):
            self._search_and_cycle(cte)
        return cte

    def _search_and_cycle(self, cte: nodes.CTE) -> None:
        """SEARCH DEPTH|BREADTH FIRST BY a SET s; CYCLE a SET c TO 1 DEFAULT 0."""
        if self._take("SEARCH"):
            kind = self._take_one("DEPTH", "BREADTH")
            self._keyword("FIRST", "BY")
            order = nodes.Order(expressions=self._list(self._ordered))
            self._keyword("SET")
            cte.set("search", (kind, order, self._name()))
        if self._take("CYCLE"):
            columns = self._list(self._name)
            self._keyword("SET")
            name = self._name()
            self._keyword("TO")
            marked = self._primary()
            self._keyword("DEFAULT")
            cte.set("cycle", (columns, name, marked, self._primary()))
