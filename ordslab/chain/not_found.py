"""Calls that no handler answers: 404 and 405, and what the caller may have meant."""

from __future__ import annotations

from ordslab.chain import mending_sql as mend
from ordslab.chain.call import Call, Verdict
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.routes import CATALOGS, Route, find, full_path, module_at


def not_found(dictionary: Dictionary, call: Call, route: Route) -> Verdict | None:
    """404 or 405, when no handler answers."""
    if route.rest_object or call.path in CATALOGS or call.path.startswith(CATALOGS):
        return None
    if not route.handlers:
        return _no_template(dictionary, call.path)
    name, template = route.handlers[0].module, route.handlers[0].template
    module = dictionary.module(name)
    if module and not module.published:
        return verdict("not_published", mend.publish(name), module=name)
    if route.handler(call.method) is None:
        there = f"It has: {', '.join(route.methods)}." if route.methods else "It has none at all."
        sql = mend.define_handler(name, template, call.method)
        return verdict("no_handler", sql, template=template, module=name, method=call.method, there=there)
    return None


def _no_template(dictionary: Dictionary, path: str) -> Verdict:
    slash = path.rstrip("/") if path.endswith("/") else path + "/"
    if find(dictionary, slash).handlers:
        return verdict("slash", mend.ADDRESSES, path=path, other=slash)
    if other := next((each for each in _defined(dictionary) if each.lower() == path.lower()), ""):
        return verdict("capitals", mend.ADDRESSES, path=path, other=other)
    if module := module_at(dictionary, path):
        templates = sorted({each.template for each in dictionary.handlers if each.module == module.name})
        rest = path[len(module.prefix) :] or "."
        there = f"It has: {', '.join(templates)}." if templates else "It has no template yet."
        sql = mend.ADDRESSES if templates else mend.define_template(module.name, rest)
        return verdict("no_template", sql, module=module.name, rest=rest, there=there)
    prefixes = ", ".join(each.prefix for each in dictionary.modules)
    there = f"There are: {prefixes}." if prefixes else "The schema has no module yet."
    sql = mend.ADDRESSES if prefixes else mend.define_module(path.strip("/").partition("/")[0] or "customers")
    return verdict("no_module", sql, path=path, there=there)


def _defined(dictionary: Dictionary) -> list[str]:
    """The paths of all templates without a variable."""
    paths = [
        full_path(module, each.template) for each in dictionary.handlers if (module := dictionary.module(each.module))
    ]
    return [path for path in paths if find(dictionary, path).handlers]
