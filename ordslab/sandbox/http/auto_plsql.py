"""AutoREST for procedures, functions and packages: a call over HTTP.

    POST /alias/ of a procedure or function      POST /alias/SUBPROGRAM of a package

Marks. Documented (Developer's Guide, "Auto PL/SQL"): POST with application/json alone, a JSON object of parameters, all
OUT parameters as members of a JSON object. Observed: a subprogram's name in the address is as the dictionary has it,
any other case is 404; `~ret` is what a function returns; names of members are in lower case, a BLOB is Base64.
Reported: a cursor is an array of its rows. Inferred: a parameter that was not given is NULL unless it has a default,
members that are no parameters are passed over, `{}` where nothing goes out, 415 for another media type.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordslab.sandbox.http.answer import Answer
from ordslab.sandbox.http.errors import Problem
from ordslab.sandbox.http.json_rows import member_name
from ordslab.sandbox.http.object_call import ObjectCall
from ordslab.sandbox.http.request_body import is_json, members_of
from ordslab.sandbox.http.table_access import typed_bind
from ordslab.sandbox.http.typed_values import TEXT
from ordslab.sandbox.metadata.model import AutoRestObject
from ordslab.sandbox.sql.calls import Bind, Result
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.types import BLOB, CLOB, DATE, NUMBER, TIMESTAMP, OracleType, varchar2

if TYPE_CHECKING:
    from ordslab.sandbox.sql.session import Session

PROGRAM_METHODS = "POST, OPTIONS"
"""What `Allow` lists."""

_TYPES = {
    **dict.fromkeys(("NUMBER", "INTEGER", "FLOAT", "PLS_INTEGER", "BINARY_INTEGER"), NUMBER),
    **dict.fromkeys(("VARCHAR2", "CHAR", "NVARCHAR2", "NCHAR"), TEXT),
    **{kind.family: kind for kind in (DATE, TIMESTAMP, CLOB, BLOB)},
    "BINARY_DOUBLE": OracleType("BINARY_DOUBLE"),
    "BINARY_FLOAT": OracleType("BINARY_FLOAT"),
    "REF CURSOR": OracleType("CURSOR"),
}
_BOOLEAN = "PL/SQL BOOLEAN"
_LITERALS = {None: "null", True: "true", False: "false"}
_NAME = varchar2(128)


@dataclass(frozen=True)
class ProgramArgument:
    """`name`: None of what a function returns. `mode`: IN, OUT or IN/OUT."""

    name: str | None
    kind: str
    mode: str
    defaulted: bool

    @property
    def member(self) -> str:
        """Its name in JSON."""
        return "~ret" if self.name is None else member_name(self.name)

    @property
    def family(self) -> str:
        """The family of its type, as a catalog names it."""
        if self.kind in ("REF CURSOR", _BOOLEAN):
            return {"REF CURSOR": "RESULTSET", _BOOLEAN: "BOOLEAN"}[self.kind]
        return _TYPES.get(self.kind, TEXT).family


def subprograms(enabled: AutoRestObject, session: Session) -> dict[str, list[ProgramArgument]]:
    """What can be called of an enabled program, by its path below the alias; overloaded ones cannot."""
    if enabled.type != "PACKAGE":
        return {"": _arguments(enabled, "", session)}
    text = """select procedure_name from user_procedures where object_name = :1 and object_type = 'PACKAGE'
        and procedure_name is not null group by procedure_name having count(*) = 1 order by procedure_name"""
    names = [name for (name,) in _query(session, text, enabled.name).rows]
    return {name: _arguments(enabled, name, session) for name in names}


def run_program(call: ObjectCall, session: Session) -> Answer:
    """Call what the path names; what it did is not committed. Raises `Problem`, OraError."""
    program = _addressed(call, session)
    if call.request.method != "POST":
        raise Problem(405, ("Allow", PROGRAM_METHODS))
    if call.body and not is_json(call.request.media_type):
        raise Problem(415)
    given = {name.upper(): value for name, value in members_of(call.request, call.body).items()}
    text, binds, going_out = _block(program, _arguments(call.enabled, call.rest, session), given)
    statement = session.parse(text)
    session.execute(statement, [binds[name] for name in statement.binds])
    from ordslab.sandbox.http.blocks import out_json  # loads PL/SQL, which the listener need not wait for

    members = ",".join(f"{json.dumps(name)}:{out_json(binds[bind])}" for name, bind in going_out)
    return Answer(200, (("Content-Type", "application/json"),), ("{" + members + "}").encode("utf-8", "replace"))


def _addressed(call: ObjectCall, session: Session) -> str:
    """The program's name as PL/SQL calls it. Raises `Problem` 404."""
    name, kind, rest = call.enabled.name, call.enabled.type, call.rest
    text = "select count(*) from user_procedures where object_name = :1 and object_type = :2 and procedure_name "
    if kind == "PACKAGE":
        (found,) = _query(session, text + "= :3", name, kind, rest).rows[0]
    else:
        (found,) = (0,) if rest else _query(session, text + "is null", name, kind).rows[0]
    if not found:
        raise Problem(404)
    if found > 1:
        raise not_supported("AutoREST for overloaded subprograms")
    return f"{_quoted(name)}.{_quoted(rest)}" if kind == "PACKAGE" else _quoted(name)


def _arguments(enabled: AutoRestObject, subprogram: str, session: Session) -> list[ProgramArgument]:
    columns = "select argument_name, data_type, in_out, defaulted from user_arguments where data_level = 0 and "
    order = " order by position"
    if enabled.type == "PACKAGE":
        where = "package_name = :1 and object_name = :2"
        rows = _query(session, columns + where + order, enabled.name, subprogram).rows
    else:
        where = "package_name is null and object_name = :1"
        rows = _query(session, columns + where + order, enabled.name).rows
    return [ProgramArgument(name, kind, mode, defaulted == "Y") for name, kind, mode, defaulted in rows]


def _block(
    program: str, arguments: list[ProgramArgument], given: dict[str, Any]
) -> tuple[str, dict[str, Bind], list[tuple[str, str]]]:
    """The text of a block that calls, its binds by name, and member name and bind of each that goes out."""
    binds: dict[str, Bind] = {}
    going_out, actual, returned = [], [], ""
    for number, argument in enumerate(arguments):
        name = argument.name
        if name is not None and name.upper() not in given and argument.defaulted:
            continue
        value = given.get(name.upper()) if name is not None and argument.mode != "OUT" else None
        if argument.kind == _BOOLEAN and argument.mode == "IN":
            if value not in (None, True, False) or (isinstance(value, int) and not isinstance(value, bool)):
                raise Problem(400)
            actual.append(f"{_quoted(name or '')} => {_LITERALS[value]}")
            continue
        if argument.kind not in _TYPES or (argument.kind == "REF CURSOR" and argument.mode != "OUT"):
            raise not_supported(f"AutoREST for parameters of type {argument.kind} ({argument.mode})")
        bind = f"A{number}"
        binds[bind] = typed_bind(_TYPES[argument.kind], value)
        if argument.mode != "IN":
            going_out.append((argument.member, bind))
        if name is None:
            returned = f":{bind} := "
        else:
            actual.append(f"{_quoted(name)} => :{bind}")
    call = f"{program}({', '.join(actual)})" if actual else program
    return f"begin {returned}{call}; end;", binds, going_out


def _query(session: Session, text: str, *values: str) -> Result:
    return session.execute(session.parse(text), [Bind(_NAME, value) for value in values])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', "") + '"'
