"""Modules, templates, handlers and their parameters: what package ORDS does with them."""

from __future__ import annotations

from ordslab.sandbox.metadata import errors
from ordslab.sandbox.metadata.changes import Changes, Number, check_enabled, one_of, require

SOURCE_TYPES = (
    "json/collection",
    "json/item",
    "json/query",
    "json/query;type=single",
    "json/query;type=feed",
    "csv/query",
    "resource/lob",
    "plsql/block",
    "mle/javascript",
)
HANDLER_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
_STATUS = ("PUBLISHED", "NOT_PUBLISHED")
_ETAG_TYPES = ("HASH", "QUERY", "NONE")
_PARAMETER_SOURCES = ("HEADER", "URI", "RESPONSE")
_PARAMETER_TYPES = ("STRING", "INT", "DOUBLE", "BOOLEAN", "LONG", "TIMESTAMP", "RESULTSET")
_ACCESS_METHODS = ("IN", "OUT", "INOUT")


def define_module(
    changes: Changes,
    module_name: str | None,
    base_path: str | None,
    *,
    items_per_page: Number | None = 25,
    status: str | None = "PUBLISHED",
    comments: str | None = None,
) -> None:
    """Create a module, or define it anew: one that exists loses its templates and handlers (inferred).

    It keeps its id, its privilege and its allowed origins. Raises ORA-00001 for another module's base path.
    """
    check_enabled(changes)
    name = require(module_name, "ORDS_MODULES", "NAME")
    row = {
        "uri_prefix": _uri_prefix(base_path),
        "items_per_page": 25 if items_per_page is None else _page_size(items_per_page),
        "status": one_of(status, "P_STATUS", _STATUS),
        "comments": comments,
    }
    module_id = changes.find("ORDS$MODULES", name=name)
    _check_prefix_is_free(changes, str(row["uri_prefix"]), module_id)
    if module_id is None:
        changes.insert("ORDS$MODULES", name=name, **row)
    else:
        _delete_templates(changes, module_id)
        changes.update("ORDS$MODULES", module_id, **row)


def define_template(
    changes: Changes,
    module_name: str | None,
    pattern: str | None,
    *,
    priority: Number | None = 0,
    etag_type: str | None = "HASH",
    etag_query: str | None = None,
    comments: str | None = None,
) -> None:
    """Create a template of a module, or define it anew (its handlers are dropped, as a module's templates are)."""
    module_id = changes.get("ORDS$MODULES", name=module_name)
    uri_template = require(pattern, "ORDS_TEMPLATES", "URI_TEMPLATE")
    rank = int(priority or 0)
    if not 0 <= rank <= 9:
        raise errors.bad_value("P_PRIORITY", priority, "0 to 9")
    row = {
        "priority": rank,
        "etag_type": one_of(etag_type, "P_ETAG_TYPE", _ETAG_TYPES),
        "etag_query": etag_query,
        "comments": comments,
    }
    template_id = changes.find("ORDS$TEMPLATES", module_id=module_id, uri_template=uri_template)
    if template_id is None:
        changes.insert("ORDS$TEMPLATES", module_id=module_id, uri_template=uri_template, **row)
    else:
        _delete_handlers(changes, template_id)
        changes.update("ORDS$TEMPLATES", template_id, **row)


