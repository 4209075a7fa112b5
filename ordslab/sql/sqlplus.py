"""SQL*Plus's own commands in a pasted script, and its substitution variables.

Those that only set or show a display pass without effect: COLUMN, BREAK, CLEAR, SPOOL, TTITLE, SET LINESIZE, EXIT at
the end, WHENEVER SQLERROR EXIT (the first error stops a cell anyway). PROMPT prints, DESCRIBE, SHOW ERRORS and SHOW
USER answer, EXECUTE runs, DEFINE sets what &name and &&name stand for. What would do something else is refused by name.
"""

import re
from collections.abc import Callable

import oracledb

from ordslab.errors import SqlError
from ordslab.sql.run import Done, describe, rows
from ordslab.sql.script import Statement, in_code

_NO_EFFECT = ("col", "cl", "spo", "tti", "bti", "bre", "comp", "pau", "rep", "timi", "rem")
_DISPLAY = (
    " arraysize autoprint autotrace colinvisible colsep copytypecheck ddl describe echo editfile embedded encoding"
    " feedback flagger flush fullcolname heading headsep history jsonprint linesize lobprefetch loboffset logsource"
    " long longchunksize markup newpage null numformat numwidth pagesize pause recsep recsepchar rowlimit rowprefetch"
    " securedcol serveroutput shiftinout showmode sqlblanklines sqlcontinue sqlformat sqlnumber sqlpluscompatibility"
    " sqlprefix sqlprompt statementcache suffix tab termout time timing trimout trimspool underline verify wrap"
    " xmloptimizationcheck"
)
"""What SET sets of a display: SQL*Plus User's Guide and Reference, "SET System Variable Summary"; and SQLcl's."""
_DOES = (
    " appinfo autocommit autorecovery blockterminator cmdsep concat copycommit errorlogging escape escchar exitcommit"
    " instance sqlcase sqlterminator xquery"
)
"""What SET sets that changes what runs. Switched off it is as it is here."""
_BIND = "Bind variables are Python variables here: write `{}` in a cell of its own."
_INSTEAD = {
    "var": _BIND.format("name = None"),
    "pri": _BIND.format("name"),
    "acc": "Write `define name = value` above it, or use a bind variable, :name, and set the Python variable `name`.",
    "conn": "The lab is connected already; lab.connect() gives a further connection.",
    "sho": "SHOW ERRORS and SHOW USER are there.",
    "ho": "Write !command in a cell of its own.",
    "!": "Write !command in a cell of its own.",
    "whenever": "The first error stops the cell. What may fail belongs into a cell of its own, or into a block that "
    "handles it.",
}
_VARIABLE = re.compile(r"&&?(\w+)\.?")


class SqlPlus:
    """The commands of one notebook's cells. What DEFINE set stays for the cells below."""

    def __init__(self) -> None:
        self._defined: dict[str, str] = {}
        self._substitutes = True

    def substituted(self, statement: Statement) -> str:
        """The statement's text with &name and &&name exchanged. Raises `SqlError` for one that DEFINE did not set.

        Within strings and comments an & before anything else stays what it is.
        """
        text = statement.text
        if "&" not in text or not self._substitutes:
            return text
        code = {at for at, character in in_code(text) if character == "&"}

        def value(found: re.Match[str]) -> str:
            name = found[1].lower()
            if name not in self._defined and found.start() in code:
                raise SqlError(
                    f"The substitution variable &{name} has no value.", f"Write above it: define {name} = ..."
                )
            return self._defined.get(name, found[0])

        return _VARIABLE.sub(value, text)

    def do(self, text: str, connection: Callable[[], oracledb.Connection], is_last: bool) -> Done:
        """Do what a command says; `is_last`: whether nothing stands behind it.

        Raises `SqlError` for a command that we don't have.
        """
        verb, *others = text.split(maxsplit=1)
        verb, rest = verb.lower(), others[0] if others else ""
        if verb.startswith("pro"):
            return Done([rest])
        if verb.startswith(_NO_EFFECT):
            return Done()
        if verb.startswith("desc") and re.fullmatch(r"[\w$#.]+", rest):
            return Done(frame=describe(connection(), rest))
        if verb.startswith("sho") and re.match(r"(err(ors?)?|user)\b", rest, re.IGNORECASE):
            return Done(_shown(connection(), rest))
        if verb.startswith(("def", "undef")):
            return Done(self._define(verb, rest))
        if verb == "set":
            return self._set(text, rest.lower().split())
        if verb == "whenever" and re.match(r"(sql|os)error\s+exit\b", rest, re.IGNORECASE):
            return Done()
        if verb in ("exit", "quit"):
            if is_last:
                return Done()
            raise SqlError(f"The script ends at {verb.upper()}, and more stands behind it.", "Take one of them away.")
        raise _refused(text)

    def _define(self, verb: str, rest: str) -> list[str]:
        if verb.startswith("undef"):
            for name in rest.lower().split():
                self._defined.pop(name, None)
            return []
        name, is_set, value = (each.strip() for each in rest.partition("="))
        if is_set:
            quoted = re.fullmatch(r"""(['"])(.*)\1""", value)
            self._defined[name.lower()] = quoted[2] if quoted else value
            return []
        wanted = [name.lower()] if name else list(self._defined)
        if name and wanted[0] not in self._defined:
            raise SqlError(f"The substitution variable {name} has no value.", f"Write: define {name} = ...")
        return [f'DEFINE {each.upper():<15} = "{self._defined[each]}"' for each in wanted]

    def _set(self, text: str, words: list[str]) -> Done:
        option, value = (*words, "", "")[:2]
        if option == "scan" or (len(option) >= 3 and "define".startswith(option)):
            if value not in ("on", "off", "&", "'&'"):
                raise _refused(text)
            self._substitutes = value != "off"
            return Done()
        for name, setting in zip(words, [*words[1:], ""], strict=True):
            if name.startswith("autoc") and setting != "off":
                raise SqlError("%%sql has no SET AUTOCOMMIT.", "Commit is yours: write `commit;` where it belongs.")
            if len(name) > 3 and f" {name}" in _DOES and setting != "off":
                raise _refused(text)
        if len(option) < 2 or f" {option}" not in _DISPLAY + _DOES:
            raise _refused(text)
        return Done()


def _shown(connection: oracledb.Connection, what: str) -> list[str]:
    """What SHOW USER and SHOW ERRORS print."""
    if what.lower().startswith("user"):
        return [f'USER is "{rows(connection, "select user from dual")[0][0]}"']
    name = what.upper().rstrip(";").split()[-1].replace("'", "")
    only = f" where name = '{name}'" if len(what.split()) > 1 else ""
    query = f"select type, name, line, position, text from user_errors{only} order by name, type, sequence"
    lines: list[str] = []
    for kind, of, line, position, text in rows(connection, query):
        title = f"Errors for {kind} {of}:"
        lines += [] if title in lines else [title, "", "LINE/COL ERROR", f"{'-' * 8} {'-' * 65}"]
        lines.append(f"{line}/{position}".ljust(9) + text.rstrip().replace("\n", "\n" + " " * 9))
    return lines or ["No errors."]


def _refused(text: str) -> SqlError:
    verb = text.split(maxsplit=1)[0].lower()
    instead = next((step for short, step in _INSTEAD.items() if verb.startswith(short)), "Leave it out.")
    count = {"set": 2, "whenever": 3}.get(verb, 1)
    return SqlError(f"%%sql doesn't have the SQL*Plus command {' '.join(text.split()[:count]).upper()}.", instead)
