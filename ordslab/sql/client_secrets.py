"""The secrets of clients that the dictionary shows in clear (those that the older package OAUTH made)."""

import re
from collections.abc import Iterable
from contextlib import suppress

import oracledb

from ordslab.errors import SqlError
from ordslab.secrets.known import KnownSecrets
from ordslab.secrets.masking import is_secret_column
from ordslab.sql.run import rows

_CHANGES = re.compile(r"\b(?:oauth|ords\w*)\b", re.IGNORECASE)
_SHOWS = re.compile(r"client_secret|ords_clients", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|join)\s+([\w$#.\"]+)", re.IGNORECASE)
_DICTIONARY = re.compile(r"dual|(?:user|all|dba|v)[_$]\w+", re.IGNORECASE)


class ClientSecrets:
    """Lets the lab know these secrets before it shows rows, which may hold them under any alias.

    They are read where a query names them, and where it reads what may be a view of them: once, and again after what
    may have changed them. That is a round trip, so not for a query of the dictionary alone.
    """

    def __init__(self, known: KnownSecrets) -> None:
        self._known = known
        self._is_read = False

    def before_rows(self, connection: oracledb.Connection, text: str, columns: Iterable[str]) -> None:
        """Rows of this query, with these columns, are about to be shown."""
        if _SHOWS.search(text):
            if "client_secret" not in text.lower() and any(map(is_secret_column, columns)):
                return  # they stand under their own names
        elif self._is_read or all(map(_DICTIONARY.fullmatch, _FROM.findall(text))):
            return
        self._is_read = True
        for wanted in ("client_secret, client_secret_2", "client_secret"):
            with suppress(SqlError):  # there is no ORDS here, or one with one secret a client
                self._known.learn(
                    *(each for row in rows(connection, f"select {wanted} from user_ords_clients") for each in row)
                )
                return

    def after(self, text: str) -> None:
        """This statement has run."""
        self._is_read = self._is_read and not _CHANGES.search(text)
