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

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from ordslab.sandbox.http.patterns import Pattern, parse
from ordslab.sandbox.metadata.model import Module, SchemaMetadata, Template


class Route(NamedTuple):
    """A template that matches, and its parameters' values by name."""

    module: Module
    template: Template
    parameters: dict[str, str]


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
                for template, pattern in patterns_of(module):
                    values = pattern.match(f"{rest}?{query}" if pattern.with_query else rest)
                    if values is not None:
                        return Route(module, template, values)
        return None


@lru_cache(maxsize=512)
def patterns_of(module: Module) -> list[tuple[Template, Pattern]]:
    """The templates of a module with their patterns, in the order in which they are tried."""
    both = [(template, parse(template.uri_template)) for template in module.templates]
    return sorted(both, key=lambda each: _rank(*each))


def literal_part(template: Template) -> tuple[str, bool]:
    """What of a template stands before its first parameter, and whether it has one."""
    pattern = parse(template.uri_template)
    return pattern.literals[0], bool(pattern.parameters)


def parameter_names(template: Template) -> tuple[str, ...]:
    """The names of a template's parameters, in order."""
    return parse(template.uri_template).names


def _rank(template: Template, pattern: Pattern) -> tuple[object, ...]:
    """The smaller one is tried first."""
    return -template.priority, pattern.weights, -len(pattern.text), pattern.text
