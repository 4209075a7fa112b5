"""AutoREST on the real engine. Source: section 1.1 and "Examples: Accessing Objects Using RESTful Services"."""

import pytest

EMPLOYEES = [
    "create table emp (empno number(4) primary key, ename varchar2(10), hiredate date, sal number(7,2))",
    "insert into emp values (7839, 'KING', date '1981-11-17', 5000)",
    "insert into emp values (7788, 'SCOTT', date '1987-04-19', 3000)",
    "insert into emp values (7369, 'SMITH', date '1980-12-17', 800.5)",
    "commit",
]


def enable(sandbox, name="EMP", kind="TABLE", auth="false", alias=None):
    given = f", p_object_alias => '{alias}'" if alias else ""
    sandbox.run(
        f"begin ords.enable_object(p_object => '{name}', p_object_type => '{kind}', p_auto_rest_auth => {auth}{given});"
        " commit; end;"
    )


@pytest.fixture
def emp(sandbox):
    sandbox.run(*EMPLOYEES)
    enable(sandbox)
    return sandbox


def links(content):
    return [(link["rel"], link["href"]) for link in content["links"]]


def test_a_collection(emp):
    """Members and links documented; the order of links with `edit` observed."""
    content = emp.get("/emp/", params={"limit": 2}).json()
    url = f"{emp.url}/emp/"
    assert list(content) == ["items", "hasMore", "limit", "offset", "count", "links"]
    assert content["items"][0] == {
        "empno": 7839,
        "ename": "KING",
        "hiredate": "1981-11-17T00:00:00Z",
        "sal": 5000,
        "links": [{"rel": "self", "href": f"{url}7839"}],
    }
    assert (content["count"], content["hasMore"]) == (2, True)
    assert links(content) == [
        ("self", url),
        ("edit", url),
        ("describedby", f"{emp.url}/metadata-catalog/emp/"),
        ("first", f"{url}?limit=2"),
        ("next", f"{url}?offset=2&limit=2"),
    ]


