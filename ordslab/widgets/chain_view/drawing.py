"""The security chain as SVG: a column for each kind of node, a curve for each link. States are signs and strokes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ordslab.chain import KINDS, Chain, Link, Node, Presence
from ordslab.markup import Html, does, tag

SIGNS = {Presence.PRESENT: "✓", Presence.UNCOMMITTED: "…", Presence.MISSING: "✕"}
_BOX, _GAP, _HIGH, _BETWEEN, _TOP = 172, 82, 60, 16, 26
_CHARACTERS, _LINES = 23, 2
Workbench = tuple[float, float]


def picture(chain: Chain, selected: object = None) -> Html:
    """The drawing. Each node and link can be chosen by mouse and keyboard, and has its facts as its name."""
    places = _places(chain)
    high = max(y for _, y in places.values()) + _HIGH + 8
    heads = [
        tag("text", kind, x=x + _BOX / 2, y=14, class_="kind", text_anchor="middle", aria_hidden="true")
        for kind, x in zip(KINDS, _columns(), strict=True)
    ]
    links = [_link(at, link, places, link is selected) for at, link in enumerate(chain.links)]
    nodes = [_node(at, node, places[node], node is selected) for at, node in enumerate(chain.nodes)]
    size = f"0 0 {_columns()[-1] + _BOX + 8:g} {high:g}"
    return tag("svg", heads, links, nodes, viewBox=size, role="group", aria_label="The security chain")


def _columns() -> list[float]:
    return [8 + at * (_BOX + _GAP) for at in range(len(KINDS))]


def _places(chain: Chain) -> Mapping[Node, Workbench]:
    """Upper left corner of each node: columns by kind, each in the middle of the picture's height."""
    tallest = max(len(chain.of(kind)) for kind in KINDS)
    places: dict[Node, Workbench] = {}
    for kind, x in zip(KINDS, _columns(), strict=True):
        nodes = chain.of(kind)
        start = _TOP + (tallest - len(nodes)) * (_HIGH + _BETWEEN) / 2
        places |= {node: (x, start + at * (_HIGH + _BETWEEN)) for at, node in enumerate(nodes)}
    return places


def _node(at: int, node: Node, place: Workbench, selected: bool) -> Html:
    x, y = place
    state = node.state.value if node.state is not Presence.PRESENT else ""
    lines = _lines(node.name or f"no {node.kind}")
    first = y + (_HIGH + (0 if state else 8)) / 2 - 8 * (len(lines) - 1) - (8 if state else 4)
    texts = [
        tag("text", line, x=x + _BOX / 2, y=first + 16 * number, text_anchor="middle")
        for number, line in enumerate(lines)
    ]
    if state:
        words = f"{SIGNS[node.state]} {state}"
        texts.append(tag("text", words, x=x + _BOX / 2, y=y + _HIGH - 7, text_anchor="middle", class_="state"))
    return tag(
        "g",
        tag("title", _words(node)),
        tag("rect", x=x, y=y, width=_BOX, height=_HIGH, rx=3),
        texts,
        class_=f"node {_class(node.state)}",
        role="button",
        tabindex="0",
        aria_label=_words(node),
        aria_pressed="true" if selected else "false",
        **does("show", {"node": at}),
    )


def _link(at: int, link: Link, places: Mapping[Node, Workbench], selected: bool) -> Html:
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    x1, y1, y2 = x1 + _BOX, y1 + _HIGH / 2, y2 + _HIGH / 2
    middle = (x1 + x2) / 2
    curve = f"M{x1:g} {y1:g} C{middle:g} {y1:g} {middle:g} {y2:g} {x2 - 6:g} {y2:g}"
    height = (y1 + y2) / 2
    return tag(
        "g",
        tag("title", str(link)),
        tag("path", d=curve, class_="reach"),
        tag("path", d=curve),
        tag("path", d=f"M{x2 - 8:g} {y2 - 5:g} L{x2:g} {y2:g} L{x2 - 8:g} {y2 + 5:g} Z", class_="tip"),
        tag("circle", cx=middle, cy=height, r=10),
        tag("text", SIGNS[link.state], x=middle, y=height + 4.5, text_anchor="middle"),
        class_=f"link {_class(link.state)}",
        role="button",
        tabindex="0",
        aria_label=str(link),
        aria_pressed="true" if selected else "false",
        **does("show", {"link": at}),
    )


def _lines(name: str) -> list[str]:
    """A name in lines that fit the box, broken behind a sign of punctuation where there is one."""
    lines = [""]
    for part in re.findall(rf"[^\W_]{{1,{_CHARACTERS}}}[\W_]?|[\W_]", name):
        if len(lines[-1] + part.rstrip()) > _CHARACTERS:
            lines.append("")
        lines[-1] += part
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1][: _CHARACTERS - 1]}…"]


def _words(node: Node) -> str:
    return f"{node}: {node.state.value}{f' ({node.says})' if node.says else ''}"


def _class(state: Presence) -> str:
    return {Presence.PRESENT: "present", Presence.UNCOMMITTED: "uncommitted", Presence.MISSING: "missing"}[state]
