"""DROP, TRUNCATE, RENAME, PURGE."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ordslab.sandbox.sql.ddl.change import Change
from ordslab.sandbox.sql.ddl.users import require
from ordslab.sandbox.sql.dictionary.objects import Constraint, Index, Program, SchemaObject, Table
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import tokenize
from ordslab.sandbox.sql.stream import TokenStream


def _found(change: Change, stream: TokenStream, kind: str, missing: int, message: str) -> SchemaObject | None:
    if_exists = stream.accept_words("IF", "EXISTS")
    offset = stream.token.offset
    owner, name = stream.qualified_name()
    change.check_owner(owner, offset)
    found = change.dictionary.objects.get(name)
    if found is None or found.kind != kind:
        if if_exists:
            return None
        raise OraError(missing, message=message.format(schema=change.schema, name=name), offset=offset)
    return found


def drop_table(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """DROP TABLE [IF EXISTS] name [CASCADE CONSTRAINTS] [PURGE]."""
    message = 'table or view "{schema}"."{name}" does not exist'
    table = _found(change, stream, "TABLE", 942, message)
    cascades = stream.accept_words("CASCADE", "CONSTRAINTS")
    stream.accept_word("PURGE")
    stream.finish(933, "SQL command not properly ended")
    if not isinstance(table, Table):
        return
    for child, key in change.dictionary.children(table.name):
        if child.name == table.name:
            continue
        if not cascades:
            raise OraError(2449, message="unique/primary keys in table referenced by foreign keys")
        kept = change.dictionary.table(child.name)
        assert kept is not None
        change.store(replace(kept, constraints=tuple(each for each in kept.constraints if each != key)))
    remove_table(change, table)


def remove_table(change: Change, table: Table) -> None:
    """The table, its rows and the sequences of its identity columns go."""
    change.check_unused(table)
    change.native(f'DROP TABLE "{table.name}"')
    change.remove(table)
    for column in table.columns:
        sequence = change.dictionary.sequence(column.sequence) if column.sequence else None
        if sequence is not None:
            change.remove(sequence)


def drop_view(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """DROP VIEW [IF EXISTS] name."""
    found = _found(change, stream, "VIEW", 942, 'table or view "{schema}"."{name}" does not exist')
    stream.accept_words("CASCADE", "CONSTRAINTS")
    stream.finish(933, "SQL command not properly ended")
    if found is not None:
        change.remove(found)


def drop_sequence(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """DROP SEQUENCE [IF EXISTS] name."""
    found = _found(change, stream, "SEQUENCE", 2289, "sequence does not exist")
    stream.finish(933, "SQL command not properly ended")
    if found is not None:
        if found.name.startswith("ISEQ$$_"):
            raise OraError(32794, message="cannot drop a system-generated sequence")
        change.remove(found)


def drop_synonym(change: Change, stream: TokenStream, words: Set[str]) -> None:
    """DROP SYNONYM [IF EXISTS] name."""
    if "PUBLIC" in words:
        require(change.session, "DROP PUBLIC SYNONYM")
        raise OraError(1432, message="public synonym to be dropped does not exist")
    found = _found(change, stream, "SYNONYM", 1434, "private synonym to be dropped does not exist")
    stream.accept_word("FORCE")
    stream.finish(933, "SQL command not properly ended")
    if found is not None:
        change.remove(found)


def truncate(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """TRUNCATE TABLE name."""
    stream.expect_word("TABLE", 3290, "Invalid truncate command - missing CLUSTER or TABLE keyword")
    offset = stream.token.offset
    table = change.found_table(*stream.qualified_name(), offset)
    if table.temporary:
        change.session.temporary.truncate(table)
    change.check_unused(table)
    stream.accept_word("DROP", "REUSE")
    stream.accept_word("STORAGE")
    cascades = stream.accept_word("CASCADE")
    stream.finish(3291, "Invalid truncate option - missing STORAGE keyword")
    if cascades:
        raise not_supported("TRUNCATE ... CASCADE")
    for child, key in change.dictionary.children(table.name):
        if child.name != table.name and key.enabled:
            raise OraError(2266, message="unique/primary keys in table referenced by enabled foreign keys")
    change.native(f'DELETE FROM "{table.name}"')


def rename(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """RENAME old TO new: tables, views, sequences, private synonyms."""
    offset = stream.token.offset
    name = stream.name()
    found = change.dictionary.objects.get(name)
    if found is None or isinstance(found, Program):
        raise OraError(4043, message=f"Object {name} does not exist.", offset=offset)
    stream.expect_word("TO")
    new = change.new_name(stream)
    stream.finish(933, "SQL command not properly ended")
    if isinstance(found, Table):
        change.store(renamed_table(change, found, new))
        return
    if found.kind == "SEQUENCE":
        system = change.database.system
        sequence = change.dictionary.sequence(name)
        assert sequence is not None
        system.set_following(change.schema, new, system.following(change.schema, sequence))
        system.set_following(change.schema, name, None)
    change.store(replace(found, name=new, changed=change.now))


def purge(change: Change, stream: TokenStream, _words: Set[str]) -> None:
    """PURGE RECYCLEBIN: there is none, so it is always empty."""
    del change
    if not stream.accept_word("RECYCLEBIN"):
        raise OraError(38302, message="invalid PURGE option")
    stream.finish()


def renamed_table(change: Change, table: Table, name: str) -> Table:
    """The table under its new name; foreign keys follow."""
    change.native(f'ALTER TABLE "{table.name}" RENAME TO "{name}"')
    for child, key in change.dictionary.children(table.name):
        moved = replace(key, parent=name)
        if child.name == table.name:
            table = replace(table, constraints=tuple(moved if each == key else each for each in table.constraints))
        else:
            current = change.dictionary.table(child.name)
            assert current is not None
            kept = tuple(moved if each == key else each for each in current.constraints)
            change.store(replace(current, constraints=kept))
    return replace(table, name=name, changed=change.now)


def renamed_constraint(change: Change, table: Table, old: Constraint, name: str) -> Table:
    """The table with a constraint under its new name."""
    kept = tuple(replace(each, name=name, generated=False) if each == old else each for each in table.constraints)
    table = replace(table, constraints=kept)
    if old.kind in "PU" and old.enabled:
        change.drop_index(old.name)
        change.key_index(table.name, replace(old, name=name))
        indexes = tuple(
            replace(index, name=name if index.name == old.name else index.name, constraint=name)
            if index.constraint == old.name
            else index
            for index in table.indexes
        )
        table = replace(table, indexes=indexes)
        for child, key in change.dictionary.children(table.name):
            if key.parent_constraint == old.name and child.name != table.name:
                moved = replace(key, parent_constraint=name)
                change.store(
                    replace(child, constraints=tuple(moved if each == key else each for each in child.constraints))
                )
    return table


def renamed_column(change: Change, table: Table, old: str, new: str) -> Table:
    """The table with a column under its new name; constraints and indexes follow."""
    if virtual_users(table, old):
        raise OraError(54032, message="column to be renamed is used in a virtual column expression")
    renamed = table.column(old)
    if renamed is not None and renamed.virtual is None:
        change.native(f'ALTER TABLE "{table.name}" RENAME COLUMN "{old}" TO "{new}"')

    def names(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if name == old else name for name in columns)

    return replace(
        table,
        columns=tuple(replace(each, name=new) if each.name == old else each for each in table.columns),
        constraints=tuple(
            replace(each, columns=names(each.columns), condition=_respelled(each.condition, old, new))
            for each in table.constraints
        ),
        indexes=tuple(
            replace(
                each,
                columns=names(each.columns),
                expressions=tuple(_respelled(text, old, new) or "" for text in each.expressions),
            )
            for each in table.indexes
        ),
    )


def _respelled(condition: str | None, old: str, new: str) -> str | None:
    """A CHECK's condition with a column under its new name."""
    if condition is None:
        return None
    for token in reversed(tokenize(condition)):
        if token.kind in ("word", "quoted") and token.value == old:
            condition = f'{condition[: token.offset]}"{new}"{condition[token.end :]}'
    return condition


def columns_of(constraint: Constraint, table: Table) -> set[str]:
    """The columns that a constraint speaks of, those of a CHECK's condition too."""
    return set(constraint.columns) if constraint.condition is None else _named(constraint.condition, table)


def columns_of_index(index: Index, table: Table) -> set[str]:
    """The columns that an index is made of, those in its expressions too."""
    return set(index.columns).union(*(_named(text, table) for text in index.expressions))


def virtual_users(table: Table, name: str) -> list[str]:
    """The virtual columns whose expressions use a column."""
    return [each.name for each in table.columns if each.virtual is not None and name in _named(each.virtual, table)]


def _named(text: str, table: Table) -> set[str]:
    named = {token.value for token in tokenize(text) if token.kind in ("word", "quoted")}
    return named & {column.name for column in table.columns}
