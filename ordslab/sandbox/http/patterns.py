"""The text of a template in pieces, and whether an address has this form, in time that grows as the address does.

A regular expression with several parameters tries every way to share an address among them, and a long address then
holds up everybody. Here all places in the address are looked at together, as the bits of a whole number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_ROUTE_PARAMETER = re.compile(r":([A-Za-z_][\w$#]*)([?*]?)")
_URI_PARAMETER = re.compile(r"\{([A-Za-z_][\w$#]*)\}")


class Parameter(NamedTuple):
    """`stops`: the characters that its value does not hold. `least`: how many characters it must have."""

    name: str
    stops: str
    least: int
    weight: int
    """1 for a segment, 2 for one that may be empty, 3 for all that follows."""


class Pattern(NamedTuple):
    """A template's text: a literal, then parameters, each with the literal behind it."""

    text: str
    literals: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    with_query: bool
    """Whether it is matched against path and query string."""

    def match(self, address: str) -> dict[str, str] | None:
        """The parameters' values, each one as long as it can be, the first one first; None for another address."""
        head, tail = self.literals[0], self.literals[-1]
        if not self.parameters:
            return {} if address == head else None
        if not address.startswith(head) or not address.endswith(tail) or len(address) < len(head) + len(tail):
            return None
        return _shared_out(address[len(head) : len(address) - len(tail)], self.literals[1:-1], self.parameters)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names, in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def weights(self) -> tuple[int, ...]:
        """Of each segment: 0 for a literal one; the more a parameter takes, the heavier."""
        weights, heaviest = [], 0
        for literal, weight in zip(self.literals, (*(each.weight for each in self.parameters), 0), strict=True):
            for _ in range(literal.count("/")):
                weights.append(heaviest)
                heaviest = 0
            heaviest = max(heaviest, weight)
        return (*weights, heaviest)


def parse(uri_template: str) -> Pattern:
    """The pattern of a template."""
    text = "" if uri_template == "." else uri_template.removeprefix("/")
    old = "{" in text
    literals, parameters, position = [], [], 0
    for found in (_URI_PARAMETER if old else _ROUTE_PARAMETER).finditer(text):
        literals.append(text[position : found.start()])
        stops = "" if old or found[2] == "*" else "/," if "," in _segment(text, found.start()) else "/"
        may_be_empty = not stops or found[2] == "?"
        parameters.append(Parameter(found[1], stops, not may_be_empty, 3 if not stops else 2 if may_be_empty else 1))
        position = found.end()
    return Pattern(text, (*literals, text[position:]), tuple(parameters), old and "?" in text)


def _segment(text: str, position: int) -> str:
    start = text.rfind("/", 0, position) + 1
    end = text.find("/", position)
    return text[start : end if end >= 0 else len(text)]


def _shared_out(text: str, between: Sequence[str], parameters: Sequence[Parameter]) -> dict[str, str] | None:
    """The values of parameters that fill `text` with these literals between them.

    Bit n of a set is the place before the last n characters.
    """
    places, ends = 1, []  # from the end of the text: where each parameter may end, the last one first
    for parameter, literal in zip(reversed(parameters), ("", *between)[::-1], strict=True):
        ends.append(places)
        places = _before_literal(literal, _before_value(parameter, places, text), text)
    if not places >> len(text) & 1:
        return None
    values, start = {}, 0
    for parameter, literal, places in zip(parameters, (*between, ""), reversed(ends), strict=True):
        stop = min((found for mark in parameter.stops if (found := text.find(mark, start)) >= 0), default=len(text))
        allowed = places >> (len(text) - stop)
        end = stop - (allowed & -allowed).bit_length() + 1
        values[parameter.name] = text[start:end]
        start = end + len(literal)
    return values


def _before_literal(literal: str, places: int, text: str) -> int:
    """The places from which this literal leads to one of `places`."""
    for character in reversed(literal):
        places = (places & _where(character, text)) << 1
    return places


def _before_value(parameter: Parameter, places: int, text: str) -> int:
    """The places from which a value of this parameter leads to one of `places`."""
    allowed = (1 << len(text)) - 1
    for mark in parameter.stops:
        allowed &= ~_where(mark, text)
    # a sum carries a bit through all that is allowed before it, up to what is not
    reached = (((places & allowed) + allowed) ^ allowed) | places
    return (reached & allowed) << 1 if parameter.least else reached


def _where(character: str, text: str) -> int:
    """The places that have this character before them."""
    return int("0" + "1".join("0" * len(part) for part in text.split(character)), 2)
