"""What + - * / and || mean, for any number of operands in a row."""

from __future__ import annotations

from collections.abc import Sequence

from ordslab.sandbox.sql.compile import values
from ordslab.sandbox.sql.compile.code import TOGETHER, Code, depth_of, joined, native
from ordslab.sandbox.sql.compile.pieces import Context, Piece
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.types import NUMBER

_LARGEST = 10**18  # SQLite's own integers hold every whole number below it
_FUNCTIONS = {"+": "ORA_ADD", "-": "ORA_SUBTRACT", "*": "ORA_MULTIPLY"}


def combined(pieces: Sequence[Piece], signs: Sequence[str], context: Context) -> Piece:
    """Operands with `signs` between them, left to right. ORA-00932, ORA-00975."""
    result, done = pieces[0], 0
    while done < len(signs):
        is_text, following = signs[done] == "||", done + 1
        while following < len(signs) and (signs[following] == "||") is is_text:
            following += 1
        others = pieces[done + 1 : following + 1]
        if is_text:
            result = _concatenation([result, *others], context)
        else:
            result = _arithmetic(result, signs[done:following], others, context)
        done = following
    return result


# --- Numbers, dates and intervals ------------------------------------------------------------------------------------


def _arithmetic(first: Piece, signs: Sequence[str], others: Sequence[Piece], context: Context) -> Piece:
    """SQLite's own arithmetic as long as nothing can overflow, then functions of ours."""
    count, result = _whole_numbers(first, signs, others)
    text, kind = result.text, result.type
    steps: list[tuple[str, str]] = []
    for sign, other in zip(signs[count:], others[count:], strict=True):
        types = (kind, other.type)
        overload = registry.resolve(sign, types)
        mine, theirs = overload.wanted_families(types)
        if registry.conversion(kind, mine) is not None:
            text, steps = context.folded(text, steps), []
            text = values.converted(Piece(text, kind), mine, context)
        steps.append((overload.sqlite_name, values.converted(other, theirs, context)))
        kind = overload.result_type(types)
    return Piece(context.folded(text, steps), kind) if steps else result


def _whole_numbers(first: Piece, signs: Sequence[str], others: Sequence[Piece]) -> tuple[int, Piece]:
    """How many of the operators SQLite does by itself, and what they give."""
    bound, count = 10 ** (first.digits or 0), 0
    for sign, other in zip(signs, others, strict=True):
        if not (first.digits and other.digits) or sign == "/":
            break
        size = 10**other.digits
        wider = bound * size if sign == "*" else bound + size
        if wider > _LARGEST:
            break
        bound, count = wider, count + 1
    if not count:
        return 0, first
    pieces = [first, *others[:count]]
    text = _sum([piece.text for piece in pieces], signs[:count])
    return count, Piece(text, NUMBER, any(piece.nullable for piece in pieces), len(str(bound - 1)))


def _sum(texts: Sequence[str], signs: Sequence[str]) -> Code:
    """Whole numbers with + and -, or with *, between them."""
    if len(texts) <= TOGETHER:
        written = texts[0] + "".join(f" {sign} {text}" for sign, text in zip(signs, texts[1:], strict=True))
        made: str = texts[0]
        for sign, text in zip(signs, texts[1:], strict=True):
            made = Code("", 0, _FUNCTIONS[sign], (made, text))
        assert isinstance(made, Code)
        return Code(f"({written})", 1 + depth_of(*texts), made.function, made.parts)
    parts = [_sum(texts[:TOGETHER], signs[: TOGETHER - 1])]
    for start in range(TOGETHER, len(texts), TOGETHER):
        end = start + TOGETHER
        parts.append(_sum(["0", *texts[start:end]], signs[start - 1 : end - 1]))
    return joined(parts, "+")


# --- Texts -----------------------------------------------------------------------------------------------------------


def _concatenation(pieces: Sequence[Piece], context: Context) -> Piece:
    """a || b || c, in which NULL is no text."""
    kind = pieces[0].type
    for piece in pieces[1:]:
        kind = registry.result_of_arithmetic("||", kind, piece.type)
    given = [(piece, values.converted(piece, "VARCHAR2", context)) for piece in pieces]
    given = [(piece, text) for piece, text in given if text != "NULL"]
    if not given:
        return Piece("NULL", kind)
    texts = [
        native(f"ifnull({text}, '')", text) if piece.nullable or piece.type.family == "NULL" else text
        for piece, text in given
    ]
    nullable = all(text is not plain for text, (_, plain) in zip(texts, given, strict=True))
    text: str = joined(texts, "||")
    if nullable:
        text = native(f"nullif({text}, '')", text)
    return Piece(context.same(text, "ORA_CONCAT", [plain for _, plain in given]), kind, nullable)
