"""/metadata-catalog/: what a schema offers, and the members of each resource.

Marks. Documented (Developer's Guide, "Get Schema Metadata", "Get Object Metadata"): the members of both forms and their
links. Inferred: the name of a module's resource is its path; a resource whose query cannot be compiled has no members;
paging is that of any collection.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from ordslab.sandbox.http.answer import Answer, json_answer
from ordslab.sandbox.http.binds import Binder
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.json_rows import member_name
from ordslab.sandbox.http.links import paging_links, request_url
from ordslab.sandbox.http.paging import ITEMS_PER_PAGE, page_of
from ordslab.sandbox.http.queries import collection_body, columns_of
from ordslab.sandbox.http.request import CONTEXT, Request
from ordslab.sandbox.http.routing import literal_part
from ordslab.sandbox.http.source import source_of
from ordslab.sandbox.http.table_access import TableAccess
from ordslab.sandbox.metadata.guards import METADATA_CATALOG
from ordslab.sandbox.metadata.model import AutoRestObject, Handler, Module, SchemaMetadata, Template
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import Column

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_JSON = (("Content-Type", "application/json"),)


@dataclass(frozen=True)
class MetadataCatalog:
    """The metadata catalog of a schema, for one request."""

    PATH: ClassVar[str] = METADATA_CATALOG
    request: Request
    metadata: SchemaMetadata

    @property
    def root(self) -> str:
        """The address of the schema, without a slash at its end."""
        return f"{self.request.base}{CONTEXT}/{quote(self.metadata.alias or '')}"

    def answer(self, rest: str, session: Session) -> Answer:
        """The answer for what follows /metadata-catalog/. Raises `Problem` 404."""
        if not rest:
            return self._list()
        for enabled in self.metadata.objects:
            if rest.rstrip("/") == enabled.alias or rest == f"{enabled.alias}/item":
                return json_answer(self._object(enabled, session))
        for module, template in _resources(self.metadata):
            path = _described_path(module, template)
            if rest in (path, f"{path}/"):
                return json_answer(self._resource(module, template, path, session))
        raise Problem(404)

    def _list(self) -> Answer:
        items = [self._entry(each.name, f"{each.alias}/", f"{each.alias}/") for each in self.metadata.objects]
        for module, template in _resources(self.metadata):
            path, has_parameter = literal_part(template)
            full = f"{module.uri_prefix[1:]}{path}"
            items.append(self._entry(f"/{full}", None if has_parameter else full, _described_path(module, template)))
        return page_answer(self.request, items)

    def _entry(self, name: str, described: str | None, path: str) -> dict[str, Any]:
        links = [{"rel": "describes", "href": f"{self.root}/{quote(described)}"}] if described is not None else []
        canonical = {
            "rel": "canonical",
            "href": f"{self.root}{self.PATH}{quote(path)}",
            "mediaType": "application/json",
        }
        return {"name": name, "links": [*links, canonical]}

    def _object(self, enabled: AutoRestObject, session: Session) -> dict[str, Any]:
        columns, key = object_columns(enabled, session)
        return {
            "name": enabled.name,
            "primarykey": [member_name(column.name) for column in key],
            **self._members(columns),
            "links": self._links(f"{enabled.alias}/", f"{enabled.alias}/"),
        }

    def _resource(self, module: Module, template: Template, path: str, session: Session) -> dict[str, Any]:
        handler = next((each for each in template.handlers if each.method == "GET"), None)
        columns = handler_columns(handler, session) if handler else ()
        literal, has_parameter = literal_part(template)
        described = None if has_parameter else f"{module.uri_prefix[1:]}{literal}"
        return {"name": f"/{path}", **self._members(columns), "links": self._links(path, described)}

    def _members(self, columns: Sequence[Column]) -> dict[str, Any]:
        return {"members": [{"name": member_name(each.name), "type": each.type.family} for each in columns]}

    def _links(self, path: str, described: str | None) -> list[dict[str, str]]:
        links = [
            {"rel": "collection", "href": f"{self.root}{self.PATH}", "mediaType": "application/json"},
            {"rel": "canonical", "href": f"{self.root}{self.PATH}{quote(path)}"},
        ]
        if described is not None:
            links.append({"rel": "describes", "href": f"{self.root}/{quote(described)}"})
        return links


def page_answer(request: Request, items: Sequence[dict[str, Any]]) -> Answer:
    """A page of a catalog."""
    page = page_of(request, ITEMS_PER_PAGE)
    shown = items[page.offset : page.offset + page.limit]
    has_more = len(items) > page.offset + page.limit
    texts = [json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in shown]
    links = [("self", request_url(request)), *paging_links(request, page, has_more)]
    return Answer(200, _JSON, collection_body(texts, page, has_more, links))


def handler_columns(handler: Handler, session: Session) -> tuple[Column, ...]:
    """The columns of a handler's query, () where it has none or is wrong."""
    if not handler.source_type.startswith(("json/", "csv/")):
        return ()
    try:
        source = source_of(handler.source)
        request = Request("GET", "", "", {}, "")
        columns = columns_of(session, Binder(request, source, None, handler.parameters))
    except (OraError, Problem):
        return ()
    return tuple(column for column in columns if not column.name.startswith("$"))


def object_columns(enabled: AutoRestObject, session: Session) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of an enabled object and those of its primary key."""
    if not enabled.has_rows:
        return (), ()
    table = TableAccess.of(session, enabled)
    return table.columns, tuple(column for column in table.key if column in table.columns)


def _resources(metadata: SchemaMetadata) -> list[tuple[Module, Template]]:
    return [(module, template) for module in metadata.modules if module.published for template in module.templates]


def _described_path(module: Module, template: Template) -> str:
    """What follows /metadata-catalog/ in the link `describedby` of the resource."""
    literal, has_parameter = literal_part(template)
    path = f"{module.uri_prefix[1:]}{literal}"
    if has_parameter or not path.endswith("/"):
        return f"{path.rpartition('/')[0]}/item".removeprefix("/")
    return path
