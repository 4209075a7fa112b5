"""What kind of statement a text is, and which bind variables it has."""

from __future__ import annotations

import re

from ordslab.sandbox.sql.calls import Statement
from ordslab.sandbox.sql.compile.grammar.refused import STATEMENTS
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.lexer import Token, tokenize
from ordslab.sandbox.sql.recent import MEGABYTE, remembered

_KINDS = {
    **dict.fromkeys(("SELECT", "WITH"), "query"),
    **dict.fromkeys(("INSERT", "UPDATE", "DELETE", "MERGE"), "dml"),
    **dict.fromkeys(("BEGIN", "DECLARE", "CALL"), "plsql"),
    **dict.fromkeys(
        ("CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "RENAME", "ANALYZE", "PURGE"), "ddl"
    ),
    **dict.fromkeys(("COMMIT", "ROLLBACK", "SAVEPOINT", "SET", "LOCK", "EXPLAIN"), "control"),
}
_PLSQL = re.compile(r"\s*(begin|declare|<<|create\b.{0,40}?\b(procedure|function|package|trigger)\b)", re.I | re.S)
_DIRECTIVE = re.compile(r"(?<![\w$#])\$+")
_STORED = frozenset({"PROCEDURE", "FUNCTION", "PACKAGE", "TRIGGER", "TYPE"})


@remembered(8 * MEGABYTE, each=3)
def classify(text: str) -> Statement:
    """Look at a statement. Raises ORA-00900 when it is none, ORA-00933 for a semicolon behind it."""
    try:
        tokens = tokenize(text)
    except OraError as error:
        if error.number == 911 and text[error.offset or 0] == "$" and _PLSQL.match(text):
            plain = tokenize(_DIRECTIVE.sub(" ", text))
            named = dict.fromkeys(token.value for token in plain if token.kind == "bind")
            return Statement(text, "plsql", tuple(named))  # conditional compilation, which PL/SQL refuses
        raise
    first = next((token for token in tokens if not (token.kind == "symbol" and token.value == "(")), tokens[-1])
    kind = _KINDS.get(first.value, "") if first.kind == "word" else ""
    if first.kind == "symbol" and first.value == "<<":
        kind = "plsql"
    if first is tokens[0] and first.kind == "word" and first.value in STATEMENTS:
        raise not_supported(STATEMENTS[first.value], first.offset)
    if not kind or (first is not tokens[0] and kind != "query"):
        raise OraError(900, offset=tokens[0].offset)
    if kind == "ddl" and first.value == "ALTER" and tokens[1].value in ("SESSION", "SYSTEM"):
        kind = "control"
    if kind == "ddl" and _creates_program(tokens):
        return Statement(text, "plsql")
    binds = tuple(token.value for token in tokens if token.kind == "bind")
    if kind == "plsql":
        return Statement(text, kind, tuple(dict.fromkeys(binds)))
    for token in tokens:
        if token.kind == "symbol" and token.value == ";":
            if first.value == "WITH" and tokens[tokens.index(first) + 1].value in ("FUNCTION", "PROCEDURE"):
                raise not_supported("functions in WITH", first.offset)
            raise OraError(933, offset=token.offset)
    start = returning_into(tokens) if kind == "dml" else None
    returning = 0 if start is None else sum(token.kind == "bind" for token in tokens[start:])
    return Statement(text, kind, binds, returning)


def returning_into(tokens: list[Token]) -> int | None:
    """The position of the INTO that belongs to a DML statement's RETURNING, None when there is none."""
    depth, seen = 0, False
    for position, token in enumerate(tokens):
        if token.kind == "symbol":
            depth += (token.value == "(") - (token.value == ")")
        elif token.kind == "word" and depth == 0:
            seen = seen or token.value in ("RETURNING", "RETURN")
            if seen and token.value == "INTO":
                return position
    return None


def _creates_program(tokens: list[Token]) -> bool:
    """CREATE [OR REPLACE] [EDITIONABLE] PROCEDURE ...: its body is PL/SQL. Also ALTER and DROP of the same."""
    if tokens[0].value not in ("CREATE", "ALTER", "DROP"):
        return False
    words = [token.value for token in tokens[1:6]]
    skipped = {"OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "IF", "NOT", "EXISTS"}
    return next((word for word in words if word not in skipped), "") in _STORED
