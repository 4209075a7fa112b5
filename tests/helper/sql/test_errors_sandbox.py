"""What the next step is after an error of a %%sql cell, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError


@pytest.mark.parametrize(
    ("cell", "line", "column", "says"),
    [
        ("select ‘a’ from dual", 2, 8, "That is ‘ (left single quotation mark): type ' in its place."),
        ("select “a” from dual", 2, 8, 'That is “ (left double quotation mark): type " in its place.'),
        ("select 2 – 1 from dual", 2, 10, "That is – (en dash): type - in its place."),
        ("select 2\n— 1 from dual", 3, 1, "That is — (em dash): type - in its place."),
        ("begin\n  null;\u00a0nul;\nend;", 3, 8, "That is a no-break space: type a plain space in its place."),
        ("exec nope(\u200b1)", 2, 11, "That is a zero width space: type a plain space in its place."),
    ],
)
def test_a_character_of_a_word_processor_is_named(notebook, cell, line, column, says):
    """Promise: typographic quotes, dashes and blanks in a cell are pointed at, with what to type instead."""
    with pytest.raises(SqlError) as caught:
        notebook.sql(cell)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.next_step.splitlines()[-1] == says


def test_in_strings_and_comments_they_are_text(notebook):
    """Promise: a dash or quote in a text is the learner's own, and an error elsewhere does not blame it."""
    assert notebook.sql("select 'a – “b”' as a from dual /* – */ -- ’")["A"][0] == "a – “b”"
    with pytest.raises(SqlError) as caught:
        notebook.sql("select '–' as a, nme from dual -- “x”")
    assert "in its place" not in str(caught.value)


TABLE, ROW = "create table licenses (id number primary key);", "insert into licenses values (1);"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ((TABLE, TABLE), "It is there already"),
        (("select * from customers",), "earlier cell or lesson"),
        ((TABLE, ROW, ROW), "row is there already"),
        ((TABLE, "declare x number; begin select id into x from licenses; end;"), "found no row"),
    ],
)
def test_a_statement_of_the_lessons_tells_the_next_step(notebook, lab, cells, says):
    """Promise: ORA-00955, -00942, -00001 and -01403 of the lessons' own things say how to go on; others don't."""
    try:
        for cell in cells[:-1]:
            notebook.sql(cell)
        with pytest.raises(SqlError) as caught:
            notebook.sql(cells[-1])
        assert says in caught.value.next_step.splitlines()[-1] and "lab.reset" in caught.value.next_step
        with pytest.raises(SqlError) as caught:
            notebook.sql("select * from nothing_of_ours")
        assert "lab.reset" not in caught.value.next_step
    finally:
        lab.connection.rollback()
        with lab.connect() as connection, connection.cursor() as cursor:
            cursor.execute("drop table if exists licenses purge")
