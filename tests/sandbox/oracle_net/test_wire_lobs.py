"""CLOB and BLOB: as locators, as text, as temporary LOBs in binds."""

import oracledb
import pytest

from ordslab.sandbox.oracle_net.lobs import Lob, LobStore
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import BLOB, CLOB, NUMBER, Column

SELECT = "select id, doc, pic from t"
LONG_TEXT = "äö€x" * 30_000
LONG_BYTES = bytes(range(256)) * 500


@pytest.fixture
def documents(script):
    columns = (Column("ID", NUMBER), Column("DOC", CLOB), Column("PIC", BLOB))
    script[SELECT] = Result(columns, [(1, "short", b"\x01"), (2, LONG_TEXT, LONG_BYTES), (3, None, None)])


def test_lobs_are_fetched_as_locators(cursor, documents):
    for _ in range(2):
        rows = cursor.execute(SELECT).fetchall()
        assert [row[0] for row in rows] == [1, 2, 3]
        assert rows[0][1].read() == "short"
        assert rows[1][1].size() == len(LONG_TEXT)
        assert rows[1][1].read() == LONG_TEXT
        assert rows[1][1].read(3, 5) == LONG_TEXT[2:7]
        assert rows[1][2].read() == LONG_BYTES
        assert rows[2][1:] == (None, None)


def test_lobs_are_fetched_as_text_when_the_client_wants_it(cursor, documents, monkeypatch):
    monkeypatch.setattr(oracledb.defaults, "fetch_lobs", False)
    for _ in range(2):
        assert cursor.execute(SELECT).fetchall() == [(1, "short", b"\x01"), (2, LONG_TEXT, LONG_BYTES), (3, None, None)]


def test_temporary_lob_is_bound_by_its_locator(connection, cursor, script):
    found = []
    script["begin p(:1, :2); end;"] = lambda session, binds: found.extend(bind.value for bind in binds)
    clob, blob = connection.createlob(oracledb.DB_TYPE_CLOB), connection.createlob(oracledb.DB_TYPE_BLOB)
    clob.write(LONG_TEXT)
    blob.write(LONG_BYTES)
    cursor.execute("begin p(:1, :2); end;", [clob, blob])
    assert found == [LONG_TEXT, LONG_BYTES]


def test_temporary_lob_can_be_trimmed_and_overwritten(connection):
    lob = connection.createlob(oracledb.DB_TYPE_CLOB, "abcdef")
    lob.trim(4)
    lob.write("XY", 2)
    assert lob.read() == "aXYd"
    lob.open()
    assert lob.isopen()
    lob.close()
    assert not lob.isopen()
    assert lob.getchunksize() > 0


def test_fetched_lob_cannot_be_written_through_its_locator(cursor, documents):
    lob = cursor.execute(SELECT).fetchone()[1]
    with pytest.raises(oracledb.DatabaseError, match="ORA-03001"):
        lob.write("new")


def test_clob_out_of_a_block(cursor, script):
    def run(session, binds):
        binds[0].value, binds[0].written = LONG_TEXT, True

    script["begin :1 := f; end;"] = run
    out = cursor.var(oracledb.DB_TYPE_CLOB)
    cursor.execute("begin :1 := f; end;", [out])
    assert out.getvalue().read() == LONG_TEXT


def test_freed_locators_are_forgotten():
    store = LobStore()
    first, second = store.add(Lob("a")), store.add(Lob(b"b"))
    store.free(first + second)
    assert len(store) == 0
    with pytest.raises(OraError, match="ORA-22275"):
        store.find(first)
