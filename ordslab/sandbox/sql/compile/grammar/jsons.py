"""JSON functions, whose arguments have clauses of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from ordslab.sandbox.sql.compile import nodes
from ordslab.sandbox.sql.compile.grammar.functions import Functions
from ordslab.sandbox.sql.compile.nodes import Call, JsonCall, JsonColumn, JsonTable, placed
from ordslab.sandbox.sql.errors import not_supported
from ordslab.sandbox.sql.types import JSON, OracleType

_OTHER_CLAUSES = frozenset(
    [
        *("ALLOW", "ASCII", "COLUMNS", "DISALLOW", "EMPTY", "ERROR", "EXTENDED", "FORMAT", "KEEP", "LAX", "MISMATCH"),
        *("NULL", "OMIT", "ORDERED", "PASSING", "PRETTY", "STRICT", "TRUNCATE", "TYPE", "USING", "WITH", "WITHOUT"),
    ]
)
"""Words that begin a clause of Oracle's SQL/JSON functions (SQL Language Reference 23ai)."""


_BEHIND_COLUMN = frozenset(
    [
        *(
            "ALLOW",
            "DEFAULT",
            "DISALLOW",
            "EMPTY",
            "ERROR",
            "EXISTS",
            "FALSE",
            "FORMAT",
            "KEEP",
            "NULL",
            "OMIT",
            "PATH",
        ),
        *("TRUE", "TRUNCATE", "WITH", "WITHOUT"),
    ]
)
"""What may follow the name of a column of JSON_TABLE that has no type."""


