"""Cut a pasted script into statements, as SQL*Plus and SQL Workshop do.

A SQL statement ends at `;`, or at a line that holds only `/`. A PL/SQL block and CREATE FUNCTION, PROCEDURE, PACKAGE,
TRIGGER and TYPE hold semicolons themselves: they end at a line that holds only `/`, or with the script. Of SQL*Plus's
own commands EXECUTE, DESCRIBE, PROMPT, REMARK and the SETs about display are understood; the others are refused.
A `/` behind a statement that `;` ended runs nothing a second time, unlike in SQL*Plus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<gap>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<string>[nN]?(?:[qQ]'\[.*?\]'|[qQ]'\{.*?\}'|[qQ]'\(.*?\)'|[qQ]'<.*?>'|[qQ]'(?P<mark>[^\s\[{(<]).*?(?P=mark)')
      |[nN]?'(?:[^']|'')*(?:'|\Z)|"[^"]*(?:"|\Z))
  | (?P<word>[^\W\d][\w$\#]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SLASH = re.compile(r"^[ \t]*/[ \t]*$", re.MULTILINE)
_STORED = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:(?:non)?editionable\s+)?(?:function|procedure|package|trigger|type)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"(?:exec(?:ute)?|desc(?:ribe)?|prompt|rem(?:ark)?|set(?!\s+(?:transaction|role|constraints?)\b)|show|var(?:iable)?"
    r"|print|def(?:ine)?|undef(?:ine)?|acc(?:ept)?|conn(?:ect)?|disc(?:onnect)?|col(?:umn)?|spo(?:ol)?|start|host"
    r"|whenever|exit|quit|pause|clear|ttitle|btitle|break|compute|list|run|get|save|edit)\b[^\n]*|[@!][^\n]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """One statement: `text` as the database gets it, `offset` where it starts in the script.

    `kind`: "query", "sql", "plsql", or "command" for SQL*Plus's own. `added`: how many characters of `text` stand
    before what the learner wrote (EXECUTE becomes a block).
    """

    text: str
    kind: str
    offset: int
    added: int = 0

    @property
    def words(self) -> list[str]:
        """The first words in upper case, without comments and strings: CREATE, TABLE, ..."""
        return words(self.text[:400])[:8]

    @property
    def is_one_plain_block(self) -> bool:
        """Whether this is an anonymous block with no other one in it, and with nothing behind it."""
        said = words(self.text)
        once = said.count("BEGIN") == said.count("END") == 1
        return once and said[0] in ("BEGIN", "DECLARE") and bool(re.search(r"\bend\s*;\s*\Z", self.text, re.IGNORECASE))


def words(text: str) -> list[str]:
    """The words of a text in upper case, without those in comments and strings."""
    return [match.group().upper() for match in _TOKEN.finditer(text) if match.lastgroup == "word"]


def split(script: str) -> list[Statement]:
    """The statements of a script, in order."""
    statements: list[Statement] = []
    position = 0
    while (start := _start(script, position)) < len(script):
        if slash := _SLASH.match(script, script.rfind("\n", 0, start) + 1):
            position = slash.end()
            continue
        if script[start] == ";":
            position = start + 1
            continue
        command = _COMMAND.match(script, start)
        if command and not script[script.rfind("\n", 0, start) + 1 : start].strip():
            statements.append(_command(command.group().rstrip().rstrip(";").rstrip(), start))
            position = command.end()
            continue
        statement, position = _statement(script, start)
        statements.append(statement)
    return statements


def _start(script: str, position: int) -> int:
    """Where the next statement starts: behind blanks and comments."""
    while (match := _TOKEN.match(script, position)) and match.lastgroup == "gap":
        position = match.end()
    return position


def _statement(script: str, start: int) -> tuple[Statement, int]:
    """The statement that starts there, and where the script goes on."""
    word = _TOKEN.match(script, start)
    first = word.group().upper() if word else ""
    block = first in ("BEGIN", "DECLARE") or script.startswith("<<", start) or bool(_STORED.match(script, start))
    position = start
    while position < len(script):
        if script[position] == "/" and _SLASH.match(script, script.rfind("\n", 0, position) + 1):
            break
        match = _TOKEN.match(script, position)
        if match is None or (match.group() == ";" and not block):
            break
        position = match.end()
    text = script[start:position].rstrip()
    kind = "plsql" if block else "query" if first in ("SELECT", "WITH", "(") else "sql"
    return Statement(text, kind, start), position + 1


def _command(text: str, offset: int) -> Statement:
    verb, _, rest = text.partition(" ")
    if re.fullmatch(r"exec(ute)?", verb, re.IGNORECASE) and rest.strip():
        body = rest.lstrip()
        return Statement(f"begin {body}; end;", "plsql", offset + len(text) - len(body), added=len("begin "))
    return Statement(text, "command", offset)
