"""From a path below the alias to a template and the values of its parameters.

Two spellings of a template, told apart by a brace:

- Route patterns, `employees/:id`. A parameter is one path segment, or the part of one between commas; `:id?` may be
  empty, `:id*` takes all that follows (documented: "Route Patterns" of the plugin API).
- URI templates, `employees/{id}`, older. A parameter takes anything, slashes included, and the template is matched
  against path and query string (documented by ORDS's engineer: cdivilly.com, "Route Patterns", 2015).

'.' is the module's base path itself. A leading '/' of a template means nothing (an example of the Developer's Guide
has one). Of several templates that match, the one with the higher priority wins (documented), then the one that is
literal where the other has a parameter (documented for route patterns), then the longer one (inferred). A module whose
base path is longer is asked first (inferred).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from ordslab.sandbox.metadata.model import Module, SchemaMetadata, Template

_ROUTE_PARAMETER = re.compile(r":([A-Za-z_][\w$#]*)([?*]?)")
_URI_PARAMETER = re.compile(r"\{([A-Za-z_][\w$#]*)\}")


class Route(NamedTuple):
    """A template that matches, and its parameters' values by name."""

    module: Module
    template: Template
    parameters: dict[str, str]


class Pattern(NamedTuple):
    """A compiled template. `names`: of the groups of `regex`. `rank`: the smaller one is tried first."""

    template: Template
    regex: re.Pattern[str]
    names: tuple[str, ...]
    with_query: bool
    rank: tuple[object, ...]


class Router:
    """The published modules of one schema, found by their base paths."""

    def __init__(self, metadata: SchemaMetadata) -> None:
        self._modules: defaultdict[str, list[Module]] = defaultdict(list)
        for module in metadata.modules:
            if module.published:
                self._modules[module.uri_prefix].append(module)
        self._lengths = sorted(set(map(len, self._modules)), reverse=True)

    def find(self, path: str, query: str = "") -> Route | None:
        """The route of a decoded path below the alias; `query` is the decoded query string."""
        for length in self._lengths:
            for module in self._modules.get(path[:length], ()):
                rest = path[length:]
                for pattern in patterns_of(module):
                    found = pattern.regex.fullmatch(f"{rest}?{query}" if pattern.with_query else rest)
                    if found:
                        return Route(module, pattern.template, dict(zip(pattern.names, found.groups(), strict=True)))
        return None


@lru_cache(maxsize=512)
def patterns_of(module: Module) -> list[Pattern]:
    """The compiled templates of a module, in the order in which they are tried."""
    return sorted(map(compile_template, module.templates), key=lambda pattern: pattern.rank)


def compile_template(template: Template) -> Pattern:
    """The pattern of a template."""
    text = "" if template.uri_template == "." else template.uri_template.removeprefix("/")
    old = "{" in text
    syntax = _URI_PARAMETER if old else _ROUTE_PARAMETER
    regex, names, position = "", [], 0
    for parameter in syntax.finditer(text):
        regex += re.escape(text[position : parameter.start()])
        regex += "(.*)" if old else _route_group(parameter.group(2), _segment(text, parameter.start()))
        names.append(parameter.group(1))
        position = parameter.end()
    regex += re.escape(text[position:])
    rank = (-template.priority, tuple(_weight(part, old) for part in text.split("/")), -len(text), text)
    return Pattern(template, re.compile(regex, re.DOTALL), tuple(names), old and "?" in text, rank)


def literal_part(template: Template) -> tuple[str, bool]:
    """What of a template stands before its first parameter, and whether it has one."""
    text = "" if template.uri_template == "." else template.uri_template.removeprefix("/")
    found = (_URI_PARAMETER if "{" in text else _ROUTE_PARAMETER).search(text)
    return (text[: found.start()], True) if found else (text, False)


def parameter_names(template: Template) -> tuple[str, ...]:
    """The names of a template's parameters, in order."""
    return compile_template(template).names


def _segment(text: str, position: int) -> str:
    start = text.rfind("/", 0, position) + 1
    end = text.find("/", position)
    return text[start : end if end >= 0 else len(text)]


def _route_group(modifier: str, segment: str) -> str:
    if modifier == "*":
        return "(.*)"
    characters = "[^/,]" if "," in segment else "[^/]"
    return f"({characters}{'*' if modifier == '?' else '+'})"


def _weight(segment: str, old: bool) -> int:
    """0 for a literal segment; the more a parameter takes, the heavier."""
    if old:
        return 3 if _URI_PARAMETER.search(segment) else 0
    modifiers = {found.group(2) for found in _ROUTE_PARAMETER.finditer(segment)}
    if not modifiers:
        return 0
    return 3 if "*" in modifiers else 2 if "?" in modifiers else 1
