"""The source of a handler: its text, and its bind variables as they are spelled.

Marks. Documented (Developer's Guide, "Implicit Parameters"): names of implicit parameters are case sensitive; `:body`,
`:body_text` and `:body_json` can be read once, a second reading is empty, and two of them in one source are an error.
Inferred: that error's number; all other names match in any letter case when they do not match as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.lexer import tokenize

BODIES = ("body", "body_text", "body_json")
PAGING = ("fetch_offset", "fetch_size", "page_offset", "page_size", "row_offset", "row_count")
IMPLICIT = frozenset((*BODIES, *PAGING, "content_type", "current_user", "forward_location", "status_code"))

_READ_AGAIN = ":ordslab$read"
READ_AGAIN = _READ_AGAIN[1:].upper()
"""What a body that is read a second time is called in `Source.text`; it is NULL."""


@dataclass(frozen=True)
class Source:
    """`text`: what is run. `spelling`: each bind's name as written, by the upper-case name that the engine gives it."""

    text: str
    spelling: Mapping[str, str]

    def uses(self, *names: str) -> bool:
        """Whether any of the bind variables is in the source, spelled like this."""
        return any(name in names for name in self.spelling.values())

    @property
    def reads_body(self) -> bool:
        """Whether the source takes the body as a whole: then its members are not bound by name."""
        return self.uses(*BODIES)


@lru_cache(maxsize=512)
def source_of(text: str) -> Source:
    """The source with this text. Raises OraError where it cannot be read or reads the body in two ways."""
    spelling: dict[str, str] = {}
    pieces: list[str] = []
    position = 0
    body_read: str | None = None
    for token in tokenize(text):
        if token.kind != "bind":
            continue
        name = token.text[1:].strip('"')
        if name in BODIES:
            if body_read not in (None, name):
                raise OraError(17041, message="Duplicate stream parameter")
            if body_read == name:
                pieces += [text[position : token.offset], _READ_AGAIN]
                position = token.end
                continue
            body_read = name
        known = spelling.get(token.value)
        if known is None or (known not in IMPLICIT and name in IMPLICIT):
            spelling[token.value] = name
    return Source("".join(pieces) + text[position:], spelling)
