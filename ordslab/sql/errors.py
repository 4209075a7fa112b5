"""What Oracle says of a statement, as an error for a learner's eyes: where in the script, and what to do next."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import oracledb

from ordslab.errors import SqlError
from ordslab.names import MADE
from ordslab.settings.connection_errors import code_and_message, is_about_connection
from ordslab.sql.script import Statement, in_code

_TYPED = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200b\u2060\ufeff", "a plain space"),
}
"""What word processors make of characters that one types, and what SQL wants in their place."""
_OURS = [name for names in MADE.values() for name in names]
_AGAIN = "or begin anew by lab.reset."
_AFTER = {
    "ORA-00001": f"That row is there already, perhaps from an earlier run of this cell: go on, {_AGAIN}",
    "ORA-00942": f"It is made in an earlier cell or lesson: run that first, {_AGAIN}",
    "ORA-00955": f"It is there already, perhaps from an earlier run of this cell: go on, {_AGAIN}",
    "ORA-01403": f"`select ... into` found no row: run the cells above that make it, {_AGAIN}",
}
"""The next step where a statement of the lessons fails."""


@contextmanager
def told(statement: Statement, script: str = "") -> Iterator[None]:
    """Within it, errors of the driver about a statement come as `SqlError`; those about the connection as they are."""
    try:
        yield
    except oracledb.Error as error:
        raise sql_error(error, statement, script or statement.text) from None


def sql_error(error: oracledb.Error, statement: Statement, script: str) -> Exception:
    """The driver's error as a `SqlError` that points into the script; itself when it is about the connection."""
    code, _ = code_and_message(error)
    if is_about_connection(code) or not code:
        return error
    details = error.args[0]
    text = str(getattr(details, "message", error))
    at = _offset_in_script(text, int(getattr(details, "offset", 0) or 0), statement)
    what, more = _essence(text), _next_step(code, statement)
    if typed := _typed_by_a_word_processor(statement):
        at, more = typed
    elif "PLS-00103" in what and re.search(r"\bend\s*;\s*\S", statement.text, re.IGNORECASE):
        more = "Is that where the block ends? Then put a line with only / behind it."
    return pointing(what, script, at, more, code)


def pointing(what: str, script: str, at: int, more: str = "", code: str = "") -> SqlError:
    """An error that shows the line of the script in which the offset `at` is, with a mark below the place."""
    line, column = script.count("\n", 0, at) + 1, at - (script.rfind("\n", 0, at) + 1) + 1
    pointer = f"line {line}: "
    lines = [f"{pointer}{script.split(chr(10))[line - 1]}", f"{' ' * (len(pointer) + column - 1)}^", more]
    return SqlError(what, "\n".join(filter(None, lines)), code=code, line=line, column=column)


def _next_step(code: str, statement: Statement) -> str:
    text = statement.text.lower()
    return _AFTER.get(code, "") if any(name in text for name in _OURS) else ""


def _typed_by_a_word_processor(statement: Statement) -> tuple[int, str] | None:
    """Where a character stands that is no SQL, and what to type instead. In strings and comments all are allowed."""
    for at, character in in_code(statement.text):
        if character in _TYPED:
            name = unicodedata.name(character).lower()
            shown = f"{character} ({name})" if character.strip() and character.isprintable() else f"a {name}"
            return at - statement.added + statement.offset, f"That is {shown}: type {_TYPED[character]} in its place."
    return None


def _essence(text: str) -> str:
    """The error without the driver's help address, ORA-06550's wrapping and the stack behind it."""
    around = re.compile(r"\s*\Z|Help: |ORA-06512: |PL/SQL: (?:Statement|SQL Statement|Item) ignored")
    lines = [line for line in text.splitlines() if not around.match(line)]
    wrapped = [line for line in lines if not line.startswith("ORA-06550: ")]
    first = wrapped[0] if wrapped else lines[0] if lines else text
    return f"{first} (ORA-06550)" if text.startswith("ORA-06550") else first


def _offset_in_script(text: str, offset: int, statement: Statement) -> int:
    """Where in the script an error is; the beginning of the statement when Oracle does not say where."""
    compiled = re.match(r"ORA-06550: line (\d+), column (\d+)", text)
    raised = re.findall(r"^ORA-06512: at line (\d+)", text, re.MULTILINE)
    if compiled:
        offset = _offset(statement.text, int(compiled[1]), int(compiled[2]))
    elif raised and statement.kind == "plsql":
        offset = _offset(statement.text, int(raised[-1]), 0)
    return min(max(offset - statement.added, 0), len(statement.text)) + statement.offset


def _offset(text: str, line: int, column: int) -> int:
    """Offset of a 1-based line and column; column 0 is the line's first character that is not blank."""
    lines = text.split("\n")
    line = min(line, len(lines))
    before = sum(len(each) + 1 for each in lines[: line - 1])
    this = lines[line - 1]
    return before + (min(column, len(this) + 1) - 1 if column else len(this) - len(this.lstrip()))
