"""Bind variables of a handler: where each gets its value, and what is done with what was assigned.

A name is looked for in this order (inferred): implicit parameters, parameters declared by ORDS.DEFINE_PARAMETER,
parameters of the template, the query string (of several values the first), members of the body (a JSON object or a
form). What is found nowhere is NULL.

Marks. Documented ("Implicit Parameters"): their names, types and meaning; members of the body are bound by name unless
the source takes the body as a whole; only POST and PUT (PATCH: inferred) have a body. Reported: a request header is
seen only when it is declared. Reserved in the query string (documented): page, offset, limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ordslab.sandbox.http.authorize import Caller
from ordslab.sandbox.http.paging import Page
from ordslab.sandbox.http.request import Request
from ordslab.sandbox.http.request_body import METHODS_WITH_BODY, json_text_of, members_of, text_of
from ordslab.sandbox.http.source import IMPLICIT, PAGING, READ_AGAIN, Source
from ordslab.sandbox.http.typed_values import (
    blob_bind,
    clob_bind,
    declared_bind,
    declared_type,
    json_bind,
    number_bind,
    text_bind,
)
from ordslab.sandbox.metadata.model import Parameter
from ordslab.sandbox.sql.calls import Bind, Statement

RESERVED = ("page", "offset", "limit")


@dataclass
class Binder:
    """The bind variables of one execution. `assigned`, afterwards, gives what a block wrote.

    `further`: binds of what was written around the source, by the engine's name.
    """

    request: Request
    source: Source
    caller: Caller | None = None
    parameters: tuple[Parameter, ...] = ()
    path_values: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    page: Page = field(default_factory=Page)
    further: Mapping[str, Bind] = field(default_factory=dict, repr=False)
    _binds: dict[str, Bind] = field(default_factory=dict, repr=False)

    def binds(self, statement: Statement) -> list[Bind]:
        """The binds in the statement's order. Raises `Problem` 400 for a value that its declared type cannot hold."""
        return [self._bind(name) for name in statement.binds]

    def assigned(self, name: str) -> Any:
        """What the block assigned to an implicit parameter, None for nothing."""
        bind = self._binds.get(name.upper())
        spelled = self.source.spelling.get(name.upper())
        return bind.value if bind is not None and bind.written and spelled == name else None

    def out(self, parameter: Parameter) -> Bind | None:
        """The bind of a declared parameter that goes out, None when it is not in the source."""
        return self._binds.get(parameter.bind_variable.upper()) if parameter.access_method != "IN" else None

    def _bind(self, name: str) -> Bind:
        found = self.further.get(name) or self._binds.get(name)
        if found is None:
            spelled = self.source.spelling.get(name, name)
            found = self._binds[name] = Bind() if name == READ_AGAIN else self._value(spelled)
        return found

    def _value(self, name: str) -> Bind:
        if name in IMPLICIT:
            return self._implicit(name)
        for parameter in self.parameters:
            if parameter.bind_variable.upper() == name.upper():
                return self._declared(parameter)
        for values in (self.path_values, self._query, self._members):
            key = _key(values, name)
            if key is not None:
                return json_bind(values[key])
        return text_bind(None)

    def _implicit(self, name: str) -> Bind:
        if name in PAGING:
            return number_bind(self.page.implicit(name))
        if name == "current_user":
            return text_bind(self.caller.name if self.caller else None)
        if name == "content_type":
            return text_bind(self.request.headers.get("content-type"))
        if name == "status_code":
            return number_bind(None)
        if name == "body":
            return blob_bind(self._body)
        if name == "body_text":
            return clob_bind(text_of(self.request, self._body))
        if name == "body_json":
            return clob_bind(json_text_of(self.request, self._body))
        return text_bind(None)  # forward_location

    def _declared(self, parameter: Parameter) -> Bind:
        if parameter.access_method == "OUT" or parameter.source_type == "RESPONSE":
            return Bind(declared_type(parameter.param_type))
        if parameter.source_type == "HEADER":
            return declared_bind(parameter.param_type, self.request.headers.get(parameter.name.lower()))
        for values in (self.path_values, self._query):
            key = _key(values, parameter.name)
            if key is not None:
                return declared_bind(parameter.param_type, str(values[key]))
        return declared_bind(parameter.param_type, None)

    @property
    def _body(self) -> bytes:
        return self.body if self.request.method in METHODS_WITH_BODY else b""

    @cached_property
    def _query(self) -> dict[str, str]:
        pairs = [(name, value) for name, value in self.request.query if name not in RESERVED]
        return dict(reversed(pairs))

    @cached_property
    def _members(self) -> dict[str, Any]:
        return {} if self.source.reads_body else members_of(self.request, self._body)


def _key(values: Mapping[str, Any], name: str) -> str | None:
    """The key as it is spelled, or else in another letter case."""
    if name in values:
        return name
    upper = name.upper()
    return next((key for key in values if key.upper() == upper), None)
