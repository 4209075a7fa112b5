"""What names mean for a session: tables, views, synonyms, the views that every schema has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile.environment import Relation
from ordslab.sandbox.sql.dictionary.objects import Synonym, Table, View
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.session import Session

_SYSTEM_OWNERS = frozenset({"SYS", "SYSTEM", "PUBLIC", "ORDS_METADATA"})
_DEPTH = 20  # views on views, synonyms for synonyms


class Names:
    """An `Environment` (see `compile.environment`): the names as a session in its current schema means them."""

    def __init__(self, session: Session, depth: int = 0) -> None:
        self._session = session
        self._database: Database = session.database
        self._depth = depth
        self.schema = session.current_schema
        self.dictionary = self._database.dictionary(self.schema)

    @property
    def key(self) -> tuple[str, str, int]:
        """What a plan that uses these names depends on."""
        return self._session.user, self.schema, self.dictionary.version

    def relation(self, owner: str | None, name: str) -> Relation | None:
        """The table or view of that name. Raises ORA-04063 for a view whose query no longer works."""
        if owner in (None, self.schema):
            found = self.dictionary.objects.get(name)
            if isinstance(found, Table):
                return Relation(self.schema, name, "TABLE", found.described, f'"{name}"', has_rowid=True)
            if isinstance(found, View):
                return self._view(found)
            if isinstance(found, Synonym):
                return self._through(found)
        if owner is None or owner in _SYSTEM_OWNERS:
            view = self._database.views.get(name)
            if view is not None and (view.visible_to is None or view.visible_to(self._session.user)):
                schema = "'" + self.schema.replace("'", "''") + "'"
                return Relation("SYS", name, "VIEW", view.columns, f"({view.text.replace('{schema}', schema)})")
        return None

    def sequence(self, owner: str | None, name: str) -> str | None:
        """The full name of a sequence."""
        if owner not in (None, self.schema):
            return None
        found = self.dictionary.objects.get(name)
        if isinstance(found, Synonym) and self._depth < _DEPTH:
            return Names(self._session, self._depth + 1).sequence(found.target_owner, found.target)
        return f"{self.schema}.{name}" if self.dictionary.sequence(name) else None

    def function_type(self, name: str, types: Sequence[OracleType]) -> OracleType | None:
        """The type of a packaged function."""
        return self._database.function_type(self._database, name, types)

    def _through(self, synonym: Synonym) -> Relation | None:
        if self._depth >= _DEPTH:
            raise OraError(1775, message="looping chain of synonyms")
        inner = Names(self._session, self._depth + 1)
        return inner.relation(synonym.target_owner, synonym.target)

    def _view(self, view: View) -> Relation:
        from ordslab.sandbox.sql.compile.dialect import parse
        from ordslab.sandbox.sql.compile.query import compile_query

        if self._depth >= _DEPTH:
            raise OraError(1731, message="circular view definition encountered")
        try:
            inner = Names(self._session, self._depth + 1)
            compiled = compile_query(parse(view.text), inner, ())
        except OraError as error:
            if error.number == 1731:
                raise
            raise OraError(4063, message=f'view "{self.schema}.{view.name}" has errors') from None
        names = ", ".join(f'"{column.name}"' for column in view.columns)
        source = f"(WITH v({names}) AS ({compiled.text}) SELECT * FROM v)"
        return Relation(self.schema, view.name, "VIEW", view.columns, source, functions=compiled.functions)
