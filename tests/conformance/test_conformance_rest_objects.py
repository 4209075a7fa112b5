"""AutoREST over HTTP, and the catalogs."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


@pytest.fixture
def emp(target):
    """An enabled table of the lab's own, dropped afterwards."""
    target.run("begin execute immediate 'drop table lab_emp purge'; exception when others then null; end;")
    cursor = target.connection.cursor()
    cursor.execute("create table lab_emp (empno number(4) primary key, ename varchar2(10), hired date)")
    cursor.execute("insert into lab_emp values (7839, 'KING', date '1981-11-17')")
    cursor.execute("insert into lab_emp values (7788, 'SCOTT', date '1987-04-19')")
    target.connection.commit()
    target.call("ords.enable_object(p_object => 'LAB_EMP', p_object_alias => 'emp', p_auto_rest_auth => false)")
    yield target
    cursor.execute("drop table lab_emp purge")


def rels(content):
    return [link["rel"] for link in content["links"]]


@behaviour(
    "An enabled table answers as a collection whose items link to themselves.", source="DG-AUTOREST", mark="documented"
)
def test_collection(emp):
    content = emp.get("/emp/").json()
    (item, _) = content["items"]
    assert item == {
        "empno": 7839,
        "ename": "KING",
        "hired": "1981-11-17T00:00:00Z",
        "links": [{"rel": "self", "href": f"{emp.url}/emp/7839"}],
    }
    assert rels(content) == ["self", "edit", "describedby", "first"]


@behaviour("A row is addressed by its primary key.", source="DG-AUTOREST", mark="documented")
def test_item(emp):
    content = emp.get("/emp/7788").json()
    assert content["ename"] == "SCOTT"
    assert rels(content) == ["self", "edit", "describedby", "collection"]
    assert emp.get("/emp/1").status_code == 404


@behaviour(
    "POST inserts a row, PUT replaces or inserts one; both answer with it.", source="DG-AUTOREST", mark="documented"
)
def test_writing(emp):
    answer = emp.http.post(f"{emp.url}/emp/", json={"empno": 1, "ename": "ONE"}, timeout=30)
    assert (answer.status_code, answer.json()["ename"]) == (201, "ONE")
    answer = emp.http.put(f"{emp.url}/emp/1", json={"ename": "UNO"}, timeout=30)
    assert (answer.status_code, answer.json()["ename"]) == (200, "UNO")
    answer = emp.http.put(f"{emp.url}/emp/2", json={"ename": "DUE"}, timeout=30)
    assert answer.json()["empno"] == 2
    assert emp.query("select count(*) from lab_emp") == [(4,)]


@behaviour("DELETE with a filter says how many rows went.", source="inferred; no transcript was found", mark="inferred")
def test_delete(emp):
    answer = emp.http.delete(f"{emp.url}/emp/", params={"q": '{"ename":"KING"}'}, timeout=30)
    assert answer.json() == {"rowsDeleted": 1}


@behaviour(
    "/metadata-catalog/ lists resources with links describes and canonical; an object's page names its members.",
    source="DG-AUTOREST",
    mark="documented",
)
def test_metadata(emp):
    entry = next(each for each in emp.get("/metadata-catalog/").json()["items"] if "EMP" in each["name"])
    assert [link["rel"] for link in entry["links"]] == ["describes", "canonical"]
    content = emp.get("/metadata-catalog/emp/").json()
    assert content["primarykey"] == ["empno"]
    assert {"name": "ename", "type": "VARCHAR2"} in content["members"]


@behaviour(
    "/open-api-catalog/ lists modules and objects with a canonical link each, which gives OpenAPI 3.",
    source="TW-NOTES, a public file that holds such a document",
    mark="observed",
)
def test_open_api(emp):
    emp.service("shop", "/shop/", "things/")
    entry = next(each for each in emp.get("/open-api-catalog/").json()["items"] if each["name"] == "shop")
    assert entry["links"] == [
        {
            "rel": "canonical",
            "href": f"{emp.url}/open-api-catalog/shop/",
            "mediaType": "application/openapi+json",
        }
    ]
    content = emp.get("/open-api-catalog/shop/").json()
    assert content["info"]["title"] == "ORDS generated API for shop"
    assert content["openapi"].startswith("3.0")
    assert content["paths"]["/things/"]["get"]["description"] == "Retrieve records from shop"


@pytest.fixture
def desk(target):
    """An enabled package of the lab's own, dropped afterwards."""
    if target.query("select 1 from user_objects where object_name = 'LAB_DESK'"):
        pytest.skip("left alone: the schema has something named LAB_DESK")
    cursor = target.connection.cursor()
    cursor.execute("""create package lab_desk as
        procedure add_up(a in number, b in number default 1, total out number, rows_of out sys_refcursor);
        function greet(who in varchar2) return varchar2;
        end;""")
    cursor.execute("""create package body lab_desk as
        procedure add_up(a in number, b in number default 1, total out number, rows_of out sys_refcursor) is begin
          total := a + b; open rows_of for select dummy from dual; end;
        function greet(who in varchar2) return varchar2 is begin return 'hello ' || who; end;
        end;""")
    enabled = "ords.enable_object(p_enabled => {}, p_object => 'LAB_DESK', p_object_type => 'PACKAGE'{})"
    target.call(enabled.format("true", ", p_object_alias => 'lab_desk', p_auto_rest_auth => false"))
    yield target
    target.call(enabled.format("false", ""))
    cursor.execute("drop package lab_desk")


def call(target, path, content, **options):
    return target.http.post(f"{target.url}/lab_desk/{path}", json=content, timeout=30, **options)


@behaviour(
    "A subprogram of an enabled package is called by POST with a JSON object; its OUT parameters come as one.",
    source="DG-AUTOREST",
    mark="documented",
)
def test_program(desk):
    answer = call(desk, "ADD_UP", {"a": 2})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"total": 3, "rows_of": [{"dummy": "X"}]}
    assert desk.get("/lab_desk/ADD_UP").status_code == 405


@behaviour(
    "What a function returns is the member ~ret; a subprogram's name counts in the dictionary's letters.",
    source="two public projects that call such functions",
    mark="observed",
)
def test_function(desk):
    assert call(desk, "GREET", {"who": "you"}).json() == {"~ret": "hello you"}
    assert call(desk, "greet", {"who": "you"}).status_code == 404
