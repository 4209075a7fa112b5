"""Handlers that are queries, over a real socket."""

import hashlib
import re
from base64 import b64encode
from decimal import Decimal

import pytest

from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import BLOB, CLOB, DATE, NUMBER, TIMESTAMP, Column, OracleType, varchar2

AURORA = (1, "Aurora Books", "2035-12-31 00:00:00")
BOREALIS = (2, "Borealis Bikes", None)


@pytest.fixture
def feed(ords, make):
    """A collection at /customers/ of three rows, two a page; the scripted engine gives what the page asks for."""

    def select(session, binds):
        text = session.calls[-1][0]
        found = re.search(r"offset (\d+) rows fetch next (\d+) rows", text)
        many = [(number, f"Customer {number}", None) for number in range(1, 4)]
        offset, count = map(int, found.groups()) if found else (0, 99)
        return make.rows(*many[offset : offset + count])

    ords.script["from customers"] = select
    ords.module((".", make.handler("select * from customers", items=2)))
    return ords


def links(content):
    return [(link["rel"], link["href"]) for link in content["links"]]


def test_a_collection_has_its_members_in_order(feed):
    """Source KR-LAB, full transcript; certain."""
    answer = feed.get("/customers/")
    assert answer.headers["Content-Type"] == "application/json"
    base = feed.url
    assert answer.text == (
        '{"items":[{"id":1,"name":"Customer 1","valid_until":null},{"id":2,"name":"Customer 2","valid_until":null}],'
        '"hasMore":true,"limit":2,"offset":0,"count":2,"links":['
        f'{{"rel":"self","href":"{base}/customers/"}},'
        f'{{"rel":"describedby","href":"{base}/metadata-catalog/customers/"}},'
        f'{{"rel":"first","href":"{base}/customers/"}},'
        f'{{"rel":"next","href":"{base}/customers/?offset=2"}}]}}'
    )


def test_the_last_page_has_prev_and_no_next(feed):
    """Documented in AutoREST's paging example; prev's place inferred."""
    content = feed.get("/customers/", params={"offset": 2}).json()
    assert (content["hasMore"], content["count"], content["offset"]) == (False, 1, 2)
    assert links(content)[2:] == [
        ("first", f"{feed.url}/customers/"),
        ("prev", f"{feed.url}/customers/?offset=0"),
    ]


def test_a_limit_stays_in_the_links(feed):
    """Documented in AutoREST's paging example: offset before limit."""
    content = feed.get("/customers/", params={"offset": 1, "limit": 1}).json()
    assert content["limit"] == 1
    assert links(content)[2:] == [
        ("first", f"{feed.url}/customers/?limit=1"),
        ("next", f"{feed.url}/customers/?offset=2&limit=1"),
        ("prev", f"{feed.url}/customers/?offset=0&limit=1"),
    ]


def test_other_parameters_stay_in_the_links(feed):
    """Inferred."""
    content = feed.get("/customers/", params={"name": "a b"}).json()
    assert ("next", f"{feed.url}/customers/?name=a+b&offset=2") in links(content)


@pytest.mark.parametrize("query", ["limit=x", "limit=-1", "limit=0", "offset=x", "offset=1.5", "limit=" + "9" * 5000])
def test_a_limit_that_is_no_number_is_400(feed, query):
    """Source: a reader's comment at thatjeffsmith.com; reported."""
    assert feed.get(f"/customers/?{query}").status_code == 400


def test_no_paging(ords, make):
    """Source: a public report of an ORDS in use (limit 0, two links); certain."""
    ords.script["from customers"] = make.rows(AURORA, BOREALIS)
    ords.module((".", make.handler("select * from customers")), items_per_page=0)
    content = ords.get("/customers/?offset=1").json()
    assert (content["count"], content["limit"], content["hasMore"]) == (2, 0, False)
    assert [rel for rel, _ in links(content)] == ["self", "describedby"]
    assert ords.executed[0] == "select * from customers"


def test_the_module_says_how_long_a_page_is_when_the_handler_does_not(ords, make):
    ords.script["from customers"] = make.rows(AURORA)
    ords.module((".", make.handler("select * from customers")), items_per_page=7)
    assert ords.get("/customers/").json()["limit"] == 7


