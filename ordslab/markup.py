"""HTML that is escaped unless it says otherwise: `tag("b", name)` is safe whatever `name` holds."""

import html
import json
from collections.abc import Mapping
from typing import Any

_VOID = {"input", "br", "hr", "wbr", "meta"}


class Html(str):
    """Text that is HTML already. Only this module makes it."""

    __slots__ = ()


def tag(element: str, /, *children: object, **attributes: object) -> Html:
    """An element. Children are escaped unless they are `Html`; None and False vanish, lists are laid out.

    In attribute names `_` stands for `-`, and one at the end (`class_`, `for_`) is dropped. True: the bare attribute.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in _VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{join(*children)}</{element}>")


def join(*children: object) -> Html:
    """Children one behind the other."""
    return Html("".join(_child(each) for each in children))


def document(title: str, style: str, *body: object) -> Html:
    """A whole page that loads nothing from anywhere and runs no script."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("title", title),
        tag("style", Html(style)),
    )
    page = tag("html", tag("head", head), tag("body", tag("main", body)), lang="en")
    return Html(f"<!doctype html>\n{page}\n")


def button(text: object, do: str, *, with_: Mapping[str, Any] | None = None, **attributes: object) -> Html:
    """A button that runs the action `do` of its panel, with these arguments and the values of its form."""
    return tag("button", text, **{"type": "button", **does(do, with_), **attributes})


def does(do: str, with_: Mapping[str, Any] | None = None) -> dict[str, object]:
    """The attributes of an element that runs an action when it is clicked. `data-key` keeps its focus on a redraw."""
    arguments = json.dumps(with_) if with_ else None
    return {"data_do": do, "data_with": arguments, "data_key": f"{do} {arguments or ''}".rstrip()}


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value), quote=True)}"'


def _child(value: object) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Html):
        return str(value)
    if isinstance(value, (list, tuple)):
        return str(join(*value))
    return html.escape(str(value), quote=False)