def test_an_item(emp):
    """Documented."""
    answer = emp.get("/emp/7788")
    content, url = answer.json(), f"{emp.url}/emp/"
    assert list(content) == ["empno", "ename", "hiredate", "sal", "links"]
    assert links(content) == [
        ("self", f"{url}7788"),
        ("edit", f"{url}7788"),
        ("describedby", f"{emp.url}/metadata-catalog/emp/item"),
        ("collection", url),
    ]
    assert emp.get("/emp/7788", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert emp.get("/emp/1").status_code == 404
    assert emp.get("/emp/KING").status_code == 400


def test_a_filter_with_an_order(emp):
    """Documented."""
    q = '{"sal":{"$gte":800.5},"ename":{"$like":"S%"},"$orderby":{"sal":"desc"}}'
    assert [item["ename"] for item in emp.get("/emp/", params={"q": q}).json()["items"]] == ["SCOTT", "SMITH"]
    q = '{"hiredate":{"$lt":{"$date":"1981-01-01T00:00:00Z"}}}'
    assert [item["ename"] for item in emp.get("/emp/", params={"q": q}).json()["items"]] == ["SMITH"]
    assert emp.get("/emp/", params={"q": '{"nothing":1}'}).status_code == 400


def test_a_new_row(emp):
    """201 and the row: documented. Location: inferred."""
    row = {"empno": 9999, "ename": "HALL", "hiredate": "2016-01-01T00:00:00Z", "sal": 1000.25, "links": [], "other": 1}
    answer = emp.post("/emp/", json=row)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{emp.url}/emp/9999")
    assert answer.json()["sal"] == 1000.25
    assert emp.run("select ename, hiredate from emp where empno = 9999") == [("HALL", "2016-01-01 00:00:00")]
    twice = emp.post("/emp/", json=row)
    assert (twice.status_code, "ORA-00001" in twice.json()["cause"]) == (555, True)


def test_put_replaces_or_inserts(emp):
    """Documented; columns that are not given are cleared: reported."""
    answer = emp.request("PUT", "/emp/7839", json={"ename": "QUEEN", "sal": 1})
    assert (answer.status_code, answer.json()["hiredate"]) == (200, None)
    assert emp.run("select ename, hiredate, sal from emp where empno = 7839") == [("QUEEN", None, 1)]
    answer = emp.request("PUT", "/emp/8000", json={"empno": 1, "ename": "NEW"})
    assert (answer.status_code, answer.json()["empno"]) == (201, 8000)


def test_put_by_condition(emp):
    """Inferred."""
    etag = emp.get("/emp/7839").headers["ETag"]
    assert emp.request("PUT", "/emp/7839", json={"ename": "A"}, headers={"If-Match": '"other"'}).status_code == 412
    assert emp.request("PUT", "/emp/7839", json={"ename": "B"}, headers={"If-Match": etag}).status_code == 200
    assert emp.request("DELETE", "/emp/7839", headers={"If-Match": etag}).status_code == 412


def test_delete(emp):
    """`rowsDeleted`: inferred."""
    assert emp.request("DELETE", "/emp/7839").json() == {"rowsDeleted": 1}
    assert emp.request("DELETE", "/emp/7839").json() == {"rowsDeleted": 0}
    answer = emp.request("DELETE", "/emp/", params={"q": '{"ename":{"$like":"S%"}}'})
    assert answer.json() == {"rowsDeleted": 2}
    assert emp.run("select count(*) from emp") == [(0,)]


@pytest.mark.parametrize("params", [{}, {"q": "{}"}, {"q": '{"$orderby":{"sal":1}}'}])
def test_nothing_is_deleted_without_a_condition(emp, params):
    """Inferred."""
    assert emp.request("DELETE", "/emp/", params=params).status_code == 400
    assert emp.run("select count(*) from emp") == [(3,)]


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"sal":"x"}', '{"hiredate":"soon"}', '{"ename":{}}', "{}", '{"sal":true}']
)
def test_a_body_that_is_no_row_is_400(emp, body):
    """Inferred."""
    assert emp.post("/emp/", data=body).status_code == 400


def test_methods(emp):
    assert emp.request("PUT", "/emp/").headers["Allow"] == "GET, HEAD, POST, DELETE, OPTIONS"
    assert emp.post("/emp/7839", json={}).status_code == 405
    assert emp.request("OPTIONS", "/emp/7839").headers["Allow"] == "GET, HEAD, PUT, DELETE, OPTIONS"
    assert emp.get("/emp").status_code == 404


def test_a_key_of_two_columns(sandbox):
    """Documented: values with commas between them."""
    sandbox.run(
        "create table licenses (customer number, product varchar2(40), n number, primary key (customer, product))",
        "insert into licenses values (1, 'Atlas Desktop', 5)",
        "commit",
    )
    enable(sandbox, "LICENSES")
    (item,) = sandbox.get("/licenses/").json()["items"]
    assert links(item) == [("self", f"{sandbox.url}/licenses/1,Atlas%20Desktop")]
    assert sandbox.http.get(links(item)[0][1], timeout=10).json()["n"] == 5
    assert sandbox.get("/licenses/1").status_code == 404


def test_a_table_without_a_key_is_addressed_by_rowid(sandbox):
    """Documented."""
    sandbox.run("create table notes (text varchar2(10))", "insert into notes values ('a')", "commit")
    enable(sandbox, "NOTES")
    answer = sandbox.post("/notes/", json={"text": "b"})
    assert (answer.status_code, answer.json()["text"]) == (201, "b")
    items = sandbox.get("/notes/").json()["items"]
    assert [item["text"] for item in items] == ["a", "b"]
    assert sandbox.http.get(links(items[1])[0][1], timeout=10).json()["text"] == "b"


