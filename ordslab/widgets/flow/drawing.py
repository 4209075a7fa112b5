"""A flow as SVG: actors as columns, time downwards, an arrow there and a broken one back for each step."""

from collections.abc import Sequence

from ordslab.markup import Html, does, tag
from ordslab.widgets.flow.steps import Flow, Step

_WIDE, _EDGE, _BOX, _HEAD, _ROW = 720, 76, 132, 34, 46
_LETTER = 6.4
"""About how wide a letter is."""
_STILL = """
svg { font: 12px system-ui, sans-serif; background: #fff } rect, path { stroke: #555; fill: none }
text { fill: #222; stroke: #fff; stroke-width: 3px; paint-order: stroke }
.life { stroke: #bbb } .reach { stroke: none } .tip { fill: #555; stroke: none } .back { stroke-dasharray: 5 3 }
.to-come text { fill: #555 } .to-come path { stroke-dasharray: 2 4 } .bad .answer { font-weight: 600 }
"""


def picture(flow: Flow, selected: int | None = None) -> Html:
    """The drawing. Each step that has happened can be chosen by mouse and keyboard."""
    places = _places(flow.actors)
    steps = [_step(at, each, places, at == selected) for at, each in enumerate((*flow.steps, *flow.to_come))]
    size = f"0 0 {_WIDE} {_high(flow)}"
    return tag("svg", _columns(flow, places), steps, viewBox=size, role="group", aria_label=f"The flow: {flow.title}")


def still(flow: Flow) -> str:
    """The same as a picture for itself, for where no panel is: a notebook on GitHub, say."""
    places = _places(flow.actors)
    steps = [_step(at, each, places, False, still=True) for at, each in enumerate((*flow.steps, *flow.to_come))]
    return str(
        tag(
            "svg",
            tag("title", f"The flow: {flow.title}"),
            tag("style", Html(_STILL)),
            _columns(flow, places),
            steps,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_WIDE} {_high(flow)}",
            width=_WIDE,
            role="img",
        )
    )


def _places(actors: Sequence[str]) -> dict[str, float]:
    """The middle of each column."""
    between = (_WIDE - 2 * _EDGE) / max(len(actors) - 1, 1)
    return {name: _EDGE + at * between for at, name in enumerate(actors)}


def _high(flow: Flow) -> int:
    return _HEAD + 14 + _ROW * (len(flow.steps) + len(flow.to_come))


def _columns(flow: Flow, places: dict[str, float]) -> list[Html]:
    parts = []
    for name, x in places.items():
        box = tag("rect", x=f"{x - _BOX / 2:g}", y=4, width=_BOX, height=_HEAD - 10, rx=3)
        life = tag("path", d=f"M{x:g} {_HEAD - 6} V{_high(flow) - 6}", class_="life")
        parts.append(tag("g", box, life, tag("text", name, x=f"{x:g}", y=20, text_anchor="middle"), aria_hidden="true"))
    return parts


def _step(at: int, step: Step, places: dict[str, float], selected: bool, still: bool = False) -> Html:
    start, end, y = places[step.source], places[step.target], _HEAD + 20 + _ROW * at
    number = f"{at + 1} "
    parts = [_arrow(start, end, y), _label(number + step.asked, start, end, y, "asked")]
    if step.answered:
        parts += [_arrow(end, start, y + 20, "back"), _label(step.answered, start, end, y + 20, "answer")]
    state = "to-come" if step.exchange is None else "good" if step.good else "bad"
    if step.exchange is None or still:
        words = f"{number}{step}{', still to come' if step.exchange is None else ''}"
        return tag("g", tag("title", words), parts, class_=f"step {state}")
    reach = tag("rect", x=2, y=y - 14, width=_WIDE - 4, height=_ROW - 4, rx=3, class_="reach")
    known = {"class_": f"step {state}", "role": "button", "tabindex": "0", "aria_label": f"{number}{step}"}
    return tag("g", reach, parts, aria_pressed=str(selected).lower(), **known, **does("show", {"step": at}))


def _arrow(start: float, end: float, y: float, kind: str = "there") -> Html:
    side = 1 if end > start else -1
    line = tag("path", d=f"M{start:g} {y:g} H{end - 7 * side:g}", class_=kind)
    tip = f"M{end - 8 * side:g} {y - 4:g} L{end:g} {y:g} L{end - 8 * side:g} {y + 4:g} Z"
    return tag("g", line, tag("path", d=tip, class_="tip"))


def _label(text: str, start: float, end: float, y: float, kind: str) -> Html:
    """Above its arrow; where it is longer than that, to where there is room."""
    width = len(text) * _LETTER
    middle = min(max((start + end) / 2, width / 2 + 4), _WIDE - width / 2 - 4)
    return tag("text", text, x=f"{middle:g}", y=f"{y - 4:g}", text_anchor="middle", class_=kind)
