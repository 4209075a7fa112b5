"""Columns and binds of type JSON, as python-oracledb's own OSON sends and reads them; IS JSON columns; dots."""

import datetime
import decimal

import oracledb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.oracle_net import oson
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.functions import json_values
from ordslab.sandbox.sql.json_text import TypedScalar

DOCUMENTS = {
    "a number": 5,
    "a long number": decimal.Decimal("-12345678901234567890.123456789"),
    "a text": "Zoë €",
    "an empty text": "",
    "true": True,
    "null": None,
    "bytes": b"\x00\x01\xff",
    "a moment": datetime.datetime(2026, 1, 2, 3, 4, 5, 678000),
    "an interval": datetime.timedelta(days=-3, hours=2, microseconds=5),
    "an empty object": {},
    "an empty array": [],
    "names in any case": {"userId": 1, "USERID": 2, "user id": 3, "": 4},
    "nested": {"a": {"b": [{"c": [[], {}, [None]]}, 2.5]}},
    "a name of 300 bytes": {"n" * 300: 1, "m": 2},
    "texts of 16, 1,000 and 100,000": ["x" * 16, "x" * 1000, "x" * 100_000],
    "1,000 members": {f"member{number}": number for number in range(1000)},
    "1,000 elements": list(range(1000)),
    "300 names": {f"n{number}": 0 for number in range(300)},
}


@pytest.fixture
def cursor(whole):
    with whole.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "create table papers (id number, doc json, txt varchar2(4000) check (txt is json), "
            "lob clob constraint papers_json check (lob is json), plain varchar2(4000))"
        )
        yield cursor
        cursor.execute("drop table papers purge")


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_document_comes_back_as_it_was_bound(cursor, what):
    """By INSERT, by RETURNING, and by a block's bind that goes in and out."""
    document, out = DOCUMENTS[what], cursor.var(oracledb.DB_TYPE_JSON)
    cursor.setinputsizes(oracledb.DB_TYPE_JSON, None)
    cursor.execute("insert into papers (id, doc, plain) values (1, :1, :2) returning doc into :3", [document, "x", out])
    assert out.getvalue() == [document]
    assert cursor.execute("select doc from papers").fetchall() == [(document,)]
    both = cursor.var(oracledb.DB_TYPE_JSON)
    both.setvalue(0, document)
    cursor.execute("declare d json := :d; begin :d := null; :d := d; end;", {"d": both})
    assert both.getvalue() == document


@pytest.mark.parametrize("rows", [1, 16, 1000])
def test_many_documents_go_in_and_come_out(cursor, rows):
    documents = [(number, {"n": number, "even": number % 2 == 0}) for number in range(rows)]
    cursor.setinputsizes(None, oracledb.DB_TYPE_JSON)
    cursor.executemany("insert into papers (id, doc) values (:1, :2)", documents)
    assert cursor.execute("select id, doc from papers order by id").fetchall() == documents
    assert cursor.execute("select sum(p.doc.n.number()) from papers p").fetchone() == (sum(range(rows)),)


def test_json_columns_are_described_as_such(cursor):
    """Source: python-oracledb's documentation, FetchInfo.is_json and is_oson."""
    cursor.execute("select doc, txt, lob, plain, id from papers")
    assert [(each.type_code, each.is_json, each.is_oson) for each in cursor.description] == [
        (oracledb.DB_TYPE_JSON, True, True),
        (oracledb.DB_TYPE_VARCHAR, True, False),
        (oracledb.DB_TYPE_CLOB, True, False),
        (oracledb.DB_TYPE_VARCHAR, False, False),
        (oracledb.DB_TYPE_NUMBER, False, False),
    ]
    cursor.execute("alter table papers drop constraint papers_json")
    cursor.execute("select lob from papers")
    assert not cursor.description[0].is_json


def test_the_dictionary_knows_json_columns(cursor):
    """Source: Database Reference, ALL_JSON_COLUMNS and ALL_TAB_COLUMNS."""
    cursor.execute(
        "select column_name, format, data_type from user_json_columns where table_name = 'PAPERS' order by 1"
    )
    assert cursor.fetchall() == [("DOC", "OSON", "JSON"), ("LOB", "TEXT", "CLOB"), ("TXT", "TEXT", "VARCHAR2")]
    cursor.execute("select data_type from user_tab_columns where table_name = 'PAPERS' and column_name = 'DOC'")
    assert cursor.fetchone() == ("JSON",)