class Jsons(Functions):
    """Methods that read JSON functions; each steps over the closing parenthesis."""

    _SPECIAL: ClassVar[dict[str, Callable[[Any], nodes.Node]]] = {
        **Functions._SPECIAL,
        "JSON_VALUE": lambda self: self._json_value(),
        "JSON_QUERY": lambda self: self._json_query(),
        "JSON_EXISTS": lambda self: self._json_exists(),
        "JSON_OBJECT": lambda self: self._json_object("JSON_OBJECT"),
        "JSON_OBJECTAGG": lambda self: self._json_object("JSON_OBJECTAGG"),
        "JSON_ARRAY": lambda self: self._json_array(),
        "JSON_ARRAYAGG": lambda self: self._json_arrayagg(),
        "JSON_SERIALIZE": lambda self: self._json_serialize(),
        "JSON_EQUAL": lambda self: self._json_equal(),
        "JSON": lambda self: self._constructor(),
        "JSON_SCALAR": lambda self: self._json_scalar(),
        "JSON_TRANSFORM": lambda self: self._not_there("JSON_TRANSFORM"),
    }

    def _close_call(self, name: str) -> None:
        """The end of a call. Raises ORA-03001 for a clause that Oracle's function has and this one has not."""
        if self._word in _OTHER_CLAUSES:
            raise not_supported(f"{self._word} in {name}", self._offset)
        self._close()

    def _not_there(self, name: str) -> nodes.Node:
        raise not_supported(name, self._offset)

    def _json_equal(self) -> Call:
        call = Call(this="JSON_EQUAL", expressions=[self._parse_disjunction()])
        while self._accept(","):
            call.append("expressions", self._parse_disjunction())
        on_error = self._take_one("FALSE", "TRUE", "ERROR")
        if on_error:
            self._keyword("ON", "ERROR")
            call.append("expressions", nodes.Literal(this=on_error, is_string=True))
        self._close_call("JSON_EQUAL")
        return call

    def _constructor(self) -> JsonCall:
        """JSON(text [FORMAT JSON])."""
        call = JsonCall(this="JSON", expressions=[self._parse_disjunction()], options={})
        self._take("FORMAT", "JSON")
        self._close_call("JSON")
        return call

    def _json_scalar(self) -> JsonCall:
        """JSON_SCALAR(value [SQL NULL | [JSON] NULL | EMPTY STRING ON NULL])."""
        call = JsonCall(this="JSON_SCALAR", expressions=[self._parse_disjunction()], options={})
        if self._take("SQL", "NULL", "ON", "NULL"):
            pass  # as it is where nothing is said
        elif self._take("JSON", "NULL", "ON", "NULL") or self._take("NULL", "ON", "NULL"):
            call.args["options"]["nulls"] = "NULL"
        elif self._take("EMPTY", "STRING", "ON", "NULL"):
            call.args["options"]["nulls"] = "EMPTY STRING"
        self._close_call("JSON_SCALAR")
        return call

    def _json_literal(self) -> nodes.Node:
        """JSON {...} and JSON [...]."""
        self._advance()
        is_object = self._is("{")
        self._advance()
        name = "JSON_OBJECT" if is_object else "JSON_ARRAY"
        call = JsonCall(this=name, expressions=[], options={"formats": [], "nulls": "NULL", "to": JSON})
        if not self._is("}" if is_object else "]"):
            self._list((lambda: self._json_entry(call)) if is_object else (lambda: self._json_element(call)))
        if not self._accept("}" if is_object else "]"):
            raise self._error(907, "missing right parenthesis")
        return call

    # --- Questions to a document -------------------------------------------------------------------------------------

    def _json_path(self, name: str) -> JsonCall:
        """document [FORMAT JSON], path [PASSING ...]."""
        call = JsonCall(this=name, expressions=[self._parse_disjunction()], options={})
        self._take("FORMAT", "JSON")
        if not self._accept(","):
            raise self._error(40597 if self._is(")") else 907, "missing JSON path expression")
        call.append("expressions", self._parse_disjunction())
        if self._take("PASSING"):
            names = []
            while True:
                call.append("expressions", self._parse_disjunction())
                self._keyword("AS")
                names.append(self._name().this)
                if not self._accept(","):
                    break
            call.args["options"]["passing"] = names
        return call

    def _json_value(self) -> JsonCall:
        call = self._json_path("JSON_VALUE")
        self._returning(call)
        self._handlers(call, ("NULL", "ERROR", "DEFAULT"))
        self._close_call(call.this)
        return call

    def _json_query(self) -> JsonCall:
        call = self._json_path("JSON_QUERY")
        self._query_clauses(call)
        self._close_call(call.this)
        return call

    def _query_clauses(self, call: JsonCall) -> None:
        self._returning(call)
        options = call.args["options"]
        options["pretty"] = self._take("PRETTY")
        self._take("ASCII")
        self._take("ALLOW", "SCALARS")  # as it is where nothing is said
        if self._take("DISALLOW", "SCALARS"):
            options["scalars"] = False
        options["wrapper"] = self._wrapper()
        if self._take_one("KEEP", "OMIT") == "OMIT":
            options["bare"] = True
        if self._prev.value in ("KEEP", "OMIT"):
            self._keyword("QUOTES")
            self._take("ON", "SCALAR", "STRING")
        self._handlers(call, ("NULL", "ERROR", "EMPTY"))

    def _wrapper(self) -> str:
        """WITHOUT, CONDITIONAL or UNCONDITIONAL."""
        wrapper = "WITHOUT"
        if self._take("WITH"):
            wrapper = self._take_one("CONDITIONAL", "UNCONDITIONAL") or "UNCONDITIONAL"
        elif not self._take("WITHOUT"):
            return wrapper
        self._take("ARRAY")
        self._keyword("WRAPPER")
        return wrapper

    def _json_exists(self) -> JsonCall:
        call = self._json_path("JSON_EXISTS")
        if self._word in ("TRUE", "FALSE", "ERROR"):
            call.args["options"]["on_error"] = self._word
            self._advance()
            self._keyword("ON", "ERROR")
        self._close_call(call.this)
        return call

    def _returning(self, call: JsonCall) -> None:
        if not self._take("RETURNING"):
            return
        if self._word == "SDO_GEOMETRY":
            raise not_supported(f"RETURNING {self._word}", self._offset)
        if self._word == "BOOLEAN" and call.this != "JSON_VALUE":
            raise self._error(40449, "invalid data type for return value")
        if self._word == "JSON" and call.this in ("JSON_VALUE", "JSON_SERIALIZE"):
            raise self._error(40449, "invalid data type for return value")
        if self._word == "VARCHAR2" and not self._follows("("):
            self._advance()
            call.args["options"]["to"] = OracleType("VARCHAR2", size=4000)
        else:
            call.args["options"]["to"] = self._datatype()
        if call.this == "JSON_VALUE" and call.args["options"]["to"].family == "DATE" and self._take("PRESERVE", "TIME"):
            call.args["options"]["with_time"] = True
        self._take("TRUNCATE", "TIME")  # as it is where nothing is said
        self._take("FORMAT", "JSON")

    def _handlers(self, call: nodes.Node, words: tuple[str, ...]) -> None:
        """X ON ERROR and X ON EMPTY, in any order."""
        options = call.args["options"]
        while self._word in words:
            word = self._word
            self._advance()
            default = self._sum() if word == "DEFAULT" else None
            if word == "EMPTY":
                word = f"EMPTY {self._take_one('ARRAY', 'OBJECT') or 'ARRAY'}"
            self._keyword("ON")
            event = self._take_one("ERROR", "EMPTY", "MISMATCH")
            if not event:
                raise self._error(905, "missing keyword")
            if event == "MISMATCH":
                raise not_supported("ON MISMATCH", self._offset)
            options[f"on_{event.lower()}"] = word
            if default is not None:
                call.set(f"{event.lower()}_default", default)

    # --- Making documents --------------------------------------------------------------------------------------------

    def _json_object(self, name: str) -> JsonCall:
        call = JsonCall(this=name, expressions=[], options={"formats": []})
        if name == "JSON_OBJECT" and self._accept("*"):
            call.args["options"]["star"] = True
        elif not self._is(")") and self._word not in ("NULL", "ABSENT", "RETURNING"):
            self._list(lambda: self._json_entry(call))
        self._maker_clauses(call)
        return call

    def _json_entry(self, call: JsonCall) -> None:
        """[KEY] k VALUE v, k : v, k IS v, or a column."""
        if self._word == "KEY" and not self._follows(","):
            self._advance()
        key = self._sum()
        if self._take("VALUE") or self._take("IS") or self._colon():
            value = self._parse_disjunction()
        elif isinstance(key, nodes.Column):
            key, value = placed(nodes.Literal(this=self._as_written(key.this), is_string=True), key.offset), key
        else:
            raise self._error(905, "missing keyword")
        call.append("expressions", key)
        call.append("expressions", value)
        call.args["options"]["formats"].append(self._take("FORMAT", "JSON"))

    def _colon(self) -> bool:
        return self._accept(":")

    def _json_array(self) -> JsonCall:
        call = JsonCall(this="JSON_ARRAY", expressions=[], options={"formats": []})
        if self._query_follows(0):
            raise not_supported("JSON_ARRAY of a query", self._offset)
        if not self._is(")") and self._word not in ("NULL", "ABSENT", "RETURNING"):
            self._list(lambda: self._json_element(call))
        self._maker_clauses(call)
        return call

    def _json_element(self, call: JsonCall) -> None:
        call.append("expressions", self._parse_disjunction())
        call.args["options"]["formats"].append(self._take("FORMAT", "JSON"))

    def _json_arrayagg(self) -> JsonCall:
        call = JsonCall(this="JSON_ARRAYAGG", expressions=[], options={"formats": []})
        self._json_element(call)
        if self._word == "ORDER":
            call.set("order", self._order_by())
        self._maker_clauses(call)
        return call

    def _maker_clauses(self, call: JsonCall) -> None:
        options = call.args["options"]
        if self._word in ("NULL", "ABSENT"):
            options["nulls"] = self._word
            self._advance()
            self._keyword("ON", "NULL")
        self._returning(call)
        options["strict"] = self._take("STRICT")
        if self._take("WITH"):
            self._keyword("UNIQUE", "KEYS")
            options["unique"] = True
        self._close_call(call.this)

    def _json_serialize(self) -> JsonCall:
        call = JsonCall(this="JSON_SERIALIZE", expressions=[self._parse_disjunction()], options={})
        self._returning(call)
        call.args["options"]["pretty"] = self._take("PRETTY")
        self._handlers(call, ("NULL", "ERROR", "EMPTY"))
        self._close_call(call.this)
        return call

    # --- JSON_TABLE --------------------------------------------------------------------------------------------------

    def _json_table(self) -> JsonTable:
        start = self._offset
        self._advance(2)
        table = placed(JsonTable(this=self._parse_disjunction(), options={}), start)
        self._take("FORMAT", "JSON")
        if self._accept(","):
            table.set("path", self._path_text())
        self._handlers(table, ("NULL", "ERROR"))
        self._keyword("COLUMNS")
        table.set("columns", self._json_columns())
        self._close()
        return table

    def _path_text(self) -> str:
        text = self._text()
        if text is None:
            raise self._error(40442, "JSON path expression syntax error")
        return text

    def _json_columns(self) -> list[JsonColumn]:
        if not self._is("("):
            return self._list(self._json_column)
        return self._wrapped_list(self._json_column)

    def _json_column(self) -> JsonColumn:
        if self._word == "NESTED":
            self._advance()
            self._take("PATH")
            path = self._path_text()
            self._keyword("COLUMNS")
            with self._deeper:
                return JsonColumn(kind="NESTED", path=path, columns=self._json_columns(), options={})
        start, name = self._offset, self._name()
        if self._take("FOR", "ORDINALITY"):
            return placed(JsonColumn(this=name, kind="ORDINALITY", options={}), start)
        column = placed(JsonColumn(this=name, kind="VALUE", options={}), start)
        if self._word and self._word not in _BEHIND_COLUMN:
            if self._word == "VARCHAR2" and not self._follows("("):
                self._advance()
                column.set("to", OracleType("VARCHAR2", size=4000))
            else:
                column.set("to", self._datatype())
        else:
            column.set("to", OracleType("VARCHAR2", size=4000))
        if self._take("EXISTS"):
            column.set("kind", "EXISTS")
        elif self._take("FORMAT", "JSON"):
            column.set("kind", "QUERY")
        column.args["options"]["wrapper"] = self._wrapper()
        if self._take("PATH"):
            column.set("path", self._path_text())
        self._handlers(column, ("NULL", "ERROR", "DEFAULT", "EMPTY", "TRUE", "FALSE"))
        return column