def test_a_query_that_pages_by_itself_is_left_alone(ords, make):
    """Source HOINA-DG3 3.1.7: fetch_size is a page and one row more; documented."""
    source = "select * from customers offset :fetch_offset rows fetch next :fetch_size rows only"
    ords.script["from customers"] = make.rows(AURORA, BOREALIS, AURORA)
    ords.module((".", make.handler(source, items=2)))
    content = ords.get("/customers/", params={"offset": 4}).json()
    assert ords.executed[0] == source
    assert ords.bound(source) == {"FETCH_OFFSET": 4, "FETCH_SIZE": 3}
    assert (content["count"], content["hasMore"]) == (2, True)


def test_the_older_paging_parameters(ords, make):
    """Source HOINA-DG3; documented, `:page_size` inferred."""
    source = "select :row_offset, :row_count, :page_offset, :page_size from customers"
    ords.script["from customers"] = make.rows(AURORA)
    ords.module((".", make.handler(source, items=10)))
    ords.get("/customers/", params={"offset": 20})
    assert ords.bound(source) == {"ROW_OFFSET": 21, "ROW_COUNT": 31, "PAGE_OFFSET": 2, "PAGE_SIZE": 10}


def test_an_item_is_one_flat_object(ords, make):
    """Source: public file from apex.oracle.com; certain."""
    ords.script["from customers"] = make.rows(AURORA)
    ords.module(("validation/:id", make.handler("select * from customers where id = :id", "json/item")))
    answer = ords.get("/customers/validation/1")
    assert answer.text == (
        '{"id":1,"name":"Aurora Books","valid_until":"2035-12-31T00:00:00Z",'
        f'"links":[{{"rel":"collection","href":"{ords.url}/customers/validation/"}}]}}'
    )
    assert ords.bound("from customers") == {"ID": "1"}


def test_an_item_without_a_row_is_404(ords, make):
    """Source: public file from apex.oracle.com; certain."""
    ords.script["from customers"] = make.rows()
    ords.module(("validation/:id", make.handler("select * from customers where id = :id", "json/item")))
    answer = ords.get("/customers/validation/99")
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize(
    ("pattern", "path", "described"),
    [
        ("employees/", "employees/", "employees/"),
        ("report/:id", "report/1", "report/item"),
        ("report", "report", "item"),
        (".", "", ""),
    ],
)
def test_where_a_resource_is_described(ords, make, pattern, path, described):
    """Sources KR-LAB, a public LiveLabs file and a public report of an ORDS in use, one each; certain."""
    ords.script["from customers"] = make.rows()
    ords.module((pattern, make.handler("select * from customers where id = :id")))
    found = dict(links(ords.get(f"/customers/{path}").json()))["describedby"]
    assert found == f"{ords.url}/metadata-catalog/customers/{described}"


def test_wrong_sql_is_555_with_the_error_in_it(ords, make):
    """Sources: three public transcripts; certain."""
    ords.script["from nowhere"] = OraError(942)
    ords.module((".", make.handler("select * from nowhere")))
    answer = ords.get("/customers/")
    assert (answer.status_code, answer.reason) == (555, "User Defined Resource Error")
    assert answer.headers["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert content["o:errorCode"] == "ORDS-25001"
    assert "SQL Error Code 942, Error Message: ORA-00942: table or view does not exist\n" in content["cause"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (NUMBER, 5000, "5000"),
        (NUMBER, 0.52, "0.52"),
        (NUMBER, Decimal("17.20"), "17.2"),
        (NUMBER, 1e30, "1" + "0" * 30),
        (NUMBER, Decimal(2) ** 70, str(2**70)),
        (NUMBER, -0.001, "-0.001"),
        (NUMBER, Decimal("100"), "100"),
        (varchar2(10), "63", '"63"'),
        (varchar2(10), 'ä"\n', '"ä\\"\\n"'),
        (DATE, "1982-01-23 00:00:00", '"1982-01-23T00:00:00Z"'),
        (TIMESTAMP, "2018-05-04 22:32:54.650000", '"2018-05-04T22:32:54.650Z"'),
        (TIMESTAMP, "2018-05-04 22:32:54.654321", '"2018-05-04T22:32:54.654321Z"'),
        (TIMESTAMP, "2018-05-04 22:32:54", '"2018-05-04T22:32:54Z"'),
        (OracleType("TIMESTAMP_TZ"), "2018-05-04 01:00:00.5 +02:00", '"2018-05-03T23:00:00.500Z"'),
        (OracleType("BINARY_DOUBLE"), float("inf"), "null"),
        (CLOB, "text", '"text"'),
        (BLOB, b"\x00\xff", '"AP8="'),
        (NUMBER, None, "null"),
    ],
)
def test_values(ords, make, kind, value, expected):
    """Source: section 4, value rendering; certain for whole numbers, NULL, dates and 3 digits, the rest inferred."""
    ords.script["from t"] = make.rows((value,), columns=[("VAL", kind)])
    ords.module((".", make.handler("select val from t")))
    assert f'"items":[{{"val":{expected}}}]' in ords.get("/customers/").content.decode()


