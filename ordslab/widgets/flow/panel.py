"""The flow panel: who asked whom, filled by the learner's own requests as they happen."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ordslab.errors import LabError
from ordslab.http.journal import Exchange
from ordslab.markup import Html, button, join, tag
from ordslab.widgets.flow.drawing import picture, still
from ordslab.widgets.flow.steps import Flow, Step, flows, newest
from ordslab.widgets.panel import Panel, action, heading, mark, said
from ordslab.workbench import Workbench

_SIGNS = {"good": "✓", "bad": "✕", "to-come": "…"}


class FlowPanel(Panel):
    """A panel over the journal. `kind`: which flow, by its grant type; "": the newest, whichever it is."""

    def __init__(self, bench: Workbench, kind: str = "") -> None:
        self._kind = kind
        self._selected: int | None = None
        self.flow: Flow = newest([], kind)
        super().__init__(bench, "Flow")
        bench.journal.on_written(self.look_again)
        self.look_again()

    @action
    def look_again(self) -> str:
        """Read the journal again."""
        before, self.flow = self.flow, newest(flows(self.bench.journal, urlsplit(self.bench.base_url).path), self._kind)
        if self.flow.steps[: len(before.steps)] != before.steps:
            self._selected = None
        return self.text()

    @action
    def show(self, step: int | None = None) -> str:
        """Open a step, by its number from 0: request and answer as they were, secrets masked."""
        if step is None or not 0 <= int(step) < len(self.flow.steps):
            raise LabError("The flow has no such step yet.", "Choose one that has happened.")
        self._selected = int(step)
        return self._exchange(self.flow.steps[self._selected])

    def text(self) -> str:
        if not self.flow.steps and not self.flow.to_come:
            return "Nothing was sent yet. The flow fills with what goes through lab.http and lab.browser()."
        lines = [self.flow.title]
        lines += [f"  {at} {_sign(each)} {each}" for at, each in enumerate(self.flow.steps, start=1)]
        ahead = self.flow.to_come
        lines += [f"  {at} {_sign(each)} {each}" for at, each in enumerate(ahead, start=len(self.flow.steps) + 1)]
        return "\n".join(lines)

    def draw(self) -> Mapping[str, Html]:
        return {"top": self._top(), "trouble": Html(), "picture": self._picture(), "step": self._step()}

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**options)
        if bundle is not None and (self.flow.steps or self.flow.to_come):
            bundle[0]["image/svg+xml"] = self.bench.known.hide(still(self.flow))
        return bundle

    def _top(self) -> Html:
        done, ahead = len(self.flow.steps), len(self.flow.to_come)
        state = mark("…", f"{ahead} to come", "open") if ahead else mark("✓", f"{done} steps", "good")
        return heading(f"Flow: {self.flow.title}", state if done or ahead else None)

    def _picture(self) -> Html:
        if not self.flow.steps and not self.flow.to_come:
            return tag("p", self.text())
        every = (*self.flow.steps, *self.flow.to_come)
        listed = tag("ol", [tag("li", _listed(at, each)) for at, each in enumerate(every)])
        note = tag("p", "Choose a step to read its request and answer. Dotted: still to come.", class_="note")
        drawn = tag("div", picture(self.flow, self._selected), class_="flow")
        return join(drawn, tag("div", listed, class_="as-list"), note)

    def _step(self) -> Html:
        if self._selected is None or self._selected >= len(self.flow.steps):
            return Html()
        step = self.flow.steps[self._selected]
        title = tag("h4", f"{self._selected + 1} · {step.source} > {step.target}")
        return join(title, said(self._exchange(step), "Request and answer"))

    @staticmethod
    def _exchange(step: Step) -> str:
        exchange = step.exchange
        return "" if exchange is None else _readable(exchange)


def _readable(exchange: Exchange) -> str:
    lines = [f"{exchange.method} {exchange.path}"]
    lines += [f"Authorization: {exchange.authorization}"] if exchange.authorization else []
    lines += ["", exchange.sent] if exchange.sent else []
    lines += ["", str(exchange.status or "no answer")]
    lines += [f"Location: {exchange.location}"] if exchange.location else []
    lines += [f"WWW-Authenticate: {exchange.challenge}"] if exchange.challenge else []
    return "\n".join([*lines, *(["", exchange.received] if exchange.received else [])])


def _sign(step: Step) -> str:
    return _SIGNS["to-come" if step.exchange is None else "good" if step.good else "bad"]


def _listed(at: int, step: Step) -> object:
    words = f"{_sign(step)} {step}"
    return words if step.exchange is None else button(words, "show", with_={"step": at}, class_="link")
