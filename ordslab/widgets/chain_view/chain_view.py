"""The chain view: client > role > privilege > endpoint as a picture, and the rows behind each node and link."""

from collections.abc import Mapping

from ordslab import chain as chains
from ordslab.chain import Chain, Link, Node, Presence, Row
from ordslab.errors import LabError
from ordslab.markup import Html, button, join, tag
from ordslab.widgets.chain_view.drawing import SIGNS, picture
from ordslab.widgets.panel import Panel, action, heading, mark, wide
from ordslab.workbench import Workbench

_MOST = 100  # links in a picture that still can be read


class ChainView(Panel):
    """A panel over a `Chain`. `chain` is what it shows now."""

    def __init__(self, bench: Workbench, path: str | None = None, client: str | None = None) -> None:
        super().__init__(bench, "Security chain")
        self._asked = path, client
        self._selected: Node | Link | None = None
        self.chain = Chain()
        self.look_again()

    @property
    def nodes(self) -> tuple[Node, ...]:
        return self.chain.nodes

    @property
    def links(self) -> tuple[Link, ...]:
        return self.chain.links

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and all of it is committed."""
        return self.chain.complete

    @action
    def look_again(self) -> str:
        """Read the dictionary again."""
        self._selected, self.chain = None, Chain()
        with self.bench.reading():
            self.chain = chains.chain(self.bench, *self._asked)
        return repr(self.chain)

    @action
    def show(self, node: int | None = None, link: int | None = None) -> str:
        """Show the rows behind a node or a link, by its number."""
        of: tuple[Node | Link, ...] = self.nodes if link is None else self.links
        number = node if link is None else link
        if number is None or not 0 <= int(number) < len(of):
            raise LabError("The chain has no such node or link.", "Look again, then choose one.")
        self._selected = of[int(number)]
        return "\n".join([str(self._selected), *(_line(row) for row in self._selected.rows)])

    def text(self) -> str:
        return self.trouble or repr(self.chain)

    def draw(self) -> Mapping[str, Html]:
        return {"top": self._top(), "trouble": Html(), "picture": self._picture(), "rows": self._rows()}

    def _top(self) -> Html:
        again = button("Look again", "look_again")
        if self.trouble or not self.links:
            return heading("Security chain", again)
        open_links = [each for each in self.links if each.state is not Presence.PRESENT]
        state = mark("✕", f"{len(open_links)} of {len(self.links)} links not in place", "bad")
        return heading("Security chain", mark("✓", "complete", "good") if self.complete else state, again)

    def _picture(self) -> Html:
        if self.trouble:
            return Html()
        if not self.links:
            return tag("p", repr(self.chain))
        legend = ", ".join(f"{sign} {state.value}" for state, sign in SIGNS.items())
        note = tag("p", f"{legend}. Choose a box or a sign on a line to see its rows.", class_="note")
        listed = tag(
            "ul",
            [
                tag("li", button(f"{SIGNS[each.state]} {each}", "show", with_={"link": at}, class_="link"))
                for at, each in enumerate(self.links)
            ],
        )
        if len(self.links) > _MOST:
            return join(note, listed)
        return join(
            tag("div", picture(self.chain, self._selected), class_="chain"), tag("div", listed, class_="as-list"), note
        )

    def _rows(self) -> Html:
        chosen = self._selected
        if chosen is None:
            return Html()
        says = f" ({chosen.says})" if chosen.says else ""
        sign = {Presence.PRESENT: "good", Presence.UNCOMMITTED: "open", Presence.MISSING: "bad"}[chosen.state]
        title = chosen if isinstance(chosen, Node) else f"{chosen.source} > {chosen.target}"
        head = tag(
            "div", tag("h4", title), mark(SIGNS[chosen.state], f"{chosen.state.value}{says}", sign), class_="title"
        )
        tables = [
            [tag("p", tag("code", row.view)), wide(row.view, list(row.values), [list(row.values.values())])]
            for row in chosen.rows
        ]
        return join(head, tables or tag("p", "No row: there is nothing of it in the dictionary.", class_="note"))


def _line(row: Row) -> str:
    return f"{row.view}: {', '.join(f'{name} {value}' for name, value in row.values.items())}"
