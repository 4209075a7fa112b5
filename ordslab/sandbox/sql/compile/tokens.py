"""A statement's tokens in sqlglot's form, made by our own lexer, so that offsets and binds are ours."""

from __future__ import annotations

from sqlglot.dialects.oracle import Oracle
from sqlglot.tokenizer_core import Token, TokenType

from ordslab.sandbox.sql import lexer

_TYPES: dict[str, TokenType] = {
    word: kind for word, kind in Oracle.Tokenizer.KEYWORDS.items() if word.replace("_", "").isalpha()
}
# words that are plain names in Oracle, whatever they are elsewhere
_PLAIN = "COMMENT CACHE COPY DESCRIBE EXECUTE KILL LOAD PRAGMA SHOW SUMMARIZE TOP USE TRUE FALSE HINT ANALYZE DIV"
for _word in _PLAIN.split():
    _TYPES.pop(_word, None)

_SYMBOLS = {
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    ",": TokenType.COMMA,
    ".": TokenType.DOT,
    "+": TokenType.PLUS,
    "-": TokenType.DASH,
    "*": TokenType.STAR,
    "/": TokenType.SLASH,
    "=": TokenType.EQ,
    "<": TokenType.LT,
    ">": TokenType.GT,
    "<=": TokenType.LTE,
    ">=": TokenType.GTE,
    "<>": TokenType.NEQ,
    "!=": TokenType.NEQ,
    "^=": TokenType.NEQ,
    "~=": TokenType.NEQ,
    "||": TokenType.DPIPE,
    "=>": TokenType.FARROW,
    ";": TokenType.SEMICOLON,
}

_KINDS = {"string": TokenType.STRING, "quoted": TokenType.IDENTIFIER, "number": TokenType.NUMBER}


def sqlglot_tokens(text: str) -> list[Token]:
    """The tokens; words in upper case, a bind as a PLACEHOLDER whose text is the number of its occurrence, from 0."""
    tokens: list[Token] = []
    binds = 0
    for token in lexer.tokenize(text):
        kind, value = token.kind, token.value
        if kind == "word":
            made = Token(_TYPES.get(value, TokenType.VAR), value)
        elif kind == "symbol":
            made = Token(_SYMBOLS.get(value, TokenType.UNKNOWN), value)
        elif kind == "bind":
            made = Token(TokenType.PLACEHOLDER, str(binds))
            binds += 1
        elif kind == "end":
            break
        else:
            made = Token(_KINDS[kind], value)
        made.start, made.end = token.offset, token.end - 1
        tokens.append(made)
    return tokens