def error_of(cursor, text):
    with pytest.raises(oracledb.DatabaseError) as failure:
        cursor.execute(text)
    return failure.value.args[0].full_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("insert into papers (doc) values ('{no json')", "ORA-40441"),
        ("insert into papers (txt) values ('{no json')", "ORA-02290"),
        ("insert into papers (doc) values (sysdate)", "ORA-00932"),
        ("select upper(doc) from papers", "ORA-00932"),
        ("select p.plain.a from papers p", "ORA-00904"),
        ("select json_value(doc, '$' returning json) from papers", "ORA-40449"),
        ("create table q (doc json primary key)", "ORA-02329"),
        ("create index q on papers (doc)", "ORA-02327"),
        ("create table q (doc json (object))", "ORA-03001"),
    ],
)
def test_what_is_no_json_or_cannot_take_it_is_an_error(cursor, text, code):
    assert error_of(cursor, text) == code


INSERT = 'insert into papers (id, doc, txt, lob) values (1, \'{D}\', \'{D}\', \'{D}\')'.replace(
    "{D}", '{"userId":5,"NAME":"Ann","a":{"b":[{"c":"deep"},2]},"open":true,"day":"2026-01-02","big name":1,"n":null}'
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "as_json", "as_text"),
    [
        ("userId", 5, "5"),
        ("NAME", "Ann", "Ann"),
        ("name", None, None),  # names count as they are written
        ('"big name"', 1, "1"),
        ("a.b[0].c", "deep", "deep"),
        ("a.b[1]", 2, "2"),
        ("a.b[*].c", "deep", "deep"),
        ("a.b", [{"c": "deep"}, 2], '[{"c":"deep"},2]'),
        ("open", True, "true"),
        ("n", None, None),
        ("userId.number()", 5, 5),
        ("userId.string()", "5", "5"),
        ("a.b[0].c.upper()", "DEEP", "DEEP"),
        ("a.b.size()", 2, 2),
        ("open.boolean()", True, True),
        ("day.date()", datetime.datetime(2026, 1, 2), datetime.datetime(2026, 1, 2)),
    ],
)
def test_dots_lead_into_documents(cursor, path, as_json, as_text):
    """Source: JSON Developer's Guide, "Simple Dot-Notation Access to JSON Data", "Item Methods" (documented)."""
    cursor.execute(INSERT)
    assert cursor.execute(f"select p.doc.{path}, p.txt.{path}, p.lob.{path} from papers p").fetchall() == [
        (as_json, as_text, as_text)
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select count(*) from papers p where p.doc.userId = 5", [(1,)]),
        ("select count(*) from papers p where p.doc.NAME = 'Ann' and p.txt.NAME = 'Ann'", [(1,)]),
        ("select count(*), p.doc.open from papers p group by p.doc.open order by 2", [(1, True)]),
        ("select json_query(doc, '$.a.b') from papers", [([{"c": "deep"}, 2],)]),
        ("select json_query(doc, '$.a.b' returning varchar2(100)) from papers", [('[{"c":"deep"},2]',)]),
        ("select json_value(doc, '$.open' returning boolean) from papers", [(True,)]),
        ("select json_serialize(json_query(doc, '$.a')) from papers", [('{"b":[{"c":"deep"},2]}',)]),
        ("select json_scalar(5), json_scalar('x'), json_scalar(null), json_scalar(null null on null) from dual",
         [(5, "x", None, None)]),
        ("select json('{a:[1]}'), json{'a' : 1, 'b' : json[1, 'x']}, json[] from dual",
         [({"a": [1]}, {"a": 1, "b": [1, "x"]}, [])]),
        ("select json_object('k' value json_query(doc, '$.a') returning json) from papers",
         [({"k": {"b": [{"c": "deep"}, 2]}},)]),
        ("select json_mergepatch(json('{\"a\":1}'), '{\"a\":null}') from dual", [({},)]),
        ("select json_equal(doc, txt) from papers", [(True,)]),
        ("select json_scalar(date '2026-01-02') from dual", [(datetime.datetime(2026, 1, 2),)]),
        ("select json_serialize(json_scalar(timestamp '2026-01-02 03:04:05')) from dual", [('"2026-01-02T03:04:05"',)]),
        ("select v from papers, json_table(doc, '$.a.b[*]' columns (v varchar2(9) path '$.c'))", [("deep",), (None,)]),
        ("select count(*) from papers where doc is json object and doc is not json array", [(1,)]),
    ],
)  # fmt: skip
def test_functions_take_and_give_json(cursor, query, found):
    """Source: SQL Language Reference 23ai; JSON Developer's Guide, "RETURNING Clause" (documented)."""
    cursor.execute(INSERT)
    assert cursor.execute(query).fetchall() == found


