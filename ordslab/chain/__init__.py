"""The security chain of a schema: read it, draw it, explain a call by it.

It reads the USER_ORDS_ views and answers of ORDS, nothing else, and writes nothing: a read-only user can use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordslab.chain.dictionary import Dictionary, read
from ordslab.chain.explain import Explanation, explain
from ordslab.chain.graph import (
    KINDS,
    Chain,
    Link,
    Node,
    Row,
    State,
    draw,
)
from ordslab.chain.routes import address
from ordslab.errors import LabError

if TYPE_CHECKING:
    from ordslab.workbench import Workbench

__all__ = ["KINDS", "Chain", "Dictionary", "Explanation", "Link", "Node", "Row", "State", "chain", "explain", "read"]


def chain(lab: Workbench, path: str | None = None, client: str | None = None) -> Chain:
    """The chain of the schema, of one path, of one client or of both. Raises `LabError`."""
    try:
        where = None if path is None else address(lab.names.without_prefix(path), lab.base_url).path
    except ValueError:
        raise LabError(f"{path} is no path.", 'Say, for example: lab.chain("customers/validation/1")') from None
    committed, mine = read(lab)
    return draw(committed, mine, where, client)
