"""What names mean inside one SELECT block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.compile.hierarchy import Hierarchy

ROWID = OracleType("ROWID")


@dataclass
class Known:
    """A column that a name can mean: `text` is SQLite's.

    `hidden`: the columns that USING made one of. `wide_ones`: see `Piece`.
    """

    name: str
    type: OracleType
    nullable: bool
    text: str
    hidden: tuple[str, ...] = ()
    wide_ones: str | None = None

    def piece(self) -> Piece:
        """The column as an expression."""
        kind = self.type
        digits = kind.precision if kind.scale == 0 and kind.family == "NUMBER" else None
        return Piece(self.text, kind, self.nullable, digits, wide_ones=self.wide_ones)


@dataclass
class Source:
    """An item of FROM. `name`: what Oracle calls it; `alias`: SQLite's; `rowid`: its row id's text.

    `system_view`: which view of the database's own it is.
    """

    name: str | None
    alias: str
    columns: list[Known]
    owner: str | None = None
    rowid: str | None = None
    system_view: str | None = None

    def find(self, name: str) -> Known | None:
        """The column of that name. ORA-00918 when an inline view has two."""
        found = [column for column in self.columns if column.name == name]
        if len(found) > 1:
            raise OraError(918, message=f"{name}: column ambiguously specified")
        return found[0] if found else None

    def has(self, name: str) -> bool:
        """Is there a column of that name?"""
        return any(column.name == name for column in self.columns)


@dataclass
class Carrier:
    """A derived table that stands between FROM and the rest of a block: it carries what the rest asks for."""

    alias: str
    items: dict[str, str] = field(default_factory=dict)

    def carry(self, text: str) -> str:
        """The derived table's column for `text`, an expression over what FROM holds."""
        name = self.items.get(text)
        if name is None:
            name = self.items[text] = f"x{len(self.items) + 1}"
        return f"{self.alias}.{name}"

    def select_list(self) -> str:
        """What the derived table has to select."""
        return ", ".join(f"{text} as {name}" for text, name in self.items.items()) or "1"


class Scope:
    """The sources of a block and the state of its compilation.

    `merged`: columns of USING and NATURAL joins. `grouped`: a bare column is now an error unless in `groups` (the
    texts of what is grouped by); `ungrouped` collects where such columns stand. `absent`: the texts among `groups`
    that this grouping set has no value for. `carriers`: the derived tables between FROM and the block, inside out.
    `aliases`: names of the select list that go before columns (ORDER BY); `select_list`: those that come after them.
    `nested`: aggregates are now over the groups' rows, which this carrier holds. `next_values`: sequences whose NEXTVAL
    the block takes.
    """

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.sources: list[Source] = []
        self.merged: dict[str, Known] = {}
        self.aliases: dict[str, Piece] = {}
        self.select_list: dict[str, nodes.Node] = {}
        self.windows: dict[str, nodes.Window] = {}
        self.nested: Carrier | None = None
        self.next_values: set[str] = set()
        self.carriers: list[Carrier] = []
        self.rownum: str | None = "row_number() over ()"
        self.hierarchy: Hierarchy | None = None
        self.aggregates_allowed = False
        self.windows_allowed = False
        self.in_aggregate = False
        self.has_group_by = False
        self.sequences_allowed = False
        self.cursors_allowed = False
        self.grouped = False
        self.groups: set[str] = set()
        self.ungrouped: list[int | None] = []
        self.absent: set[str] = set()

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def carried(self, text: str, above: int = 0) -> str:
        """A text over what FROM holds (or over the carrier number `above` - 1), as the top of the block sees it."""
        for carrier in self.carriers[above:]:
            text = carrier.carry(text)
        return text

    # --- Names -------------------------------------------------------------------------------------------------------

    def column(self, qualifier: tuple[str | None, str] | None, name: str, offset: int | None) -> Piece | None:
        """The column that a name means here or further out; None if nothing is called so. ORA-00918."""
        for scope in self.chain():
            if qualifier is None and name in scope.aliases:
                return scope.aliases[name]
            found = scope.find(qualifier, name, offset)
            if found is not None:
                return scope.reference(found, offset)
        return None

    def find(self, qualifier: tuple[str | None, str] | None, name: str, offset: int | None) -> Known | None:
        """The column in this scope alone."""
        if qualifier is None:
            if name in self.merged:
                return self.merged[name]
            found = [column for source in self.sources if (column := source.find(name)) is not None]
            if len(found) > 1:
                raise OraError(918, message=f"{name}: column ambiguously specified", offset=offset)
            return found[0] if found else None
        source = self.source(*qualifier)
        if source is None:
            return None
        column = source.find(name)
        if column is not None and name in self.merged and self.is_merged(column):
            raise OraError(25154, message="column part of USING clause cannot have qualifier", offset=offset)
        return column

    def is_merged(self, column: Known) -> bool:
        """Is it one of the columns that USING joined?"""
        return column.text in self.merged[column.name].hidden

    def source(self, owner: str | None, name: str) -> Source | None:
        """The source that is called so in this scope."""
        for source in self.sources:
            if source.name == name and (owner is None or owner == source.owner):
                return source
        return None

    def system_views(self, qualifier: str | None = None) -> list[str]:
        """The views of the database's own that are read here or further out, under the name `qualifier` alone."""
        sources = [source for scope in self.chain() for source in scope.sources if qualifier in (None, source.name)]
        return [source.system_view for source in sources if source.system_view is not None]

    def reference(self, column: Known, offset: int | None) -> Piece:
        """The column as an expression, through the carrier if there is one."""
        piece = column.piece()
        if self.carriers:
            piece = Piece(self.carried(column.text), piece.type, piece.nullable, piece.digits)
        if self.grouped and not self.in_aggregate:
            if piece.text not in self.groups:
                self.ungrouped.append(offset)
            elif piece.text in self.absent:
                return Piece("NULL", piece.type)
        return piece

    def rowid(self, qualifier: tuple[str | None, str] | None, offset: int | None) -> str | None:
        """SQLite's rowid of a table: of the only one, or of the one named. ORA-00918, ORA-01445."""
        for scope in self.chain():
            candidates = scope.sources
            if qualifier is not None:
                source = scope.source(*qualifier)
                candidates = [] if source is None else [source]
            if not candidates:
                continue
            if len(candidates) > 1:
                raise OraError(918, message="ROWID: column ambiguously specified", offset=offset)
            text = candidates[0].rowid
            if text is None:
                raise OraError(
                    1445,
                    message="cannot select ROWID from, or sample, a join view without a key-preserved table",
                    offset=offset,
                )
            if scope.grouped and not scope.in_aggregate:
                scope.ungrouped.append(offset)
            return scope.carried(text)
        return None
