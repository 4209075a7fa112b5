"""The names of what Oracle has: packages with their members, types, functions, views, privileges, roles.

Names only, in text files that tell their sources. Who does not find a name in the sandbox asks here what to say of it:
what stands here is Oracle's and refused by its name (ORA-03001), what stands in neither is misspelt. All in upper case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_OWNERS = re.compile(
    r"SYS|SYSTEM|PUBLIC|APEX_\d+|FLOWS_\d+|MDSYS|CTXSYS|XDB|WMSYS|LBACSYS|DVSYS|ORDSYS|ORDPLUGINS|ORDDATA|OLAPSYS|OUTLN"
    r"|DBSNMP|GSMADMIN_INTERNAL|GRAPH_\w+|ORDS_METADATA|ORDS_PUBLIC_USER|C##CLOUD\$SERVICE|C##ADP\$SERVICE"
)
_SCOPES = ("USER_", "ALL_", "DBA_", "CDB_")


def is_owner(name: str) -> bool:
    """Is it a user to whom Oracle's own objects belong?"""
    return _OWNERS.fullmatch(name) is not None


def package_of(name: str) -> str | None:
    """The package that NAME or OWNER.NAME means, without its owner; None where Oracle has none."""
    plain = _plain(name)
    return plain if plain in _packages() else None


def has_member(package: str, member: str) -> bool:
    """Does Oracle's package or object type declare something of that name?"""
    return member in _packages().get(package, ())


def type_of(name: str) -> str | None:
    """The object or collection type that NAME or OWNER.NAME means, without its owner."""
    plain = _plain(name)
    return plain if plain in _words("types") else None


def is_function(name: str) -> bool:
    """Is it a function of SQL?"""
    return name in _words("functions")


def is_object_kind(word: str) -> bool:
    """Does the name of a kind of object, which can be created, altered or dropped, begin with this word?"""
    return word in _words("object_kinds")


def is_privilege(words: str) -> bool:
    """Are the words, one blank between them, a system privilege?"""
    return words in _privileges()


def is_role(name: str) -> bool:
    """Does a database come with a role of that name?"""
    return name in _words("roles")


def view_of(owner: str | None, name: str) -> str | None:
    """The view of Oracle's dictionary that a name means."""
    if owner is not None and not is_owner(owner):
        return None
    known = f"DBA_{name[4:]}" if name.startswith("CDB_") else name[1:] if name.startswith("GV$") else name
    return name if known in _views() or name in _views() else None


def has_column(view: str, column: str) -> bool:
    """Does Oracle's view of that name have such a column, which the sandbox's lacked when the list was made?"""
    name = view.removeprefix("G") if view.startswith("GV$") else view
    name = next((name.removeprefix(scope) for scope in _SCOPES if name.startswith(scope)), name)
    return column in _view_columns().get(name, ())


def packages() -> Mapping[str, frozenset[str]]:
    """All packages and object types with their members."""
    return _packages()


def views() -> frozenset[str]:
    """All views, without those for CDB_ and GV$."""
    return _views()


def _plain(name: str) -> str:
    """The name without its owner; "" where the owner is none of Oracle's."""
    owner, _, plain = name.rpartition(".")
    return plain if not owner or is_owner(owner) else ""


@cache
def _packages() -> Mapping[str, frozenset[str]]:
    return dict(_listed("packages"))


@cache
def _view_columns() -> Mapping[str, frozenset[str]]:
    return dict(_listed("view_columns"))


@cache
def _views() -> frozenset[str]:
    found: set[str] = set()
    for prefixes, names in _listed("views"):
        for prefix in prefixes.split():
            start = "" if prefix == "-" else prefix if prefix.endswith("$") else f"{prefix}_"
            found.update(start + name for name in names)
    return frozenset(found)


@cache
def _words(file: str) -> frozenset[str]:
    return frozenset(word for line in _lines(file) for word in line.split())


@cache
def _privileges() -> frozenset[str]:
    return frozenset(_lines("privileges"))


def _listed(file: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The entries "key: names" of a file; lines that are indented go on."""
    for entry in re.findall(r"^\S.*(?:\n\s+.*)*", "\n".join(_lines(file)), re.MULTILINE):
        key, _, names = entry.partition(":")
        yield key, frozenset(names.split())


def _lines(file: str) -> list[str]:
    text = Path(__file__).with_name(f"{file}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
