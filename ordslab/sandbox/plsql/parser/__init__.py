"""From source text to the syntax tree."""

from __future__ import annotations

from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.parser.units import parse_package_body, parse_specification, parse_stored_subprogram
from ordslab.sandbox.plsql.tree import Block, Call, CallStatement, Expression, Member, Name
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.recent import MEGABYTE, remembered

__all__ = ["parse_block", "parse_call", "parse_package_body", "parse_specification", "parse_stored_subprogram"]


@remembered(8 * MEGABYTE, each=100)
def parse_block(source: str) -> Block:
    """An anonymous block. Raises ORA-06550 with PLS-00103 where the source is wrong."""
    parser = StatementParser(source)
    label = None
    while parser.accept("<<"):
        label = parser.identifier()
        parser.expect(">>")
    if not parser.is_word("DECLARE", "BEGIN"):
        raise parser.unexpected("begin", "declare")
    block = parser.block(label)
    if parser.is_identifier():
        parser.identifier()
    if not parser.accept(";"):
        raise parser.unexpected(";", "<an identifier>", "<a double-quoted delimited-identifier>")
    parser.finish()
    return block


@remembered(1 * MEGABYTE, each=100)
def parse_call(source: str) -> tuple[CallStatement, Expression | None]:
    """The SQL statement CALL name(...) [INTO :bind], as a call statement and the target."""
    parser = StatementParser(source)
    at = parser.expect_word("CALL").offset
    call = parser.reference()
    if isinstance(call, Name | Member):
        call = Call(call.at, call, ())
    target = parser.reference() if parser.accept_word("INTO") else None
    if parser.token.kind != "end":
        raise OraError(933, message="SQL command not properly ended", offset=parser.at)
    return CallStatement(at, call), target
