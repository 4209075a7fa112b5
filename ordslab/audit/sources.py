"""The sources of handlers and stored programs, taken apart as far as the audit needs: words, queries, units, calls.

It is no parser of PL/SQL: it knows words, strings, blocks and parentheses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ordslab.sql.script import tokens as plain_tokens

QUERIES = ("json/collection", "json/item", "json/query", "csv/query")
"""What the source types begin with whose source is a query."""
_JOINED = {"|": "||", ":": ":=", "=": "=>"}
_BEHIND_FROM = frozenset(
    (
        *("WHERE", "GROUP", "HAVING", "ORDER", "CONNECT", "START", "FETCH", "OFFSET", "FOR"),
        *("UNION", "INTERSECT", "MINUS", "EXCEPT"),
    )
)
_OPENS = frozenset(("BEGIN", "CASE", "IF", "LOOP"))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of source. `kind`: word, name (in double quotes), string, bind or other. `text`: words and binds in upper
    case, names without quotes."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Column:
    """A column of a query's result. `name`: of the table's column, "" for an expression; `start`, `end`: where it is
    written, with the comma that goes with it."""

    name: str
    alias: str
    start: int
    end: int

    @property
    def is_star(self) -> bool:
        """Whether it stands for all columns."""
        return self.name == "*"


@dataclass(frozen=True)
class Source:
    """A handler with its source. `page`: its own items_per_page, None for the module's. `parameters`: how many."""

    module: str
    template: str
    method: str
    source_type: str
    page: int | None
    text: str
    parameters: int

    @cached_property
    def tokens(self) -> list[Token]:
        """The source's pieces, comments left out."""
        return read_tokens(self.text)

    @property
    def is_query(self) -> bool:
        """Whether the source is a query, whose columns go to the caller."""
        return self.source_type.startswith(QUERIES)

    @cached_property
    def result(self) -> tuple[list[Column], list[str]]:
        """The columns of the query's result, and the tables that it reads; neither for another kind of source."""
        return _result(self.tokens, len(self.text)) if self.is_query else ([], [])

    def line(self, at: int) -> int:
        """The line of an offset, from 1."""
        return self.text.count("\n", 0, at) + 1


@dataclass(frozen=True)
class Unit:
    """A subprogram of the schema: `name` is PACKAGE.NAME or NAME, `program` "package body PAY", with all its `text`."""

    name: str
    program: str
    parameters: frozenset[str]
    tokens: tuple[Token, ...]
    text: str

    def line(self, at: int) -> int:
        """The line of an offset in the whole program, from 1, as USER_SOURCE counts."""
        return self.text.count("\n", 0, at) + 1


def read_tokens(text: str) -> list[Token]:
    """The pieces of a source. `||`, `:=` and `=>` are one piece, and so is a bind variable."""
    found: list[Token] = []
    for kind, piece, at in plain_tokens(text):
        last = found[-1] if found else None
        follows = last is not None and last.kind == "other" and last.at + len(last.text) == at
        if follows and last is not None and last.text == ":" and (kind == "word" or piece.isdigit()):
            found[-1] = Token("bind", ":" + piece.upper(), last.at)
        elif follows and last is not None and last.text + piece == _JOINED.get(last.text):
            found[-1] = Token("other", last.text + piece, last.at)
        elif not piece.isspace():
            named = kind == "string" and piece.startswith('"')
            text_of = piece.strip('"') if named else piece.upper() if kind == "word" else piece
            found.append(Token("name" if named else kind, text_of, at))
    return found


def named_tables(source: Source) -> list[str]:
    """The tables of a query that takes all columns of one: those columns have to be looked up."""
    columns, tables = source.result
    return tables if any(each.is_star for each in columns) else []


def called_names(tokens: Sequence[Token]) -> set[str]:
    """The first words of all that looks like a call: `pay.search(` gives PAY, `check_it;` gives CHECK_IT."""
    found = set()
    for index, each in enumerate(tokens):
        before = tokens[index - 1].text if index else ""
        if each.kind in ("word", "name") and before != ".":
            behind = tokens[index + 1].text if index + 1 < len(tokens) else ";"
            if behind in ("(", ".", ";"):
                found.add(each.text)
    return found


def _result(tokens: Sequence[Token], end: int) -> tuple[list[Column], list[str]]:
    """Of the outermost SELECT; of several joined by UNION the first, which gives the names."""
    at_top = list(_at_top(tokens))
    words = [each.text for each in at_top]
    if "SELECT" not in words or "FROM" not in words[words.index("SELECT") :]:
        return [], []
    first = words.index("SELECT") + 1
    last = words.index("FROM", first)
    while first < last and words[first] in ("DISTINCT", "UNIQUE", "ALL"):
        first += 1
    start, stop = at_top[first].at, at_top[last].at
    listed = [each for each in tokens if start <= each.at < stop]
    return list(_columns(listed, stop)), list(_tables(at_top[last:]))


