"""What names mean for a session: tables, views, synonyms, the views that every schema has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ordslab.sandbox.sql.compile.environment import Relation
from ordslab.sandbox.sql.dictionary.objects import Dictionary, SchemaObject, Synonym, Table, View
from ordslab.sandbox.sql.errors import REFUSAL, OraError
from ordslab.sandbox.sql.system import SYSTEM_OWNERS
from ordslab.sandbox.sql.types import OracleType
from ordslab.sandbox.sql.virtual import with_virtual_columns

if TYPE_CHECKING:
    from ordslab.sandbox.sql.database import Database
    from ordslab.sandbox.sql.programs import Programs
    from ordslab.sandbox.sql.rights import Access
    from ordslab.sandbox.sql.system_objects import SystemView

_DEPTH = 20  # views on views, synonyms for synonyms

Key = tuple["Access", str, int]


@dataclass(frozen=True)
class Found:
    """An object, and the schema that it lies in."""

    schema: str
    this: SchemaObject


@dataclass
class Names:
    """An `Environment` (see `compile.environment`): the names as a session means them.

    `viewer`: what the session's user may do. `schema`: where names without an owner are looked for. `access`: whose
    rights count: the user's, or those of a view's owner. `others`: the dictionaries of
    other schemas that were looked into, by their versions; `read`: the tables and views that were found; `views`: those
    that were compiled, by schema and name. All are gathered as names are looked up.
    """

    database: Database
    programs: Programs
    viewer: Access
    schema: str
    access: Access
    others: dict[str, int] = field(default_factory=dict)
    read: list[Found] = field(default_factory=list)
    views: dict[tuple[str, str], Relation] = field(default_factory=dict)
    depth: int = 0

    def __post_init__(self) -> None:
        self.dictionary = self.database.dictionary(self.schema)

    @property
    def key(self) -> Key:
        """What a plan that uses these names depends on, besides `others`."""
        return self.access, self.schema, self.dictionary.version

    # objects

    def find(self, owner: str | None, name: str) -> Found | None:
        """The object that a name means, synonyms followed; None where there is none that may be seen.

        Raises ORA-01775 for synonyms in a circle.
        """
        schema = owner or self.schema
        for _ in range(_DEPTH):
            dictionary = self._dictionary(schema)
            this = None if dictionary is None else dictionary.objects.get(name)
            if this is None:
                return None
            if not isinstance(this, Synonym):
                return Found(schema, this) if self.may_see(schema, this) else None
            schema, name = this.target_owner, this.target
        raise OraError(1775, message="looping chain of synonyms")

    def _dictionary(self, schema: str) -> Dictionary | None:
        if schema == self.schema:
            return self.dictionary
        if self.database.user(schema) is None:
            return None
        dictionary = self.database.dictionary(schema)
        self.others[schema] = dictionary.version
        return dictionary

    def may(self, schema: str, this: SchemaObject, *privileges: str) -> bool:
        """Is one of these object privileges there? An owner has them all."""
        if schema == self.access.user:
            return True
        grantees = self.access.grantees
        return any(grant.privilege in privileges and grant.grantee in grantees for grant in this.grants)

    def may_see(self, schema: str, this: SchemaObject) -> bool:
        """Does the object exist for this user at all?"""
        if schema == self.access.user or self.may(schema, this, *(grant.privilege for grant in this.grants)):
            return True
        if this.kind in ("TABLE", "VIEW"):
            return self.access.has(*(f"{verb} ANY TABLE" for verb in ("SELECT", "READ", "INSERT", "UPDATE", "DELETE")))
        return self.access.has("SELECT ANY SEQUENCE" if this.kind == "SEQUENCE" else "EXECUTE ANY PROCEDURE")

    # what a compiler asks

    def relation(self, owner: str | None, name: str) -> Relation | None:
        """The table or view of that name. Raises ORA-04063 for a view whose query no longer works, ORA-01031."""
        if owner is None or owner not in SYSTEM_OWNERS:
            found = self.find(owner, name)
            if found is not None and isinstance(found.this, Table | View):
                self._check_readable(found)
                self.read.append(found)
                return self._table(found.schema, found.this) if isinstance(found.this, Table) else self._view(found)
        if owner is None or owner in SYSTEM_OWNERS:
            view = self.database.views.get(name)
            if view is not None and (view.visible_to is None or view.visible_to(self.viewer)):
                return self._system_view(view)
        return None

    def _check_readable(self, found: Found) -> None:
        if not self.may(found.schema, found.this, "SELECT", "READ") and not self.access.has(
            "SELECT ANY TABLE", "READ ANY TABLE"
        ):
            raise OraError(1031, message="insufficient privileges")

    def _system_view(self, view: SystemView) -> Relation:
        schema = "'" + self.viewer.user.replace("'", "''") + "'"
        return Relation(view.owner, view.name, "VIEW", view.columns, f"({view.text.replace('{schema}', schema)})")

    def _table(self, schema: str, table: Table) -> Relation:
        source = f'"{table.name}"'
        if schema != self.viewer.user:
            self.others.setdefault(schema, self.database.dictionary(schema).version)
            source = f'"{self.database.attached_name(schema)}".{source}'
        relation = Relation(schema, table.name, "TABLE", table.described, source, has_rowid=True, sorted=table.sorted)
        return with_virtual_columns(relation, table)

    def sequence(self, owner: str | None, name: str) -> str | None:
        """The full name of a sequence."""
        found = self.find(owner, name)
        if found is None or found.this.kind != "SEQUENCE":
            return None
        if not self.may(found.schema, found.this, "SELECT") and not self.access.has("SELECT ANY SEQUENCE"):
            raise OraError(1031, message="insufficient privileges")
        return f"{found.schema}.{found.this.name}"

    def function_type(self, name: str, types: Sequence[OracleType], by_name: tuple[str, ...] = ()) -> OracleType | None:
        """The type of a packaged or stored function."""
        return self.programs.function_type(name, types, by_name)

    def _view(self, found: Found) -> Relation:
        from ordslab.sandbox.sql.compile.dialect import parse
        from ordslab.sandbox.sql.compile.query import compile_query

        view = found.this
        assert isinstance(view, View)
        if (known := self.views.get((found.schema, view.name))) is not None:
            return known
        if self.depth >= _DEPTH:
            raise OraError(1731, message="circular view definition encountered")
        invalid = OraError(4063, message=f'view "{found.schema}.{view.name}" has errors')
        try:
            compiled = compile_query(parse(view.text), self.of_owner(found.schema), ())
        except OraError as error:
            if error.number == 1731:
                raise
            if error.number == REFUSAL:
                raise OraError(REFUSAL, message=error.message) from None
            raise invalid from None
        columns = view.columns or compiled.columns  # none: created by force, while it had errors
        given = list(view.aliases) or [column.name for column in compiled.columns]
        names = [column.name for column in columns]
        if len(given) != len(compiled.columns) or not set(names) <= set(given):
            raise invalid
        # * stands for the columns that there were when the view was created
        listed, shown = (", ".join(f'"{name}"' for name in each) for each in (given, names))
        source = f"(WITH v({listed}) AS ({compiled.text}) SELECT {shown} FROM v)"
        functions, length = compiled.functions, compiled.length
        made = Relation(found.schema, view.name, "VIEW", columns, source, functions=functions, length=length)
        self.views[found.schema, view.name] = made
        return made

    def of_owner(self, schema: str) -> Names:
        """The names within a view: as its owner means them, whose roles do not count."""
        if schema not in self.others and schema != self.schema:
            self.others[schema] = self.database.dictionary(schema).version
        access = self.database.system.rights.access(schema)
        return replace(self, schema=schema, access=access, depth=self.depth + 1)