def define_handler(
    changes: Changes,
    module_name: str | None,
    pattern: str | None,
    *,
    method: str | None = "GET",
    source_type: str | None = "json/collection",
    source: str | None = None,
    items_per_page: Number | None = None,
    mimes_allowed: str | None = None,
    comments: str | None = None,
    mle_env_name: str | None = None,
) -> None:
    """Create or replace the handler of a method. Raises ORA-01403 when the module or the template is not there.

    The source is stored as it is: mistakes in it show when it is called.
    """
    template_id = _template(changes, module_name, pattern)
    verb = one_of((method or "").upper() or None, "P_METHOD", HANDLER_METHODS)
    row = {
        "source_type": one_of(source_type, "P_SOURCE_TYPE", SOURCE_TYPES),
        "source": require(source, "ORDS_HANDLERS", "SOURCE"),
        "items_per_page": None if items_per_page is None else _page_size(items_per_page),
        "mimes_allowed": mimes_allowed,
        "comments": comments,
        "mle_env_name": mle_env_name,
    }
    handler_id = changes.find("ORDS$HANDLERS", template_id=template_id, method=verb)
    if handler_id is None:
        changes.insert("ORDS$HANDLERS", template_id=template_id, method=verb, **row)
    else:
        changes.delete("ORDS$PARAMETERS", handler_id=handler_id)
        changes.update("ORDS$HANDLERS", handler_id, **row)


def define_parameter(
    changes: Changes,
    module_name: str | None,
    pattern: str | None,
    method: str | None,
    *,
    name: str | None,
    bind_variable_name: str | None = None,
    source_type: str | None = "HEADER",
    param_type: str | None = "STRING",
    access_method: str | None = "IN",
    comments: str | None = None,
) -> None:
    """Create or replace a parameter of a handler; its bind variable is named as it is when not given (inferred)."""
    handler_id = _handler(changes, module_name, pattern, method)
    external = require(name, "ORDS_PARAMETERS", "NAME")
    bind = bind_variable_name or external
    row = {
        "name": external,
        "source_type": one_of(source_type, "P_SOURCE_TYPE", _PARAMETER_SOURCES),
        "param_type": one_of(param_type, "P_PARAM_TYPE", _PARAMETER_TYPES),
        "access_method": one_of(access_method, "P_ACCESS_METHOD", _ACCESS_METHODS),
        "comments": comments,
    }
    changes.delete("ORDS$PARAMETERS", handler_id=handler_id, bind_variable_name=bind)
    changes.insert("ORDS$PARAMETERS", handler_id=handler_id, bind_variable_name=bind, **row)


def define_service(
    changes: Changes,
    module_name: str | None,
    base_path: str | None,
    *,
    pattern: str | None,
    method: str | None = "GET",
    source_type: str | None = "json/collection",
    source: str | None = None,
    items_per_page: Number | None = 25,
    status: str | None = "PUBLISHED",
    etag_type: str | None = "HASH",
    etag_query: str | None = None,
    mimes_allowed: str | None = None,
    module_comments: str | None = None,
    template_comments: str | None = None,
    handler_comments: str | None = None,
) -> None:
    """A module with one template and one handler, in one call."""
    define_module(
        changes, module_name, base_path, items_per_page=items_per_page, status=status, comments=module_comments
    )
    define_template(
        changes, module_name, pattern, etag_type=etag_type, etag_query=etag_query, comments=template_comments
    )
    define_handler(
        changes,
        module_name,
        pattern,
        method=method,
        source_type=source_type,
        source=source,
        mimes_allowed=mimes_allowed,
        comments=handler_comments,
    )


def publish_module(changes: Changes, module_name: str | None, status: str | None = "PUBLISHED") -> None:
    """Publish a module or take it off the air (its URLs answer 404 then)."""
    module_id = changes.get("ORDS$MODULES", name=module_name)
    changes.update("ORDS$MODULES", module_id, status=one_of(status, "P_STATUS", _STATUS))


def rename_module(
    changes: Changes, module_name: str | None, new_name: str | None = None, new_base_path: str | None = None
) -> None:
    """Give a module another name, another base path or both; all that belongs to it stays."""
    module_id = changes.get("ORDS$MODULES", name=module_name)
    if new_name is not None:
        if changes.find("ORDS$MODULES", name=new_name) not in (None, module_id):
            raise errors.duplicate("module name")
        changes.update("ORDS$MODULES", module_id, name=new_name)
    if new_base_path is not None:
        prefix = _uri_prefix(new_base_path)
        _check_prefix_is_free(changes, prefix, module_id)
        changes.update("ORDS$MODULES", module_id, uri_prefix=prefix)


