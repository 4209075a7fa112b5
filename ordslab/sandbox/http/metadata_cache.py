"""What ORDS knows of a schema while its metadata cache holds it: up to some seconds old, whatever was committed since.

Marks. Documented (release notes 24.1): metadata are cached by default since then, for a second. Observed (the settings
of a 24.4): for five. Inferred, as what is cached is not known: all of them are, an alias that nobody has among them;
an alias's are filled by its first call, and again by the first one after their time. Tokens are in no cache.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ordslab.sandbox.metadata.model import SchemaMetadata
    from ordslab.sandbox.metadata.snapshot import MetadataCache

_MOST = 1000  # aliases that are kept, most of which nobody has when there are so many


class _Kept(NamedTuple):
    filled_at: float
    metadata: SchemaMetadata | None


class AgingMetadata:
    """The metadata by alias, up to `seconds` old. The clock that a lesson moves has no part in it."""

    def __init__(self, committed: MetadataCache, seconds: float = 0) -> None:
        self._committed = committed
        self.seconds = seconds
        self._kept: dict[str, _Kept] = {}

    def by_alias(self, alias: str) -> SchemaMetadata | None:
        """The metadata of the schema with this alias, None when there is none, or was none."""
        if not self.seconds:
            return self._committed.by_alias(alias)
        now, kept = time.monotonic(), self._kept.get(alias)
        if kept is None or now - kept.filled_at >= self.seconds:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            kept = self._kept[alias] = _Kept(now, self._committed.by_alias(alias))
        return kept.metadata

    def forget(self, schema: str) -> None:
        """Read a schema anew at its next call: it is to be dropped, or ORDS has written to it itself. Any thread may
        call."""
        for alias, kept in list(self._kept.items()):
            if kept.metadata is not None and kept.metadata.schema == schema:
                self._kept.pop(alias, None)
