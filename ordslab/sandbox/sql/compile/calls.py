"""Function calls: scalar functions, functions of the user's own."""

from __future__ import annotations

from ordslab.sandbox.sql.absent import unknown_function
from ordslab.sandbox.sql.compile import nodes, number_order, values
from ordslab.sandbox.sql.compile.aggregates import Aggregates
from ordslab.sandbox.sql.compile.code import case, native
from ordslab.sandbox.sql.compile.grammar.refused import METHODS
from ordslab.sandbox.sql.compile.nodes import Call, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.json_steps import PATH_METHODS
from ordslab.sandbox.sql.types import BLOB, BOOLEAN, CLOB, NUMBER, OracleType

# LOBs of no length: they are not NULL, unlike a text that has none.
_EMPTY_LOBS = {"EMPTY_CLOB": Piece("''", CLOB, nullable=False), "EMPTY_BLOB": Piece("x''", BLOB, nullable=False)}

_COUNT_DIGITS = 12
CONDITION_FUNCTIONS = frozenset({"REGEXP_LIKE", "LNNVL", "JSON_EQUAL"})


class Calls(Aggregates):
    """The methods for calls."""

    def _call(self, node: Call) -> Piece:
        name: str = node.this
        if node.args.get("over") is not None:
            return self.window_call(node)
        if node.args.get("named"):
            return self._with_names(node)
        if node.args.get("default") is not None:
            return self.converted_or_default(node)
        if name in CONDITION_FUNCTIONS:
            return Piece(self.condition_call(node), BOOLEAN)
        if name in ("GROUPING", "GROUPING_ID", "GROUP_ID"):
            return self._grouping(node)
        if name == "SYS_CONNECT_BY_PATH":
            return self._path(node)
        special = {"DECODE": self._decode, "NVL": self._nvl, "NVL2": self._nvl2, "COALESCE": self._coalesce}.get(name)
        if special is not None:
            return special(node)
        choices = registry.overloads(name)
        if choices and choices[0].aggregate:
            return self.aggregate(node)
        self._check_refused(name, node)
        self._plain(node)
        if name in _EMPTY_LOBS and not node.expressions:
            return _EMPTY_LOBS[name]
        arguments = [self.expression(argument) for argument in node.expressions]
        if choices:
            return self.function(name, arguments)
        within = self._method_of_document(node)
        if within is not None:
            return within
        kind = self.context.environment.function_type(name, [piece.type for piece in arguments])
        if kind is None:
            raise self._unknown_function(node)
        return self.user_function(name, arguments, kind)

    def _method_of_document(self, node: Call) -> Piece | None:
        """t.document.name.string()."""
        names = node.args.get("dots")
        if not names or node.expressions or names[-1][1] not in PATH_METHODS:
            return None
        return self.dots(names[:-1], f".{names[-1][1]}()", offset_of(node))

    def dots(self, names: list[tuple[str, str]], tail: str, offset: int | None) -> Piece | None:
        """What is in a JSON document."""
        raise NotImplementedError

    def _check_refused(self, name: str, node: Call) -> None:
        if node.args.get("within") and name in registry_window_names():
            raise not_supported(f"{name} ... WITHIN GROUP", offset_of(node))
        first = node.expressions[0] if node.expressions else None
        if name in ("REF", "VALUE") and isinstance(first, nodes.Column) and self.scope.source(None, first.this.this):
            raise not_supported("rows as objects, REF(t) and VALUE(t)", offset_of(node))

    def _with_names(self, node: Call) -> Piece:
        """A call with arguments by name, which functions of PL/SQL can have."""
        if registry.overloads(node.this):
            raise not_supported("arguments by name of SQL's own functions", offset_of(node))
        self._plain(node)
        arguments = [self.expression(argument) for argument in node.expressions]
        names = tuple(node.args["named"])
        kind = self.context.environment.function_type(node.this, [piece.type for piece in arguments], names)
        if kind is None:
            raise self._unknown_function(node)
        return self.user_function(node.this, arguments, kind, names)

    def condition_call(self, node: nodes.Node) -> str:
        """REGEXP_LIKE(...), JSON_EQUAL(...) and LNNVL(condition)."""
        if node.this == "LNNVL":
            if len(node.expressions) != 1:
                raise OraError(909, message="invalid number of arguments")
            return f"(not ifnull({self.condition(node.expressions[0])}, 0))"
        return self.function(node.this, [self.expression(argument) for argument in node.expressions]).text

    @staticmethod
    def _plain(node: Call) -> None:
        """Raises what is wrong when an ordinary function has an aggregate's clauses."""
        if node.args.get("kind") == "DISTINCT":
            raise OraError(30482, message="DISTINCT option not allowed for this function", offset=offset_of(node))
        if node.args.get("star"):
            raise OraError(936, message="missing expression", offset=offset_of(node))
        if node.args.get("within") or node.args.get("keep"):
            raise OraError(30484, message="missing window specification for this function", offset=offset_of(node))

    @staticmethod
    def _unknown_function(node: Call) -> OraError:
        *qualifiers, last = node.this.split(".")
        if qualifiers and last in METHODS:
            return not_supported(f"XMLTYPE and its method {last}", offset_of(node))
        if node.this in registry_window_names():
            return OraError(30484, message="missing window specification for this function", offset=offset_of(node))
        return unknown_function(node.this.split("."), offset_of(node))

    def function(self, name: str, arguments: list[Piece]) -> Piece:
        """The call of a built-in function; its arguments are converted. ORA-00904, 00909, 00932, 00938, 00939."""
        types = [piece.type for piece in arguments]
        overload = registry.resolve(name, types)
        texts = self.converted_arguments(overload, arguments)
        return Piece(self.use(overload.sqlite_name, *texts), overload.result_type(types))

    def user_function(self, name: str, arguments: list[Piece], kind: OracleType, names: tuple[str, ...] = ()) -> Piece:
        """The call of a function that PL/SQL runs. `names`: of the last arguments."""
        families = ",".join(piece.type.family for piece in arguments)
        called = f"{name}({','.join(names)})" if names else name
        texts = [values.quoted(called), f"'{families}'", *(piece.text for piece in arguments)]
        return Piece(native(f'"ORA$CALL"({", ".join(texts)})', *texts), number_order.unlimited(kind))

    # --- Functions that must not evaluate all their arguments ---------------------------------------------------------

    def _choice(self, node: Call) -> tuple[list[str], OracleType, list[Piece]]:
        """The converted arguments, the result's type and the arguments as they are."""
        self._plain(node)
        pieces = [self.expression(argument) for argument in node.expressions]
        types = [piece.type for piece in pieces]
        overload = registry.resolve(node.this, types)
        return self.converted_arguments(overload, pieces), overload.result_type(types), pieces

    def _decode(self, node: Call) -> Piece:
        """CASE on each search in turn, where NULL equals NULL."""
        texts, kind, pieces = self._choice(node)
        subject = texts[0]
        branches: list[tuple[str, str]] = []
        position = 1
        while position + 1 < len(texts):
            one, two = subject, texts[position]
            piece = pieces[position]
            if pieces[0].type.family == piece.type.family == "CHAR":
                one, two = values.sides(pieces[0], piece, self.context)
            branches.append((native(f"{one} is {two}", one, two), texts[position + 1]))
            position += 2
        return Piece(case(branches, texts[position] if position < len(texts) else None), kind)

    def _nvl(self, node: Call) -> Piece:
        texts, kind, pieces = self._choice(node)
        text = self.context.same(native(f"ifnull({', '.join(texts)})", *texts), "ORA_NVL", texts)
        return Piece(text, kind, pieces[1].nullable, _digits(pieces))

    def _nvl2(self, node: Call) -> Piece:
        texts, kind, _ = self._choice(node)
        return Piece(case([(native(f"{texts[0]} is not null", texts[0]), texts[1])], texts[2]), kind)

    def _coalesce(self, node: Call) -> Piece:
        texts, kind, pieces = self._choice(node)
        values.common([(piece, offset_of(each)) for piece, each in zip(pieces, node.expressions, strict=True)])
        nullable = all(piece.nullable for piece in pieces)
        return Piece(native(f"coalesce({', '.join(texts)})", *texts), kind, nullable, _digits(pieces))

    # --- What other modules do ---------------------------------------------------------------------------------------

    def window_call(self, node: Call) -> Piece:
        """A call with OVER."""
        raise NotImplementedError

    def _grouping(self, node: Call) -> Piece:
        """GROUPING(x), GROUPING_ID(x, ...): which keys this row has no value for."""
        scope = self.scope
        if not scope.grouped or not scope.has_group_by:
            raise OraError(30481, message="GROUPING function only supported with GROUP BY CUBE or ROLLUP")
        if node.this == "GROUP_ID":
            return Piece("0", NUMBER, nullable=False, digits=1)
        number, absent = 0, scope.absent
        scope.absent = set()
        for argument in node.expressions:
            mark = len(scope.ungrouped)
            text = self.expression(argument).text
            if len(scope.ungrouped) > mark or text not in scope.groups:
                raise OraError(979, message="not a GROUP BY expression", offset=offset_of(argument))
            number = number * 2 + (text in absent)
        scope.absent = absent
        if node.this == "GROUPING" and len(node.expressions) != 1:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        return Piece(f"({number})", NUMBER, nullable=False, digits=_COUNT_DIGITS)

    def _path(self, node: Call) -> Piece:
        if self.scope.hierarchy is None:
            raise OraError(30002, message="SYS_CONNECT_BY_PATH function is not allowed here", offset=offset_of(node))
        return self.scope.hierarchy.path(node)


def _digits(pieces: list[Piece]) -> int | None:
    found = [piece.digits for piece in pieces]
    return None if None in found else max(digits for digits in found if digits is not None)


def registry_window_names() -> frozenset[str]:
    """Functions that exist with OVER only."""
    return frozenset(
        {
            *("ROW_NUMBER", "RANK", "DENSE_RANK", "NTILE", "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"),
            *("CUME_DIST", "PERCENT_RANK", "RATIO_TO_REPORT"),
        }
    )
