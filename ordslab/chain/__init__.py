"""The security chain of a schema: client > role > privilege > endpoint, read, judged, explained.

It reads the USER_ORDS_ views and answers of ORDS, nothing else, and writes nothing: a read-only user can use it.
`reading` reads the `dictionary`; `routes` knows addresses, `access_rule` who may call, `opened` what a token opens;
the two judgements say what ORDS answers, in the words of `causes`, and `explanation` puts them together; `graph` draws.
"""

from ordslab.chain.dictionary import Dictionary
from ordslab.chain.explanation import Explanation, explain
from ordslab.chain.graph import KINDS, Chain, Link, Node, Presence, Row, draw
from ordslab.chain.reading import read
from ordslab.chain.routes import address
from ordslab.errors import LabError
from ordslab.workbench import Workbench

__all__ = ["KINDS", "Chain", "Dictionary", "Explanation", "Link", "Node", "Presence", "Row", "chain", "explain", "read"]


def chain(bench: Workbench, path: str | None = None, client: str | None = None) -> Chain:
    """The chain of the schema, of one path, of one client or of both. Raises `LabError`."""
    try:
        where = None if path is None else address(bench.names.without_prefix(path), bench.base_url).path
    except ValueError:
        raise LabError(f"{path} is no path.", 'Say, for example: lab.chain("customers/validation/1")') from None
    committed, mine = read(bench)
    return draw(committed, mine, where, client)
