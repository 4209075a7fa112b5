"""Calls that no handler answers: 404 and 405, and what the caller may have meant."""

from typing import Any

from ordslab.chain import mending_sql as sql
from ordslab.chain import mends as mend
from ordslab.chain.call import Call, Verdict
from ordslab.chain.catalogs import is_described
from ordslab.chain.causes import verdict
from ordslab.chain.dictionary import Dictionary, RestObject
from ordslab.chain.routes import CATALOGS, Route, find, full_path, module_at
from ordslab.http.tokens_seen import TOKEN_PATH

_TOKEN_ROOMS = ("oauth", "oauth2", "oauth20", "token", "tokens", "auth", "connect", "ords")
"""What addresses of token endpoints begin with elsewhere."""


def not_found(dictionary: Dictionary, call: Call, route: Route) -> Verdict | None:
    """404 or 405, when no handler answers."""
    if call.path.startswith(CATALOGS):
        return _not_of_catalog(dictionary, call)
    if route.object:
        return None if call.method in route.methods else _not_of_object(call, route, route.object)
    if not route.handlers:
        return _no_template(dictionary, call.path)
    name, template = route.handlers[0].module, route.handlers[0].template
    module = dictionary.module(name)
    if module and not module.published:
        return verdict("not_published", mend.publish(name), module=name)
    if route.handler(call.method) is None:
        there = f"It has: {', '.join(route.methods)}." if route.methods else "It has none at all."
        made = mend.define_handler(route.handlers[0], call.method)
        return verdict("no_handler", made, template=template, module=name, method=call.method, there=there)
    return None


def _not_of_catalog(dictionary: Dictionary, call: Call) -> Verdict | None:
    if call.method != "GET":
        return verdict("catalog_method", method=call.method)
    return None if is_described(dictionary, call.path) else verdict("not_described", path=call.path)


def _not_of_object(call: Call, route: Route, rest: RestObject) -> Verdict:
    known: dict[str, Any] = {"kind": rest.type.lower(), "name": rest.name, "path": call.path, "method": call.method}
    return verdict("object_method", methods=" and ".join(route.methods), **known)


def _no_template(dictionary: Dictionary, path: str) -> Verdict:
    slash = path.rstrip("/") if path.endswith("/") else path + "/"
    found = find(dictionary, slash)
    if found.handlers or found.object:
        return verdict("slash", look=sql.ADDRESSES, path=path, other=slash)
    if other := next((each for each in _defined(dictionary) if each.lower() == path.lower()), ""):
        return verdict("capitals", look=sql.ADDRESSES, path=path, other=other)
    if near := _token_path(path):
        return verdict("token_address", path=path, near=near)
    if module := module_at(dictionary, path):
        templates = sorted({each.template for each in dictionary.handlers if each.module == module.name})
        rest = path[len(module.prefix) :] or "."
        there = f"It has: {', '.join(templates)}." if templates else "It has no template yet."
        made = None if templates else mend.define_template(module.name, rest)
        return verdict("no_template", made, look=sql.ADDRESSES, module=module.name, rest=rest, there=there)
    prefixes = ", ".join(each.prefix for each in dictionary.modules)
    there = f"There are: {prefixes}." if prefixes else "The schema has no module yet."
    made = None if prefixes else mend.define_module(path.strip("/").partition("/")[0] or "customers")
    return verdict("no_module", made, look=sql.ADDRESSES, path=path, there=there)


def _token_path(path: str) -> str:
    """What a path that looks like the token endpoint's is not, "" for any other."""
    words = path.strip("/").lower().split("/")
    meant = words[-1] in ("token", "tokens") and words[0] in (
        "oauth",
        "oauth2",
        "oauth20",
        "token",
        "ords",
        "auth",
        "connect",
    )
    return TOKEN_PATH if meant else ""


def _defined(dictionary: Dictionary) -> list[str]:
    """The paths of all templates without a variable."""
    paths = [
        full_path(module, each.template) for each in dictionary.handlers if (module := dictionary.module(each.module))
    ]
    return [path for path in paths if find(dictionary, path).handlers]
