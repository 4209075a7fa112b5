"""JSON_VALUE, JSON_QUERY, JSON_EXISTS, IS JSON and the rows of JSON_TABLE: questions to a document.

What the clauses of a call say comes as one text of JSON, made when the statement is compiled: `to` (family), `size`,
`on_error`, `on_empty`, `wrapper`, `pretty`, `passing` (names of variables).
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ordslab.sandbox.sql import json_lax
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_paths, moments
from ordslab.sandbox.sql.functions.casts import cast_number
from ordslab.sandbox.sql.functions.context import FunctionSession, now
from ordslab.sandbox.sql.functions.date_input import parse_datetime
from ordslab.sandbox.sql.functions.decimals import exact, from_storage, simplest
from ordslab.sandbox.sql.functions.number_formats import plain_number
from ordslab.sandbox.sql.functions.overload import Overload, function
from ordslab.sandbox.sql.json_text import TYPED, TypedScalar, check_unique, read_kept, stored
from ordslab.sandbox.sql.types import CLOB, DATETIME, NUMBER, VARCHAR2

_NO_VALUE = (40462, "JSON_VALUE evaluated to no value")
_SCALARS = (str, int, float, Decimal, bool, type(None), TypedScalar)


def parsed(text: Any) -> Any:
    """The document, in strict or lax syntax. ORA-40441."""
    if isinstance(text, bytes):
        text = text.decode(errors="replace")
    try:
        return read_kept(text)
    except RecursionError:
        raise syntax_error() from None
    except ValueError:
        try:
            return read_kept(json_lax.strict(text))
        except (ValueError, RecursionError):
            raise syntax_error() from None


def syntax_error() -> OraError:
    """ORA-40441."""
    return OraError(40441, message="JSON syntax error")


_SHORT, _LONG = 1 << 18, 1 << 22  # characters
_short = lru_cache(maxsize=16)(parsed)
_long = lru_cache(maxsize=1)(parsed)


def document_of(text: Any) -> Any:
    """The document; one that is asked several questions is parsed once, unless it would take much to keep."""
    if not isinstance(text, str) or len(text) > _LONG:
        return parsed(text)
    return _short(text) if len(text) <= _SHORT else _long(text)


@lru_cache(maxsize=512)
def _options(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def written(value: Any, *, pretty: bool = False) -> str:
    """A value as JSON text."""
    if isinstance(value, dict):
        items = [f"{json.dumps(key, ensure_ascii=False)}{' : ' if pretty else ':'}" for key in value]
        texts = [item + written(each, pretty=pretty) for item, each in zip(items, value.values(), strict=True)]
        return _enclosed("{", texts, "}", pretty=pretty)
    if isinstance(value, list):
        return _enclosed("[", [written(each, pretty=pretty) for each in value], "]", pretty=pretty)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None:
        return "null"
    text = json_paths.scalar_text(value)
    return json.dumps(text) if isinstance(value, TypedScalar) else text


def kept(value: Any) -> str:
    """A document as values of type JSON are kept."""
    return stored(value, written)


def serialized(document: Any) -> str:
    """A value of type JSON as text."""
    return written(document_of(document))


def _enclosed(opening: str, texts: list[str], closing: str, *, pretty: bool) -> str:
    if not pretty or not texts:
        return opening + ",".join(texts) + closing
    inner = ",\n".join(texts)
    lines = "\n".join("  " + line for line in inner.split("\n"))
    return f"{opening}\n{lines}\n{closing}"


# --- JSON_VALUE ------------------------------------------------------------------------------------------------------


def converted(session: FunctionSession, value: Any, options: dict[str, Any]) -> Any:
    """A scalar in the family that is asked for. ORA-40478 when it is too long, ORA-01722 and others when it is none."""
    if value is None:
        return None
    family, size = options.get("to", "VARCHAR2"), options.get("size")
    if isinstance(value, TypedScalar) and family not in ("VARCHAR2", "CHAR", "CLOB"):
        return _typed(value, family, options)
    if family == "BOOLEAN":
        return _truth(value)
    if family in ("VARCHAR2", "CHAR", "CLOB"):
        text = json_paths.scalar_text(value)
        if size is not None and len(text.encode()) > size:
            raise OraError(40478, message=f"output value too large (maximum: {size})")
        return text or None
    if family in ("NUMBER", "BINARY_DOUBLE", "BINARY_FLOAT"):
        if isinstance(value, bool):
            raise OraError(1722, json_paths.scalar_text(value))
        number = simplest(exact(plain_number(value) if isinstance(value, str) else value))
        if family != "NUMBER":
            return float(number)
        return (
            number if "precision" not in options else cast_number(number, options["precision"], options.get("scale", 0))
        )
    text = str(value)
    model = 'YYYY-MM-DD"T"HH24:MI:SS.FF' if "T" in text and "." in text else 'YYYY-MM-DD"T"HH24:MI:SS'
    if "T" not in text:
        model = "YYYY-MM-DD"
    moment, _ = parse_datetime(text.rstrip("Z")[:26], model, now(session).date())
    if family == "DATE":  # without its time, unless PRESERVE TIME (JSON Developer's Guide, "RETURNING Clause")
        return moments.date_text(moment if options.get("with_time") else moment.replace(hour=0, minute=0, second=0))
    return moments.timestamp_text(moment)


def _truth(value: Any) -> bool:
    """true and false, also as texts (JSON Developer's Guide, "JSON_VALUE With a Boolean JSON Value"). ORA-40484."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if not isinstance(value, bool):
        raise OraError(40484, message="invalid data type for SQL/JSON item")
    return value


def _typed(value: TypedScalar, family: str, options: dict[str, Any]) -> Any:
    """A scalar that JSON has not, in the family that is asked for. ORA-40484."""
    if value.family == family == "RAW":
        return bytes.fromhex(value.value)
    if value.family not in DATETIME or family not in DATETIME:
        if value.family == family:
            return value.value
        raise OraError(40484, message="invalid data type for SQL/JSON item")
    plain, zone = moments.split_zone(value.value)
    if family == "DATE":
        return plain[:19] if options.get("with_time") else f"{plain[:10]} 00:00:00"
    return plain if family == "TIMESTAMP" else f"{plain} {zone or moments.UTC_OFFSET}"


def _scalar(found: list[Any]) -> Any:
    """The one scalar. ORA-40470, ORA-40456."""
    if len(found) > 1:
        raise OraError(40470, message="JSON_VALUE evaluated to multiple values")
    if not isinstance(found[0], _SCALARS):
        raise OraError(40456, message="JSON_VALUE evaluated to non-scalar value")
    return found[0]


def value_of(
    session: FunctionSession, found: list[Any], options: dict[str, Any], error_default: Any, empty_default: Any
) -> Any:
    """What JSON_VALUE makes of what the path has found."""
    on_error, on_empty = options.get("on_error", "NULL"), options.get("on_empty")
    if not found:
        handler, default = (on_empty, empty_default) if on_empty else (on_error, error_default)
        if handler == "ERROR":
            raise OraError(_NO_VALUE[0], message=_NO_VALUE[1])
        return default if handler == "DEFAULT" else None
    try:
        return converted(session, _scalar(found), options)
    except OraError:
        if on_error == "ERROR":
            raise
        return error_default if on_error == "DEFAULT" else None


def _variables(options: dict[str, Any], values: tuple[Any, ...]) -> dict[str, Any]:
    return {name: from_storage(value) for name, value in zip(options.get("passing", ()), values, strict=False)}


def _json_value(  # noqa: PLR0917 - as SQLite hands them over
    session: FunctionSession,
    document: Any,
    path: str,
    options: str,
    error_default: Any,
    empty_default: Any,
    *passing: Any,
) -> Any:
    if document is None:
        return None
    asked = _options(options)
    try:
        found = json_paths.compiled(path).find(document_of(document), _variables(asked, passing))
    except OraError as error:
        if error.number == 40442 or asked.get("on_error") == "ERROR":
            raise
        return error_default if asked.get("on_error") == "DEFAULT" else None
    return value_of(session, found, asked, error_default, empty_default)


# --- JSON_QUERY ------------------------------------------------------------------------------------------------------


def query_of(found: list[Any], options: dict[str, Any]) -> str | None:
    """What JSON_QUERY makes of what the path has found. ORA-40462, ORA-40480, ORA-40478."""
    wrapper, on_error = options.get("wrapper", "WITHOUT"), options.get("on_error", "NULL")
    if not found:
        return _instead(options.get("on_empty") or on_error, 40462, "JSON_QUERY evaluated to no value")
    single = len(found) == 1 and (options.get("scalars", True) or isinstance(found[0], list | dict))
    if wrapper == "UNCONDITIONAL" or (wrapper == "CONDITIONAL" and not single):
        result: Any = found
    elif not single:
        return _instead(on_error, 40480, "result cannot be returned without array wrapper")
    else:
        result = found[0]
    if options.get("to") == "JSON":
        return kept(result)
    if options.get("bare") and isinstance(result, str):
        text = result
    else:
        text = written(result, pretty=bool(options.get("pretty")))
    if options.get("size") is not None and len(text.encode()) > options["size"]:
        return _instead(on_error, 40478, f"output value too large (maximum: {options['size']})")
    return text


def _instead(handler: str, number: int, message: str) -> str | None:
    if handler == "ERROR":
        raise OraError(number, message=message)
    return {"EMPTY ARRAY": "[]", "EMPTY OBJECT": "{}"}.get(handler)


def _json_query(document: Any, path: str, options: str, *passing: Any) -> str | None:
    if document is None:
        return None
    asked = _options(options)
    try:
        found = json_paths.compiled(path).find(document_of(document), _variables(asked, passing))
    except OraError as error:
        if error.number == 40442 or asked.get("on_error") == "ERROR":
            raise
        return _instead(asked.get("on_error", "NULL"), error.number, error.message)
    return query_of(found, asked)


def _json_serialize(document: Any, options: str) -> str | None:
    asked = _options(options)
    try:
        return written(document_of(document), pretty=bool(asked.get("pretty")))
    except OraError as error:
        return _instead(asked.get("on_error", "NULL"), error.number, error.message)


# --- JSON_EXISTS, IS JSON --------------------------------------------------------------------------------------------


def _json_exists(document: Any, path: str, options: str, *passing: Any) -> bool:
    if document is None:
        return False
    asked = _options(options)
    try:
        return bool(json_paths.compiled(path).find(document_of(document), _variables(asked, passing)))
    except OraError as error:
        if error.number == 40442 or asked.get("on_error") == "ERROR":
            raise
        return asked.get("on_error") == "TRUE"


def _strictly(document: Any, wanted: str) -> Any:
    text = document.decode(errors="replace") if isinstance(document, bytes) else document
    value = read_kept(text) if "s" in wanted else parsed(text)
    if "u" in wanted and not text.startswith(TYPED):
        check_unique(text if "s" in wanted else json_lax.strict(text))
    return value


def is_json(document: Any, kind: str, wanted: str = "") -> bool:
    """Is it JSON of this kind: VALUE, OBJECT, ARRAY, SCALAR? `wanted`: s strict syntax, u no name twice."""
    try:
        value = _strictly(document, wanted) if wanted else document_of(document)
    except (OraError, ValueError, RecursionError):
        return False
    if kind == "OBJECT":
        return isinstance(value, dict)
    if kind == "ARRAY":
        return isinstance(value, list)
    return kind != "SCALAR" or isinstance(value, _SCALARS)


# --- JSON_TABLE ------------------------------------------------------------------------------------------------------


def _json_table(session: FunctionSession, document: Any, path: str, columns: str, on_error: str) -> str:
    """The rows as a JSON array of arrays, for SQLite's json_each."""
    if document is None:
        return "[]"
    try:
        found = json_paths.compiled(path).find(document_of(document))
    except OraError as error:
        if error.number == 40442 or on_error == "ERROR":
            raise
        return "[]"
    rows: list[list[Any]] = []
    for number, value in enumerate(found, 1):
        rows += _rows(session, value, number, _options(columns)["columns"])
    return json.dumps(rows)


def _rows(session: FunctionSession, value: Any, number: int, columns: list[dict[str, Any]]) -> list[list[Any]]:
    """The rows that one value makes: siblings among nested paths follow each other."""
    own: list[Any] = []
    nested: list[tuple[int, list[list[Any]]]] = []
    for column in columns:
        if column["kind"] == "NESTED":
            found = json_paths.compiled(column["path"]).find(value)
            rows = [row for at, each in enumerate(found, 1) for row in _rows(session, each, at, column["columns"])]
            nested.append((len(own), rows))
            own += [None] * _width(column["columns"])
        else:
            own.append(_cell(session, value, number, column))
    result = []
    for start, rows in nested:
        for row in rows:
            whole = list(own)
            whole[start : start + len(row)] = row
            result.append(whole)
    return result or [own]


def _width(columns: list[dict[str, Any]]) -> int:
    return sum(_width(column["columns"]) if column["kind"] == "NESTED" else 1 for column in columns)


def _cell(session: FunctionSession, value: Any, number: int, column: dict[str, Any]) -> Any:
    kind = column["kind"]
    if kind == "ORDINALITY":
        return number
    if "path" in column:
        found = json_paths.compiled(column["path"]).find(value)
    else:
        found = [each for key, each in value.items() if key == column["name"]] if isinstance(value, dict) else []
        if not found and not column["quoted"] and isinstance(value, dict):
            found = [each for key, each in value.items() if key.upper() == column["name"]]
    if kind == "EXISTS":
        here = bool(found)
        return int(here) if column["to"] == "NUMBER" else str(here).lower()
    if kind == "QUERY":
        return query_of(found, column)
    result = value_of(session, found, column, column.get("error_default"), column.get("empty_default"))
    if column["to"] == "NUMBER" and result is not None and not (type(result) is int and abs(result) < _SAFE_IN_JSON):
        return str(result)  # JSON's reader would blur it
    return result


_SAFE_IN_JSON = 2**53
_NULLS: dict[str, Any] = {"null_in_null_out": False}
_V = "VARCHAR2"


def _helper(name: str, parameters: str, result: Any, python: Any, **options: Any) -> Overload:
    return function(name, parameters, result, python, sqlite_name=name, **options)


TABLE: tuple[Overload, ...] = (
    _helper("ORA_JSON_VALUE", f"ANY {_V} {_V} ANY ANY ANY*", VARCHAR2, _json_value, needs_session=True, **_NULLS),
    _helper("ORA_JSON_QUERY", f"ANY {_V} {_V} ANY*", CLOB, _json_query, **_NULLS),
    _helper("ORA_JSON_EXISTS", f"ANY {_V} {_V} ANY*", NUMBER, _json_exists, **_NULLS),
    _helper("ORA_JSON_SERIALIZE", f"ANY {_V}", VARCHAR2, _json_serialize),
    _helper("ORA_IS_JSON", f"ANY {_V} {_V}?", NUMBER, is_json),
    _helper("ORA_JSON_TABLE", f"ANY {_V} {_V} {_V}", CLOB, _json_table, needs_session=True, **_NULLS),
)
