"""What rides ahead of a call in the same message: closed cursors, freed LOBs, the session's attributes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ordslab.sandbox.oracle_net import lobs
from ordslab.sandbox.oracle_net.buffer import Reader

PIGGYBACK = 0x11
_CLOSE_CURSORS, _SET_SCHEMA, _END_TO_END, _FREE_LOBS = 105, 152, 135, 96
_APP_CONTEXT, _SESSION_STATE, _BEGIN_PIPELINE = 154, 176, 199
_ABORT_ON_ERROR = 2


class UnknownPiggyback(Exception):  # noqa: N818  (its length is not known, so the connection cannot go on)
    """A piggyback that no capability of ours invites."""


@dataclass
class Piggybacks:
    """What arrived ahead of one call. An attribute that was not sent is absent, one that was cleared is None."""

    closed_cursors: list[int] = field(default_factory=list)
    freed_lobs: bytes = b""
    schema: str | None = None
    attributes: dict[str, str | None] = field(default_factory=dict)
    contexts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    begins_pipeline: bool = False
    aborts_on_error: bool = False


def parse(reader: Reader, field_version: int, found: Piggybacks) -> None:
    """One piggyback, behind its type byte, into `found`."""
    code = reader.u8()
    reader.u8()  # sequence
    if field_version >= 18:
        reader.ub()  # token
    if code == _CLOSE_CURSORS:
        reader.u8()
        found.closed_cursors += [reader.ub() for _ in range(reader.ub())]
    elif code == _FREE_LOBS:
        found.freed_lobs += lobs.parse_call(reader).locator
    elif code == _SET_SCHEMA:
        reader.u8()
        found.schema = reader.text()
    elif code == _END_TO_END:
        _end_to_end(reader, found)
    elif code == _APP_CONTEXT:
        _app_context(reader, found)
    elif code == _SESSION_STATE:
        reader.ub()
    elif code == _BEGIN_PIPELINE:
        reader.ub()
        reader.u8()
        found.begins_pipeline = True
        found.aborts_on_error = reader.u8() == _ABORT_ON_ERROR
    else:
        raise UnknownPiggyback(code)


def _end_to_end(reader: Reader, found: Piggybacks) -> None:
    reader.raw(2)
    reader.ub()
    announced: list[tuple[str, int]] = []
    for name in ("client_identifier", "module", "action"):
        if reader.u8():
            announced.append((name, reader.ub()))
        else:
            reader.ub()
    _skip_pairs(reader)
    for name in ("client_info", "", "dbop"):
        if not name:
            _skip_pairs(reader)
        elif reader.u8():
            announced.append((name, reader.ub()))
        else:
            reader.ub()
    for name, length in announced:
        text = (reader.value() or b"").decode(errors="replace") if length else None
        if name != "dbop":
            found.attributes[name] = text


def _skip_pairs(reader: Reader) -> None:
    for _ in range(2):
        reader.u8()
        reader.ub()


def _app_context(reader: Reader, found: Piggybacks) -> None:
    reader.u8()
    reader.ub()
    reader.u8()
    count = reader.ub()
    reader.ub()
    reader.u8()
    namespace = (reader.value() or b"").decode(errors="replace")
    attributes: dict[str, str] = {}
    for _ in range(count):
        key = reader.text()
        attributes[key] = reader.text()
        reader.ub()
    found.contexts.append((namespace, attributes))
