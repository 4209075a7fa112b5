"""One DDL statement at work: the schema's dictionary and file, changed together or not at all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.sql.dictionary import storage
from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Program, SchemaObject, Sequence, Table, View
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.sqlite_errors import translated
from ordslab.sandbox.sql.stream import TokenStream
from ordslab.sandbox.sql.types import TEXT

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session_context import SessionContext

_NATIVE = ("ORA$", "ORDS$", "SQLITE_")


class Change:
    """Use as a context manager: opens a transaction, commits it at the end. `objects`: those of the schema now."""

    def __init__(self, session: SessionContext) -> None:
        self.session = session
        self.database = session.database
        self.schema = session.user
        self.warning = False  # something was created with errors
        self._after: list[Any] = []

    def __enter__(self) -> Change:
        self.session.begin_write()
        self.dictionary = self.database.dictionary(self.schema)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.session.transaction.rollback()
            return
        with self.database.redefining(self.schema):
            self.session.transaction.commit()
        for action in self._after:
            action()

    def after_commit(self, action: Any) -> None:
        """Do this once the statement is committed."""
        self._after.append(action)

    # objects

    @property
    def now(self) -> str:
        """The time, as the dictionary keeps it."""
        return self.database.now()

    def new_id(self) -> int:
        """A number for a new object."""
        return self.database.system.next_object_id()

    def store(self, this: SchemaObject) -> None:
        """Write an object, new or changed."""
        storage.store(self.session.store, this)
        old = next((each for each in self.dictionary.objects.values() if each.id == this.id), None)
        if old is not None and not _still_fits(old, this):
            self._invalidate(old.name)
        if old is not None and old.name != this.name:
            for trigger in self.dictionary.triggers.values():
                if trigger.details["table"] == old.name:
                    moved = {**trigger.details, "table": this.name}
                    storage.store(self.session.store, replace(trigger, details=moved, valid=False))

    def remove(self, this: SchemaObject) -> None:
        """Forget an object."""
        storage.remove(self.session.store, this.id)
        if self.dictionary.objects.get(this.name) is this:
            self._invalidate(this.name)
            for trigger in self.dictionary.triggers.values():
                if trigger.details["table"] == this.name:
                    storage.remove(self.session.store, trigger.id)

    def _invalidate(self, name: str) -> None:
        """Stored programs that use an object have to be compiled again before they run."""
        for program in self.dictionary.dependents(name):
            storage.store(self.session.store, replace(program, valid=False))

    def new_name(self, stream: TokenStream) -> str:
        """The name of something new, with or without its owner. Raises ORA-00955 when it is taken."""
        offset = stream.token.offset
        owner, name = stream.qualified_name()
        self.check_owner(owner, offset)
        if name in self.dictionary.objects:
            raise OraError(955, message=self._taken(name), offset=offset)
        self.check_spelling(name, offset)
        return name

    def check_spelling(self, name: str, offset: int) -> None:
        """Refuse names that SQLite cannot tell from its own or from one another."""
        if name.upper().startswith(_NATIVE):
            raise not_supported(f"objects named {name}", offset)
        if any(other != name and other.upper() == name.upper() for other in self.dictionary.objects):
            raise not_supported("two names that differ only in upper and lower case", offset)

    def check_owner(self, owner: str | None, offset: int) -> None:
        """DDL in another's schema takes rights that nobody has. Raises ORA-01031, ORA-01918."""
        if owner is not None and owner != self.schema:
            if self.database.user(owner) is None:
                raise OraError(1918, message=f"user '{owner}' does not exist", offset=offset)
            raise OraError(1031, message="insufficient privileges", offset=offset)

    def _taken(self, name: str) -> str:
        return f'name is already used by an existing object: "{self.schema}"."{name}"'

    def table(self, stream: TokenStream) -> Table:
        """The table that is named under the finger. Raises ORA-00942."""
        offset = stream.token.offset
        found = self.found_table(*stream.qualified_name(), offset)
        self.check_unused(found)
        return found

    def found_table(self, owner: str | None, name: str, offset: int) -> Table:
        """The table of that name. Raises ORA-00942."""
        found = self.dictionary.table(name) if owner in (None, self.schema) else None
        if found is None:
            message = f'table or view "{owner or self.schema}"."{name}" does not exist'
            raise OraError(942, message=message, offset=offset)
        return found

    def check_unused(self, table: Table) -> None:
        """Raises ORA-00054 or ORA-14452 for a table that somebody is working with."""
        for each in self.database.sessions if table.temporary else ():
            if each.user == self.schema and table.name in each.temporary:
                message = "attempt to create, alter or drop an index on temporary table already in use"
                raise OraError(14452, message=message)
        self.database.locks(self.schema).check_table(self.session, table.name)

    # the file

    def native(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run SQLite's SQL in the transaction."""
        return self.session.native(text, values)

    def unique_index(self, table: str, name: str, columns: tuple[str, ...]) -> None:
        """Let SQLite keep keys apart: NULLs differ only where all columns are NULL, as in Oracle."""
        quoted = [f'"{column}"' for column in columns]
        if len(quoted) == 1:
            parts, condition = quoted[0], ""
        else:
            parts = ", ".join(f"coalesce({column}, x'00')" for column in quoted)
            condition = f" WHERE NOT ({' AND '.join(f'{column} IS NULL' for column in quoted)})"
        text = f'CREATE UNIQUE INDEX "ORA$I:{name}" ON "{table}" ({parts}){condition}'
        try:
            self.session.store.execute(text)
            if condition:  # look-ups by the key need an index on the plain columns
                self.session.store.execute(f'CREATE INDEX "ORA$K:{name}" ON "{table}" ({", ".join(quoted)})')
        except sqlite3.IntegrityError:
            raise OraError(2299, message=f"cannot validate ({self.schema}.{name}) - duplicate keys found") from None
        except sqlite3.Error as error:
            raise translated(error, None) from None

    def key_index(self, table: str, key: Constraint) -> None:
        """What enforces a key; one that may wait is looked at when a statement or the transaction ends. ORA-02299."""
        if key.deferrable is None:
            self.unique_index(table, key.name, key.columns)
            return
        self.unique_index(table, key.name, key.columns)  # what is there already
        self.drop_index(key.name)
        self.index(table, Index(key.name, key.columns, constraint=key.name))

    def index(self, table: str, this: Index) -> None:
        """Make what an index of columns is in the file."""
        if this.unique:
            self.unique_index(table, this.name, this.columns)
            return
        listed = ", ".join(f'"{column}"' for column in this.columns)
        self.native(f'CREATE INDEX "ORA$I:{this.name}" ON "{table}" ({listed})')

    def drop_index(self, name: str) -> None:
        """Remove what `unique_index` or a plain index made."""
        self.native(f'DROP INDEX IF EXISTS "ORA$I:{name}"')
        self.native(f'DROP INDEX IF EXISTS "ORA$K:{name}"')

    def is_empty(self, table: str) -> bool:
        """Has the table no rows?"""
        return not self.native(f'SELECT 1 FROM "{table}" LIMIT 1')

    def rewrite(self, table: str, column: str, convert: Any) -> None:
        """Run every value of a column through `convert`."""
        rows = self.native(f'SELECT rowid, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')
        changed = [(new, rowid) for rowid, old in rows if (new := convert(old)) != old]
        self.session.store.executemany(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', changed)


def _still_fits(old: SchemaObject, new: SchemaObject) -> bool:
    """Does what used the old object need no new look at it? A table may get more columns."""
    if old.name != new.name:
        return False
    if isinstance(old, Table) and isinstance(new, Table):
        return new.described[: len(old.described)] == old.described
    if isinstance(old, View) and isinstance(new, View):
        return (new.text, new.columns) == (old.text, old.columns)
    if isinstance(old, Program) and isinstance(new, Program):
        return new.edition == old.edition
    return isinstance(new, Sequence)


def is_text(family: str) -> bool:
    """Is it one of the character types?"""
    return family in TEXT
