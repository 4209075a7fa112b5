"""The request console's form. It is drawn once: what is typed stays in the page, secrets included, until it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from ordslab.http.tokens_seen import TOKEN_PATH
from ordslab.markup import Html, button, tag
from ordslab.widgets.console.sending import METHODS, Draft
from ordslab.widgets.panel import heading, tabs
from ordslab.widgets.snippets import BASIC, BEARER, CLIENT_CREDENTIALS, NONE

_KINDS: dict[Any, object] = {
    NONE: "No auth",
    BASIC: "Basic auth",
    BEARER: "Bearer token",
    CLIENT_CREDENTIALS: "OAuth 2.0: client credentials",
}
_PLAIN = {"spellcheck": "false", "autocomplete": "off"}


def form(draft: Draft, base_url: str, clients: Sequence[str], ways: Sequence[str]) -> Html:
    """Method, path, authorization, headers and body. `ways`: of showing credentials at the token endpoint."""
    line = tag(
        "div",
        tag("label", "Method", select("method", {each: each for each in METHODS}, draft.method)),
        tag("label", "Path below ", tag("code", base_url), text("path", draft.path), class_="grow"),
        button("Send", "call", type="submit", class_="main"),
        class_="row",
    )
    pages = {
        "Authorization": authorization(draft.kind, base_url, clients, ways),
        "Headers": tag("label", "Headers, one a line: Name: value", area("headers", draft.headers)),
        "Body": tag("label", "Body", area("body", draft.body)),
    }
    return tag("form", heading("Request"), line, tabs("Request", pages), aria_label="Request")


def authorization(kind: str, base_url: str, clients: Sequence[str], ways: Sequence[str]) -> Html:
    """The authorization tab. Of its parts the page shows those whose `data-for` names the chosen type (panel.css)."""
    known: dict[Any, object] = {**{each: each for each in clients}, "": "none: write id and secret below"}
    client = select("client", known, clients[0] if clients else "")
    way = select("client_authentication", {each: each for each in ways}, ways[0])
    grant = "Grant type: client credentials. Access token URL: ", tag("code", f"{base_url}{TOKEN_PATH}")
    typed: dict[str, Any] = {"data_for": BASIC, "data_typed": True}
    return tag(
        "div",
        tag("label", "Type", select("kind", _KINDS, kind)),
        tag("p", "No Authorization header is sent.", data_for=NONE, class_="note"),
        tag("label", "Client, from the vault", client, data_for=f"{BASIC} {CLIENT_CREDENTIALS}"),
        tag("label", "User or client id", text("user"), **typed),
        tag("label", "Password or secret", text("password", type="password"), **typed),
        tag("label", "Token (empty: the one in use)", text("token", type="password"), data_for=BEARER),
        tag("label", "Client authentication", way, data_for=CLIENT_CREDENTIALS),
        tag("p", grant, data_for=CLIENT_CREDENTIALS),
        tag("p", button("Get New Access Token", "get_token", class_="main"), data_for=CLIENT_CREDENTIALS),
        class_="choices",
    )


def comparison(numbers: Sequence[int]) -> Html:
    """Choose two calls of the history, the last two at first."""
    each: dict[Any, object] = {number: number for number in numbers}
    one = tag("label", "Compare call", select("one", each, numbers[-2:][0]))
    two = tag("label", "with call", select("two", each, numbers[-1]))
    compare = button("Compare", "compare", type="submit")
    return tag("form", one, two, compare, class_="row", aria_label="Compare two calls")


def select(name: str, values: Mapping[Any, object], chosen: object) -> Html:
    """A choice: value and words for each."""
    options = [tag("option", words, value=value, selected=value == chosen) for value, words in values.items()]
    return tag("select", options, name=name)


def text(name: str, value: str = "", type: str = "text") -> Html:  # noqa: A002  HTML's own word
    """A line to type in."""
    return tag("input", name=name, value=value or None, type=type, class_="code", **_PLAIN)


def area(name: str, value: str) -> Html:
    """A field to type in. A leading line end is HTML's and would vanish."""
    return tag("textarea", "\n", value, name=name, rows="4", **_PLAIN)
