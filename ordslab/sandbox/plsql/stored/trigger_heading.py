"""The heading of CREATE TRIGGER: when it fires, for which events of which table."""

from __future__ import annotations

from typing import Any

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream

_EVENTS = ("INSERT", "UPDATE", "DELETE")


def trigger_details(change: Change, stream: TokenStream, start: int) -> dict[str, Any]:
    """What the dictionary keeps of a trigger; the finger is behind its name. `start`: where its source begins.

    Raises ORA-00942, ORA-04071 and others: such a trigger is not created.
    """
    if stream.is_word("INSTEAD"):
        raise not_supported("INSTEAD OF triggers", stream.token.offset)
    timing = stream.accept_word("BEFORE", "AFTER")
    if timing is None:
        if stream.is_word("FOR"):
            raise not_supported("compound triggers", stream.token.offset)
        raise stream.error(4071, "missing BEFORE, AFTER or INSTEAD OF keyword")
    events, columns = _events(stream)
    stream.expect_word("ON", 969, "missing ON keyword")
    table = change.table(stream)
    unknown = next((name for name in columns if table.column(name) is None), None)
    if unknown is not None:
        raise OraError(904, f'"{unknown}"', offset=stream.token.offset)
    new, old = _referencing(stream)
    row = stream.accept_words("FOR", "EACH", "ROW")
    if stream.is_word("FOLLOWS", "PRECEDES"):
        raise not_supported("FOLLOWS and PRECEDES", stream.token.offset)
    enabled = stream.accept_word("ENABLE", "DISABLE") != "DISABLE"
    description = stream.text[start : stream.token.offset].partition(" ")[2].lstrip()
    when = _when(stream)
    if when is not None and not row:
        raise stream.error(4077, "WHEN clause cannot be used with table level triggers")
    if stream.is_word("COMPOUND", "CALL"):
        raise not_supported(f"triggers with {stream.token.value}", stream.token.offset)
    return {
        "table": table.name,
        "timing": timing,
        "events": events,
        "event": " OR ".join(events),
        "columns": columns,
        "row": row,
        "new": new,
        "old": old,
        "referencing": f"REFERENCING NEW AS {new} OLD AS {old}",
        "when": when,
        "enabled": enabled,
        "description": description,
        "offset": stream.token.offset - start,
        "body": stream.text[stream.token.offset :],
    }


def _events(stream: TokenStream) -> tuple[list[str], list[str]]:
    """INSERT OR UPDATE [OF columns] OR DELETE."""
    events: list[str] = []
    columns: list[str] = []
    while True:
        event = stream.accept_word(*_EVENTS)
        if event is None:
            if stream.token.kind == "word":
                raise not_supported(f"triggers on {stream.token.value}", stream.token.offset)
            raise stream.error(4079, "invalid trigger specification")
        events.append(event)
        if stream.accept_word("OF"):
            if event != "UPDATE":
                raise stream.error(4073, "column list not valid for this trigger type")
            columns = stream.comma_list(lambda: stream.name(904, ": invalid identifier"))
        if not stream.accept_word("OR"):
            return [event for event in _EVENTS if event in events], columns


def _referencing(stream: TokenStream) -> tuple[str, str]:
    """The names for NEW and OLD."""
    names = {"NEW": "NEW", "OLD": "OLD"}
    if stream.accept_word("REFERENCING"):
        while (which := stream.accept_word("NEW", "OLD")) is not None:
            stream.accept_word("AS")
            names[which] = stream.name(4079, "invalid trigger specification")
    return names["NEW"], names["OLD"]


def _when(stream: TokenStream) -> str | None:
    return stream.text_in_parentheses() if stream.accept_word("WHEN") else None
