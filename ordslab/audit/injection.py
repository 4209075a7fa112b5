"""Findings about sources: what a caller sends, put into the text of a statement; and the older package for clients.

What comes from outside is followed through assignments and calls of programs of the schema, up to EXECUTE IMMEDIATE,
OPEN ... FOR and DBMS_SQL.PARSE. What went through DBMS_ASSERT or TO_NUMBER is no text of the caller's any more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from ordslab.audit.examined import Examined
from ordslab.audit.findings import Finding, Place, finding
from ordslab.audit.results import Access
from ordslab.audit.sources import Source, Token, Unit

_OWN = frozenset(
    (":CURRENT_USER", ":STATUS_CODE", ":FORWARD_LOCATION", ":FETCH_OFFSET", ":FETCH_SIZE", ":ROW_OFFSET", ":ROW_COUNT")
)
"""Implicit parameters whose text no caller chooses."""
_ENDS = frozenset(("USING", "INTO", "BULK", "RETURNING", "RETURN"))
_BOUNDS = frozenset(("BEGIN", "LOOP", "DECLARE"))
_SOFT_BOUNDS = frozenset(("THEN", "ELSE", "IS", "AS"))
"""Bounds of statements, but for those that stand in a CASE or a query."""
_HARMLESS = frozenset(
    (
        *("SIMPLE_SQL_NAME", "QUALIFIED_SQL_NAME", "SQL_OBJECT_NAME", "SCHEMA_NAME", "ENQUOTE_LITERAL", "ENQUOTE_NAME"),
        "TO_NUMBER",
    )
)
"""What makes of a text either a name or literal of its own, or an error (DBMS_ASSERT; its NOOP does not)."""


def injection(seen: Examined) -> Iterator[Finding]:
    """Dynamic SQL in handlers and in the programs that they call."""
    named = seen.details.units_by_name
    told: set[tuple[str, int]] = set()
    for row in seen.rows:
        if not row.endpoint.reachable or not (source := seen.source(row.endpoint)):
            continue
        yield from _old_package(seen, row, source)
        outside = {each.text for each in source.tokens if each.kind == "bind"} - _OWN
        if not outside:
            continue
        outside |= _tainted(source.tokens, outside)
        for at in _dynamic(source.tokens, outside):
            place = seen.place(row.endpoint, line=source.line(at))
            yield finding("sql_injection", row.endpoint, place, where="")
        for unit in _reached(source.tokens, outside, named):
            for at in _dynamic(unit.tokens, _tainted(unit.tokens, unit.parameters)):
                if (unit.program, at) not in told:
                    told.add((unit.program, at))
                    place = Place(name=unit.program, line=unit.line(at))
                    yield finding("sql_injection", row.endpoint, place, where=f", in {unit.name.lower()}")


def called_units(tokens: Sequence[Token], named: Mapping[str, Sequence[Unit]]) -> list[Unit]:
    """The programs that a source calls, and those that these call, whatever they are given."""
    found: dict[str, Unit] = {}
    waiting = [(tokens, "")]
    while waiting:
        text, inside = waiting.pop()
        for name, _ in _calls(text, inside, named):
            for unit in named[name]:
                if unit.name not in found:
                    found[unit.name] = unit
                    waiting.append((unit.tokens, unit.name))
    return list(found.values())


def _reached(tokens: Sequence[Token], outside: Collection[str], named: Mapping[str, Sequence[Unit]]) -> list[Unit]:
    """The units that are given something from outside, directly or by others."""
    if not named:
        return []
    found: dict[int, Unit] = {}
    waiting: list[tuple[Sequence[Token], Collection[str], str]] = [(tokens, outside, "")]
    while waiting:
        text, tainted, inside = waiting.pop()
        for name, arguments in _calls(text, inside, named):
            if not _holds(arguments, tainted):
                continue
            for unit in named[name]:
                if id(unit) not in found:
                    found[id(unit)] = unit
                    waiting.append((unit.tokens, _tainted(unit.tokens, unit.parameters), unit.name))
    return list(found.values())


def _calls(tokens: Sequence[Token], inside: str, named: Collection[str]) -> Iterator[tuple[str, Sequence[Token]]]:
    """The known units that are called, with what they are given. Within a package its own go by their bare names."""
    package = inside.partition(".")[0]
    for at, each in enumerate(tokens):
        if each.kind not in ("word", "name") or (at and tokens[at - 1].text in (".", "PROCEDURE", "FUNCTION")):
            continue
        name, behind = each.text, at + 1
        while behind + 1 < len(tokens) and tokens[behind].text == ".":
            name, behind = f"{name}.{tokens[behind + 1].text}", behind + 2
        for known in (name, f"{package}.{name}", name.partition(".")[2]):
            if known in named:
                opened = behind < len(tokens) and tokens[behind].text == "("
                yield known, _parenthesised(tokens, behind) if opened else ()
                break


def _tainted(tokens: Sequence[Token], outside: Collection[str]) -> set[str]:
    """The names whose value may come from outside: those given, and what is assigned, selected or looped from them."""
    tainted = set(outside)
    flows = [flow for statement in _statements(tokens) if (flow := _flow(statement))]
    before = -1
    while before != len(tainted):
        before = len(tainted)
        for targets, source in flows:
            if _holds(source, tainted):
                tainted |= targets
    return tainted


def _flow(statement: Sequence[Token]) -> tuple[set[str], Sequence[Token]] | None:
    """What a statement gives a value to, and where from: `x := ...`, `select ... into x`, `for x in (...)`."""
    words = [each.text for each in statement]
    if words[:1] == ["FOR"] and words[2:4] == ["IN", "("]:
        return {words[1]}, statement[3:]
    if ":=" in words[1:]:
        at = words.index(":=", 1)
        return {words[0]}, statement[at + 1 :]
    if words[:1] in (["SELECT"], ["WITH"]) and "INTO" in words:
        at = words.index("INTO")
        end = words.index("FROM", at) if "FROM" in words[at:] else len(words)
        return {each.text for each in statement[at:end] if each.kind in ("word", "bind")}, statement[:at]
    return None


def _statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    statement: list[Token] = []
    within = False
    for each in tokens:
        soft = each.text in _SOFT_BOUNDS and not within
        if each.text == ";" or (each.kind == "word" and (each.text in _BOUNDS or soft)):
            yield statement
            statement, within = [], False
        else:
            statement.append(each)
            within = within or each.text in (":=", "SELECT", "WITH")
    yield statement


def _dynamic(tokens: Sequence[Token], outside: Collection[str]) -> Iterator[int]:
    """Where a statement's text is made of something from outside."""
    for at, each in enumerate(tokens):
        following = [piece.text for piece in tokens[at + 1 : at + 4]]
        if each.text == "EXECUTE" and following[:1] == ["IMMEDIATE"]:
            text = _up_to(tokens, at + 2)
        elif each.text == "OPEN" and "FOR" in following:
            text = _up_to(tokens, at + 2 + following.index("FOR"))
            if text and text[0].text in ("SELECT", "WITH"):
                continue
        elif each.text == "DBMS_SQL" and following[:2] == [".", "PARSE"]:
            text = _parenthesised(tokens, at + 3)
        else:
            continue
        if _holds(text, outside):
            yield each.at


