"""ALTER TABLE: constraints dropped, enabled, disabled."""

from __future__ import annotations

from dataclasses import replace

from ordslab.sandbox.sql.ddl import constraints
from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.constraints import Written
from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Table
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream


def accept_cascade(stream: TokenStream) -> bool:
    """Step over CASCADE [CONSTRAINTS] if it is there; whether it was."""
    cascades = bool(stream.accept_word("CASCADE"))
    stream.accept_word("CONSTRAINTS")
    return cascades


def drop_constraint(
    change: Change, table: Table, constraint: Constraint, cascades: bool, *, number: int = 2273
) -> Table:
    """The table without a constraint. Raises ORA-02273 when foreign keys refer to it and nothing cascades."""
    for child, key in change.dictionary.children(table.name):
        if key.parent_constraint == constraint.name and child.name != table.name:
            if not cascades:
                raise OraError(number, message="this unique/primary key is referenced by some foreign keys")
            change.store(replace(child, constraints=tuple(each for each in child.constraints if each != key)))
    if constraint.kind in "PU":
        change.drop_index(constraint.name)
        table = _without_key(change, table, constraint.name)
    if constraint.not_null:
        return without_not_null(table, constraint.columns[0])
    kept = tuple(each for each in table.constraints if constraint.name not in (each.name, each.parent_constraint))
    table = replace(table, constraints=kept)
    if constraint.kind == "P":
        guarded = {each.columns[0] for each in kept if each.not_null}
        for name in constraint.columns:
            column = table.column(name)
            assert column is not None
            table = table.with_column(replace(column, nullable=name not in guarded))
    return table


def _without_key(change: Change, table: Table, name: str) -> Table:
    """The table without the index of a key; one of another name was there before it, and stays."""
    kept: list[Index] = []
    for each in table.indexes:
        if each.constraint != name:
            kept.append(each)
        elif each.name != name:
            kept.append(replace(each, constraint=None))
            change.index(table.name, each)
    return replace(table, indexes=tuple(kept))


def without_not_null(table: Table, name: str) -> Table:
    """The table with a column that may be NULL again."""
    column = table.column(name)
    assert column is not None
    kept = tuple(each for each in table.constraints if not (each.not_null and each.columns == (name,)))
    return replace(table.with_column(replace(column, nullable=True)), constraints=kept)


def switch(change: Change, stream: TokenStream, table: Table) -> Table:
    """ENABLE or DISABLE a constraint or the primary key."""
    following = stream.ahead().value
    if following in ("ROW", "ALL", "TABLE"):
        raise not_supported(f"ALTER TABLE ... {stream.token.value} {following}", stream.token.offset)
    mode = stream.next().value
    if stream.accept_word("VALIDATE", "NOVALIDATE") == "NOVALIDATE" and mode == "ENABLE":
        raise not_supported("enabled constraints that are not validated", stream.token.offset)
    if stream.accept_words("PRIMARY", "KEY"):
        if table.primary_key is None:
            raise OraError(2433, message="cannot disable primary key - primary key not defined for table")
        found = table.primary_key
    else:
        stream.expect_word("CONSTRAINT", 1735, "invalid ALTER TABLE option")
        name = stream.name(2250, "missing or invalid constraint name")
        number, verb = (2430, "enable") if mode == "ENABLE" else (2431, "disable")
        found = find(table, name, (number, f"cannot {verb} constraint ({name}) - no such constraint"))
    accept_cascade(stream)
    if mode == "DISABLE" and stream.is_word("KEEP", "DROP") and stream.ahead().value == "INDEX":
        # a foreign key or a check has no index: there is nothing to keep
        if found.kind in "PU" and stream.is_word("KEEP"):
            raise not_supported("KEEP INDEX of a disabled key", stream.token.offset)
        stream.next()
        stream.next()
    if stream.is_word("USING", "EXCEPTIONS"):
        raise not_supported(f"{stream.token.value} behind {mode} CONSTRAINT", stream.token.offset)
    return _switched(change, table, found, mode == "ENABLE")


def switch_named(change: Change, stream: TokenStream, table: Table, found: Constraint) -> Table:
    """ENABLE or DISABLE behind MODIFY CONSTRAINT name."""
    if stream.accept_word("INITIALLY"):
        first = stream.accept_word("IMMEDIATE", "DEFERRED")
        if first is None:
            raise stream.error(905, "missing keyword")
        if found.deferrable is None:
            raise OraError(2447, message="cannot defer a constraint that is not deferrable")
        changed = replace(found, deferrable=first)
        return replace(table, constraints=tuple(changed if each == found else each for each in table.constraints))
    word = stream.accept_word("ENABLE", "DISABLE")
    if word is None:
        raise stream.error(1735, "invalid ALTER TABLE option")
    return _switched(change, table, found, word == "ENABLE")


def _switched(change: Change, table: Table, found: Constraint, enabled: bool) -> Table:
    if found.enabled == enabled:
        return table
    table = drop_constraint(change, table, found, cascades=False, number=2297)
    written = Written(
        found.name, found.kind, found.columns, 0, found.condition, found.not_null, found.parent, (), found.delete_rule
    )
    return constraints.add(change, table, replace(written, enabled=enabled, deferrable=found.deferrable))


_NONE = (2443, "Cannot drop constraint  - nonexistent constraint")


def find(table: Table, name: str, missing: tuple[int, str] = _NONE) -> Constraint:
    """The constraint of that name. Raises the given error, ORA-02443 by default."""
    found = table.constraint(name)
    if found is None:
        raise OraError(missing[0], message=missing[1])
    return found