def test_names(ords, make):
    """Lower case: source KR-LAB, certain. Mixed case is kept: inferred."""
    ords.script["from t"] = make.rows((1, 2, 3), columns=[("MY_COL", NUMBER), ("myCol", NUMBER), ("COUNT(*)", NUMBER)])
    ords.module((".", make.handler("select x from t")))
    assert '"items":[{"my_col":1,"myCol":2,"count(*)":3}]' in ords.get("/customers/").text


def test_an_alias_in_braces_holds_json(ords, make):
    """Known from use; inferred."""
    columns = [("{}data", CLOB), ("{}BROKEN", CLOB)]
    ords.script["from t"] = make.rows(('{"a":[1]}', "{a"), columns=columns)
    ords.module((".", make.handler("select x from t")))
    assert ords.get("/customers/").json()["items"] == [{"data": {"a": [1]}, "broken": "{a"}]


def test_an_alias_with_a_dollar_is_a_link(ords, make):
    """Source: Developer's Guide, "Generating Hyperlinks"; documented."""
    columns = [("$.id", NUMBER), ("ID", NUMBER), ("$related", varchar2(99)), ("$up", varchar2(99))]
    ords.script["from t"] = make.rows((7, 7, "^/page/other/7", "../up"), columns=columns)
    ords.module((".", make.handler("select x from t")))
    (item,) = ords.get("/customers/").json()["items"]
    assert list(item) == ["id", "links"]
    root = ords.url.removesuffix("/ords/page")
    assert links(item) == [
        ("self", f"{ords.url}/customers/7"),
        ("related", f"{root}/ords/page/other/7"),
        ("up", f"{ords.url}/up"),
    ]


def test_an_etag_is_a_hash_of_64_bytes(feed):
    """Form: source KR-LAB, certain. That it is SHA-512: inferred."""
    answer = feed.get("/customers/")
    assert answer.headers["ETag"] == f'"{b64encode(hashlib.sha512(answer.content).digest()).decode()}"'
    assert len(answer.headers["ETag"]) == 90


