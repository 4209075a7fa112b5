"""Addresses: from a path to the handler that answers it, and all endpoints that a schema has."""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from ordslab.chain.access_rule import METADATA_CATALOG, OPEN_API_CATALOG
from ordslab.chain.dictionary import Dictionary, Handler, Module, RestObject, grouped, once

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Those that a handler can have."""
_BRACES, _COLONS = re.compile(r"\{[A-Za-z_][\w$#]*\}"), re.compile(r":[A-Za-z_][\w$#]*[?*]?")
CATALOG = "catalog"
CATALOGS = (METADATA_CATALOG, OPEN_API_CATALOG)


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

    @cached_property
    def any_path(self) -> str:
        """One of its paths, with a value for each variable that no exact pattern can mean."""
        return sample(self.path, "\0")


@dataclass(frozen=True)
class Route:
    """Where a path leads: the handlers of the template that matches best, or an object of AutoREST.

    `rest` is what follows the object's alias: "" for all its rows, "batchload", or a row's key.
    """

    handlers: tuple[Handler, ...] = ()
    object: RestObject | None = None
    rest: str = ""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it answers."""
        if self.object is None:
            return tuple(each.method for each in self.handlers if each.method)
        if self.object.is_program:
            return ("POST",)
        if self.object.type == "VIEW":  # what the sandbox says of every view; a real one may take more
            return ("GET",)
        return ("POST",) if self.rest == "batchload" else ("GET", "PUT" if self.rest else "POST", "DELETE")

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


@dataclass(frozen=True)
class _Template:
    """A template with its handlers. `rank`: of those that match a path, the smallest is asked first."""

    looks: re.Pattern[str]
    handlers: tuple[Handler, ...]
    rank: tuple[object, ...]
    off_air: bool


def find(dictionary: Dictionary, path: str) -> Route:
    """Where the path leads. A template of an unpublished module matches too, where nothing else does."""
    best = min(_matching(dictionary, path), key=lambda each: each.rank, default=None)
    if best is None or best.off_air:
        alias, slash, rest = path[1:].partition("/")
        found = _aliases(dictionary).get(alias)
        if found and slash and "/" not in rest and _is_one(found, rest):
            return Route(object=found, rest=rest)
    return Route(best.handlers if best else ())


def _is_one(rest_object: RestObject, rest: str) -> bool:
    """Whether such an address may be the object's: of a package it names a subprogram, of other programs nothing."""
    return bool(rest) == (rest_object.type == "PACKAGE") if rest_object.is_program else True


def handlers_at(dictionary: Dictionary, path: str) -> tuple[Handler, ...]:
    """The handlers of all templates that match a path, whichever of them is asked."""
    return tuple(handler for each in _matching(dictionary, path) for handler in each.handlers)


def module_at(dictionary: Dictionary, path: str) -> Module | None:
    """The module that a path lies in: of several that with the longest base path."""
    bases, path = _bases(dictionary), path + "/"
    return next((bases[path[:end]] for end in range(len(path), 0, -1) if path[:end] in bases), None)


def _matching(dictionary: Dictionary, path: str) -> list[_Template]:
    templates = _templates(dictionary)
    begun = [each for end in range(len(path) + 1) for each in templates.get(path[:end], ())]
    return [each for each in begun if each.looks.fullmatch(path)]


@once
def _templates(dictionary: Dictionary) -> dict[str, tuple[_Template, ...]]:
    """The templates by what their paths begin with, up to the first variable."""
    found = []
    for (name, template), handlers in grouped(
        ((each.module, each.template), each) for each in dictionary.handlers
    ).items():
        if module := dictionary.module(name):
            path = full_path(module, template)
            found.append((literal_part(path)[0], _template(module, path, handlers)))
    return grouped(found)


def _template(module: Module, path: str, handlers: tuple[Handler, ...]) -> _Template:
    return _Template(regex(path), handlers, _rank(module, handlers[0]), not module.published)


@once
def _bases(dictionary: Dictionary) -> dict[str, Module]:
    return {each.prefix: each for each in reversed(dictionary.modules)}


@once
def _aliases(dictionary: Dictionary) -> dict[str, RestObject]:
    return {each.alias: each for each in reversed(dictionary.objects) if each.enabled}


def _rank(module: Module, handler: Handler) -> tuple[object, ...]:
    """A longer base path, a higher priority, literals before variables."""
    variable = _variable(handler.template)
    found = ["".join(variable.findall(each)) for each in handler.template.split("/")]
    weights = tuple(3 if "{" in each or "*" in each else 2 if "?" in each else int(":" in each) for each in found)
    text = "" if handler.template == "." else handler.template.removeprefix("/")
    return not module.published, -len(module.prefix), -handler.priority, weights, -len(text), text


def full_path(module: Module, template: str) -> str:
    """The path of a template, below the alias. The template `.` is the module's base path itself."""
    return module.prefix if template == "." else module.prefix + template.lstrip("/")


@once
def endpoints(dictionary: Dictionary) -> tuple[Endpoint, ...]:
    """Every endpoint of the schema: the modules' handlers, AutoREST's objects, the two catalogs."""
    found = []
    for each in dictionary.handlers:
        module = dictionary.module(each.module)
        if module and each.method:
            source = f"module {module.name}", module.name, each.template, module.published
            paths = spelled_out(full_path(module, each.template))
            found += [Endpoint(each.method, path, *source) for path in paths]
    for rest in dictionary.objects:
        if rest.enabled:
            called = "POST" if rest.is_program else "GET POST PUT DELETE"
            about = f"/{rest.alias}/", f"{rest.type.lower()} {rest.name} (AutoREST)", rest.name
            found += [Endpoint(method, *about) for method in called.split()]
    return (*found, *(Endpoint("GET", path, CATALOG) for path in CATALOGS))


def spelled_out(path: str) -> list[str]:
    """The paths that a template stands for: one, or two when its last segment is optional (`:id?`)."""
    if not path.endswith("?"):
        return [path]
    parent = path[: path.rindex("/") + 1]
    return [parent, path[:-1]]


def sample(path: str, value: str = "1") -> str:
    """A path that one could call: a value for each variable."""
    return _variable(path).sub(value, path)


def literal_part(path: str) -> tuple[str, bool]:
    """What of a template's path stands before its first variable, and whether it has one."""
    literal = _variable(path).split(path)[0]
    return literal, literal != path


def _variable(path: str) -> re.Pattern[str]:
    """What a variable looks like: a template with a brace is of the older kind, to which a colon means nothing."""
    return _BRACES if "{" in path else _COLONS


def regex(path: str) -> re.Pattern[str]:
    """What the paths of a template look like: `{id}` takes anything, `:id` one segment, `:id?` none too, `:id*` all.

    Where a segment has a comma, `:id` is the part of it between commas.
    """
    pattern, position = "", 0
    for found in _variable(path).finditer(path):
        segment = path[path.rfind("/", 0, found.start()) + 1 :].partition("/")[0]
        one = "[^/,]" if "," in segment else "[^/]"
        taken = {"}": ".*", "*": ".*", "?": f"{one}*"}.get(found[0][-1], f"{one}+")
        pattern += re.escape(path[position : found.start()]) + taken
        position = found.end()
    return re.compile(pattern + re.escape(path[position:]), re.DOTALL)
