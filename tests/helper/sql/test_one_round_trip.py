"""Many statements in one round trip, on a sandbox."""

from __future__ import annotations

import pytest

from ordslab.errors import SqlError
from ordslab.sql.one_round_trip import together
from ordslab.sql.run import rows, run
from ordslab.sql.script import split

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_a_script_as_one_block(lab):
    """Promise: statements see what those before them made, quotes stay quotes, and what is committed is."""
    script = (
        "create table fruit (name varchar2(20));\ninsert into fruit values ('it''s ~ a fig');\n"
        "update fruit set name = upper(name);\nbegin\n  null;\nend;\n/\ncommit;"
    )
    run(lab.connection, together(split(script)), {}, quiet=True)
    lab.connection.rollback()
    assert rows(lab.connection, "select name from fruit") == [("IT'S ~ A FIG",)]


def test_it_ends_at_the_first_error(lab):
    """Promise: nothing behind a statement that fails is run."""
    script = "create table fruit (id number);\ninsert into fruit values ('x');\ncreate table basket (id number);"
    with pytest.raises(SqlError, match="ORA-01722"):
        run(lab.connection, together(split(script)), {}, quiet=True)
    assert rows(lab.connection, "select table_name from user_tables where table_name = 'BASKET'") == []
