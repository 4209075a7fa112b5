"""The catalogs, on the real engine."""

import pytest
from openapi_spec_validator import validate


@pytest.fixture
def described(sandbox):
    """A module with handlers of many kinds, and an enabled table."""
    sandbox.run(
        "create table emp (empno number(4) primary key, ename varchar2(10), hiredate date, photo blob)",
        "begin ords.enable_object(p_object => 'EMP'); commit; end;",
    )
    sandbox.handler("employees/", "select * from emp where ename like :pattern")
    sandbox.handler("employees/:id", "select empno, ename from emp where empno = :id", "json/item")
    sandbox.handler(
        "employees/", "begin insert into emp (empno, ename) values (:empno, :ename); end;", "plsql/block", "POST"
    )
    sandbox.handler(
        "employees/:id", "begin update emp set ename = :ename where empno = :id; end;", "plsql/block", "PUT"
    )
    sandbox.handler("employees/:id", "begin delete from emp where empno = :id; end;", "plsql/block", "DELETE")
    sandbox.handler("raw", "begin f(:body_text, :status_code, :total); end;", "plsql/block", "POST")
    sandbox.handler("old/{a},{b}", "select 1 n from dual where :a = :b", "json/query")
    sandbox.handler("wrong", "select * from nowhere")
    sandbox.run(
        "begin ords.define_parameter('m', 'raw', 'POST', 'total', 'total', 'RESPONSE', 'INT', 'OUT');"
        " ords.define_parameter('m', 'raw', 'POST', 'X-Trace', 'trace', 'HEADER', 'STRING', 'IN'); commit; end;"
    )
    return sandbox


def test_the_index_names_modules_and_objects(described):
    """Sources: TW-NOTES and a public skill's description; certain."""
    content = described.get("/open-api-catalog/").json()
    assert content["items"] == [
        {
            "name": name,
            "links": [
                {
                    "rel": "canonical",
                    "href": f"{described.url}/open-api-catalog/{path}/",
                    "mediaType": "application/openapi+json",
                }
            ],
        }
        for name, path in (("m", "m"), ("EMP", "emp"))
    ]
    assert (content["hasMore"], content["limit"], content["offset"], content["count"]) == (False, 25, 0, 2)


@pytest.mark.parametrize("path", ["m", "emp"])
@pytest.mark.parametrize("protected", [False, True])
def test_each_document_is_valid(described, path, protected):
    """Promise: valid by the specification's own validator."""
    if protected:
        described.run(
            "declare r owa.vc_arr; p owa.vc_arr; begin ords.create_role('r');"
            " r(1) := 'r'; p(1) := '/m/*'; p(2) := '/emp/*';"
            " ords.define_privilege(p_privilege_name => 'p', p_roles => r, p_patterns => p); commit; end;"
        )
    content = described.get(f"/open-api-catalog/{path}/").json()
    validate(content)
    assert ("securitySchemes" in content["components"]) is protected


def test_the_document_of_a_module(described):
    """Title, version, servers, descriptions, schemas, path parameters: observed in two public documents."""
    content = described.get("/open-api-catalog/m/").json()
    assert content["info"] == {"title": "ORDS generated API for m", "version": "1.0.0"}
    assert content["servers"] == [{"url": f"{described.url}/m/"}]
    get = content["paths"]["/employees/"]["get"]
    assert get["description"] == "Retrieve records from m"
    assert get["parameters"] == [{"name": "pattern", "in": "query", "schema": {"type": "string"}}]
    row = get["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["items"]["items"]
    assert row["properties"]["hiredate"] == {"$ref": "#/components/schemas/DATE"}
    assert content["components"]["schemas"]["NUMBER"] == {"type": "number"}
    item = content["paths"]["/employees/{id}"]
    assert item["get"]["parameters"][0]["schema"] == {"type": "string", "pattern": "^[^/]+$"}
    assert set(item["put"]["responses"]) == {"200", "201"}
    body = item["put"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert list(body) == ["ename"]
    raw = content["paths"]["/raw"]["post"]
    assert [(each["name"], each["in"]) for each in raw["parameters"]] == [("X-Trace", "header")]
    assert "total" in raw["responses"]["201"]["content"]["application/json"]["schema"]["properties"]
    assert "/old/{a},{b}" in content["paths"]


def test_protected_operations_name_their_schemes(described):
    """Source: chrishoina/blogrepo; certain."""
    described.run("begin ords.create_role('r'); ords.create_privilege('p', 'r'); commit; end;")
    described.run("begin ords.set_module_privilege('m', 'p'); commit; end;")
    content = described.get("/open-api-catalog/m/").json()
    flows = content["components"]["securitySchemes"]["OAuth2"]["flows"]
    assert flows["clientCredentials"]["tokenUrl"] == f"{described.url}/oauth/token"
    assert set(flows) == {"implicit", "authorizationCode", "clientCredentials"}
    assert {"OAuth2": []} in content["paths"]["/employees/"]["get"]["security"]


def test_a_module_off_the_air_is_in_no_catalog(described):
    described.run("begin ords.publish_module('m', 'NOT_PUBLISHED'); commit; end;")
    assert described.get("/open-api-catalog/m/").status_code == 404
    assert described.get("/open-api-catalog/").json()["count"] == 1


def test_the_metadata_catalog_lists_resources(described):
    """Source: Developer's Guide, "Get Schema Metadata"; documented."""
    items = {each["name"]: each["links"] for each in described.get("/metadata-catalog/").json()["items"]}
    assert items["EMP"] == [
        {"rel": "describes", "href": f"{described.url}/emp/"},
        {"rel": "canonical", "href": f"{described.url}/metadata-catalog/emp/", "mediaType": "application/json"},
    ]
    assert "/m/employees/" in items


def test_the_metadata_of_an_object(described):
    """Source: Developer's Guide, "Get Object Metadata"; documented."""
    content = described.get("/metadata-catalog/emp/").json()
    assert (content["name"], content["primarykey"]) == ("EMP", ["empno"])
    assert content["members"][0] == {"name": "empno", "type": "NUMBER"}
    assert [link["rel"] for link in content["links"]] == ["collection", "canonical", "describes"]


@pytest.mark.parametrize("path", ["/m/employees/", "/m/employees/1", "/emp/"])
def test_what_describedby_names_is_there(described, path):
    """Promise: the link can be followed."""
    described.run("insert into emp (empno, ename) values (1, 'ONE')", "commit")
    links = {link["rel"]: link["href"] for link in described.get(path).json()["links"]}
    if "describedby" in links:
        answer = described.http.get(links["describedby"], timeout=10)
        assert answer.status_code == 200
        assert answer.json()["members"][0]["name"] == "empno"


def test_what_no_catalog_knows_is_404(described):
    assert described.get("/metadata-catalog/nothing/").status_code == 404
    assert described.get("/open-api-catalog/nothing/").status_code == 404
    assert described.post("/metadata-catalog/").status_code == 405


def test_the_catalog_is_protected_where_the_schema_says_so(described):
    """p_auto_rest_auth: observed in exported schemas."""
    described.run("begin ords.enable_schema(p_url_mapping_pattern => 'page', p_auto_rest_auth => true); commit; end;")
    assert described.get("/metadata-catalog/").status_code == 401
    assert described.get("/open-api-catalog/").status_code == 200
