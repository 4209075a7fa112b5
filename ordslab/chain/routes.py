"""Addresses: from a path to the handler that answers it, and all endpoints that a schema has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ordslab.chain.dictionary import Dictionary, Handler, Module

TOKEN_PATH = "/oauth/token"  # noqa: S105  an address
_BRACES, _COLONS = re.compile(r"\{[^}]*\}"), re.compile(r":\w+[?*]?")
CATALOG = "catalog"
CATALOGS = ("/metadata-catalog/", "/open-api-catalog/")


@dataclass(frozen=True)
class Address:
    """A call's address. `alias`: of the schema, as the caller wrote it. `path`: what follows it, decoded."""

    alias: str
    path: str


@dataclass(frozen=True)
class Endpoint:
    """Something that can be called. `path` is the template's: `/customers/validation/{id}`.

    `source` says where it comes from: "module customers", "table EMP (AutoREST)", "catalog"; `owner` is the module's or
    object's name, `template` the module's template. `reachable`: published.
    """

    method: str
    path: str
    source: str
    owner: str = ""
    template: str = ""
    reachable: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def any_path(self) -> str:
        """One of its paths, with a value for each variable that no exact pattern can mean."""
        return _variable(self.path).sub("\0", self.path)


@dataclass(frozen=True)
class Route:
    """Where a path leads: the handlers of the template that matches best, and the modules that it lies in."""

    handlers: tuple[Handler, ...] = ()
    modules: tuple[Module, ...] = ()
    rest_object: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the template has handlers for."""
        return tuple(each.method for each in self.handlers if each.method)

    def handler(self, method: str) -> Handler | None:
        """The handler of a method."""
        return next((each for each in self.handlers if each.method == method), None)


def address(text: str, base_url: str) -> Address:
    """Understand what a learner gives: a path below the alias, one with /ords/page before it, or a whole address."""
    base = urlsplit(base_url).path.strip("/").split("/")
    parts = urlsplit(text if "://" in text else text.lstrip("/"))
    path = unquote(parts.path)
    if "://" in text or path.split("/")[0] == base[0]:
        segments = path.lstrip("/").split("/")
        context = len(base) - 1  # /ords, or more where ORDS lies deeper
        if len(segments) > context and segments[:context] == base[:context]:
            return Address(segments[context], "/" + "/".join(segments[context + 1 :]))
        return Address("", "/" + "/".join(segments))
    return Address(base[-1], "/" + path)


def find(dictionary: Dictionary, path: str) -> Route:
    """Where the path leads. Templates of unpublished modules match too, where no other does: the caller judges."""
    modules = {each.name: each for each in dictionary.modules}
    inside = tuple(each for each in modules.values() if (path + "/").startswith(each.prefix))
    matching = [
        each
        for each in dictionary.handlers
        if each.module in modules and regex(full_path(modules[each.module], each.template)).fullmatch(path)
    ]
    matching.sort(key=lambda each: _rank(modules[each.module], each))
    best = (matching[0].module, matching[0].template) if matching else None
    rest_object = next((e.name for e in dictionary.objects if e.enabled and path.startswith(f"/{e.alias}/")), "")
    return Route(tuple(each for each in matching if (each.module, each.template) == best), inside, rest_object)


def _rank(module: Module, handler: Handler) -> tuple[object, ...]:
    """The smallest is asked first: a longer base path, a higher priority, literals before variables."""
    variable = _variable(handler.template)
    found = ["".join(variable.findall(each)) for each in handler.template.split("/")]
    weights = tuple(3 if "{" in each or "*" in each else 2 if "?" in each else int(":" in each) for each in found)
    return not module.published, -len(module.prefix), -handler.priority, weights, -len(handler.template)


def full_path(module: Module, template: str) -> str:
    """The path of a template, below the alias. The template `.` is the module's base path itself."""
    return module.prefix if template == "." else module.prefix + template.lstrip("/")


def endpoints(dictionary: Dictionary) -> Iterator[Endpoint]:
    """Every endpoint of the schema: the modules' handlers, AutoREST's objects, the two catalogs."""
    for handler in dictionary.handlers:
        module = dictionary.module(handler.module)
        if module and handler.method:
            for path in spelled_out(full_path(module, handler.template)):
                yield Endpoint(
                    handler.method, path, f"module {module.name}", module.name, handler.template, module.published
                )
    for each in dictionary.objects:
        if each.enabled:
            source = f"{each.type.lower()} {each.name} (AutoREST)"
            called = "POST" if each.type in ("PROCEDURE", "FUNCTION", "PACKAGE") else "GET, POST, PUT, DELETE"
            for method in called.split(", "):
                yield Endpoint(method, f"/{each.alias}/", source, each.name)
    for path in CATALOGS:
        yield Endpoint("GET", path, CATALOG)


def spelled_out(path: str) -> list[str]:
    """The paths that a template stands for: one, or two when its last segment is optional (`:id?`)."""
    if not path.endswith("?"):
        return [path]
    parent = path[: path.rindex("/") + 1]
    return [parent, path[:-1]]


def sample(path: str) -> str:
    """A path that one could call: 1 for each variable."""
    return _variable(path).sub("1", path)


def _variable(path: str) -> re.Pattern[str]:
    """What a variable looks like: a template with a brace is of the older kind, to which a colon means nothing."""
    return _BRACES if "{" in path else _COLONS


def regex(path: str) -> re.Pattern[str]:
    """What the paths of a template look like: `{id}` takes anything, `:id` one segment, `:id?` none too, `:id*` all."""
    pattern, position = "", 0
    for found in _variable(path).finditer(path):
        taken = {"{": ".*", "*": ".*", "?": "[^/]*"}.get(found[0][0] if found[0][0] == "{" else found[0][-1], "[^/]+")
        pattern += re.escape(path[position : found.start()]) + taken
        position = found.end()
    return re.compile(pattern + re.escape(path[position:]), re.DOTALL)
