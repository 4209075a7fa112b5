"""Constraints as they are written, behind a column or for themselves, and adding one to a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.drop import columns_of
from ordslab.sandbox.sql.ddl.storage_clauses import INDEX_STORAGE, skip_storage
from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Table
from ordslab.sandbox.sql.dml.checks import compiled_check, foreign_key_orphans, violated_check
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.stream import TokenStream

_KINDS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


@dataclass(frozen=True)
class Written:
    """A constraint as it stands in the statement. `name` is None where Oracle makes one up."""

    name: str | None
    kind: str  # P U R C
    columns: tuple[str, ...]
    offset: int
    condition: str | None = None
    not_null: bool = False
    parent: str | None = None
    parent_columns: tuple[str, ...] = field(default=())
    delete_rule: str = "NO ACTION"
    enabled: bool = True
    index: str | None = None  # USING INDEX: the one that is to serve
    deferrable: str | None = None  # what it is at first: IMMEDIATE or DEFERRED


def starts(stream: TokenStream) -> bool:
    """Does a constraint of the table begin here?"""
    return stream.is_word(*_KINDS)


def of_table(change: Change, stream: TokenStream) -> Written:
    """[CONSTRAINT name] PRIMARY KEY (..) | UNIQUE (..) | CHECK (..) | FOREIGN KEY (..) REFERENCES ..."""
    name, offset = _name(stream), stream.token.offset
    if stream.accept_words("PRIMARY", "KEY"):
        return _state(stream, Written(name, "P", stream.names_in_parentheses(), offset))
    if stream.accept_word("UNIQUE"):
        return _state(stream, Written(name, "U", stream.names_in_parentheses(), offset))
    if stream.accept_word("CHECK"):
        return _state(stream, Written(name, "C", (), offset, condition=stream.text_in_parentheses()))
    if stream.accept_words("FOREIGN", "KEY"):
        columns = stream.names_in_parentheses()
        return _references(change, stream, name, columns, offset)
    raise stream.error(904, ": invalid identifier")


def of_column(change: Change, stream: TokenStream, column: str) -> Written | None:
    """A constraint behind a column, None when there is none. `NULL` counts as NOT NULL's opposite: ignored."""
    start = stream.token
    name, offset = _name(stream), stream.token.offset
    if stream.accept_words("NOT", "NULL"):
        written = Written(name, "C", (column,), offset, condition=f'"{column}" IS NOT NULL', not_null=True)
        written = _state(stream, written)
        return replace(written, not_null=written.deferrable is None)  # one that may wait is a check like any other
    if stream.accept_words("PRIMARY", "KEY"):
        return _state(stream, Written(name, "P", (column,), offset))
    if stream.accept_word("UNIQUE"):
        return _state(stream, Written(name, "U", (column,), offset))
    if stream.accept_word("CHECK"):
        return _state(stream, Written(name, "C", (column,), offset, condition=stream.text_in_parentheses()))
    if stream.is_word("REFERENCES"):
        return _references(change, stream, name, (column,), offset)
    if name is not None:
        raise OraError(2253, message="constraint specification not allowed here", offset=start.offset)
    return None


def _name(stream: TokenStream) -> str | None:
    return stream.name(2250, "missing or invalid constraint name") if stream.accept_word("CONSTRAINT") else None


def _references(
    change: Change, stream: TokenStream, name: str | None, columns: tuple[str, ...], offset: int
) -> Written:
    stream.expect_word("REFERENCES", 905, "missing keyword")
    at = stream.token.offset
    owner, parent = stream.qualified_name()
    change.check_owner(owner, at)
    parent_columns = stream.names_in_parentheses() if stream.is_symbol("(") else ()
    rule = "NO ACTION"
    if stream.accept_words("ON", "DELETE"):
        if stream.accept_word("CASCADE"):
            rule = "CASCADE"
        else:
            stream.expect_word("SET", 905, "missing keyword")
            stream.expect_word("NULL", 905, "missing keyword")
            rule = "SET NULL"
    written = Written(name, "R", columns, at, parent=parent, parent_columns=parent_columns, delete_rule=rule)
    return _state(stream, written)


