"""Values of PL/SQL that are not scalars, and how values look to the Python body of a packaged subprogram.

Inside the interpreter scalars have the engine's form (see `sql.types`; a DATE is text), with NUMBER as int or Decimal.
Python bodies see DATE and TIMESTAMP as datetime.datetime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ordslab.sandbox.plsql.datatypes import CollectionType, DataType, RecordType, ScalarType
from ordslab.sandbox.sql.memory import LARGEST_COLLECTION, too_many_elements


class Record:
    """A record's value: fields are attributes, by lower-case name."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> Any:  # only asked for what is not there; for mypy's sake
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Record({', '.join(self.__dict__)})"  # names only: a field may hold a secret


class Collection:
    """A collection's value: elements by index (int, or str for INDEX BY VARCHAR2), always seen in index order."""

    def __init__(self, elements: Mapping[Any, Any] | Iterable[Any] = ()) -> None:
        """From a mapping of index to element, or from elements that get the indexes 1, 2, 3, ..."""
        self._elements = dict(elements) if isinstance(elements, Mapping) else dict(enumerate(elements, 1))
        self._order: list[Any] | None = None
        self.extent = max((key for key in self._elements if isinstance(key, int)), default=0)

    def __getitem__(self, index: Any) -> Any:
        return self._elements[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        if index not in self._elements:
            if len(self._elements) >= LARGEST_COLLECTION:
                raise too_many_elements()
            self._order = None
        self._elements[index] = value

    def __delitem__(self, index: Any) -> None:
        del self._elements[index]
        self._order = None

    def __contains__(self, index: Any) -> bool:
        return index in self._elements

    def __len__(self) -> int:
        return len(self._elements)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and self._elements == other._elements

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Collection({len(self)} elements)"

    def get(self, index: Any, default: Any = None) -> Any:
        """The element, or `default` where there is none."""
        return self._elements.get(index, default)

    def keys(self) -> list[Any]:
        """The indexes in order."""
        if self._order is None:
            self._order = sorted(self._elements)
        return self._order

    def values(self) -> list[Any]:
        """The elements in index order."""
        return [self._elements[key] for key in self.keys()]

    def items(self) -> list[tuple[Any, Any]]:
        """Indexes and elements in index order."""
        return [(key, self._elements[key]) for key in self.keys()]

    def clear(self) -> None:
        """Delete all elements."""
        self._elements.clear()
        self._order = None


class Cell:
    """What an OUT or IN OUT parameter is to a Python body: read and assign `value`."""

    def __init__(self, value: Any = None) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Cell(...)"


def copy_value(value: Any) -> Any:
    """An independent copy: PL/SQL assigns records and collections by value."""
    if isinstance(value, Record):
        return Record(**{name: copy_value(field) for name, field in vars(value).items()})
    if isinstance(value, Collection):
        copied = Collection({key: copy_value(element) for key, element in value.items()})
        copied.extent = value.extent
        return copied
    return value


def to_python(value: Any, kind: DataType) -> Any:
    """A value as a Python body gets it."""
    if value is None:
        return None
    if isinstance(kind, ScalarType):
        return _datetime_of(value) if kind.family in ("DATE", "TIMESTAMP", "TIMESTAMP_TZ") else value
    if isinstance(kind, RecordType):
        return Record(**{f.attribute: to_python(getattr(value, f.attribute), f.type) for f in kind.fields})
    if isinstance(kind, CollectionType):
        return Collection({key: to_python(element, kind.element) for key, element in value.items()})
    return value


def from_python(value: Any, kind: DataType) -> Any:
    """A value that a Python body gave, as the interpreter holds it. Fields that a record lacks are NULL."""
    if value is None or (value == "" and kind.name != "CLOB"):
        return None
    if isinstance(kind, RecordType):
        given = vars(value)
        return Record(**{f.attribute: from_python(given.get(f.attribute), f.type) for f in kind.fields})
    if isinstance(kind, CollectionType):
        elements = value if isinstance(value, Collection) else Collection(value)
        return Collection({key: from_python(element, kind.element) for key, element in elements.items()})
    if isinstance(value, datetime):
        return _text_of(value, kind)
    return exact(value)


def exact(value: Any) -> Any:
    """NUMBER values as int or Decimal: a float becomes the decimal fraction that it shows."""
    if isinstance(value, float):
        number = Decimal(repr(value))
        return int(number) if number == number.to_integral_value() else number
    return value


def _datetime_of(text: str) -> datetime:
    zone = text[-6:] if len(text) > 19 and text[-6] in "+-" else ""
    moment = text.removesuffix(zone).rstrip()
    if "." in moment:
        moment = moment[:26].ljust(26, "0")
    return datetime.fromisoformat(moment + zone)


def _text_of(value: datetime, kind: DataType) -> str:
    family = kind.family if isinstance(kind, ScalarType) else "TIMESTAMP"
    text = f"{value:%Y-%m-%d %H:%M:%S}"
    if family == "DATE":
        return text
    if value.microsecond:
        text += f".{value.microsecond:06d}"
    if family == "TIMESTAMP_TZ":
        zone = value.isoformat()[-6:] if value.tzinfo is not None else "+00:00"
        text += f" {zone}"
    return text
