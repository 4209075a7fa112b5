"""What to say of a name that the sandbox doesn't have: ORA-03001 where Oracle has it, else that it is misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ordslab.sandbox import oracle_names
from ordslab.sandbox.sql.errors import OraError, not_supported

_PSEUDOCOLUMNS = frozenset(
    [
        *("COLUMN_VALUE", "ITERATION_NUMBER", "OBJECT_ID", "OBJECT_VALUE", "ORA_INVOKING_USER", "ORA_INVOKING_USERID"),
        *("ORA_ROWSCN", "ORA_SHARDSPACE_NAME", "VERSIONS_ENDSCN", "VERSIONS_ENDTIME", "VERSIONS_OPERATION"),
        *("VERSIONS_STARTSCN", "VERSIONS_STARTTIME", "VERSIONS_XID", "XMLDATA"),
    ]
)
"""Of Oracle's SQL (SQL Language Reference, "Pseudocolumns"; MODEL)."""


def unknown_table(owner: str | None, name: str, offset: int | None = None) -> OraError:
    """A table or view that is not there for this user: ORA-03001 for a view that only Oracle has, else ORA-00942."""
    from ordslab.sandbox.sql.dictionary.views import VIEWS  # which a start does not need

    view = oracle_names.view_of(owner, name)
    if view is None or any(ours.name == view for ours in VIEWS):
        return OraError(942, offset=offset)
    return not_supported(f"view {view}", offset)


def unknown_object(owner: str | None, name: str, offset: int | None = None) -> OraError:
    """A table, view, package or type that is not there."""
    qualified = f"{owner}.{name}" if owner else name
    for kind, found in (("package", oracle_names.package_of(qualified)), ("type", oracle_names.type_of(qualified))):
        if found is not None:
            return not_supported(f"{kind} {found}", offset)
    return unknown_table(owner, name, offset)


def unknown_function(parts: Sequence[str], offset: int | None = None) -> OraError:
    """A call of what is not there: ORA-03001 for a function, member or type of Oracle's, else ORA-00904.

    `parts`: the name, its qualifiers before it.
    """
    *qualifiers, name = parts
    if not qualifiers and oracle_names.is_function(name):
        return not_supported(f"function {name}", offset)
    kind = oracle_names.type_of(".".join(parts))
    if kind is not None:
        return not_supported(f"type {kind}", offset)
    return _unknown_name(parts, offset)


def unknown_column(parts: Sequence[str], views: Iterable[str], offset: int | None = None) -> OraError:
    """A name without parentheses that means nothing: ORA-03001 for what Oracle has, else ORA-00904.

    `views`: those of the database's own that it may be a column of.
    """
    *qualifiers, name = parts
    if not qualifiers and name in _PSEUDOCOLUMNS:
        return not_supported(f"pseudocolumn {name}", offset)
    view = next((view for view in views if oracle_names.has_column(view, name)), None)
    return _unknown_name(parts, offset) if view is None else not_supported(f"column {name} of {view}", offset)


def _unknown_name(parts: Sequence[str], offset: int | None) -> OraError:
    package = oracle_names.package_of(".".join(parts[:-1]))
    if package is not None and oracle_names.has_member(package, parts[-1]):
        return not_supported(f"{package}.{parts[-1]}", offset)
    return OraError(904, ".".join(f'"{part}"' for part in parts), offset=offset)


def unknown_privilege(words: str, offset: int | None = None) -> OraError:
    """A privilege of several words, or a role: ORA-03001 for one of Oracle's, else ORA-00990 or ORA-01919."""
    if oracle_names.is_privilege(words):
        return not_supported(f"privilege {words}", offset)
    if " " in words:
        return OraError(990, message="missing or invalid privilege", offset=offset)
    return unknown_role(words, offset)


def unknown_role(name: str, offset: int | None = None) -> OraError:
    """A role: ORA-03001 for one that Oracle's databases come with, else ORA-01919."""
    if oracle_names.is_role(name):
        return not_supported(f"role {name}", offset)
    return OraError(1919, message=f"role '{name}' does not exist", offset=offset)