def _state(stream: TokenStream, written: Written) -> Written:
    """ENABLE, DISABLE, DEFERRABLE, USING INDEX ..."""
    enabled = True
    unseen: int | None = None
    index = None
    may_wait: bool | None = None
    first: str | None = "IMMEDIATE"
    while True:
        offset = stream.token.offset
        if stream.accept_word("ENABLE", "RELY", "NORELY"):
            continue
        if stream.accept_word("DISABLE"):
            enabled = False
        elif word := stream.accept_word("VALIDATE", "NOVALIDATE"):
            unseen = offset if word == "NOVALIDATE" else None
        elif stream.accept_words("NOT", "DEFERRABLE"):
            may_wait = False
        elif stream.accept_word("DEFERRABLE"):
            may_wait = True
        elif stream.accept_word("INITIALLY"):
            first = stream.accept_word("IMMEDIATE", "DEFERRED")
            if first is None:
                raise stream.error(905, "missing keyword")
            if first == "DEFERRED" and may_wait is False:
                raise OraError(2447, message="cannot defer a constraint that is not deferrable", offset=offset)
        elif stream.accept_words("USING", "INDEX"):
            index = _index(stream)
        elif enabled and unseen is not None:
            raise not_supported("enabled constraints that are not validated", unseen)
        else:
            if may_wait is None:
                may_wait = first == "DEFERRED"
            return replace(written, enabled=enabled, index=index, deferrable=first if may_wait else None)


def _index(stream: TokenStream) -> str | None:
    """What stands behind USING INDEX: where the index is stored, or the name of one that is there."""
    if stream.is_symbol("("):
        raise not_supported("USING INDEX with an index of its own", stream.token.offset)
    while stream.is_word(*INDEX_STORAGE):
        skip_storage(stream)
        if stream.at_end or stream.is_symbol(",", ")") or stream.is_word("ENABLE", "DISABLE"):
            return None
    if stream.at_end or stream.is_symbol(",", ")") or stream.is_word("ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"):
        return None
    return stream.qualified_name(953, "missing or invalid index name")[1]


def add(change: Change, table: Table, written: Written) -> Table:
    """The table with the constraint, which existing rows must satisfy. Raises what Oracle raises for it."""
    if table.temporary and written.kind == "R":
        raise OraError(14455, message="attempt to create referential integrity constraint on temporary table")
    _check_columns(table, written)
    if written.kind == "R":
        constraint = _foreign_key(change, table, written)
    else:
        constraint = Constraint(
            _chosen_name(change, table, written),
            written.kind,
            written.columns,
            written.condition,
            written.not_null,
            generated=written.name is None,
            enabled=written.enabled,
            deferrable=written.deferrable,
        )
        if not constraint.columns:  # a CHECK of the table: the columns that its condition mentions
            mentioned = columns_of(constraint, table)
            names = tuple(column.name for column in table.columns if column.name in mentioned)
            constraint = replace(constraint, columns=names)
    if written.kind in "PU":
        return _add_key(change, table, constraint, written)
    changed = replace(table, constraints=(*table.constraints, constraint))
    if written.kind == "C":
        return _add_check(change, changed, constraint, written)
    if constraint.enabled and foreign_key_orphans(change.session, changed, constraint):
        raise OraError(
            2298,
            message=f"cannot validate ({change.schema}.{constraint.name}) - parent keys not found",
            offset=written.offset,
        )
    return changed


def _check_columns(table: Table, written: Written) -> None:
    seen: set[str] = set()
    for name in written.columns:
        if table.column(name) is None:
            raise OraError(904, f'"{name}"', offset=written.offset)
        if name in seen:
            raise OraError(957, message="duplicate column name", offset=written.offset)
        seen.add(name)
    for column in map(table.column, written.columns if written.kind in "PUR" else ()):
        assert column is not None
        if column.virtual is not None:
            raise not_supported("keys on virtual columns", written.offset)
        if column.type.family in ("CLOB", "BLOB", "JSON"):
            word = "JSON" if column.type.family == "JSON" else "LOB"
            raise OraError(2329, message=f"column of datatype {word} cannot be unique or a primary key")


def _chosen_name(change: Change, table: Table, written: Written) -> str:
    if written.name is None:
        return f"SYS_C00{change.new_id()}"
    owner = change.dictionary.constraint_names.get(written.name)
    taken = written.name in change.dictionary.view_constraints
    if taken or (owner is not None and owner.name != table.name) or table.constraint(written.name):
        raise OraError(2264, message="name already used by an existing constraint", offset=written.offset)
    return written.name