def test_blocks_have_variables_of_type_json(cursor):
    cursor.execute(INSERT)
    text = cursor.var(str, 4000)
    cursor.execute(
        """declare d json; o json_object_t;
        begin
          select doc into d from papers;
          o := json_object_t(d);
          o.put('userId', o.get_number('userId') + 1);
          d := o.to_json;
          update papers set doc = d;
          :1 := json_value(d, '$.userId');
        end;""",
        [text],
    )
    assert text.getvalue() == "6"
    assert cursor.execute("select p.doc.userId.number() from papers p").fetchone() == (6,)


def test_a_client_may_ask_for_text(cursor):
    """As SQLAlchemy does for a deserializer of one's own, and by CAST."""
    cursor.execute(INSERT)

    def as_text(asking, metadata):
        if metadata.type_code is oracledb.DB_TYPE_JSON:
            return asking.var(oracledb.DB_TYPE_VARCHAR, 32767, arraysize=asking.arraysize)
        return None

    with cursor.connection.cursor() as asking:
        asking.outputtypehandler = as_text
        asking.execute("select json_query(doc, '$.a'), json_query(doc, '$.none'), id from papers")
        assert asking.fetchall() == [('{"b":[{"c":"deep"},2]}', None, 1)]
    cursor.execute(
        "select cast(json_query(doc, '$.a.b') as varchar2(4000)), cast(json('null') as varchar2(9)) from papers"
    )
    assert cursor.fetchall() == [('[{"c":"deep"},2]', "null")]


_RUNS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.binary(max_size=300).map(lambda data: TypedScalar("RAW", data.hex().upper()))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=300), inner))


@_RUNS
@given(VALUES)
def test_documents_survive_the_wire_and_the_file(value):
    """As bytes of OSON, and as the text that is kept, whatever a text begins with."""
    assert oson.decode(oson.encode(value)) == value
    assert json_values.document_of(json_values.kept(value)) == value


def test_names_beyond_two_bytes_survive_the_wire():
    """A driver reads them, too."""
    document = {f"n{number}": number for number in range(70_000)}
    assert oson.decode(oson.encode(document)) == document


@_RUNS
@given(VALUES, st.data())
def test_broken_documents_are_an_error_and_no_crash(value, data):
    """A byte changed anywhere: another document, or ValueError and its like, which becomes ORA-40444."""
    image = bytearray(oson.encode(value))
    image[data.draw(st.integers(0, len(image) - 1))] = data.draw(st.integers(0, 255))
    try:
        oson.decode(bytes(image))
    except (ValueError, IndexError, ArithmeticError, OraError):
        pass
    except RecursionError:
        pass


def test_an_endless_document_ends():
    """Offsets that lead back to their own container, and children that all are the same long text."""
    array = b"\xe0\x01\x00\x00\x00\x00"  # one child: the array itself
    head = b"\xffJZ\x01\x21\x06\x00\x00\x00\x00\x06\x00\x00"
    with pytest.raises((ValueError, RecursionError)):
        oson.decode(head + array)
    count = 5000
    text = b"\x37" + (60_000).to_bytes(2, "big") + b"x" * 60_000
    children = (3 + 4 * count).to_bytes(4, "big") * count
    with pytest.raises(ValueError, match="never"):
        oson.decode(head + b"\xe8" + count.to_bytes(2, "big") + children + text)
