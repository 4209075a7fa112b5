"""Calls that no handler answers: 404 and 405, and what the caller may have meant."""

from __future__ import annotations

from ordslab.chain import mending_sql as mend
from ordslab.chain.call import Call, Verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.routes import CATALOGS, Route, find, full_path


def astray(dictionary: Dictionary, call: Call, route: Route) -> Verdict | None:
    """404 or 405, when no handler answers."""
    if route.rest_object or call.path in CATALOGS or call.path.startswith(CATALOGS):
        return None
    if not route.handlers:
        return _no_template(dictionary, call, route)
    module, template = route.handlers[0].module, route.handlers[0].template
    found = dictionary.module(module)
    if found and not found.published:
        return Verdict(
            404,
            "not_published",
            f"The module {module} is not published.",
            "ORDS answers 404 for all of its paths until it is.",
            mend.publish(module),
        )
    if route.handler(call.method) is None:
        there = f"It has: {', '.join(route.methods)}." if route.methods else "It has none at all."
        return Verdict(
            405,
            "no_handler",
            f"The template {template} of the module {module} has no handler for {call.method}.",
            there,
            mend.define_handler(module, template, call.method),
        )
    return None


def _no_template(dictionary: Dictionary, call: Call, route: Route) -> Verdict:
    path = call.path
    slash = path.rstrip("/") if path.endswith("/") else path + "/"
    if find(dictionary, slash).handlers:
        return Verdict(
            404,
            "slash",
            f"No template matches {path}; one matches {slash}.",
            "The slash at the end counts.",
            mend.addresses(),
        )
    paths = [
        full_path(module, each.template) for each in dictionary.handlers if (module := dictionary.module(each.module))
    ]
    for each in paths:
        if find(dictionary, each).handlers and each.lower() == path.lower():
            return Verdict(
                404, "capitals", f"No template matches {path}; there is {each}.", "Capitals count.", mend.addresses()
            )
    if route.modules:
        module = max(route.modules, key=lambda each: len(each.prefix))
        templates = sorted({each.template for each in dictionary.handlers if each.module == module.name})
        rest = path[len(module.prefix) :] or "."
        return Verdict(
            404,
            "no_template",
            f"The module {module.name} has no template that matches {rest}.",
            f"It has: {', '.join(templates)}." if templates else "It has no template yet.",
            mend.addresses() if templates else mend.define_template(module.name, rest),
        )
    prefixes = ", ".join(each.prefix for each in dictionary.modules)
    first = path.strip("/").partition("/")[0]
    return Verdict(
        404,
        "no_module",
        f"No module has a base path that {path} starts with.",
        f"There are: {prefixes}." if prefixes else "The schema has no module yet.",
        mend.addresses() if prefixes else mend.define_module(first or "customers"),
    )