def test_the_same_etag_is_304(feed):
    """Checklist 13; inferred."""
    etag = feed.get("/customers/").headers["ETag"]
    answer = feed.get("/customers/", headers={"If-None-Match": f'"other", {etag}'})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", etag)
    assert feed.get("/customers/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_etag_by_query_follows_that_query(ords, make):
    """Documented (DEFINE_TEMPLATE)."""
    ords.script["from versions"] = make.rows((1,), columns=[("V", NUMBER)])
    ords.script["from customers"] = make.rows(AURORA)
    source = make.handler("select * from customers where id = :id", "json/item")
    ords.module(make.template(":id", source, etag_type="QUERY", etag_query="select v from versions where id = :id"))
    etag = ords.get("/customers/1").headers["ETag"]
    assert ords.bound("from versions") == {"ID": "1"}
    ords.script["from customers"] = make.rows(BOREALIS)
    assert ords.get("/customers/1").headers["ETag"] == etag
    ords.script["from versions"] = make.rows((2,), columns=[("V", NUMBER)])
    assert ords.get("/customers/1").headers["ETag"] != etag


def test_no_etag(ords, make):
    ords.script["from customers"] = make.rows(AURORA)
    ords.module(make.template(".", make.handler("select * from customers"), etag_type="NONE"))
    assert "ETag" not in ords.get("/customers/").headers


def test_json_query_pages_in_the_old_way(ords, make):
    """Inferred from the sample module of old releases."""
    ords.script["from emp"] = make.rows((1, 1), (2, 2), (3, 3), columns=[("$uri", NUMBER), ("EMPNO", NUMBER)])
    ords.module((".", make.handler("select x from emp", "json/query", items=2)))
    url = f"{ords.url}/customers/"
    assert ords.get("/customers/?page=1").json() == {
        "next": {"$ref": f"{url}?page=2"},
        "first": {"$ref": url},
        "previous": {"$ref": url},
        "items": [{"uri": {"$ref": f"{url}1"}, "empno": 1}, {"uri": {"$ref": f"{url}2"}, "empno": 2}],
    }
    assert "offset 2 rows fetch next 3 rows" in ords.executed[0]


def test_json_query_of_one_row_is_one_bare_object(ords, make):
    """Section 4; inferred."""
    ords.script["from customers"] = make.rows(AURORA, BOREALIS)
    ords.module((".", make.handler("select * from customers", "json/query;type=single")))
    assert ords.get("/customers/").json() == {"id": 1, "name": "Aurora Books", "valid_until": "2035-12-31T00:00:00Z"}


def test_csv(ords, make):
    """text/csv with a header row: section 4. Quotes and letter case: inferred."""
    ords.script["from customers"] = make.rows((1.5, 'Say "hi"', "2035-12-31 00:00:00"), BOREALIS)
    ords.module((".", make.handler("select * from customers", "csv/query")))
    answer = ords.get("/customers/")
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.text == (
        '"ID","NAME","VALID_UNTIL"\n1.5,"Say ""hi""","2035-12-31T00:00:00Z"\n2,"Borealis Bikes",""\n'
    )


def test_media(ords, make):
    """Source: public file (two columns, type and content); certain."""
    columns = [("MIME_TYPE", varchar2(99)), ("CONTENT", BLOB)]
    ords.script["from images"] = make.rows(("image/png", b"\x89PNG"), columns=columns)
    ords.module((":id", make.handler("select mime_type, content from images where id = :id", "resource/lob")))
    answer = ords.get("/customers/1")
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", b"\x89PNG")
    ords.script["from images"] = make.rows(columns=columns)
    assert ords.get("/customers/2").status_code == 404


def test_a_query_leaves_no_transaction_open(ords, make):
    def locking(session, binds):
        session.in_transaction = True
        return make.rows(AURORA)

    ords.script["from customers"] = locking
    ords.module((".", make.handler("select * from customers for update")))
    ords.get("/customers/")
    assert not any(session.in_transaction for session in ords.database.sessions)


def test_what_is_no_query_is_not_run_as_one(ords, make):
    ords.script["delete"] = make.rows()
    ords.module((".", make.handler("delete from customers", "json/item")))
    answer = ords.get("/customers/")
    assert (answer.status_code, "ORA-00928" in answer.json()["cause"]) == (555, True)
    assert not any("delete" in text for text in ords.executed)


def test_sessions_are_used_again(feed):
    for _ in range(3):
        feed.get("/customers/")
    assert len(feed.database.sessions) == 1


def test_no_session_is_503(feed, monkeypatch):
    """Section 3.4; inferred."""

    def refuse(user):
        raise OraError(12514, message="no listener")

    monkeypatch.setattr(feed.database, "open_session", refuse)
    answer = feed.get("/customers/")
    assert (answer.status_code, answer.json()["code"]) == (503, "ServiceUnavailable")


def test_a_request_whose_client_left_is_stopped(ords, make):
    """Inferred. The scripted query runs until it is cancelled."""
    import socket

    started = []

    def endless(session, binds):
        started.append(session)
        assert session.cancelled.wait(20)
        raise OraError(1013)

    ords.script["from customers"] = endless
    ords.module((".", make.handler("select * from customers")))
    with socket.create_connection(("127.0.0.1", ords.port)) as connection:
        connection.sendall(b"GET /ords/page/customers/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not started:
            assert ords.get("/nothing").status_code == 404
    assert started[0].cancelled.wait(20)


def test_columns_are_those_of_the_result(make):
    assert make.rows().columns[0] == Column("ID", NUMBER)
