"""SELECT ... FOR UPDATE: which rows of which tables a query locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.dictionary.objects import Table
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.locks import RowBusy
from ordslab.sandbox.sql.names import Names

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

Row = tuple[Any, ...]


@dataclass(frozen=True)
class RowLocks:
    """The tables whose row ids stand at the end of each row. `wait`: seconds, None for the usual patience."""

    tables: tuple[str, ...]
    wait: float | None
    skips: bool = False

    def run(self, session: SessionContext, query: Callable[[], list[Row]]) -> list[Row]:
        """The rows of the query without their row ids, locked. Raises ORA-00054, ORA-30006."""

        def locked() -> list[Row]:
            session.transaction.claim([("table", name) for name in self.tables], shared=True)
            return [row[: -len(self.tables)] for row in query() if self._claim(session, row)]

        try:
            return session.transaction.run_statement(locked, patience=self.wait)
        except OraError as error:
            if error.number == 54 and self.wait:
                raise OraError(30006, message="resource busy; acquire with WAIT timeout expired") from None
            raise

    def _claim(self, session: SessionContext, row: Row) -> bool:
        rowids = row[-len(self.tables) :]
        claims = [("row", name, rowid) for name, rowid in zip(self.tables, rowids, strict=True) if rowid is not None]
        try:
            session.transaction.claim(claims)
        except RowBusy:
            if self.skips:
                return False
            raise
        return True


def add_row_ids(tree: nodes.Query, names: Names) -> RowLocks:
    """Make the query of a FOR UPDATE give the ids of the rows that it locks, too. Raises ORA-02014."""
    lock = tree.args["locks"][0]
    plain = isinstance(tree, nodes.Select) and not any(
        tree.args.get(part) for part in ("distinct", "group", "having", "limit", "offset", "with_")
    )
    if not plain:
        raise OraError(2014, message="cannot select FOR UPDATE from view with DISTINCT, GROUP BY, etc.")
    wanted = _wanted(lock)
    tables: list[str] = []
    found = list(_tables(tree, names))
    if any(isinstance(item, nodes.Star) for item in tree.expressions):  # * stands alone: nothing may follow it
        tree.set("expressions", [_column(nodes.Star(), alias, tree.offset) for alias, _ in found])
    for alias, name in found:
        if wanted and not any(owner in (None, alias) for owner in wanted):
            continue
        tree.append("expressions", _column(nodes.Identifier(this="ROWID", quoted=False), alias, tree.offset))
        tables.append(name)
    if not tables:
        raise not_supported("FOR UPDATE without a table", lock.offset)
    wait = lock.args.get("wait")
    seconds = 0.0 if wait is True else float(wait.this) if isinstance(wait, nodes.Literal) else None
    return RowLocks(tuple(tables), seconds, skips=wait is False)


def _column(this: nodes.Node, alias: str, offset: int | None) -> nodes.Column:
    column = nodes.Column(this=this, table=nodes.Identifier(this=alias, quoted=True))
    column.offset = offset
    return column


def _wanted(lock: nodes.Node) -> set[str | None]:
    """The tables that FOR UPDATE OF names by their columns; None for a column without its table."""
    columns = lock.args.get("of") or ()
    return {column.args["table"].this if column.args.get("table") else None for column in columns}


def _tables(tree: nodes.Query, names: Names) -> Iterator[tuple[str, str]]:
    """Alias and name of each table in FROM."""
    items: list[nodes.Node] = list(tree.args["from_"].expressions) if tree.args.get("from_") else []
    while items:
        item = items.pop(0)
        if isinstance(item, nodes.Joined):
            items[:0] = [item.this, item.expression]
            continue
        if not isinstance(item, nodes.Table):
            raise not_supported("FOR UPDATE of a query in FROM", item.offset)
        owner = item.args["db"].this if item.args.get("db") else None
        found = names.find(owner, item.this.this)
        if found is None and names.relation(owner, item.this.this) is None:
            raise OraError(942, offset=item.offset)
        if found is None or not isinstance(found.this, Table) or found.schema != names.viewer.user:
            raise not_supported("FOR UPDATE of what is not a table of one's own", item.offset)
        alias = item.args["alias"].this.this if item.args.get("alias") else item.this.this
        yield alias, found.this.name
