"""Cut a pasted script into statements, as SQL*Plus and SQL Workshop do.

A SQL statement ends at `;`, or at a line that holds only `/`. A PL/SQL block and CREATE FUNCTION, PROCEDURE, PACKAGE,
TRIGGER and TYPE hold semicolons themselves: they end at a line that holds only `/`, or with the script. SQL*Plus's own
commands are a line each (a `-` at its end continues it); `ordslab.sql.sqlplus` does what they say, or refuses.
A `/` behind a statement that `;` ended runs nothing a second time, unlike in SQL*Plus.
"""

import re
from collections.abc import Iterator
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
    r"(?:(?:pro(?:mpt)?|rem(?:ark)?)\b"
    r"|(?:exec(?:ute)?|desc(?:ribe)?|set(?!\s+(?:transaction|role|constraints?)\b)|show?|var(?:iable)?|pri(?:nt)?"
    r"|(?:un)?def(?:ine)?|acc(?:ept)?|conn(?:ect)?|disc(?:onnect)?|col(?:umn)?|cl(?:ear)?|spo(?:ol)?|sta(?:rt)?|ho(?:st)?"
    r"|whenever|exit|quit|pau(?:se)?|[tb]ti(?:tle)?|rep(?:header|footer)|bre(?:ak)?|comp(?:ute)?|timi(?:ng)?|l(?:ist)?"
    r"|r(?:un)?|get|sav(?:e)?|store|ed(?:it)?|passw(?:ord)?|copy|startup|shutdown|recover|archive|help|history)"
    r"(?![\w$#.])(?:[^\n]*-[ \t]*\n)*)[^\n]*|[@!][^\n]*",
    re.IGNORECASE,
)

_EXECUTED = "begin ", "; end;"  # around what EXECUTE is given


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
    def written(self) -> str:
        """What stands in the script: of EXECUTE what the block is made of."""
        return self.text[self.added : -len(_EXECUTED[1])] if self.added else self.text

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


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """The pieces of a text without comments: kind, text and offset.

    A piece is a "word", a "string" (with quoted names), or "other": any further character.
    """
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "gap":
            yield match.lastgroup, match.group(), match.start()


def in_code(text: str) -> Iterator[tuple[int, str]]:
    """The characters of a text that stand in no string, quoted name or comment, each with its offset."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup in ("word", "other") or (match.lastgroup == "gap" and match.group()[0] not in "-/"):
            yield from enumerate(match.group(), match.start())


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
    text = re.sub(r"-(?=[ \t]*\n)", " ", text)
    verb, *rest = text.split(maxsplit=1)
    if re.fullmatch(r"exec(ute)?", verb, re.IGNORECASE) and rest:
        body = rest[0]
        block = f"{_EXECUTED[0]}{body}{_EXECUTED[1]}"
        return Statement(block, "plsql", offset + len(text) - len(body), added=len(_EXECUTED[0]))
    return Statement(text, "command", offset)
