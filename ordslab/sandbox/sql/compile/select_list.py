"""The select list: stars replaced, names given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.nodes import offset_of
from ordslab.sandbox.sql.compile.scope import Known, Scope, Source
from ordslab.sandbox.sql.errors import OraError

_PSEUDOCOLUMNS = frozenset(
    {"ROWNUM", "ROWID", "LEVEL", "NEXTVAL", "CURRVAL", "CONNECT_BY_ISLEAF", "CONNECT_BY_ISCYCLE"}
)


@dataclass(frozen=True)
class Item:
    """An item of the select list: a node, or the column that a star stands for."""

    name: str
    node: nodes.Node | None = None
    column: Known | None = None
    alias: str | None = None

    @property
    def is_column(self) -> bool:
        """Is it a bare column, whose nullability a description tells?"""
        if self.column is not None:
            return True
        return isinstance(self.node, nodes.Column) and self.node.this.this not in _PSEUDOCOLUMNS


def items_of(listed: Sequence[nodes.Node], scope: Scope) -> list[Item]:
    """The items. ORA-00904 for an unknown t.*, ORA-00918, ORA-00923 and ORA-00936 for a star beside other items."""
    items: list[Item] = []
    for position, node in enumerate(listed):
        if isinstance(node, nodes.Star):
            if len(listed) > 1:
                offset = offset_of(node) or 0
                if position:
                    raise OraError(936, message="missing expression", offset=offset)
                raise OraError(923, message="FROM keyword not found where expected", offset=offset + 1)
            items += _star(node, scope)
        elif isinstance(node, nodes.Column) and isinstance(node.this, nodes.Star):
            items += _qualified_star(node, scope)
        elif isinstance(node, nodes.Alias):
            name = node.args["alias"].this
            items.append(Item(name, node.this, alias=name))
        else:
            items.append(Item(node.this.this if isinstance(node, nodes.Column) else node.name, node))
    return items


def _star(node: nodes.Node, scope: Scope) -> list[Item]:
    if not scope.sources:
        raise OraError(923, message="FROM keyword not found where expected", offset=offset_of(node))
    hidden = {text for column in scope.merged.values() for text in column.hidden}
    items = [Item(name, column=column) for name, column in scope.merged.items()]
    for source in scope.sources:
        items += _columns(source, hidden, offset_of(node))
    return items


def _qualified_star(node: nodes.Column, scope: Scope) -> list[Item]:
    table, owner = node.args["table"].this, node.args.get("db")
    source = scope.source(None if owner is None else owner.this, table)
    if source is None:
        name = f'"{table}"' if owner is None else f'"{owner.this}"."{table}"'
        raise OraError(904, name, offset=offset_of(node))
    return _columns(source, set(), offset_of(node))


def _columns(source: Source, hidden: set[str], offset: int | None) -> list[Item]:
    names = [column.name for column in source.columns]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise OraError(918, message=f"{twice}: column ambiguously specified", offset=offset)
    return [Item(column.name, column=column) for column in source.columns if column.text not in hidden]
