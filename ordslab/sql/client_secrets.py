"""The secrets of clients that the dictionary shows in clear (those that the older package OAUTH made)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from ordslab.errors import SqlError
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.masking import is_secret_column
from ordslab.sql.run import named_rows

if TYPE_CHECKING:
    import oracledb

_CHANGES = re.compile(r"\b(?:oauth|ords\w*)\b", re.IGNORECASE)
_SHOWS = re.compile(r"client_secret|ords_clients", re.IGNORECASE)


class ClientSecrets:
    """Lets the lab know these secrets before it shows rows, which may hold them under any alias.

    They are read when rows are shown for the first time, and again after what may have changed them.
    """

    def __init__(self, known: KnownSecrets) -> None:
        self._known = known
        self._is_read = False

    def before_rows(self, connection: oracledb.Connection, text: str) -> None:
        """Rows of this query are about to be shown."""
        if self._is_read and not _SHOWS.search(text):
            return
        self._is_read = True
        with suppress(SqlError):  # there is no ORDS here
            columns, rows = named_rows(connection, "select * from user_ords_clients")
            at = [index for index, name in enumerate(columns) if is_secret_column(name)]
            self._known.learn(*(row[index] for row in rows for index in at))

    def after(self, text: str) -> None:
        """This statement has run."""
        self._is_read = self._is_read and not _CHANGES.search(text)
