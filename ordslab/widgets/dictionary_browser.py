"""The dictionary browser: the USER_ORDS_ views, with a link from each row to the rows that belong to it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ordslab.chain.dictionary import grouped
from ordslab.errors import LabError, SqlError
from ordslab.markup import Html, button, join, tag
from ordslab.secrets.masking import is_secret_column
from ordslab.secrets.secret import MASK
from ordslab.sql.clock import NOW, Clock
from ordslab.sql.run import named_rows, rows
from ordslab.sql.views import NAMES
from ordslab.widgets.panel import Panel, action, heading, wide
from ordslab.workbench import Workbench

# Column > the view whose ID it holds, and the views that have it. CLIENT_ID of USER_ORDS_CLIENTS itself is the OAuth
# id, a text: no link.
_COLUMNS = {
    "MODULE_ID": ("modules", "templates privilege_modules"),
    "TEMPLATE_ID": ("templates", "handlers"),
    "HANDLER_ID": ("handlers", "parameters"),
    "ROLE_ID": ("roles", "privilege_roles client_roles"),
    "PRIVILEGE_ID": ("privileges", "privilege_roles privilege_mappings privilege_modules"),
    "PRIV_ID": ("privileges", "client_privileges"),
    "CLIENT_ID": ("clients", "client_roles client_privileges"),
    "SCHEMA_ID": ("schemas", ""),
}
_REFERS = {column: view for column, (view, _) in _COLUMNS.items()}
# View > the views that hold its ID, each with the column.
_REFERRED = grouped((of, (view, column)) for column, (of, views) in _COLUMNS.items() for view in views.split())
# Seldom of interest, and the same in all rows or different on every run: at the end.
_LAST = ("SCHEMA_ID", "CREATED_BY", "CREATED_ON", "UPDATED_BY", "UPDATED_ON")
_MOST = 200
_LONGEST = 400


class DictionaryBrowser(Panel):
    """A panel over the views, as the lab's own connection sees them: work that is not committed included."""

    def __init__(self, bench: Workbench, view: str = "clients") -> None:
        super().__init__(bench, "Dictionary browser")
        self._shown, self._column, self._id = "", "", 0
        self._columns: list[str] = []
        self._rows: list[tuple[Any, ...]] = []
        self._counts: dict[str, int] = {}
        self._apart = ""  # how far the database's clock is from ours
        self.show(view)

    @action
    def show(self, view: str, column: str = "", id: int = 0) -> str:  # noqa: A002  the column's own name
        """Show a view; with a column, those of its rows that hold this id there."""
        if view not in NAMES:
            raise LabError(f"There is no view {view} here.", f"There are: {', '.join(NAMES)}.")
        if column not in ("", "ID", *_REFERS):
            raise LabError(f"Rows can't be chosen by {column}.", "Choose by ID, or by a column that holds one.")
        self._shown, self._column, self._id = view, column, int(id)
        self._columns, self._rows, self._counts = [], [], {}
        with self.bench.reading() as connection:
            where = f" where {column} = {int(id)}" if column else ""
            self._columns, self._rows = named_rows(connection, f"select * from user_ords_{view}{where} order by 1")
            counts = ", ".join(f"(select count(*) from user_ords_{each}) {each}" for each in NAMES)
            with suppress(SqlError):  # an older ORDS has fewer views
                (found,) = rows(connection, f"select {NOW}, {counts} from dual")
                self._apart = Clock.read(found[0]).apart
                self._counts = dict(zip(NAMES, found[1:], strict=True))
        return self.text()

    # As text: no ids, times and OAuth ids, which differ from run to run

    def text(self) -> str:
        counted = [f"  {each} {self._counts[each]}" for each in NAMES if self._counts.get(each)]
        shown = [f"  {self._name_of(row)}" for row in self._rows[:_MOST]] or ["  no rows"]
        chosen = " (chosen rows)" if self._column else ""
        lines = ["Dictionary browser", *counted, f"USER_ORDS_{self._shown.upper()}{chosen}:", *shown]
        return "\n".join([*lines, *([self.trouble] if self.trouble else [])])

    def _name_of(self, row: tuple[Any, ...]) -> str:
        named = {column: value for column, value in zip(self._columns, row, strict=True) if _names(column)}
        return ", ".join(f"{column} {_text(column, value)}" for column, value in named.items() if value is not None)

    # How it looks

    def draw(self) -> Mapping[str, Html]:
        return {"views": self._views(), "trouble": Html(), "rows": self._table()}

    def _views(self) -> Html:
        items = [
            button(
                join(each, tag("span", f" {self._counts[each]}", class_="note") if each in self._counts else None),
                "show",
                with_={"view": each},
                aria_current="true" if each == self._shown else None,
                class_="view",
            )
            for each in NAMES
        ]
        title = heading("Dictionary", tag("span", "USER_ORDS_ views, as your session sees them", class_="note"))
        return join(title, tag("nav", items, class_="views", aria_label="Views"))

    def _table(self) -> Html:
        name = f"USER_ORDS_{self._shown.upper()}"
        chosen = [f"{self._column} = {self._id} ", button("Show all rows", "show", with_={"view": self._shown})]
        title = tag("div", tag("h4", name), chosen if self._column else None, class_="title")
        if not self._rows:
            return join(title, tag("p", "No rows." if not self.trouble else "Not read.", class_="note"))
        order = sorted(range(len(self._columns)), key=self._rank)
        columns = [self._columns[at] for at in order]
        rows = [[self._cell(self._columns[at], row[at]) for at in order] for row in self._rows[:_MOST]]
        if related := _REFERRED.get(self._shown):
            at_id = self._columns.index("ID")
            columns.insert(1, "Related rows")
            for shown, row in zip(rows, self._rows, strict=False):
                shown.insert(1, [self._related(view, column, row[at_id]) for view, column in related])
        note = f"The first {_MOST} of {len(self._rows)} rows. " if len(self._rows) > _MOST else ""
        if self._apart and any(each.endswith("_ON") for each in self._columns):
            note += f"Times are the database's, whose clock is {self._apart}."
        return join(title, wide(name, columns, rows), tag("p", note, class_="note") if note else None)

    def _rank(self, at: int) -> tuple[bool, bool]:
        """The columns that name a row first, those that seldom matter last."""
        return self._columns[at] in _LAST, not _names(self._columns[at])

    def _cell(self, column: str, value: Any) -> object:
        if value is None:
            return tag("span", "null", class_="note")
        view = _REFERS.get(column)
        if view and isinstance(value, int) and view != self._shown:
            which = {"view": view, "column": "ID", "id": value}
            return button(value, "show", with_=which, class_="link", aria_label=f"{column} {value}: its row in {view}")
        return _text(column, value)

    @staticmethod
    def _related(view: str, column: str, value: int) -> Html:
        which = {"view": view, "column": column, "id": value}
        return join(button(view, "show", with_=which, class_="link", aria_label=f"{view} of ID {value}"), " ")


def _names(column: str) -> bool:
    """Whether a column tells what a row is about, and the same on every run."""
    others = ("PATTERN", "URI_PREFIX", "URI_TEMPLATE", "METHOD", "AUTH_FLOW", "STATUS")
    return column.endswith("NAME") or column in others


def _text(column: str, value: Any) -> str:
    if is_secret_column(column) and value is not None:
        return MASK
    if column == "CLIENT_ID" and isinstance(value, str):
        # No secret. But it has a secret's shape, and who looks through a notebook for secrets should find none.
        return f"{value[:6]}…" if len(value) > 6 else value
    text = f"({len(value)} bytes)" if isinstance(value, bytes) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
