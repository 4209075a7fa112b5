"""Handlers that are queries: rows, pages, links, values, tags."""

from __future__ import annotations

import base64

import pytest

behaviour = pytest.mark.behaviour

NUMBERS = "select level id from dual connect by level <= 5"


def define(target, pattern, source, kind="json/collection", **options):
    """Module m at /m/ with one more handler."""
    if not target.query("select 1 from user_ords_modules where name = 'm'"):
        target.call("ords.define_module('m', '/m/')")
    further = "".join(f", p_{name} => {value}" for name, value in options.items())
    target.call(
        f"ords.define_template('m', '{pattern}')",
        f"ords.define_handler('m', '{pattern}', 'GET', '{kind}', q'~{source}~'{further})",
    )


def links(content):
    return [(link["rel"], link["href"]) for link in content["links"]]


@behaviour(
    "A collection is compact JSON: items, hasMore, limit, offset, count, links self, describedby, first and next.",
    source="KR-LAB",
    mark="observed",
)
def test_collection(target):
    define(target, "numbers/", NUMBERS, items_per_page=2)
    url = f"{target.url}/m/numbers/"
    described = f"{target.url}/metadata-catalog/m/numbers/"
    assert target.get("/m/numbers/").text == (
        '{"items":[{"id":1},{"id":2}],"hasMore":true,"limit":2,"offset":0,"count":2,"links":['
        f'{{"rel":"self","href":"{url}"}},{{"rel":"describedby","href":"{described}"}},'
        f'{{"rel":"first","href":"{url}"}},{{"rel":"next","href":"{url}?offset=2"}}]}}'
    )


@behaviour(
    "offset and limit choose the page; they stay in the links, offset first, and prev leads back.",
    source="DG-AUTOREST",
    mark="documented",
)
def test_pages(target):
    define(target, "numbers/", NUMBERS)
    content = target.get("/m/numbers/?offset=2&limit=2").json()
    assert [item["id"] for item in content["items"]] == [3, 4]
    found = dict(links(content))
    url = f"{target.url}/m/numbers/"
    assert found["next"] == f"{url}?offset=4&limit=2"
    assert found["prev"] == f"{url}?offset=0&limit=2"
    assert found["first"] == f"{url}?limit=2"


@behaviour("A limit that is no number gets 400.", source="a reader's report at thatjeffsmith.com", mark="reported")
def test_bad_limit(target):
    define(target, "numbers/", NUMBERS)
    assert target.get("/m/numbers/?limit=many").status_code == 400


@behaviour(
    "Without paging all rows come, limit is 0, and there is no link to a first page.",
    source="a public report of an ORDS in use",
    mark="observed",
)
def test_no_paging(target):
    define(target, "numbers/", NUMBERS, items_per_page=0)
    content = target.get("/m/numbers/").json()
    assert (content["count"], content["limit"], content["hasMore"]) == (5, 0, False)
    assert [rel for rel, _ in links(content)] == ["self", "describedby"]


@behaviour(
    "A query that uses :fetch_offset and :fetch_size pages by itself; :fetch_size is one row more than the page.",
    source="DG-IMPLICIT",
    mark="documented",
)
def test_manual_paging(target):
    page = "offset :fetch_offset rows fetch next :fetch_size rows only"
    source = f"select id, :fetch_size s from ({NUMBERS}) order by id {page}"
    define(target, "numbers/", source, items_per_page=2)
    content = target.get("/m/numbers/?offset=1").json()
    assert [(item["id"], item["s"]) for item in content["items"]] == [(2, 3), (3, 3)]
    assert content["hasMore"] is True


@behaviour(
    "An item is one flat object with a link to its collection; without a row it is 404.",
    source="a public file from apex.oracle.com",
    mark="observed",
)
def test_item(target):
    define(target, "numbers/:id", f"select id from ({NUMBERS}) where id = :id", "json/item")
    assert target.get("/m/numbers/3").text == (
        f'{{"id":3,"links":[{{"rel":"collection","href":"{target.url}/m/numbers/"}}]}}'
    )
    assert target.get("/m/numbers/9").status_code == 404


@behaviour(
    "Names are in lower case, NULL is null, a DATE is ISO 8601 in UTC, texts of digits stay texts.",
    source="KR-LAB",
    mark="observed",
)
def test_values(target):
    source = "select 5000 whole, 17.2 part, '63' text, cast(null as number) nothing, date '1982-01-23' day from dual"
    define(target, "v", source, "json/item")
    content = target.get("/m/v").text
    assert content.startswith('{"whole":5000,"part":17.2,"text":"63","nothing":null,"day":"1982-01-23T00:00:00Z",')


@behaviour("Fractions of a second are kept.", source="a public file", mark="observed")
def test_timestamp(target):
    define(target, "v", "select timestamp '2018-05-04 22:32:54.650' moment from dual", "json/item")
    assert target.get("/m/v").json()["moment"] == "2018-05-04T22:32:54.650Z"


@behaviour("A response has an ETag, a quoted Base64 of 64 bytes.", source="KR-LAB", mark="observed")
def test_etag(target):
    define(target, "numbers/", NUMBERS)
    etag = target.get("/m/numbers/").headers["ETag"]
    assert len(base64.b64decode(etag.strip('"'))) == 64


@behaviour("If-None-Match with the ETag gets 304.", source="inferred from HTTP", mark="inferred")
def test_not_modified(target):
    define(target, "numbers/", NUMBERS)
    etag = target.get("/m/numbers/").headers["ETag"]
    assert target.get("/m/numbers/", **{"If-None-Match": etag}).status_code == 304


@behaviour(
    "q filters and orders a collection by a JSON object.",
    source="DG-AUTOREST",
    mark="documented",
)
def test_filter(target):
    define(target, "numbers/", NUMBERS)
    q = '{"id":{"$between":[2,4]},"$or":[{"id":{"$ne":3}},{"id":{"$null":null}}],"$orderby":{"id":"DESC"}}'
    answer = target.http.get(f"{target.url}/m/numbers/", params={"q": q}, timeout=30)
    assert [item["id"] for item in answer.json()["items"]] == [4, 2]


@behaviour(
    "A {brace} in a template takes slashes as well, a :colon does not.",
    source="ROUTES",
    mark="documented",
)
def test_braces(target):
    define(target, "old/{rest}", "select :rest rest from dual", "json/item")
    define(target, "new/:rest", "select :rest rest from dual", "json/item")
    assert target.get("/m/old/a/b").json()["rest"] == "a/b"
    assert target.get("/m/new/a/b").status_code == 404


@behaviour(
    "A literal template beats one with a parameter.",
    source="ROUTES-DOC",
    mark="documented",
)
def test_literal_first(target):
    define(target, "x/:id", "select 'parameter' kind from dual", "json/item")
    define(target, "x/me", "select 'literal' kind from dual", "json/item")
    assert target.get("/m/x/me").json()["kind"] == "literal"


@behaviour(
    "resource/lob gives a column's content under the media type of the column before.", source="SAMQA", mark="observed"
)
def test_media(target):
    define(target, "note", "select 'text/x-note', to_clob('hello') from dual", "resource/lob")
    answer = target.get("/m/note")
    assert answer.headers["Content-Type"].startswith("text/x-note")
    assert answer.content == b"hello"


@behaviour(
    "csv/query gives text/csv with a line of names.",
    source="inferred from the name of the type",
    mark="inferred",
)
def test_csv(target):
    define(target, "csv", "select 1 id, 'x' name from dual", "csv/query")
    answer = target.get("/m/csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [line.replace('"', "").lower() for line in answer.text.splitlines()] == ["id,name", "1,x"]
