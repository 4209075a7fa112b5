"""Many statements in one round trip, where a database is far away: as one PL/SQL block."""

from collections.abc import Sequence

from ordslab.sql.script import Statement


def together(statements: Sequence[Statement]) -> Statement:
    """One block that runs these in order, up to the first error. For scripts of our own, without queries.

    SQL becomes dynamic, so that a statement may use the table that one before it makes. Binds are for PL/SQL alone.
    """
    return Statement("\n".join(["begin", *map(_step, statements), "end;"]), "plsql", 0)


def _step(statement: Statement) -> str:
    if statement.kind == "plsql" and statement.words[:1] != ["CREATE"]:
        return statement.text
    assert statement.kind in ("sql", "plsql") and "~'" not in statement.text
    return f"{statement.text};" if statement.words == ["COMMIT"] else f"execute immediate q'~{statement.text}~';"
