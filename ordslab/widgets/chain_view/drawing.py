"""The security chain as SVG: a column for each kind of node, a curve for each link. States are signs and strokes.

All curves lie below all signs, and no sign below another: where links cross, each sign moves along its own curve.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ordslab.chain import KINDS, Chain, Link, Node, Presence
from ordslab.markup import Html, does, tag

SIGNS = {Presence.PRESENT: "✓", Presence.UNCOMMITTED: "…", Presence.MISSING: "✕"}
_BOX, _GAP, _HIGH, _BETWEEN, _TOP = 172, 82, 60, 16, 26
_CHARACTERS, _LINES = 23, 2
_RADIUS = 10
_COLUMNS = [8 + at * (_BOX + _GAP) for at in range(len(KINDS))]
_ALONG = (0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8)
"""Where on its curve a sign may stand, the best place first."""
Point = tuple[float, float]


def picture(chain: Chain, selected: object = None) -> Html:
    """The drawing. Each node and link can be chosen by mouse and keyboard, and has its facts as its name."""
    places = _places(chain)
    high = max(y for _, y in places.values()) + _HIGH + 8
    heads = [
        tag("text", kind, x=x + _BOX / 2, y=14, class_="kind", text_anchor="middle", aria_hidden="true")
        for kind, x in zip(KINDS, _COLUMNS, strict=True)
    ]
    curves = [_Curve(places[link.source], places[link.target]) for link in chain.links]
    lines = [_line(at, *each) for at, each in enumerate(zip(chain.links, curves, strict=True))]
    signs, taken = [], list[Point]()
    for at, (link, curve) in enumerate(zip(chain.links, curves, strict=True)):
        taken.append(curve.free_place(taken))
        signs.append(_sign(at, link, taken[-1], link is selected))
    nodes = [_node(at, node, places[node], node is selected) for at, node in enumerate(chain.nodes)]
    size = f"0 0 {_COLUMNS[-1] + _BOX + 8:g} {high:g}"
    return tag("svg", heads, lines, signs, nodes, viewBox=size, role="group", aria_label="The security chain")


def _places(chain: Chain) -> Mapping[Node, Point]:
    """Upper left corner of each node: columns by kind, each in the middle of the picture's height."""
    tallest = max(len(chain.of(kind)) for kind in KINDS)
    places: dict[Node, Point] = {}
    for kind, x in zip(KINDS, _COLUMNS, strict=True):
        nodes = chain.of(kind)
        start = _TOP + (tallest - len(nodes)) * (_HIGH + _BETWEEN) / 2
        places |= {node: (x, start + at * (_HIGH + _BETWEEN)) for at, node in enumerate(nodes)}
    return places


class _Curve:
    """From the right side of one box to the left side of another."""

    def __init__(self, source: Point, target: Point) -> None:
        self.start = source[0] + _BOX, source[1] + _HIGH / 2
        self.end = target[0], target[1] + _HIGH / 2

    def __str__(self) -> str:
        (x1, y1), (x2, y2) = self.start, self.end
        middle = (x1 + x2) / 2
        return f"M{x1:g} {y1:g} C{middle:g} {y1:g} {middle:g} {y2:g} {x2 - 6:g} {y2:g}"

    def at(self, part: float) -> Point:
        """The point behind this part of the way (a cubic Bézier curve)."""
        (x1, y1), (x2, y2) = self.start, self.end
        rest, bend = 1 - part, (x1 + x2) / 2
        near, far = rest**3 + 3 * rest * rest * part, 3 * rest * part * part + part**3
        x = rest**3 * x1 + 3 * rest * part * bend + part**3 * x2
        return x, near * y1 + far * y2

    def free_place(self, taken: Iterable[Point]) -> Point:
        """A place for the sign that is free; where none is, the one with the most room."""

        def room(place: Point) -> float:
            return min((abs(complex(*place) - complex(*other)) for other in taken), default=1000)

        return max(map(self.at, _ALONG), key=lambda place: min(room(place), 2 * _RADIUS + 3))


def _node(at: int, node: Node, place: Point, selected: bool) -> Html:
    x, y = place
    state = node.state.value if node.state is not Presence.PRESENT else ""
    lines = _lines(node.name or f"no {node.kind}")
    first = y + (_HIGH + (0 if state else 8)) / 2 - 8 * (len(lines) - 1) - (8 if state else 4)
    middle: dict[str, Any] = {"x": x + _BOX / 2, "text_anchor": "middle"}
    texts = [tag("text", line, y=first + 16 * number, **middle) for number, line in enumerate(lines)]
    if state:
        texts.append(tag("text", f"{SIGNS[node.state]} {state}", y=y + _HIGH - 7, class_="state", **middle))
    says = f"{node}: {node.state.value}{f' ({node.says})' if node.says else ''}"
    box = tag("rect", x=x, y=y, width=_BOX, height=_HIGH, rx=3)
    return _choice(says, box, texts, kind=f"node {_class(node.state)}", selected=selected, which={"node": at})


def _line(at: int, link: Link, curve: _Curve) -> Html:
    """The curve with its tip. The sign is what the keyboard reaches; a click on the line does the same."""
    x, y = curve.end
    tip = tag("path", d=f"M{x - 8:g} {y - 5:g} L{x:g} {y:g} L{x - 8:g} {y + 5:g} Z", class_="tip")
    line = tag("path", d=str(curve), class_="reach"), tag("path", d=str(curve)), tip
    return tag("g", line, class_=_class(link.state), **does("show", {"link": at}) | {"data_key": None})


def _sign(at: int, link: Link, place: Point, selected: bool) -> Html:
    x, y = f"{place[0]:.4g}", place[1]
    circle = tag("circle", cx=x, cy=f"{y:.4g}", r=_RADIUS)
    sign = tag("text", SIGNS[link.state], x=x, y=f"{y + 4.5:.4g}", text_anchor="middle")
    return _choice(str(link), circle, sign, kind=f"link {_class(link.state)}", selected=selected, which={"link": at})


def _choice(says: str, *parts: object, kind: str, selected: bool, which: Mapping[str, int]) -> Html:
    """What can be chosen."""
    pressed = "true" if selected else "false"
    known: dict[str, Any] = {"class_": kind, "role": "button", "tabindex": "0", "aria_label": says}
    return tag("g", tag("title", says), *parts, aria_pressed=pressed, **known, **does("show", which))


def _lines(name: str) -> list[str]:
    """A name in lines that fit the box, broken behind a sign of punctuation where there is one."""
    lines = [""]
    for part in re.findall(rf"[^\W_]{{1,{_CHARACTERS}}}[\W_]?|[\W_]", name):
        if len(lines[-1] + part.rstrip()) > _CHARACTERS:
            lines.append("")
        lines[-1] += part
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1][: _CHARACTERS - 1]}…"]


def _class(state: Presence) -> str:
    return state.name.lower()
