"""/open-api-catalog/: OpenAPI 3 of each module and of each enabled object.

Marks. Observed: the index (name, canonical link, media type), title, version, servers, descriptions of GET, POST and
PUT with their responses, a path parameter's form, schemas named after types, the security schemes of a protected
module. Inferred: everything else, so bind variables that are no parameter are those of the query string or the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from ordslab.sandbox.http.answer import Answer, json_answer
from ordslab.sandbox.http.auto_plsql import ProgramArgument, subprograms
from ordslab.sandbox.http.catalog import MetadataCatalog, handler_columns, object_columns, page_answer
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.json_rows import member_name
from ordslab.sandbox.http.request_body import METHODS_WITH_BODY
from ordslab.sandbox.http.routing import parameter_names
from ordslab.sandbox.http.source import IMPLICIT, Source, source_of
from ordslab.sandbox.metadata.guards import OPEN_API_CATALOG
from ordslab.sandbox.metadata.model import AutoRestObject, Handler, Module, Parameter, Template
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_DATE = r"^\d{4}-[01]\d-[0123]\dT[012]\d:[0-5]\d:[0-5]\d(.\d+)?(Z|([-+][012]\d:[0-5]\d))$"
_MOMENT = {"type": "string", "format": "date-time", "pattern": _DATE}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "NUMBER": {"type": "number"},
    "BINARY_FLOAT": {"type": "number"},
    "BINARY_DOUBLE": {"type": "number"},
    "DATE": _MOMENT,
    "TIMESTAMP": _MOMENT,
    "TIMESTAMP_TZ": _MOMENT,
    "BLOB": {"type": "string", "format": "byte"},
    "RAW": {"type": "string", "format": "byte"},
    "BOOLEAN": {"type": "boolean"},
    "JSON": {},
    "RESULTSET": {"type": "array", "items": {"type": "object"}},
}
_TEXT = {"type": "string"}
_PARAMETER_SCHEMAS = {
    "INT": {"type": "integer"},
    "LONG": {"type": "integer"},
    "DOUBLE": {"type": "number"},
    "BOOLEAN": {"type": "boolean"},
    "TIMESTAMP": {"type": "string", "format": "date-time"},
}
_PARAMETER_TYPES = {
    "INT": "NUMBER",
    "LONG": "NUMBER",
    "DOUBLE": "NUMBER",
    "BOOLEAN": "BOOLEAN",
    "TIMESTAMP": "TIMESTAMP",
    "RESULTSET": "RESULTSET",
}
_PAGING = (("offset", "integer"), ("limit", "integer"), ("q", "string"))
_RESPONSES = {
    "GET": {"200": "The queried record."},
    "POST": {"201": "The successfully created record."},
    "PUT": {"201": "The successfully created record.", "200": "The successfully updated record."},
    "PATCH": {"200": "The successfully updated record."},
    "DELETE": {"200": "The successfully deleted record."},
}
_DESCRIPTIONS = {
    "POST": "Create a new record on {}",
    "PUT": "Create or update a record on {}",
    "PATCH": "Update a record on {}",
    "DELETE": "Remove a record from {}",
}


@dataclass(frozen=True)
class OpenApiCatalog(MetadataCatalog):
    """The OpenAPI documents of a schema, for one request."""

    PATH: ClassVar[str] = OPEN_API_CATALOG

    def answer(self, rest: str, session: Session) -> Answer:
        """The answer for what follows /open-api-catalog/. Raises `Problem` 404."""
        modules = [module for module in self.metadata.modules if module.published]
        if not rest:
            entries = [self._index_entry(module.name, module.uri_prefix[1:]) for module in modules]
            entries += [self._index_entry(each.name, f"{each.alias}/") for each in self.metadata.objects]
            return page_answer(self.request, entries)
        for module in modules:
            if rest == module.uri_prefix[1:]:
                return json_answer(_Document(self, module.name, rest).of_module(module, session))
        for enabled in self.metadata.objects:
            if rest == f"{enabled.alias}/":
                return json_answer(_Document(self, enabled.name, rest).of_object(enabled, session))
        raise Problem(404)

    def _index_entry(self, name: str, path: str) -> dict[str, Any]:
        href = f"{self.root}{self.PATH}{quote(path)}"
        return {"name": name, "links": [{"rel": "canonical", "href": href, "mediaType": "application/openapi+json"}]}


class _Document:
    """One document. `path`: the base path, with a slash at its end alone."""

    def __init__(self, catalog: OpenApiCatalog, name: str, path: str) -> None:
        self._catalog = catalog
        self._name = name
        self._path = path
        self._families: set[str] = set()
        self._protected = False

    def of_module(self, module: Module, session: Session) -> dict[str, Any]:
        """The document of a module."""
        paths: dict[str, Any] = {}
        for template in module.templates:
            path, names = _open_api_path(template)
            for handler in template.handlers:
                operation = self._operation(handler, names, f"/{self._path}{path[1:]}", session)
                paths.setdefault(path, {})[handler.method.lower()] = operation
        return self._document(paths)

    def of_object(self, enabled: AutoRestObject, session: Session) -> dict[str, Any]:
        """The document of an enabled object."""
        if not enabled.has_rows:
            return self._document(
                {f"/{name}": self._call(name, each) for name, each in subprograms(enabled, session).items()}
            )
        columns, _ = object_columns(enabled, session)
        row = self._object_schema(columns)
        body = {"content": {"application/json": {"schema": row}}}
        below = f"/{self._path}"
        items = {"type": "object", "properties": {"items": {"type": "array", "items": row}}}
        query = [
            _query_parameter(name, kind)
            for name, kind in (("offset", "integer"), ("limit", "integer"), ("q", "string"))
        ]
        collection = {"get": self._described("GET", items, below, many=True) | {"parameters": query}}
        paths: dict[str, Any] = {"/": collection}
        if enabled.type == "TABLE":
            item = f"{below}id"
            collection["post"] = self._described("POST", row, below) | {"requestBody": body}
            paths["/{id}"] = {
                "get": self._described("GET", row, item) | {"parameters": [_path_parameter("id")]},
                "put": self._described("PUT", row, item) | {"parameters": [_path_parameter("id")], "requestBody": body},
                "delete": self._described("DELETE", {"type": "object"}, item) | {"parameters": [_path_parameter("id")]},
            }
        return self._document(paths)

    def _call(self, name: str, arguments: Sequence[ProgramArgument]) -> dict[str, Any]:
        """The path item of a subprogram."""
        going = {
            side: {each.member: self._reference(each.family) for each in arguments if side in each.mode.split("/")}
            for side in ("IN", "OUT")
        }
        operation = self._described("POST", {"type": "object", "properties": going["OUT"]}, f"/{self._path}{name}")
        operation["description"] = f"Call {'.'.join(filter(None, (self._name, name)))}"
        operation["responses"] = {"200": {**operation["responses"]["201"], "description": "The OUT parameters."}}
        schema = {"type": "object", "properties": going["IN"]}
        return {"post": operation | {"requestBody": {"content": {"application/json": {"schema": schema}}}}}

    def _document(self, paths: dict[str, Any]) -> dict[str, Any]:
        components: dict[str, Any] = {
            "schemas": {family: _SCHEMAS.get(family, _TEXT) for family in sorted(self._families)}
        }
        if self._protected:
            components["securitySchemes"] = self._security_schemes()
        return {
            "openapi": "3.0.0",
            "info": {"title": f"ORDS generated API for {self._name}", "version": "1.0.0"},
            "servers": [{"url": f"{self._catalog.root}/{quote(self._path)}"}],
            "paths": paths,
            "components": components,
        }

    def _operation(self, handler: Handler, names: Sequence[str], path: str, session: Session) -> dict[str, Any]:
        try:
            source = source_of(handler.source)
        except OraError:
            source = Source("", {})
        many = handler.source_type in ("json/collection", "json/query", "json/query;type=feed")
        operation = self._described(handler.method, self._response_schema(handler, many, session), path, many=many)
        declared = [
            each for each in handler.parameters if each.access_method != "OUT" and each.source_type != "RESPONSE"
        ]
        parameters = [_path_parameter(name) for name in names]
        parameters += [_declared_parameter(each) for each in declared if each.name not in names]
        known = {name.upper() for name in names} | {each.bind_variable.upper() for each in handler.parameters}
        free = [name for name in source.spelling.values() if name not in IMPLICIT and name.upper() not in known]
        if handler.method in METHODS_WITH_BODY:
            properties = {} if source.reads_body else dict.fromkeys(free, _TEXT)
            schema = {"type": "object", "properties": properties}
            operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        else:
            parameters += [_query_parameter(name, "string") for name in free]
        operation["parameters"] = list({(each["name"], each["in"]): each for each in parameters}.values())
        return operation

    def _described(self, method: str, schema: dict[str, Any], path: str, *, many: bool = False) -> dict[str, Any]:
        """An operation without parameters."""
        description = "Retrieve records from {}" if many else "Retrieve a record from {}"
        content = {"application/json": {"schema": schema}}
        operation: dict[str, Any] = {
            "description": _DESCRIPTIONS.get(method, description).format(self._name),
            "responses": {
                status: {"description": text, "content": content} for status, text in _RESPONSES[method].items()
            },
        }
        if self._catalog.metadata.guards.privilege(path) is not None:
            self._protected = True
            operation["security"] = [{"BasicAuth": []}, {"BearerAuth": []}, {"OAuth2": []}]
        return operation

    def _response_schema(self, handler: Handler, many: bool, session: Session) -> dict[str, Any]:
        out = [each for each in handler.parameters if each.source_type == "RESPONSE"]
        if out:
            families = {each.name: _PARAMETER_TYPES.get(each.param_type, "VARCHAR2") for each in out}
            return {"type": "object", "properties": {name: self._reference(kind) for name, kind in families.items()}}
        row = self._object_schema(handler_columns(handler, session))
        return {"type": "object", "properties": {"items": {"type": "array", "items": row}}} if many else row

    def _object_schema(self, columns: Sequence[Column]) -> dict[str, Any]:
        properties = {member_name(each.name.removeprefix("{}")): self._reference(each.type.family) for each in columns}
        return {"type": "object", "properties": dict(sorted(properties.items()))}

    def _reference(self, family: str) -> dict[str, str]:
        self._families.add(family)
        return {"$ref": f"#/components/schemas/{family}"}

    def _security_schemes(self) -> dict[str, Any]:
        root = self._catalog.root
        authorize, token = {"authorizationUrl": f"{root}/oauth/auth"}, {"tokenUrl": f"{root}/oauth/token"}
        return {
            "BasicAuth": {"type": "http", "scheme": "basic"},
            "BearerAuth": {"type": "http", "scheme": "bearer"},
            "OAuth2": {
                "type": "oauth2",
                "flows": {
                    "implicit": {**authorize, "scopes": {}},
                    "authorizationCode": {**authorize, **token, "scopes": {}},
                    "clientCredentials": {**token, "scopes": {}},
                },
            },
        }


def _open_api_path(template: Template) -> tuple[str, tuple[str, ...]]:
    text = "" if template.uri_template == "." else template.uri_template.removeprefix("/").partition("?{")[0]
    if "{" not in text:
        text = re.sub(r":([A-Za-z_][\w$#]*)[?*]?", r"{\1}", text)
    names = tuple(name for name in parameter_names(template) if f"{{{name}}}" in text)
    return f"/{text}", names


def _path_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[^/]+$"}
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": "implicit"}


def _query_parameter(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": kind}}


def _declared_parameter(parameter: Parameter) -> dict[str, Any]:
    place = "header" if parameter.source_type == "HEADER" else "query"
    return {"name": parameter.name, "in": place, "schema": _PARAMETER_SCHEMAS.get(parameter.param_type, _TEXT)}