def _at_top(tokens: Sequence[Token]) -> Iterator[Token]:
    """The pieces that stand in no parentheses."""
    depth = 0
    for each in tokens:
        depth -= each.text == ")" and each.kind == "other"
        if depth == 0:
            yield each
        depth += each.text == "(" and each.kind == "other"


def _columns(listed: Sequence[Token], stop: int) -> Iterator[Column]:
    commas = [each.at for each in _at_top(listed) if each.text == "," and each.kind == "other"]
    bounds = [listed[0].at, *commas, stop] if listed else []
    for number, (start, end) in enumerate(pairwise(bounds)):
        item = [each for each in listed if start <= each.at < end and not (each.at == start and each.text == ",")]
        if not item:
            continue
        name, alias = _named(item)
        goes = (start, end) if number else (start, end + 1 if commas else end)  # the first takes the comma behind it
        yield Column(name, alias, *goes)


def _named(item: Sequence[Token]) -> tuple[str, str]:
    """The column that an item of a select list is, "" for an expression; and what the caller sees it as."""
    words = [each for each in item if not (each.kind == "word" and each.text == "AS")]
    alias = words[-1].text if words[-1].kind in ("word", "name") else ""
    path = words
    if len(words) > 1 and words[-2].text != "." and alias:
        path = words[:-1]
    is_path = all((each.text == ".") == bool(at % 2) for at, each in enumerate(path)) and len(path) % 2
    is_column = is_path and (path[-1].kind in ("word", "name") or path[-1].text == "*")
    return (path[-1].text, alias or path[-1].text) if is_column else ("", alias)


def _tables(behind: Sequence[Token]) -> Iterator[str]:
    """The tables behind FROM, with JOIN or a comma before each."""
    wanted = False
    for number, each in enumerate(behind):
        if each.kind == "word" and each.text in _BEHIND_FROM:
            return
        if wanted and each.kind in ("word", "name"):
            qualified = number + 2 < len(behind) and behind[number + 1].text == "."
            yield behind[number + 2].text if qualified else each.text
        wanted = each.text in ("FROM", "JOIN", ",")


def read_units(name: str, kind: str, text: str) -> Iterator[Unit]:
    """The subprograms of a program as USER_SOURCE has it, those within others among them."""
    tokens, program, is_package = read_tokens(text), f"{kind.lower()} {name}", kind == "PACKAGE BODY"
    opened: list[tuple[int, int, bool]] = []  # where each begins, how many of its blocks are open, whether it has begun
    for at, each in enumerate(tokens):
        if each.kind != "word":
            continue
        if each.text in ("PROCEDURE", "FUNCTION") and _has_body(tokens, at):
            opened.append((at, 0, False))
        elif opened:
            start, depth, begun = opened[-1]
            begins = each.text in _OPENS and tokens[at - 1].text != "END"
            depth, begun = depth + begins - (each.text == "END"), begun or each.text == "BEGIN"
            opened[-1] = (start, depth, begun)
            if begun and depth == 0 and each.text == "END":
                opened.pop()
                own = tokens[start : at + 1]
                title = f"{name}.{own[1].text}" if is_package else name
                yield Unit(title, program, _parameters(own), tuple(own), text)


def _has_body(tokens: Sequence[Token], at: int) -> bool:
    """Whether a heading is followed by IS or AS, and is neither a declaration alone nor in another language."""
    for offset, each in enumerate(tokens[at:], at + 1):
        if each.text in ("IS", "AS", ";"):
            return each.text != ";" and offset < len(tokens) and tokens[offset].text not in ("LANGUAGE", "EXTERNAL")
    return False


def _parameters(unit: Sequence[Token]) -> frozenset[str]:
    """The names of a subprogram's parameters."""
    if len(unit) < 3 or unit[2].text != "(":
        return frozenset()
    found, depth = set(), 0
    for at, each in enumerate(unit[2:], 2):
        depth += (each.text == "(") - (each.text == ")")
        if depth == 0:
            break
        if each.text in ("(", ",") and depth == 1:
            found.add(unit[at + 1].text)
    return frozenset(found)


def variables(template: str) -> list[str]:
    """The variables of a template, in upper case: `items/:id` and `items/{id}` have ID."""
    return [each.upper() for each in re.findall(r"[:{](\w+)", template)]
