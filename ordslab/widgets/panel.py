"""What all widgets share: the kernel writes HTML, the page shows it and sends back what was clicked or typed.

Nothing secret is ever in a trait, since traits are the state that a notebook saves and other pages read. A secret that
is typed comes as a message of its own; one that is to be seen goes as a message to the one page that asked
(panel.js shows it for some seconds). This, copying and the countdown in the page are why there is a script at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import quote

import anywidget
import requests
import traitlets

from ordslab.errors import LabError
from ordslab.markup import Html, join, tag
from ordslab.workbench import Workbench

P = ParamSpec("P")
W = TypeVar("W", bound="Panel")


class Said(str):
    """What an action did, in words. Shown as it is, so that a cell may end with the action."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def action(method: Callable[Concatenate[W, P], str | None]) -> Callable[Concatenate[W, P], Said]:
    """A method that the page may call. What it returns is what it did; it never raises: an error is words too."""

    @wraps(method)
    def run(self: W, *args: P.args, **kwargs: P.kwargs) -> Said:
        try:
            said, self.trouble = method(self, *args, **kwargs) or "", ""
        except LabError as error:
            said = self.trouble = str(error)
        except Exception as error:  # its text may hold anything: only its kind is shown
            said = self.trouble = f"That did not work ({type(error).__name__}).\nTry again."
        self.redraw()
        return Said(self.bench.known.hide(said))

    run.is_action = True  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[W, P], Said], run)


class Panel(anywidget.AnyWidget):
    """A widget. Subclasses write `draw` (HTML, region by region) and `text` (the same facts as plain text)."""

    _esm = traitlets.Unicode(Path(__file__).with_name("panel.js").read_text(encoding="utf-8")).tag(sync=True)
    _css = traitlets.Unicode(Path(__file__).with_name("panel.css").read_text(encoding="utf-8")).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    regions = traitlets.Dict(traitlets.Unicode()).tag(sync=True)

    def __init__(self, bench: Workbench, label: str) -> None:
        self.bench = bench
        self.trouble = ""
        super().__init__(label=label)
        self.on_msg(self._received)
        bench.on_time_passed(self._time_passed)

    def __repr__(self) -> str:
        return self.bench.known.hide(self.text())

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**options)
        if bundle is not None:
            bundle[0]["text/plain"] = repr(self)  # whole: some releases of anywidget cut it
        return bundle

    def text(self) -> str:
        """The panel's facts as text: the same on every run, so that a notebook can be compared."""
        raise NotImplementedError

    def draw(self) -> Mapping[str, Html]:
        """The regions from top to bottom. The page replaces those that changed, so nothing typed elsewhere is lost."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Show what is known now."""
        regions = {name: str(region) for name, region in self.draw().items()}
        regions["trouble"] = self._trouble()  # where `draw` leaves a place for it, else at the end
        self.regions = {name: self.bench.known.hide(region) for name, region in regions.items()}

    def exchange(self, response: requests.Response) -> str:
        """A call and its answer as text, as `lab.show` prints them."""
        return self.bench.shown(response)

    def _trouble(self) -> str:
        what, *next_step = self.trouble.splitlines() or [""]
        if not what:
            return ""
        return str(tag("div", tag("p", tag("b", "✕ "), what), [tag("p", each) for each in next_step], class_="trouble"))

    def _received(self, _: object, content: Any, __: object) -> None:
        """A message of the page: {"do": action, "with": values of its form, "view": the page's own number}.

        Of the values an action gets those that it asks for.
        """
        if not isinstance(content, dict):
            return
        name, given = str(content.get("do", "")), content.get("with")
        method = getattr(type(self), name, None)
        if method is not None and getattr(method, "is_action", False):
            self._view = str(content.get("view", ""))
            asked = signature(method).parameters
            given = given if isinstance(given, dict) else {}
            with self.bench.commit_wait.told_by(self._count_down):
                getattr(self, name)(**{key: value for key, value in given.items() if key in asked and key != "self"})
        self.send({"done": str(content.get("view", ""))})

    def show_for_a_moment(self, secret: str) -> None:
        """Let the page that asked show a secret for some seconds. It goes as a message: no trait holds it."""
        self.send({"reveal": secret, "view": self._view})

    def _count_down(self, left: float, cache: float) -> None:
        """Let the page that asked count the seconds down, until ORDS sees what was committed."""
        self.send({"wait": left, "cache": cache, "view": self._view})

    def _time_passed(self) -> None:
        if self.comm is not None:  # not closed
            self.time_passed()

    def time_passed(self) -> object:
        """The lab has let time pass: what shows a time reads the clock again."""

    _view = ""


def heading(title: str, *beside: object) -> Html:
    """The title line of a panel, with what stands beside it."""
    return tag("div", tag("h3", title), *beside, class_="title")


def facts(rows: Mapping[str, object]) -> Html:
    """Names and values, as a list that reads in order."""
    return tag("dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in rows.items()], class_="facts")


def mark(sign: str, words: object, kind: str) -> Html:
    """A state: a sign and words, and a colour (`kind`: good, bad, open) that adds nothing to them."""
    return tag("span", tag("span", sign, aria_hidden="true", class_="sign"), " ", words, class_=f"mark {kind}")


def copyable(text: str, label: str) -> Html:
    """A text in a box, with a button that copies it."""
    box = tag("pre", text, tabindex="0", role="group", aria_label=label, data_copyable=True)
    copy = tag("button", "Copy", type="button", data_copy=True, aria_label=f"Copy: {label}")
    return tag("div", copy, box, class_="copyable")


def download(text: str, name: str) -> Html:
    """A link that saves a text as a file; it goes from page to disk, the kernel is not asked."""
    return tag(
        "a", "Save as ", name, href=f"data:text/plain;charset=utf-8,{quote(text)}", download=name, class_="button"
    )


def tabs(label: str, pages: Mapping[str, Html]) -> Html:
    """Pages of which one is shown. The page keeps the choice on a redraw."""
    names = [
        tag("button", name, type="button", role="tab", data_tab=name, aria_selected="false", tabindex="-1")
        for name in pages
    ]
    shown = [tag("div", page, role="tabpanel", data_tab=name, aria_label=name) for name, page in pages.items()]
    return tag("div", tag("div", names, role="tablist", aria_label=label), join(*shown), class_="tabs")


def wide(label: str, columns: Sequence[object], rows: Iterable[Sequence[object]]) -> Html:
    """A table that scrolls by itself where it is too wide. The first cell of a row names it."""
    head = tag("thead", tag("tr", [tag("th", each, scope="col") for each in columns]))
    body = [tag("tr", tag("th", first, scope="row"), [tag("td", each) for each in rest]) for first, *rest in rows]
    return tag(
        "div", tag("table", head, tag("tbody", body)), class_="wide", tabindex="0", role="group", aria_label=label
    )


def said(text: str, label: str) -> Html:
    """A text that came back, as it is."""
    return tag("pre", text, tabindex="0", role="group", aria_label=label) if text else Html()
