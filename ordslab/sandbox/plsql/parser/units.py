"""Parsing stored programs: from the word that says what they are on."""

from __future__ import annotations

from ordslab.sandbox.plsql.parser.statements import StatementParser
from ordslab.sandbox.plsql.tree import Block, PackageBody, PackageSpecification, SubprogramDeclaration
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.recent import MEGABYTE, remembered


@remembered(16 * MEGABYTE, each=100)
def parse_stored_subprogram(source: str) -> SubprogramDeclaration:
    """PROCEDURE name ... or FUNCTION name ..., with its body. Raises CompileError."""
    parser = StatementParser(source)
    found = parser.subprogram()
    if found.refused is not None:
        raise not_supported(found.refused, found.at)
    if found.body is None:
        parser.seek(parser.previous_end - 1)
        raise parser.unexpected("is", "as")
    parser.finish()
    return found


def parse_specification(source: str) -> PackageSpecification:
    """[CREATE [OR REPLACE]] PACKAGE name AS items END [name];"""
    parser = StatementParser(source)
    if parser.accept_word("CREATE") and parser.accept_word("OR"):
        parser.expect_word("REPLACE")
    at = parser.expect_word("PACKAGE").offset
    name_at = parser.at
    name = parser.dotted_name()[-1]
    parser.rights_clauses()
    if not parser.accept_word("AS", "IS"):
        raise parser.unexpected("as", "is")
    items = parser.declarations()
    parser.expect_word("END")
    _end(parser, name, name_at)
    return PackageSpecification(at, name, items)


@remembered(32 * MEGABYTE, each=100)
def parse_package_body(source: str) -> PackageBody:
    """PACKAGE BODY name AS items [BEGIN statements] END [name];"""
    parser = StatementParser(source)
    at = parser.expect_word("PACKAGE").offset
    parser.expect_word("BODY")
    name_at = parser.at
    name = parser.dotted_name()[-1]
    if not parser.accept_word("AS", "IS"):
        raise parser.unexpected("as", "is")
    items = parser.declarations()
    block: Block | None = None
    if parser.is_word("BEGIN"):
        block = parser.block_from_begin(parser.at, None, ())
    else:
        parser.expect_word("END", "begin", "function", "pragma", "procedure")
    _end(parser, name, name_at)
    return PackageBody(at, name, items, block)


def _end(parser: StatementParser, name: str, name_at: int) -> None:
    """What stands behind END: the name again, or nothing."""
    parser.end_name(name, name_at)
    parser.expect(";")
    parser.finish()