def _up_to(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """The pieces of an expression: up to USING, INTO and their like, or the statement's end."""
    for at in range(start, len(tokens)):
        if tokens[at].text == ";" or (tokens[at].kind == "word" and tokens[at].text in _ENDS):
            return tokens[start:at]
    return tokens[start:]


def _parenthesised(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """What stands in the parentheses that open there."""
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if depth == 0:
            return tokens[start + 1 : at]
    return tokens[start + 1 :]


def _holds(expression: Sequence[Token], names: Collection[str]) -> bool:
    """Whether an expression has one of the names in it, other than within what makes it harmless."""
    at = 0
    while at < len(expression):
        each = expression[at]
        behind = expression[at + 1].text if at + 1 < len(expression) else ""
        if each.kind == "word" and behind == "(" and each.text in _HARMLESS:
            at += len(_parenthesised(expression, at + 1)) + 2
        elif (
            each.text in names
            and each.kind != "string"
            and (at == 0 or expression[at - 1].text != ".")
            and behind != "=>"
        ):
            return True
        at += 1
    return False


def _old_package(seen: Examined, row: Access, source: Source) -> Iterator[Finding]:
    for at in _legacy(source.tokens):
        yield finding("old_package", row.endpoint, seen.place(row.endpoint, line=source.line(at)))
    for unit in called_units(source.tokens, seen.details.units_by_name):
        for at in _legacy(unit.tokens):
            yield finding("old_package", row.endpoint, Place(name=unit.program, line=unit.line(at)))


def _legacy(tokens: Sequence[Token]) -> Iterator[int]:
    for at, each in enumerate(tokens[:-1]):
        if each.text in ("OAUTH", "OAUTH_ADMIN") and each.kind == "word" and tokens[at + 1].text == ".":
            yield each.at
            return
