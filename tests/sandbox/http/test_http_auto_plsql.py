"""Procedures, functions and packages over HTTP, on the real engine."""

import pytest
from openapi_spec_validator import validate

PACKAGE = """create or replace package desk as
  procedure raise_all(increase in number, total out number, top out sys_refcursor);
  function greet(who in varchar2, loud in boolean default false) return varchar2;
  procedure shift(moment in out date, note in varchar2 default 'kept', told out varchar2);
  procedure nothing;
  procedure keep(content in clob, size_of out number, again out blob);
  procedure fails;
  procedure twice(a in number);
  procedure twice(a in varchar2);
  procedure of_record(r in emp%rowtype);
end;"""
BODY = """create or replace package body desk as
  procedure raise_all(increase in number, total out number, top out sys_refcursor) is begin
    update emp set sal = sal + increase;
    select sum(sal) into total from emp;
    open top for select ename, sal from emp order by sal desc;
  end;
  function greet(who in varchar2, loud in boolean default false) return varchar2 is begin
    return case when loud then upper('hello ' || who) else 'hello ' || who end;
  end;
  procedure shift(moment in out date, note in varchar2 default 'kept', told out varchar2) is begin
    moment := moment + 1; told := note;
  end;
  procedure nothing is begin htp.p('printed'); end;
  procedure keep(content in clob, size_of out number, again out blob) is begin
    size_of := dbms_lob.getlength(content); again := utl_raw.cast_to_raw('abc');
  end;
  procedure fails is begin update emp set sal = 0; raise_application_error(-20001, 'no'); end;
  procedure twice(a in number) is begin null; end;
  procedure twice(a in varchar2) is begin null; end;
  procedure of_record(r in emp%rowtype) is begin null; end;
end;"""


@pytest.fixture
def desk(sandbox):
    sandbox.run(
        "create table emp (ename varchar2(10), sal number)",
        "insert into emp values ('KING', 5000)",
        "insert into emp values ('SMITH', 800)",
        PACKAGE,
        BODY,
        "create or replace function answer return number as begin return 42; end;",
        """begin
          ords.enable_object(p_object => 'DESK', p_object_type => 'PACKAGE', p_auto_rest_auth => false);
          ords.enable_object(p_object => 'ANSWER', p_object_type => 'FUNCTION', p_auto_rest_auth => false);
          commit;
        end;""",
    )
    return sandbox


def post(desk, path, **content):
    return desk.post(path, json=content)


def test_out_parameters_are_the_answer_and_the_work_is_committed(desk):
    """Documented; the cursor reported (Jeff Smith on Auto PL/SQL packages)."""
    answer = post(desk, "/desk/RAISE_ALL", increase=100)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == '{"total":6000,"top":[{"ename":"KING","sal":5100},{"ename":"SMITH","sal":900}]}'
    assert desk.run("select sum(sal) from emp") == [(6000,)]


def test_a_function_returns_ret(desk):
    """Observed: a public project that shows the body."""
    assert desk.post("/answer/", headers={"Content-Type": "application/json"}).text == '{"~ret":42}'
    assert post(desk, "/desk/GREET", who="you").json() == {"~ret": "hello you"}
    assert post(desk, "/desk/GREET", WHO="you", loud=True).json() == {"~ret": "HELLO YOU"}


def test_in_out_parameters_and_defaults(desk):
    """Inferred: what was not given is NULL, or its default."""
    assert post(desk, "/desk/SHIFT", moment="2026-01-31T00:00:00Z").json() == {
        "moment": "2026-02-01T00:00:00Z",
        "told": "kept",
    }
    assert post(desk, "/desk/SHIFT", note=None).json() == {"moment": None, "told": None}


def test_what_gives_nothing_answers_with_nothing(desk):
    """Inferred."""
    answer = post(desk, "/desk/NOTHING")
    assert (answer.status_code, answer.text) == (200, "{}")


def test_large_texts_and_bytes(desk):
    """A BLOB in Base64: observed."""
    assert post(desk, "/desk/KEEP", content="x" * 40000).json() == {"size_of": 40000, "again": "YWJj"}


@pytest.mark.parametrize("path", ["/desk/greet", "/desk/NO_SUCH", "/desk/", "/desk/GREET/x", "/answer/x", "/answer"])
def test_what_is_not_there_is_404(desk, path):
    """Case counts: observed on ORDS 26.2 (a public project's notes)."""
    assert post(desk, path).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_post_is_the_only_method(desk, method):
    """Documented."""
    refused = desk.request(method, "/answer/")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST, OPTIONS")
    assert desk.request("OPTIONS", "/answer/").headers["Allow"] == "POST, OPTIONS"


def test_only_json_is_taken(desk):
    assert desk.post("/desk/GREET", data={"who": "you"}).status_code == 415


@pytest.mark.parametrize("content", [{"increase": "much"}, {"increase": True}, {"increase": [1]}])
def test_a_value_of_another_type_is_no_request(desk, content):
    assert post(desk, "/desk/RAISE_ALL", **content).status_code == 400


@pytest.mark.parametrize("loud", [1, "true", [], {}])
def test_a_boolean_is_true_false_or_null(desk, loud):
    assert post(desk, "/desk/GREET", who="x", loud=loud).status_code == 400


def test_an_error_takes_everything_back(desk):
    """Observed for handlers: 555."""
    failed = post(desk, "/desk/FAILS")
    assert (failed.status_code, failed.json()["o:errorCode"]) == (555, "ORDS-25001")
    assert "ORA-20001: no" in failed.json()["cause"]
    assert desk.run("select sum(sal) from emp") == [(5800,)]


@pytest.mark.parametrize(("name", "text"), [("TWICE", "overloaded"), ("OF_RECORD", "PL/SQL RECORD")])
def test_what_it_cannot_call_it_refuses(desk, name, text):
    failed = post(desk, f"/desk/{name}", a=1)
    assert failed.status_code == 555
    assert "ORA-03001" in failed.json()["cause"] and text in failed.json()["cause"]


def test_a_protected_program_wants_its_role(desk):
    """Observed: the generated privilege's patterns."""
    desk.run(
        "begin ords.enable_object(p_object => 'ANSWER', p_object_type => 'FUNCTION', p_auto_rest_auth => true);"
        " commit; end;"
    )
    assert post(desk, "/answer/").status_code == 401


def test_a_program_that_is_gone_is_404(desk):
    desk.run("drop function answer")
    assert post(desk, "/answer/").status_code == 404


def test_programs_are_in_the_open_api_catalog(desk):
    """Inferred. Overloaded subprograms, which cannot be called, are not there."""
    document = desk.get("/open-api-catalog/desk/").json()
    validate(document)
    assert set(document["paths"]) == {
        f"/{name}" for name in ("RAISE_ALL", "GREET", "SHIFT", "NOTHING", "KEEP", "FAILS", "OF_RECORD")
    }
    (operation,) = document["paths"]["/RAISE_ALL"].values()
    assert operation["requestBody"]["content"]["application/json"]["schema"]["properties"] == {
        "increase": {"$ref": "#/components/schemas/NUMBER"}
    }
    assert set(operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]) == {"total", "top"}
    document = desk.get("/open-api-catalog/answer/").json()
    validate(document)
    assert list(document["paths"]) == ["/"]