def set_module_origins_allowed(changes: Changes, module_name: str | None, origins_allowed: str | None) -> None:
    """The origins (comma list) whose browsers may call the module; NULL for none."""
    module_id = changes.get("ORDS$MODULES", name=module_name)
    changes.update("ORDS$MODULES", module_id, origins_allowed=origins_allowed)


def delete_module(changes: Changes, module_name: str | None) -> None:
    """Delete a module with all that is below it; a privilege that guarded it stays. Without such a module, nothing.

    The latter is observed: Oracle's APEX workshop of 2020 deletes, then defines, in a script for a first time.
    """
    module_id = changes.find("ORDS$MODULES", name=module_name)
    if module_id is None:
        return
    _delete_templates(changes, module_id)
    changes.delete("ORDS$PRIVILEGE_MODULES", module_id=module_id)
    changes.delete("ORDS$MODULES", id=module_id)


def delete_template(changes: Changes, module_name: str | None, uri_template: str | None) -> None:
    """Delete a template with its handlers; without such a template, nothing (inferred from DELETE_MODULE)."""
    module_id = changes.find("ORDS$MODULES", name=module_name)
    template_id = changes.find("ORDS$TEMPLATES", module_id=module_id, uri_template=uri_template)
    if template_id is None:
        return
    _delete_handlers(changes, template_id)
    changes.delete("ORDS$TEMPLATES", id=template_id)


def delete_handler(changes: Changes, module_name: str | None, uri_template: str | None, method: str | None) -> None:
    """Delete a handler with its parameters; without such a handler, nothing (inferred from DELETE_MODULE)."""
    module_id = changes.find("ORDS$MODULES", name=module_name)
    template_id = changes.find("ORDS$TEMPLATES", module_id=module_id, uri_template=uri_template)
    handler_id = changes.find("ORDS$HANDLERS", template_id=template_id, method=(method or "").upper())
    if handler_id is None:
        return
    changes.delete("ORDS$PARAMETERS", handler_id=handler_id)
    changes.delete("ORDS$HANDLERS", id=handler_id)


def _template(changes: Changes, module_name: str | None, uri_template: str | None) -> int:
    module_id = changes.get("ORDS$MODULES", name=module_name)
    return changes.get("ORDS$TEMPLATES", module_id=module_id, uri_template=uri_template)


def _handler(changes: Changes, module_name: str | None, uri_template: str | None, method: str | None) -> int:
    template_id = _template(changes, module_name, uri_template)
    return changes.get("ORDS$HANDLERS", template_id=template_id, method=(method or "").upper())


def _delete_templates(changes: Changes, module_id: int) -> None:
    for (template_id,) in changes.rows('SELECT id FROM "ORDS$TEMPLATES" WHERE module_id = ?', module_id):
        _delete_handlers(changes, template_id)
    changes.delete("ORDS$TEMPLATES", module_id=module_id)


def _delete_handlers(changes: Changes, template_id: int) -> None:
    for (handler_id,) in changes.rows('SELECT id FROM "ORDS$HANDLERS" WHERE template_id = ?', template_id):
        changes.delete("ORDS$PARAMETERS", handler_id=handler_id)
    changes.delete("ORDS$HANDLERS", template_id=template_id)


def _uri_prefix(base_path: str | None) -> str:
    """'/customers/' from any of customers, /customers and customers/ ('/' is the schema's own root)."""
    path = require(base_path, "ORDS_MODULES", "URI_PREFIX").strip("/")
    return f"/{path}/" if path else "/"


def _check_prefix_is_free(changes: Changes, prefix: str, module_id: int | None) -> None:
    if changes.find("ORDS$MODULES", uri_prefix=prefix) not in (None, module_id):
        raise errors.duplicate("base path")


def _page_size(items: Number) -> int:
    if items < 0:
        raise errors.bad_value("P_ITEMS_PER_PAGE", items, "0 (no pagination) or more")
    return int(items)