def test_an_identity_column_makes_the_key(sandbox):
    sandbox.run("create table t (id number generated by default as identity primary key, name varchar2(10))")
    enable(sandbox, "T")
    answer = sandbox.post("/t/", json={"name": "x"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{sandbox.url}/t/{answer.json()['id']}"


def test_a_view_is_read(emp):
    """That it cannot be written: inferred."""
    emp.run("create view rich as select ename, sal * 12 as yearly from emp where sal > 1000")
    enable(emp, "RICH", "VIEW", alias="wealthy")
    content = emp.get("/wealthy/").json()
    assert content["items"][0] == {"ename": "KING", "yearly": 60000}
    assert emp.post("/wealthy/", json={"ename": "x"}).status_code == 405


def test_a_view_has_items_by_the_key_that_a_disabled_constraint_names(emp):
    """Observed in a public script, which adds the constraint for the sake of /:id."""
    emp.run(
        "create view rich as select ename, sal * 12 as yearly from emp where sal > 1000",
        "alter view rich add constraint rich_pk primary key (ename) rely disable novalidate",
    )
    enable(emp, "RICH", "VIEW", alias="wealthy")
    assert emp.get("/wealthy/KING").json()["yearly"] == 60000
    item = emp.get("/wealthy/").json()["items"][0]
    assert item["links"] == [{"rel": "self", "href": f"{emp.url}/wealthy/KING"}]
    assert emp.get("/wealthy/NOBODY").status_code == 404


def test_a_batch_load(emp):
    """Documented, the figures inferred."""
    rows = "EMPNO,ENAME,SAL\n1,ONE,10\n2,TWO,\n"
    answer = emp.post("/emp/batchload", data=rows, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 200
    assert answer.text.endswith("0 - SUCCESS: Load processed without errors\n")
    assert emp.run("select count(*) from emp where empno < 3") == [(2,)]
    assert emp.post("/emp/batchload", data="EMPNO\n3\nx\n").status_code == 400
    assert emp.run("select count(*) from emp where empno = 3") == [(0,)]


def test_protection_takes_its_own_role(sandbox):
    """Sources: three public files; certain."""
    sandbox.run(*EMPLOYEES)
    enable(sandbox, auth="true")
    assert sandbox.get("/emp/").status_code == 401
    assert sandbox.get("/emp/7839").status_code == 401
    sandbox.run(
        "begin oauth.create_client(p_name => 'c', p_grant_type => 'client_credentials', p_privilege_names => '',"
        " p_description => 'd', p_support_email => 'a@b.c');"
        " oauth.grant_client_role('c', 'oracle.dbtools.role.autorest.PAGE.EMP'); commit; end;"
    )
    ((client_id, secret),) = sandbox.run("select client_id, client_secret from user_ords_clients")
    form = {"grant_type": "client_credentials"}
    token = sandbox.post("/oauth/token", data=form, auth=(client_id, secret)).json()["access_token"]
    assert sandbox.get("/emp/", headers={"Authorization": f"Bearer {token}"}).json()["count"] == 3


def test_a_table_that_is_gone_is_404(emp):
    emp.run("drop table emp")
    assert emp.get("/emp/").status_code == 404


@pytest.mark.parametrize(
    "document", [{"a": [1, {"b": None}]}, [], {}, "a text", "", 5, True, {"n" * 300: "x" * 1000}], ids=repr
)
def test_columns_of_json_and_truth_take_members_as_they_are_and_show_them_so(sandbox, document):
    """Inferred: nobody has published what ORDS does with release 23's BOOLEAN; JSON is embedded."""
    sandbox.run("create table papers (id number primary key, doc json, open boolean)")
    enable(sandbox, "PAPERS")
    answer = sandbox.post("/papers/", json={"id": 1, "doc": document, "open": True})
    assert answer.status_code == 201
    content = sandbox.get("/papers/1").json()
    assert (content["doc"], content["open"]) == (document, True)
    assert sandbox.post("/papers/", json={"id": 2, "doc": None, "open": None}).status_code == 201
    assert sandbox.get("/papers/2").json()["doc"] is None
