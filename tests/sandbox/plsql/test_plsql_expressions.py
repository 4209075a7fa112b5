"""Random expressions mean the same everywhere: of literals and columns in SQL, of variables in PL/SQL and in its SQL.

What they mean says a small evaluator: three-valued logic, NULL for the empty text, exact numbers.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.types import NUMBER, varchar2

NUMBERS = ("a", "b", "c")
TEXTS = ("s", "t", "u")
FORMS = ("literals", "columns", "variables", "variables in SQL")


def either(one, two, decided):
    """AND (`decided`: False) and OR (True)."""
    if decided in (one, two):
        return decided
    return None if None in (one, two) else not decided


def with_nulls(function):
    return lambda *values: None if None in values else function(*values)


def compared(sign):
    return with_nulls(
        {
            "=": lambda x, y: x == y,
            "<>": lambda x, y: x != y,
            "<": lambda x, y: x < y,
            ">=": lambda x, y: x >= y,
        }[sign]
    )


replaced = with_nulls(lambda text: text.replace("a", "xy"))


class Expression:
    """`text`: with {} for its parts; `meaning`: of their values."""

    def __init__(self, text, meaning, *parts):
        self.text, self.meaning, self.parts = text, meaning, parts

    def written(self, names):
        return self.text.format(*(part.written(names) for part in self.parts))

    def value(self, values):
        found = self.meaning(*(part.value(values) for part in self.parts))
        return None if found == "" else found

    def __repr__(self):
        return self.written({name: name for name in NUMBERS + TEXTS})


class Name(Expression):
    """A leaf: what stands for it differs from form to form."""

    def __init__(self, name):
        super().__init__(name, None)

    def written(self, names):
        return names[self.text]

    def value(self, values):
        return values[self.text]


def chain(sign, items):
    """Any number of operands beside each other."""
    text = f" {sign} ".join(["{}"] * len(items))

    def meaning(*values):
        if sign == "||":
            return "".join(value or "" for value in values)
        if None in values:
            return None
        first, *others = values
        return first + sum(others) if sign == "+" else first - sum(others)

    return Expression(f"({text})", meaning, *items)


def joined(word, items):
    text = f" {word} ".join(["{}"] * len(items))

    def meaning(*values):
        found = values[0]
        for value in values[1:]:
            found = either(found, value, word == "or")
        return found

    return Expression(f"({text})", meaning, *items)


numbers = st.deferred(
    lambda: (
        st.sampled_from(NUMBERS).map(Name)
        | st.builds(chain, st.sampled_from("+-"), st.lists(numbers, min_size=2, max_size=20))
        | st.builds(lambda x, y: Expression("({} * {})", with_nulls(lambda p, q: p * q), x, y), names, names)
        | st.builds(lambda x: Expression("(-{})", with_nulls(lambda p: -p), x), numbers)
        | st.builds(lambda x: Expression("abs({})", with_nulls(abs), x), numbers)
        | st.builds(lambda x, y: Expression("nvl({}, {})", lambda p, q: q if p is None else p, x, y), numbers, numbers)
        | st.builds(lambda x: Expression("length({})", with_nulls(lambda p: Decimal(len(p))), x), texts)
        | st.builds(case_of, conditions, numbers, numbers)
    )
)
names = st.sampled_from(NUMBERS).map(Name)
texts = st.deferred(
    lambda: (
        st.sampled_from(TEXTS).map(Name)
        | st.builds(lambda items: chain("||", items), st.lists(texts, min_size=2, max_size=8))
        | st.builds(lambda x: Expression("upper({})", with_nulls(str.upper), x), texts)
        | st.builds(
            lambda x: Expression("replace({}, 'a', 'xy')", with_nulls(lambda p: p.replace("a", "xy")), x), texts
        )
        | st.builds(lambda x: Expression("substr({}, 2, 3)", with_nulls(lambda p: p[1:4]), x), texts)
        | st.builds(lambda x, y: Expression("nvl({}, {})", lambda p, q: q if p is None else p, x, y), texts, texts)
        | st.builds(case_of, conditions, texts, texts)
    )
)
conditions = st.deferred(
    lambda: (
        st.builds(
            lambda sign, x, y: Expression(f"({{}} {sign} {{}})", compared(sign), x, y),
            st.sampled_from(["=", "<>", "<", ">="]),
            numbers,
            numbers,
        )
        | st.builds(
            lambda sign, x, y: Expression(f"({{}} {sign} {{}})", compared(sign), x, y),
            st.sampled_from(["=", "<>"]),
            texts,
            texts,
        )
        | st.builds(lambda x: Expression("({} is null)", lambda p: p is None, x), numbers | texts)
        | st.builds(lambda x: Expression("(not {})", with_nulls(lambda p: not p), x), conditions)
        | st.builds(joined, st.sampled_from(["and", "or"]), st.lists(conditions, min_size=2, max_size=6))
        | st.builds(
            lambda x, y, z: Expression(
                "({} between {} and {})",
                lambda p, q, r: either(compared(">=")(p, q), compared(">=")(r, p), decided=False),
                *(x, y, z),
            ),
            *(numbers, numbers, numbers),
        )
        | st.builds(
            lambda x, y, z: Expression(
                "({} in ({}, {}))",
                lambda p, q, r: either(compared("=")(p, q), compared("=")(p, r), decided=True),
                x,
                y,
                z,
            ),
            *(numbers, numbers, numbers),
        )
    )
)


def case_of(condition, one, two):
    return Expression(
        "(case when {} then {} else {} end)", lambda test, p, q: p if test is True else q, condition, one, two
    )


number_values = st.none() | st.integers(-999, 999).map(Decimal) | st.integers(-9999, 9999).map(lambda n: Decimal(n) / 4)
text_values = st.none() | st.text("abAB '", min_size=1, max_size=6)
environments = st.fixed_dictionaries({**dict.fromkeys(NUMBERS, number_values), **dict.fromkeys(TEXTS, text_values)})


def literal(value):
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"({value})"  # two signs beside each other would begin a comment


@pytest.fixture
def everywhere(sql_bench):
    """Evaluates an expression in one of the forms."""
    session = sql_bench.session
    sql_bench.sql("create table given (a number, b number, c number, s varchar2(10), t varchar2(10), u varchar2(10))")

    def value(expression, values, form, kind):
        plain = {name: name for name in values}
        if form == "literals":
            written = expression.written({name: literal(value) for name, value in values.items()})
            return sql_bench.sql(f"select {written} from dual")[0][0]
        if form == "columns":
            sql_bench.sql("delete given")
            sql_bench.sql(f"insert into given values ({', '.join(literal(values[name]) for name in NUMBERS + TEXTS)})")
            return sql_bench.sql(f"select {expression.written(plain)} from given")[0][0]
        declared = " ".join(
            f"{name} {'number' if name in NUMBERS else 'varchar2(10)'} := {literal(value)};"
            for name, value in values.items()
        )
        written = expression.written(plain)
        body = f":r := {written};" if form == "variables" else f"select {written} into :r from dual;"
        result = Bind(kind)
        session.execute(session.parse(f"declare {declared} begin {body} end;"), [result])
        return result.value

    return value


def same(found, expected):
    if found is None or expected is None or isinstance(expected, str):
        return found == expected
    return Decimal(str(found)) == expected


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(expression=numbers, values=environments)
def test_an_expression_of_numbers_means_the_same_everywhere(everywhere, form, expression, values):
    assert same(everywhere(expression, values, form, NUMBER), expression.value(values))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(expression=texts, values=environments)
def test_an_expression_of_texts_means_the_same_everywhere(everywhere, form, expression, values):
    assert same(everywhere(expression, values, form, varchar2(4000)), expression.value(values))
