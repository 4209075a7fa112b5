"""What stands in FROM: tables, inline views, joins, JSON_TABLE, PIVOT and UNPIVOT."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.jsons import Jsons
from ordslab.sandbox.sql.compile.grammar.refused import BEHIND_TABLE
from ordslab.sandbox.sql.compile.nodes import Joined, Pivoted, Unpivoted, placed
from ordslab.sandbox.sql.errors import not_supported

_JOINS = frozenset({"JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "OUTER"})
_NO_ALIAS = _JOINS | {
    *("ON", "USING", "WHERE", "SET", "WHEN", "OFFSET", "FETCH", "PIVOT", "UNPIVOT", "SAMPLE", "PARTITION", "MODEL"),
    *("EXCEPT", "RETURNING", "RETURN", "WINDOW", "QUALIFY", "MATCH_RECOGNIZE", "VERSIONS"),
}


class Tables(Jsons):
    """Methods that read FROM."""

    def _from_item(self) -> nodes.Node:
        """One item between the commas of FROM, with the joins behind it."""
        this = self._table_reference()
        joins = 0
        while self._word in _JOINS and self._joins_follow:
            joins += 1
            self._deeper.check(joins)
            this = self._join(this)
        return this

    @property
    def _joins_follow(self) -> bool:
        """LEFT, RIGHT ... could also be names; here they are not."""
        return self._word == "JOIN" or self._ahead() in ("JOIN", "OUTER", "INNER", "LEFT", "RIGHT", "FULL", "APPLY")

    def _join(self, left: nodes.Node) -> nodes.Node:
        start = self._offset
        natural = self._take("NATURAL")
        kind = self._take_one("INNER", "LEFT", "RIGHT", "FULL", "CROSS")
        if kind in ("LEFT", "RIGHT", "FULL"):
            self._take("OUTER")
        if self._word == "APPLY" or self._take("OUTER"):
            raise not_supported("CROSS APPLY and OUTER APPLY", start)
        self._keyword("JOIN")
        joined = placed(Joined(this=left, kind=kind or "INNER", natural=natural), start)
        right = self._table_reference()
        if kind != "CROSS" and not natural:
            # ON may belong to a join nested at the right: a join b join c on ... on ...
            while self._word in _JOINS and self._joins_follow:
                with self._deeper:
                    right = self._join(right)
        joined.set("expression", right)
        if kind == "CROSS" or natural:
            return joined
        if self._take("ON"):
            joined.set("on", self._parse_disjunction())
        elif self._take("USING"):
            joined.set("using", self._wrapped_list(self._name))
        else:
            raise self._error(905, "missing keyword")
        return joined

    def _table_reference(self) -> nodes.Node:
        start = self._offset
        if self._is("("):
            this: nodes.Node = self._parenthesised_item()
        elif self._word == "LATERAL":
            raise not_supported("LATERAL", start)
        elif self._word in ("TABLE", "THE") and self._follows("("):
            raise not_supported("TABLE(...) in FROM", start)
        elif self._word == "VALUES":
            raise not_supported("VALUES in FROM", start)
        elif self._word == "XMLTABLE" and self._follows("("):
            raise not_supported("XMLTABLE", start)
        elif self._word == "JSON_TABLE" and self._follows("("):
            this = self._json_table()
            self._take("AS")  # which Oracle's own examples have here, and nowhere else in FROM
        else:
            this = self._table_name()
        pivots = 0
        while self._word in ("PIVOT", "UNPIVOT") and self._pivot_follows:
            pivots += 1
            self._deeper.check(pivots)
            this = self._pivot(this) if self._word == "PIVOT" else self._unpivot(this)
        self._alias_of(this)
        self._refuse(BEHIND_TABLE)
        if isinstance(this, nodes.Table) and self._word in ("PIVOT", "UNPIVOT") and self._pivot_follows:
            this = self._pivot(this) if self._word == "PIVOT" else self._unpivot(this)
            self._alias_of(this)
        return this

    def _parenthesised_item(self) -> nodes.Node:
        """(query) or (a join b on ...)."""
        start = self._offset
        if self._query_follows(1):
            self._advance()
            query = self._query()
            if self._word == "WITH" and self._ahead() in ("CHECK", "READ"):
                self._advance(2 + (self._ahead() == "CHECK"))
            self._close()
            return placed(nodes.Subquery(this=query), start)
        if self._ahead() == "VALUES":
            raise not_supported("VALUES in FROM", start)
        self._advance()
        with self._deeper:
            this = self._from_item()
        self._close()
        return this

    def _table_name(self) -> nodes.Table:
        """[owner.]name: no alias yet. ORA-00903."""
        start = self._offset
        if self._curr.kind == "bind":
            raise self._error(903, "invalid table name")
        name = self._name(903, "invalid table name")
        owner = None
        if self._accept("."):
            owner, name = name, self._name(903, "invalid table name")
        table = placed(nodes.Table(this=name, db=owner), start)
        self._refuse(BEHIND_TABLE)
        if self._is("("):
            raise not_supported(f"{name.this}(...) in FROM", start)
        return table

    def _alias_of(self, this: nodes.Node) -> None:
        """An alias, for which Oracle has no AS here."""
        if (self._is_name and self._word not in _NO_ALIAS and not isinstance(this, Joined)) or (
            self._word in _JOINS and not self._joins_follow and not isinstance(this, Joined)
        ):
            this.set("alias", nodes.TableAlias(this=self._name()))

    # --- PIVOT -------------------------------------------------------------------------------------------------------

    @property
    def _pivot_follows(self) -> bool:
        return self._follows("(") or self._ahead() in ("XML", "INCLUDE", "EXCLUDE")

    def _pivot(self, this: nodes.Node) -> Pivoted:
        start = self._offset
        self._advance()
        if self._word == "XML":
            raise not_supported("PIVOT XML", start)
        self._open()
        aggregates = self._list(self._aliased)
        self._keyword("FOR", number=905)
        columns = self._names()
        self._keyword("IN")
        self._open()
        if self._word in ("SELECT", "ANY"):
            raise self._error(936, "missing expression")
        values = self._list(self._aliased)
        self._close()
        self._close()
        return placed(Pivoted(this=this, aggregates=aggregates, columns=columns, values=values), start)

    def _aliased(self) -> nodes.Node:
        """An expression with or without an alias; without one it remembers its text."""
        first = self._index
        value = self._parse_disjunction()
        if self._take("AS") or (self._is_name and self._word != "FOR"):
            return nodes.Alias(this=value, alias=self._name())
        tokens = self._tokens[first : self._index]
        value.name = "".join(token.text for token in tokens)
        return value

    def _names(self) -> list[nodes.Identifier]:
        """a or (a, b)."""
        return self._wrapped_list(self._name) if self._is("(") else [self._name()]

    def _unpivot(self, this: nodes.Node) -> Unpivoted:
        start = self._offset
        self._advance()
        nulls = self._take_one("INCLUDE", "EXCLUDE")
        if nulls:
            self._keyword("NULLS")
        self._open()
        measures = self._names()
        self._keyword("FOR")
        labels = self._names()
        self._keyword("IN")
        values = self._wrapped_list(self._unpivot_value)
        self._close()
        unpivoted = Unpivoted(this=this, measures=measures, labels=labels, values=values, nulls=nulls == "INCLUDE")
        return placed(unpivoted, start)

    def _unpivot_value(self) -> tuple[list[nodes.Identifier], list[nodes.Node] | None]:
        columns = self._names()
        if not self._take("AS"):
            return columns, None
        if self._is("("):
            return columns, self._wrapped_list(self._primary)
        return columns, [self._primary()]
