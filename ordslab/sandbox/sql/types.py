"""Oracle's column types, as the wire describes them and as values are coerced to.

How a value of each family looks inside the engine (in SQLite, in a `Result`'s rows, in a SQL function's arguments):

    NUMBER                       int (64 bit) or float; Decimal when it must stay exact (bytes in SQLite, see
                                 `functions.decimals`)
    BINARY_FLOAT, BINARY_DOUBLE  float
    VARCHAR2, CHAR, CLOB         str ('' does not exist: it is None)
    RAW, BLOB                    bytes
    DATE                         str 'YYYY-MM-DD HH:MM:SS'
    TIMESTAMP                    str 'YYYY-MM-DD HH:MM:SS[.ffffff]'
    TIMESTAMP_TZ                 the same, followed by ' +HH:MM'
    TIMESTAMP_LTZ                declared columns only (see `dictionary.objects.TableColumn.is_local`)
    INTERVAL_DS                  str '+DDDDDDDDD HH:MM:SS.fffffffff'
    INTERVAL_YM                  str '+YYYYYYYYY-MM'
    BOOLEAN                      bool (0 and 1 in SQLite)
    JSON                         str: the document as `json_text.stored` writes it
    CURSOR                       `calls.Result` (see `NestedCursor`; an OUT parameter's type has no columns)
    NULL                         None

Only the static type tells DATE text from VARCHAR2 text, so types are inferred before a statement runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

NUMERIC = frozenset({"NUMBER", "BINARY_FLOAT", "BINARY_DOUBLE"})
TEXT = frozenset({"VARCHAR2", "CHAR", "CLOB", "LONG"})
BINARY = frozenset({"RAW", "BLOB"})
DATETIME = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_TZ"})
_NATIONAL = {"VARCHAR2": "NVARCHAR2", "CHAR": "NCHAR", "CLOB": "NCLOB"}


@dataclass(frozen=True)
class OracleType:
    """A type: `family` as above, and what belongs to it.

    `size`: characters of VARCHAR2 and CHAR, bytes of RAW. `precision`, `scale`: of NUMBER (both None for plain
    NUMBER); `scale` also holds the fractional digits of TIMESTAMP. While a query is compiled, a NUMBER with a `size`
    (SHORT_NUMBER) is one that SQLite's own numbers hold.
    `told`: the finer type that clients and the dictionary are told, where the engine makes no difference: NVARCHAR2,
    NCHAR, NCLOB, FLOAT(binary digits), INTEGER, TIMESTAMP_LTZ, ROWID (as text).
    `is_json`: a column of text or bytes that a constraint IS JSON guards.
    """

    family: str
    size: int | None = None
    precision: int | None = None
    scale: int | None = None
    told: str | None = None
    is_json: bool = False

    @property
    def is_national(self) -> bool:
        """A text of the national character set."""
        return self.told in _NATIONAL.values()

    @property
    def binary_digits(self) -> int | None:
        """The precision of a FLOAT."""
        return int(self.told[6:-1]) if self.told is not None and self.told.startswith("FLOAT(") else None


NUMBER = OracleType("NUMBER")
SHORT_NUMBER = OracleType("NUMBER", size=8)
INTEGER = OracleType("NUMBER", precision=38, scale=0)
VARCHAR2 = OracleType("VARCHAR2", size=4000)
CLOB = OracleType("CLOB")
BLOB = OracleType("BLOB")
RAW = OracleType("RAW", size=2000)
DATE = OracleType("DATE")
TIMESTAMP = OracleType("TIMESTAMP", scale=6)
BOOLEAN = OracleType("BOOLEAN")
JSON = OracleType("JSON")
NULL = OracleType("NULL")
SHOWN_ROWID = OracleType("VARCHAR2", size=18, told="ROWID")


def varchar2(size: int) -> OracleType:
    """VARCHAR2(size)."""
    return OracleType("VARCHAR2", size=size)


def national(kind: OracleType) -> OracleType:
    """The same text in the national character set."""
    return replace(kind, told=_NATIONAL.get(kind.family))


@dataclass(frozen=True)
class Column:
    """A column of a table, a view or a query."""

    name: str
    type: OracleType
    nullable: bool = True


@dataclass(frozen=True)
class NestedCursor(OracleType):
    """The type of CURSOR (query), with the columns of that query."""

    columns: tuple[Column, ...] = ()
