"""Parsing declarative parts: variables, types, cursors, exceptions, nested subprograms, parameter lists."""

from __future__ import annotations

from ordslab.sandbox.plsql.parser.expressions import ExpressionParser
from ordslab.sandbox.plsql.tree import (
    Block,
    CollectionDeclaration,
    CursorDeclaration,
    Declaration,
    ExceptionDeclaration,
    ExceptionInit,
    Expression,
    FieldDeclaration,
    Parameter,
    RecordDeclaration,
    RefCursorDeclaration,
    SubprogramDeclaration,
    SubtypeDeclaration,
    TypeName,
    VariableDeclaration,
)
from ordslab.sandbox.sql.errors import not_supported

_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "SECOND")


class DeclarationParser(ExpressionParser):
    """Declarations."""

    _autonomous = False  # PRAGMA AUTONOMOUS_TRANSACTION was seen in the declarations that were read last

    def body(self) -> Block:
        """BEGIN ... END of a nested subprogram with its declarations; the statement parser knows how."""
        raise NotImplementedError

    def declarations(self) -> tuple[Declaration, ...]:
        """Items up to BEGIN (or to END, in a package). Behind a subprogram's body only subprograms may follow."""
        items: list[Declaration] = []
        bodies = False
        while not self.is_word("BEGIN", "END"):
            if bodies and not self.is_word("PROCEDURE", "FUNCTION", "PRAGMA"):
                raise self.unexpected("begin", "function", "pragma", "procedure")
            if self.token.kind == "end":
                raise self.unexpected("begin", "function", "pragma", "procedure", "subtype", "type", "<an identifier>")
            item = self._declaration()
            if item is not None:
                items.append(item)
                bodies = bodies or (isinstance(item, SubprogramDeclaration) and item.body is not None)
        return tuple(items)

    def _declaration(self) -> Declaration | None:
        at = self.at
        if self.is_word("PROCEDURE", "FUNCTION"):
            return self.subprogram()
        if self.accept_word("CURSOR"):
            return self._cursor(at)
        if self.is_word("TYPE") and self.ahead(2).value in ("IS", "AS"):
            self.next()
            return self._type(at)
        if self.accept_word("SUBTYPE"):
            return self._subtype(at)
        if self.accept_word("PRAGMA"):
            return self._pragma(at)
        if not self.is_identifier():
            raise self.unexpected(
                "begin", "function", "pragma", "procedure", "subtype", "type", "<an identifier>",
                "<a double-quoted delimited-identifier>", "current", "cursor", "delete", "exists", "prior",
            )  # fmt: skip
        name = self.identifier()
        if self.accept_word("EXCEPTION"):
            self._end_item()
            return ExceptionDeclaration(at, name)
        return self._variable(at, name)

    def _variable(self, at: int, name: str) -> Declaration:
        constant = self.accept_word("CONSTANT")
        type_name = self.type_name()
        not_null = self._not_null()
        default = self._default()
        self._end_item()
        return VariableDeclaration(at, name, type_name, constant, not_null, default)

    def _not_null(self) -> bool:
        if self.accept_word("NOT"):
            self.expect_word("NULL")
            return True
        return False

    def _default(self) -> Expression | None:
        return self.expression() if self.accept(":=") or self.accept_word("DEFAULT") else None

    def _end_item(self) -> None:
        self.expect(";", ":=", "(", "@", "%", "not", "null", "default", "character")

    def type_name(self) -> TypeName:
        """A type with its sizes or its %TYPE."""
        at = self.at
        self.accept_word("REF") and self.accept_word("CURSOR")
        parts = [self.identifier()] if self.is_identifier() else [self._reserved_type()]
        while self.accept("."):
            parts.append(self.identifier())
        if self.is_symbol("%"):
            self.next()
            attribute = self.next().value
            if attribute not in ("TYPE", "ROWTYPE"):
                raise self.unexpected("type", "rowtype")
            return TypeName(at, tuple(parts), (), attribute)
        sizes: tuple[int, ...] = ()
        in_characters = False
        if self.accept("("):
            sizes = self.comma_list(self._size)
            in_characters = self.accept_word("CHAR")
            self.accept_word("BYTE")
            self.expect(")")
        name = " ".join(parts) if len(parts) > 1 else parts[0]
        if len(parts) == 1:
            name = self._long_type_name(name)
            return TypeName(at, (name,), sizes, None, in_characters)
        return TypeName(at, tuple(parts), sizes)

    def _reserved_type(self) -> str:
        raise self.unexpected("<an identifier>", "<a double-quoted delimited-identifier>", "table", "long", "double")

    def _size(self) -> int:
        if self.accept("*"):
            return 38
        return self.whole_number()

    def _long_type_name(self, name: str) -> str:
        if name == "TIMESTAMP" and self.accept_word("WITH"):
            local = self.accept_word("LOCAL")
            self.expect_word("TIME")
            self.expect_word("ZONE")
            return "TIMESTAMP WITH LOCAL TIME ZONE" if local else "TIMESTAMP WITH TIME ZONE"
        if name == "INTERVAL" and self.is_word(*_INTERVAL_FIELDS):
            return self._interval_type()
        if name == "DOUBLE":
            self.expect_word("PRECISION")
            return "DOUBLE PRECISION"
        if name == "LONG" and self.accept_word("RAW"):
            return "LONG RAW"
        if name in ("CHAR", "CHARACTER") and self.accept_word("VARYING"):
            return "VARCHAR2"
        return name

    def _interval_type(self) -> str:
        first = self.next().value
        self._skip_precision()
        self.expect_word("TO")
        second = self.next().value
        self._skip_precision()
        return f"INTERVAL {first} TO {second}"

    def _type(self, at: int) -> Declaration:
        name = self.identifier()
        self.next()
        if self.accept_word("RECORD"):
            self.expect("(")
            fields = self.comma_list(self._field)
            self.expect(")", ",")
            self._end_item()
            return RecordDeclaration(at, name, fields)
        if self.accept_word("REF"):
            self.expect_word("CURSOR")
            row = self.type_name() if self.accept_word("RETURN") else None
            self._end_item()
            return RefCursorDeclaration(at, name, row)
        if self.is_word("TABLE", "VARRAY", "VARYING"):
            return self._collection(at, name)
        if self.accept("("):
            raise not_supported("PL/SQL enumerations")
        raise self.unexpected("array", "object", "record", "ref", "table", "varray", "varying")

    def _field(self) -> FieldDeclaration:
        at = self.at
        name = self.identifier()
        type_name = self.type_name()
        return FieldDeclaration(at, name, type_name, self._not_null(), self._default())

    def _collection(self, at: int, name: str) -> Declaration:
        limit = None
        if self.next().value != "TABLE":
            self.accept_word("ARRAY")
            self.expect("(")
            limit = self.whole_number()
            self.expect(")")
        self.expect_word("OF")
        element = self.type_name()
        self._not_null()
        index = None
        if limit is None and self.accept_word("INDEX"):
            self.expect_word("BY")
            index = self.type_name()
        self._end_item()
        return CollectionDeclaration(at, name, element, index, limit)

    def _subtype(self, at: int) -> Declaration:
        name = self.identifier()
        self.expect_word("IS")
        type_name = self.type_name()
        bounds = None
        if self.accept_word("RANGE"):
            low = self.whole_number()
            self.expect("..")
            bounds = (low, self.whole_number())
        not_null = self._not_null()
        self._end_item()
        return SubtypeDeclaration(at, name, type_name, not_null, bounds)

    def _pragma(self, at: int) -> Declaration | None:
        if self.accept_word("EXCEPTION_INIT"):
            self.expect("(")
            name = self.identifier()
            self.expect(",")
            number = self.whole_number()
            self.expect(")")
            self._end_item()
            return ExceptionInit(at, name, number)
        if self.accept_word("AUTONOMOUS_TRANSACTION"):
            self._autonomous = True
            self._end_item()
            return None
        if self.is_word("SERIALLY_REUSABLE"):
            raise not_supported("PRAGMA SERIALLY_REUSABLE", offset=self.at)
        self.identifier()
        if self.is_symbol("("):
            self.skip_brackets()
        self._end_item()
        return None

    def _cursor(self, at: int) -> Declaration:
        name = self.identifier()
        parameters = self.parameters()
        if self.accept_word("RETURN"):
            self.type_name()
        self.expect_word("IS", "(", ";", "return")
        if not self.is_word("SELECT", "WITH") and not self.is_symbol("("):
            raise self.unexpected("(", "select", "with")
        start = self.at
        end = self.skip_to_semicolon()
        self._end_item()
        return CursorDeclaration(at, name, parameters, start, end)

    def skip_to_semicolon(self) -> int:
        """Step over SQL text up to the semicolon that ends it, and return where the text ends."""
        while not self.is_symbol(";"):
            if self.token.kind == "end":
                raise self.unexpected(";")
            self.next()
        return self.previous_end

    def subprogram(self) -> SubprogramDeclaration:
        """A procedure or function: heading, and the body if there is one."""
        at = self.at
        is_function = self.next().value == "FUNCTION"
        name_at = self.at
        name = self.identifier()
        parameters = self.parameters()
        returns = None
        if is_function:
            self.expect_word("RETURN", "(")
            returns = self.type_name()
        deterministic = self.rights_clauses()
        refused = self._refused_clause()
        if self.accept_word("IS", "AS"):
            if self.is_word("LANGUAGE", "EXTERNAL", "MLE"):
                self._skip_to_semicolon()
                refused = "subprograms in other languages"
                return SubprogramDeclaration(at, name, name_at, parameters, returns, None, refused=refused)
            outer, self._autonomous = self._autonomous, False
            body = self.body()
            autonomous, self._autonomous = self._autonomous, outer
            self.end_name(name, name_at)
            self.expect(";")
            flags = (deterministic, autonomous, refused)
            return SubprogramDeclaration(at, name, name_at, parameters, returns, body, *flags)
        self.expect(";", "(", "return" if is_function else "is")
        return SubprogramDeclaration(at, name, name_at, parameters, returns, None, deterministic, refused=refused)

    def _refused_clause(self) -> str | None:
        """What kind of function the sandbox has not stands here, and step over it to IS or the semicolon."""
        if not self.is_word("PIPELINED", "AGGREGATE", "SQL_MACRO"):
            return None
        refused = f"{self.token.value} functions"
        while not self.is_word("IS", "AS") and not self.is_symbol(";") and self.token.kind != "end":
            self.next()
        return refused

    def _skip_to_semicolon(self) -> None:
        while not self.is_symbol(";") and self.token.kind != "end":
            self.next()
        self.accept(";")

    def rights_clauses(self) -> bool:
        """What stands between a heading and IS; says whether DETERMINISTIC is among it."""
        deterministic = False
        while True:
            if self.accept_word("DETERMINISTIC"):
                deterministic = True
            elif self.accept_word("AUTHID"):
                self.expect_word("DEFINER") if not self.accept_word("CURRENT_USER") else None
            elif self.accept_word("ACCESSIBLE"):
                self.expect_word("BY")
                self.skip_brackets()
            elif self.accept_word("PARALLEL_ENABLE", "RESULT_CACHE"):
                if self.is_symbol("("):
                    self.skip_brackets()
            else:
                return deterministic

    def parameters(self) -> tuple[Parameter, ...]:
        """Formal parameters in their brackets, or none."""
        if not self.accept("("):
            return ()
        parameters = self.comma_list(self._parameter)
        self.expect(")", ",", ":=", "default")
        return parameters

    def _parameter(self) -> Parameter:
        at = self.at
        name = self.identifier()
        mode = "IN"
        if self.accept_word("IN"):
            mode = "IN OUT" if self.accept_word("OUT") else "IN"
        elif self.accept_word("OUT"):
            mode = "OUT"
        self.accept_word("NOCOPY")
        type_name = self.type_name()
        return Parameter(at, name, mode, type_name, self._default())
