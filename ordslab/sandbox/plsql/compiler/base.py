"""What all parts of the compiler share: the source, the scope, the report of what is wrong, types by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ordslab.sandbox.plsql.catalog import Catalog
from ordslab.sandbox.plsql.compiler.absent import unknown_component, unknown_name
from ordslab.sandbox.plsql.compiler.binds import BindUses
from ordslab.sandbox.plsql.datatypes import (
    BOOLEAN_TYPE,
    PLS_INTEGER,
    CursorType,
    DataType,
    RecordType,
    ScalarType,
    row_type,
)
from ordslab.sandbox.plsql.errors import Diagnostic, InvalidProgram, pls, undeclared
from ordslab.sandbox.plsql.runtime import Place, Run
from ordslab.sandbox.plsql.scope import CursorSymbol, PackageScope, Scope, Symbol, TypeSymbol, Value, Variable
from ordslab.sandbox.plsql.tree import Expression, TypeName
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import REFUSAL, OraError, not_supported
from ordslab.sandbox.sql.lexer import line_and_column
from ordslab.sandbox.sql.types import DATE, INTEGER, JSON, NUMBER, Column, OracleType

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

_INTEGER_TYPES = {
    "PLS_INTEGER": PLS_INTEGER,
    "BINARY_INTEGER": PLS_INTEGER,
    "SIMPLE_INTEGER": ScalarType(INTEGER, not_null=True, bounds=(-(2**31), 2**31 - 1)),
    "NATURAL": ScalarType(INTEGER, bounds=(0, 2**31 - 1)),
    "NATURALN": ScalarType(INTEGER, not_null=True, bounds=(0, 2**31 - 1)),
    "POSITIVE": ScalarType(INTEGER, bounds=(1, 2**31 - 1)),
    "POSITIVEN": ScalarType(INTEGER, not_null=True, bounds=(1, 2**31 - 1)),
    "SIGNTYPE": ScalarType(INTEGER, bounds=(-1, 1)),
}
_FIXED = {
    "BOOLEAN": BOOLEAN_TYPE,
    "DATE": ScalarType(DATE),
    "INTEGER": ScalarType(INTEGER),
    "INT": ScalarType(INTEGER),
    "SMALLINT": ScalarType(INTEGER),
    "FLOAT": ScalarType(NUMBER),
    "REAL": ScalarType(NUMBER),
    "DOUBLE PRECISION": ScalarType(NUMBER),
    "BINARY_DOUBLE": ScalarType(OracleType("BINARY_DOUBLE")),
    "BINARY_FLOAT": ScalarType(OracleType("BINARY_FLOAT")),
    "SIMPLE_DOUBLE": ScalarType(OracleType("BINARY_DOUBLE"), not_null=True),
    "CLOB": ScalarType(OracleType("CLOB")),
    "NCLOB": ScalarType(OracleType("CLOB")),
    "BLOB": ScalarType(OracleType("BLOB")),
    "JSON": ScalarType(JSON),
    "LONG": ScalarType(OracleType("VARCHAR2", size=32760)),
    "ROWID": ScalarType(OracleType("ROWID")),
    "UROWID": ScalarType(OracleType("ROWID")),
    "SYS_REFCURSOR": CursorType("SYS_REFCURSOR"),
    "TIMESTAMP WITH TIME ZONE": ScalarType(OracleType("TIMESTAMP_TZ", scale=6)),
    "TIMESTAMP WITH LOCAL TIME ZONE": ScalarType(OracleType("TIMESTAMP", scale=6)),
    "INTERVAL DAY TO SECOND": ScalarType(OracleType("INTERVAL_DS")),
    "INTERVAL YEAR TO MONTH": ScalarType(OracleType("INTERVAL_YM")),
    **_INTEGER_TYPES,
}
_TEXTS = {"VARCHAR2": "VARCHAR2", "VARCHAR": "VARCHAR2", "NVARCHAR2": "VARCHAR2", "STRING": "VARCHAR2"}
_CHARS = frozenset({"CHAR", "NCHAR", "CHARACTER"})


class CompilerBase:
    """One compilation. `session` None: a package of the database's own, which may not ask the dictionary.

    `unit`: the OWNER.NAME of a stored program, which its errors tell. `puts_off`: what names something that the sandbox
    has not is refused when it is reached, and the rest runs; else all is refused at once.
    """

    unit: str | None = None
    puts_off = False

    def __init__(self, source: str, catalog: Catalog, session: Session | None, binds: Mapping[str, Bind]) -> None:
        self.source = source
        self.catalog = catalog
        self.session = session
        self.binds = binds
        self.diagnostics: list[Diagnostic] = []
        self.uses = BindUses()
        self.correlations: dict[str, Variable] = {}  # :NEW and :OLD of a trigger
        self.scope: Scope

    # The parts that come later in the chain of classes.
    def expression(self, node: Expression) -> Value:
        """Compile an expression."""
        raise NotImplementedError

    def fitted(self, at: int, value: Value, kind: DataType) -> Run:
        """The value converted to `kind`."""
        raise NotImplementedError

    def reference(self, node: Expression) -> Value:
        """Compile a name with what hangs on it."""
        raise NotImplementedError

    def spot(self, at: int) -> Place:
        """The place of an offset, as errors tell it."""
        return self.unit, line_and_column(self.source, at)[0]

    @property
    def level(self) -> int:
        """How deep the routine being compiled lies."""
        return self.scope.routine.level

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[Scope]:
        """Compile what follows with the names of `scope`."""
        outer, self.scope = self.scope, scope
        try:
            yield scope
        finally:
            self.scope = outer

    @contextmanager
    def reporting(self, at: int, what: str) -> Iterator[None]:
        """Collect what is wrong within, followed by "PL/SQL: `what` ignored" as Oracle does, and go on behind it."""
        try:
            yield
        except Diagnostic as diagnostic:
            self.diagnostics.append(diagnostic)
            if not diagnostic.alone:
                self.diagnostics.append(Diagnostic(at, f"PL/SQL: {what} ignored"))

    def check_put_off(self, error: OraError) -> None:
        """Raises `error` again, unless it is a refusal that may wait until what it is about is reached."""
        if not self.puts_off or error.number != REFUSAL:
            raise error

    def columns(self, table: str) -> tuple[Column, ...] | None:
        """The columns of a table or view, None when there is no such thing."""
        if self.session is None:
            return None
        self.catalog.note(table)
        try:
            found: tuple[Column, ...] = self.session.describe(self.session.parse(f"select * from {table}"))
            return found
        except OraError as error:
            if error.number in (942, 4043, 903, 900, 904, 923, 933, 1031):
                return None
            raise

    # --- types -----------------------------------------------------------------------------------------------------

    def data_type(self, name: TypeName, *, sized: bool = False) -> DataType:
        """The type that is written. `sized`: a VARCHAR2 must have its length here."""
        if name.attribute == "ROWTYPE":
            return self._rowtype(name)
        if name.attribute == "TYPE":
            return self._type_of(name)
        if len(name.parts) == 1:
            symbol = self.scope.find(name.parts[0])
            if isinstance(symbol, TypeSymbol):
                return _resized(symbol.type, name)
            builtin = self._builtin_type(name, sized) or self.catalog.type(name.parts[0])
            if builtin is not None:
                return builtin
            if symbol is not None:
                raise pls(name.at, 488, f"'{name.parts[0]}' must be a type")
            raise unknown_name(name.at, name.parts[0])
        return self._packaged_type(name)

    def _builtin_type(self, name: TypeName, sized: bool) -> DataType | None:
        word, sizes = name.parts[0], name.sizes
        if word in _FIXED:
            return _FIXED[word]
        if word in ("NUMBER", "NUMERIC", "DECIMAL", "DEC"):
            if not sizes:
                return ScalarType(NUMBER if word == "NUMBER" else INTEGER)
            return ScalarType(OracleType("NUMBER", precision=sizes[0], scale=sizes[1] if len(sizes) > 1 else 0))
        if word in _TEXTS:
            if (sized and not sizes) or (sizes and not 1 <= sizes[0] <= 32767):
                raise pls(name.at, 215, "String length constraints must be in range (1 .. 32767)")
            in_bytes = not name.in_characters and not word.startswith("N")
            return ScalarType(OracleType("VARCHAR2", size=sizes[0] if sizes else None), in_bytes=in_bytes)
        if word in _CHARS:
            in_bytes = not name.in_characters and not word.startswith("N")
            return ScalarType(OracleType("CHAR", size=sizes[0] if sizes else 1), in_bytes=in_bytes)
        if word in ("RAW", "LONG RAW"):
            return ScalarType(OracleType("RAW", size=sizes[0] if sizes else None))
        if word == "TIMESTAMP":
            return ScalarType(OracleType("TIMESTAMP", scale=sizes[0] if sizes else 6))
        if word in ("XMLTYPE", "ANYDATA", "BFILE", "VECTOR"):
            raise not_supported(f"PL/SQL variables of type {word}", offset=name.at)
        return None

    def _packaged_type(self, name: TypeName) -> DataType:
        package = self.package(name.parts[:-1], name.at)
        if package is None:
            found = self.catalog.type(".".join(name.parts))
            if found is not None:
                return found
            raise unknown_name(name.at, ".".join(name.parts))
        symbol = package.declared(name.parts[-1])
        if not isinstance(symbol, TypeSymbol):
            component = self.source.find(".", name.at) + 1
            raise unknown_component(component, package, name.parts[-1])
        return _resized(symbol.type, name)

    def package(self, parts: tuple[str, ...], at: int) -> PackageScope | None:
        """The package NAME or OWNER.NAME. PLS-00905 when it does not compile."""
        with invalid_at(at):
            return self.catalog.find(".".join(parts))

    def _rowtype(self, name: TypeName) -> DataType:
        symbol = self._symbol(name)
        if isinstance(symbol, CursorSymbol):
            return symbol.row
        if isinstance(symbol, Variable) and isinstance(symbol.type, CursorType) and symbol.type.row:
            return symbol.type.row
        columns = self.columns(_quoted(name.parts))
        if columns is None:
            raise undeclared(name.at, ".".join(name.parts))
        return row_type(".".join(name.parts), tuple((column.name, column.type) for column in columns))

    def _symbol(self, name: TypeName) -> Symbol | None:
        """What NAME or PACKAGE.NAME stands for."""
        if len(name.parts) == 1:
            return self.scope.find(name.parts[0])
        package = self.scope.labelled(name.parts[0]) or self.package(name.parts[:-1], name.at)
        return package.declared(name.parts[-1]) if package is not None else None

    def _type_of(self, name: TypeName) -> DataType:
        variable = self._variable_type(name.parts, name.at)
        if variable is not None:
            return variable
        columns = self.columns(_quoted(name.parts[:-1])) if len(name.parts) > 1 else None
        if columns is None:
            raise undeclared(name.at, ".".join(name.parts))
        for column in columns:
            if column.name == name.parts[-1]:
                return ScalarType(column.type)
        raise pls(name.at, 302, f"component '{name.parts[-1]}' must be declared")

    def _variable_type(self, parts: tuple[str, ...], at: int) -> DataType | None:
        symbol = self.scope.find(parts[0])
        rest = parts[1:]
        if symbol is None and len(parts) > 1:
            package = self.scope.labelled(parts[0]) or self.package(parts[:1], at)
            symbol, rest = (package.declared(parts[1]), parts[2:]) if package is not None else (None, rest)
        if not isinstance(symbol, Variable):
            return None
        kind = symbol.type
        for part in rest:
            field = kind.field(part) if isinstance(kind, RecordType) else None
            if field is None:
                return None
            kind = field.type
        return kind


@contextmanager
def invalid_at(at: int) -> Iterator[None]:
    """PLS-00905 at an offset when what is looked up within does not compile."""
    try:
        yield
    except InvalidProgram as invalid:
        raise pls(at, 905, f"object {invalid.name} is invalid") from None


def _quoted(parts: tuple[str, ...]) -> str:
    return ".".join(f'"{part}"' for part in parts)


def _resized(kind: DataType, name: TypeName) -> DataType:
    """A subtype with a size of its own, `t_name(30)`."""
    if name.sizes and isinstance(kind, ScalarType):
        sizes = name.sizes
        if kind.family == "NUMBER":
            return ScalarType(OracleType("NUMBER", precision=sizes[0], scale=sizes[1] if len(sizes) > 1 else 0))
        return ScalarType(OracleType(kind.family, size=sizes[0]), kind.not_null, in_bytes=not name.in_characters)
    return kind
