"""Function calls: scalar functions, aggregates, functions of the user's own."""

from __future__ import annotations

from ordslab.sandbox.sql.compile import nodes, number_order, values
from ordslab.sandbox.sql.compile.compiler import Base
from ordslab.sandbox.sql.compile.nodes import Call, offset_of
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.compile.scope import Scope
from ordslab.sandbox.sql.errors import OraError, not_supported
from ordslab.sandbox.sql.functions import registry
from ordslab.sandbox.sql.functions.overload import Overload
from ordslab.sandbox.sql.types import NUMBER, OracleType

_COUNT_DIGITS = 12
_NATIVE_SUM_DIGITS = 9
CONDITION_FUNCTIONS = frozenset({"REGEXP_LIKE", "LNNVL"})


class Calls(Base):
    """The methods for calls."""

    def _call(self, node: Call) -> Piece:
        name: str = node.this
        if node.args.get("over") is not None:
            return self.window_call(node)
        if node.args.get("named"):
            raise not_supported("arguments by name in SQL", offset_of(node))
        if node.args.get("default") is not None:
            return self.converted_or_default(node)
        if name in CONDITION_FUNCTIONS:
            raise not_supported("conditions as values (BOOLEAN in SQL)", offset_of(node))
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
        self._plain(node)
        arguments = [self.expression(argument) for argument in node.expressions]
        if choices:
            return self.function(name, arguments)
        kind = self.context.environment.function_type(name, [piece.type for piece in arguments])
        if kind is None:
            raise self._unknown_function(node)
        return self.user_function(name, arguments, kind)

    def condition_call(self, node: nodes.Node) -> str:
        """REGEXP_LIKE(...) and LNNVL(condition)."""
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
        name = ".".join(f'"{part}"' for part in node.this.split("."))
        if node.this in registry_window_names():
            return OraError(30484, message="missing window specification for this function", offset=offset_of(node))
        return OraError(904, name, offset=offset_of(node))

    def function(self, name: str, arguments: list[Piece]) -> Piece:
        """The call of a built-in function; its arguments are converted. ORA-00904, 00909, 00932, 00938, 00939."""
        types = [piece.type for piece in arguments]
        overload = registry.resolve(name, types)
        texts = self._converted_arguments(overload, arguments)
        return Piece(self.use(overload.sqlite_name, *texts), overload.result_type(types))

    def _converted_arguments(self, overload: Overload, arguments: list[Piece]) -> list[str]:
        families = overload.wanted_families([piece.type for piece in arguments])
        return [
            values.converted(piece, family, self.context) for piece, family in zip(arguments, families, strict=True)
        ]

    def user_function(self, name: str, arguments: list[Piece], kind: OracleType) -> Piece:
        """The call of a function that PL/SQL runs."""
        families = ",".join(piece.type.family for piece in arguments)
        texts = [values.quoted(name), f"'{families}'", *(piece.text for piece in arguments)]
        return Piece(f'"ORA$CALL"({", ".join(texts)})', number_order.unlimited(kind))

    # --- Functions that must not evaluate all their arguments ---------------------------------------------------------

    def _choice(self, node: Call) -> tuple[list[str], OracleType, list[Piece]]:
        """The converted arguments, the result's type and the arguments as they are."""
        self._plain(node)
        pieces = [self.expression(argument) for argument in node.expressions]
        types = [piece.type for piece in pieces]
        overload = registry.resolve(node.this, types)
        return self._converted_arguments(overload, pieces), overload.result_type(types), pieces

    def _decode(self, node: Call) -> Piece:
        """CASE on each search in turn, where NULL equals NULL."""
        texts, kind, pieces = self._choice(node)
        subject = texts[0]
        branches, position = [], 1
        while position + 1 < len(texts):
            one, two = subject, texts[position]
            piece = pieces[position]
            if pieces[0].type.family == piece.type.family == "CHAR":
                one, two = values.sides(pieces[0], piece, self.context)
            branches.append(f"when {one} is {two} then {texts[position + 1]}")
            position += 2
        default = f" else {texts[position]}" if position < len(texts) else ""
        return Piece(f"(case {' '.join(branches)}{default} end)", kind)

    def _nvl(self, node: Call) -> Piece:
        texts, kind, pieces = self._choice(node)
        return Piece(f"ifnull({', '.join(texts)})", kind, pieces[1].nullable, _digits(pieces))

    def _nvl2(self, node: Call) -> Piece:
        texts, kind, _ = self._choice(node)
        return Piece(f"(case when {texts[0]} is not null then {texts[1]} else {texts[2]} end)", kind)

    def _coalesce(self, node: Call) -> Piece:
        texts, kind, pieces = self._choice(node)
        values.common([(piece, offset_of(each)) for piece, each in zip(pieces, node.expressions, strict=True)])
        nullable = all(piece.nullable for piece in pieces)
        return Piece(f"coalesce({', '.join(texts)})", kind, nullable, _digits(pieces))

    # --- Aggregates --------------------------------------------------------------------------------------------------

    def aggregate(self, node: Call) -> Piece:
        """COUNT, SUM, MIN, LISTAGG ... over the group. ORA-00934, ORA-00935, ORA-00978."""
        scope = self.aggregate_scope(node)
        mark = len(scope.ungrouped)
        scope.in_aggregate = True
        try:
            return self._aggregated(node)
        finally:
            scope.in_aggregate = False
            del scope.ungrouped[mark:]

    def operand(self, node: nodes.Node) -> Piece:
        """An argument of an aggregate; of an aggregate over groups, a column of the derived table that holds them."""
        scope = self.scope
        if scope.nested is None:
            return self.expression(node)
        carrier, scope.nested, scope.in_aggregate = scope.nested, None, False
        try:
            piece = self.expression(node)
        finally:
            scope.nested, scope.in_aggregate = carrier, True
        return Piece(carrier.carry(piece.text), piece.type, piece.nullable, piece.digits)

    def aggregate_scope(self, node: nodes.Node) -> Scope:
        """The scope, if it lets an aggregate in here."""
        scope = self.scope
        if scope.in_aggregate:
            number = 935 if scope.has_group_by else 978
            message = (
                "group function is nested too deeply" if number == 935 else "nested group function without GROUP BY"
            )
            raise OraError(number, message=message, offset=offset_of(node))
        if not scope.aggregates_allowed:
            raise OraError(934, message="group function is not allowed here", offset=offset_of(node))
        return scope

    def _aggregated(self, node: Call) -> Piece:
        name: str = node.this
        distinct = "distinct " if node.args.get("kind") == "DISTINCT" else ""
        if node.args.get("star"):
            if name != "COUNT":
                raise OraError(936, message="missing expression", offset=offset_of(node))
            return Piece("count(*)", NUMBER, nullable=False, digits=_COUNT_DIGITS)
        arguments = [self.operand(argument) for argument in node.expressions]
        if name == "COUNT" and len(arguments) != 1:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        if node.args.get("keep") is not None:
            return self._kept(node, arguments)
        if name in ("LISTAGG", "XMLAGG", "JSON_ARRAYAGG"):
            return self._listagg(node, arguments)
        if node.args.get("within") is not None:
            return self._within_group(node, arguments)
        types = [piece.type for piece in arguments]
        overload = registry.resolve(name, types)
        texts = self._converted_arguments(overload, arguments)
        kind = overload.result_type(types)
        native = self.native_aggregate(name, arguments, texts, distinct)
        if native is not None:
            return Piece(native, kind, name != "COUNT", _COUNT_DIGITS if name == "COUNT" else None)
        if distinct and len(texts) > 1:
            raise OraError(30482, message="DISTINCT option not allowed for this function", offset=offset_of(node))
        self.context.functions.add(overload.sqlite_name)
        return Piece(f"{overload.sqlite_name}({distinct}{', '.join(texts)})", kind)

    def native_aggregate(self, name: str, arguments: list[Piece], texts: list[str], distinct: str) -> str | None:
        """SQLite's own aggregate where it gives what Oracle gives."""
        if len(arguments) != 1:
            return None
        kind = arguments[0].type
        compared = values.key(texts[0], kind, self.context)
        if name == "COUNT":
            if distinct:
                values.not_a_key(kind)
                return f"count(distinct {compared})"
            return f"count({texts[0]})"
        if name in ("MIN", "MAX"):
            values.not_a_key(kind)
            if number_order.may_be_wide(arguments[0]):
                return number_order.extreme(name, texts[0], self.context)
            if compared == texts[0]:
                return f"{name.lower()}({texts[0]})"
            flag = "'A'" if name == "MIN" else "'D'"
            return self.use("ORA_EXTREME", flag, texts[0], compared)
        digits = arguments[0].digits
        if name == "SUM" and digits is not None and digits <= _NATIVE_SUM_DIGITS:
            return f"sum({distinct}{texts[0]})"
        return None

    def ordering(self, order: nodes.Node) -> tuple[str, list[str]]:
        """The keys of an ORDER BY for our own sorting aggregates: a letter for each, and the texts.

        'A' ascending with NULLs last, 'D' descending with NULLs first, 'a' and 'd' the other way round with NULLs.
        """
        letters, texts = "", []
        for item in order.expressions:
            piece = self.operand(item.this)
            values.not_a_key(piece.type, offset_of(item.this))
            descending, first = bool(item.args.get("desc")), item.args.get("nulls_first")
            usual = first is None or first == descending
            letters += ("D" if descending else "A") if usual else ("d" if descending else "a")
            texts.append(values.sort_key(piece, self.context))
        return letters, texts

    def _listagg(self, node: Call, arguments: list[Piece]) -> Piece:
        if not 1 <= len(arguments) <= 2:
            raise OraError(938 if not arguments else 939, message="not enough arguments for function")
        types = [piece.type for piece in arguments]
        overload = registry.resolve(node.this, types)
        texts = self._converted_arguments(overload, arguments)
        separator = texts[1] if len(texts) > 1 else "NULL"
        within = node.args.get("within")
        letters, keys = self.ordering(within) if within is not None else ("", [])
        options = "d" if node.args.get("kind") == "DISTINCT" else ""
        overflow = node.args.get("overflow")
        filler = "NULL"
        if overflow is not None:
            filler = values.quoted(overflow[0])
            options += "c" if overflow[1] else "t"
        text = self.use("ORA_LISTAGG_ORDERED", texts[0], separator, f"'{options}'", filler, f"'{letters}'", *keys)
        return Piece(text, overload.result_type(types))

    def _kept(self, node: Call, arguments: list[Piece]) -> Piece:
        """aggregate KEEP (DENSE_RANK FIRST|LAST ORDER BY ...)."""
        types = [piece.type for piece in arguments]
        overload = registry.resolve(node.this, types)
        texts = self._converted_arguments(overload, arguments)
        letters, keys = self.ordering(node.args["keep"])
        if len(texts) != 1 or node.args.get("kind") == "DISTINCT":
            raise not_supported("this form of KEEP", offset_of(node))
        end = "L" if node.args.get("keep_last") else "F"
        text = self.use("ORA_KEEP", values.quoted(node.this), f"'{end}'", f"'{letters}'", texts[0], *keys)
        return Piece(text, overload.result_type(types))

    def _within_group(self, node: Call, arguments: list[Piece]) -> Piece:
        """PERCENTILE_CONT and PERCENTILE_DISC."""
        if node.this not in ("PERCENTILE_CONT", "PERCENTILE_DISC"):
            raise not_supported(f"{node.this} ... WITHIN GROUP", offset_of(node))
        letters, keys = self.ordering(node.args["within"])
        if len(keys) != 1 or len(arguments) != 1:
            raise OraError(909, message="invalid number of arguments", offset=offset_of(node))
        ordered = self.operand(node.args["within"].expressions[0].this)
        fraction = values.converted(arguments[0], "NUMBER", self.context)
        continuous = node.this == "PERCENTILE_CONT"
        value = values.converted(ordered, "NUMBER", self.context) if continuous else ordered.text
        text = self.use(f"ORA_{node.this}", fraction, value, f"'{letters}'")
        return Piece(text, NUMBER if continuous else ordered.type)

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