def _add_key(change: Change, table: Table, constraint: Constraint, written: Written) -> Table:
    if constraint.kind == "P" and table.primary_key is not None:
        raise OraError(2260, message="table can have only one primary key", offset=written.offset)
    for other in table.constraints:
        if other.kind in "PU" and other.columns == constraint.columns:
            raise OraError(
                2261, message="such unique or primary key already exists in the table", offset=written.offset
            )
    if constraint.kind == "P":
        for name in constraint.columns:
            if change.native(f'SELECT 1 FROM "{table.name}" WHERE "{name}" IS NULL LIMIT 1'):
                raise OraError(1449, message="column contains NULL values; cannot alter to NOT NULL")
            column = table.column(name)
            assert column is not None
            table = table.with_column(replace(column, nullable=False))
    if constraint.enabled:
        table = _with_index(change, table, constraint, written)
    return replace(table, constraints=(*table.constraints, constraint))


def _with_index(change: Change, table: Table, constraint: Constraint, written: Written) -> Table:
    """The table with the index that enforces a key: one on the same columns that is there already, else a new one."""
    same = [each for each in table.indexes if each.columns == constraint.columns and each.is_plain]
    found = next((each for each in same if each.constraint is None and written.index in (None, each.name)), None)
    if written.index is not None and found is None:
        if written.index not in change.dictionary.index_names:
            raise OraError(1418, message="specified index does not exist", offset=written.offset)
        raise OraError(
            14196, message="Specified index cannot be used to enforce the constraint.", offset=written.offset
        )
    if found is None and constraint.name in change.dictionary.index_names:
        message = f'name is already used by an existing object: "{change.schema}"."{constraint.name}"'
        raise OraError(955, message=message, offset=written.offset)
    if found is None:
        found = Index(constraint.name, constraint.columns, constraint.deferrable is None, constraint.name)
        table = replace(table, indexes=(*table.indexes, found))
    else:
        change.drop_index(found.name)
        kept = replace(found, constraint=constraint.name)
        table = replace(table, indexes=tuple(kept if each == found else each for each in table.indexes))
    change.key_index(table.name, constraint)
    return table


def _add_check(change: Change, table: Table, constraint: Constraint, written: Written) -> Table:
    if constraint.not_null:
        (name,) = constraint.columns
        column = table.column(name)
        assert column is not None
        if constraint.enabled:
            if change.native(f'SELECT 1 FROM "{table.name}" WHERE "{name}" IS NULL LIMIT 1'):
                raise OraError(2296, message=f"cannot enable ({change.schema}.) - null values found")
            table = table.with_column(replace(column, nullable=False))
        return table
    try:
        compiled = compiled_check(change.schema, table, constraint)
    except OraError as error:
        error.offset = written.offset
        raise
    if constraint.enabled and violated_check(change.session, compiled):
        raise OraError(
            2293,
            message=f"cannot validate ({change.schema}.{constraint.name}) - check constraint violated",
            offset=written.offset,
        )
    return table


def _foreign_key(change: Change, table: Table, written: Written) -> Constraint:
    assert written.parent is not None
    parent = table if written.parent == table.name else change.dictionary.table(written.parent)
    if parent is None:
        raise OraError(942, offset=written.offset)
    keys = [each for each in parent.constraints if each.kind in "PU"]
    if written.parent_columns:
        for name in written.parent_columns:
            if parent.column(name) is None:
                raise OraError(904, f'"{name}"', offset=written.offset)
        key = next((each for each in keys if sorted(each.columns) == sorted(written.parent_columns)), None)
        if key is None:
            raise OraError(
                2270, message="no matching unique or primary key for this column-list", offset=written.offset
            )
        if len(written.columns) == len(written.parent_columns):  # in the order of the key
            pairs = dict(zip(written.parent_columns, written.columns, strict=True))
            written = replace(written, columns=tuple(pairs[name] for name in key.columns))
    else:
        if parent.primary_key is None:
            raise OraError(2268, message="referenced table does not have a primary key", offset=written.offset)
        key = parent.primary_key
    if len(key.columns) != len(written.columns):
        raise OraError(
            2256, message="number of referencing columns must match referenced columns", offset=written.offset
        )
    for mine, theirs in zip(written.columns, key.columns, strict=True):
        child, target = table.column(mine), parent.column(theirs)
        assert child is not None
        assert target is not None
        if child.type.family != target.type.family:
            raise OraError(2267, message="column type incompatible with referenced column type", offset=written.offset)
    return Constraint(
        _chosen_name(change, table, written),
        "R",
        written.columns,
        parent=parent.name,
        parent_constraint=key.name,
        delete_rule=written.delete_rule,
        generated=written.name is None,
        enabled=written.enabled,
        deferrable=written.deferrable,
    )
