"""COMMENT ON TABLE and COLUMN."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.dictionary.objects import Table, View
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream


def comment(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """COMMENT ON TABLE name | COLUMN table.column IS 'text'."""
    stream.expect_word("ON", 969, "missing ON keyword")
    what = stream.next().value
    if what not in ("TABLE", "COLUMN"):
        raise not_supported(f"comments on a {what}", stream.token.offset)
    offset = stream.token.offset
    parts = [stream.name()]
    while stream.accept("."):
        parts.append(stream.name())
    column = parts.pop() if what == "COLUMN" else None
    if not parts:
        raise OraError(942, offset=offset)
    if len(parts) > 1:
        change.check_owner(parts[0], offset)
    found = change.dictionary.objects.get(parts[-1])
    if not isinstance(found, Table | View):
        raise OraError(942, offset=offset)
    stream.expect_word("IS", 905, "missing keyword")
    if stream.token.kind != "string":
        raise stream.error(1780, "string literal required")
    text = stream.next().value or None
    stream.finish(933, "SQL command not properly ended")
    if column is None:
        change.store(replace(found, comment=text))
        return
    if all(each.name != column for each in found.columns):
        raise OraError(904, f'"{column}"', offset=offset)
    if isinstance(found, Table):
        table_column = found.column(column)
        assert table_column is not None
        change.store(found.with_column(replace(table_column, comment=text)))
        return
    kept = tuple(each for each in found.column_comments if each[0] != column)
    change.store(replace(found, column_comments=(*kept, (column, text)) if text else kept))
