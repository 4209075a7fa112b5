"""What says where and how tables and indexes are stored: it is read over, for it changes no answer."""

from __future__ import annotations

from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.stream import TokenStream

_NUMBERS = ("PCTFREE", "PCTUSED", "INITRANS", "MAXTRANS")
_ALONE = ("LOGGING", "NOLOGGING", "NOCOMPRESS", "NOPARALLEL", "ONLINE", "REVERSE", "NOREVERSE", "VISIBLE")
INDEX_STORAGE = (*_NUMBERS, *_ALONE, "TABLESPACE", "STORAGE", "COMPUTE", "COMPRESS", "PARALLEL")


def skip_storage(stream: TokenStream) -> None:
    """Step over one clause that begins with a word of `INDEX_STORAGE`."""
    word = stream.next().value
    if word in _NUMBERS:
        stream.whole_number()
    elif word == "TABLESPACE":
        stream.name(959, "tablespace does not exist")
    elif word == "STORAGE":
        stream.text_in_parentheses()
    elif word == "COMPUTE":
        stream.expect_word("STATISTICS")
    elif word in ("COMPRESS", "PARALLEL"):
        if stream.token.kind == "number":
            stream.whole_number()
        elif word == "COMPRESS":
            stream.accept_word("ADVANCED")
            stream.accept_word("LOW", "HIGH")


def collation(stream: TokenStream) -> None:
    """Step over COLLATE's name: USING_NLS_COMP, which every column has anyway. Others are refused."""
    offset = stream.token.offset
    name = stream.name(43929, "Collation cannot be specified")
    if name != "USING_NLS_COMP":
        raise not_supported(f"collation {name}", offset)
