"""PL/SQL handlers and their bind variables, over a real socket."""

import json
from decimal import Decimal

import pytest

from ordslab.sandbox.metadata.model import Parameter
from ordslab.sandbox.plsql.standard.htp import page_of
from ordslab.sandbox.sql.errors import OraError

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def writes(**values):
    """A block that assigns to its bind variables."""

    def run(session, binds):
        for name, value in values.items():
            bind = binds[name.upper()]
            bind.value, bind.written = value, True

    return run


def prints(text, **values):
    """A block that prints, too."""

    def run(session, binds):
        writes(**values)(session, binds)
        page_of(session).pieces.append(text)

    return run


@pytest.fixture
def block(ords, make):
    """Publish a block at /customers/ that does what `run` does; returns the server."""

    def publish(source, run=lambda session, binds: None, method="POST", pattern=".", parameters=(), **options):
        ords.script[source] = run
        ords.module((pattern, make.handler(source, "plsql/block", method=method, parameters=parameters, **options)))
        return ords

    return publish


def test_what_is_printed_is_html_unless_the_block_says_otherwise(block):
    """Source HOINA-JWT; certain."""
    answer = block("begin htp.p('hello'); end;", prints("hello\n"), method="GET").get("/customers/")
    assert (answer.status_code, answer.text) == (200, "hello\n")
    assert answer.headers["Content-Type"] == "text/html;charset=utf-8"


def test_a_block_sets_the_content_type(block):
    """Source ERP; certain."""
    run = prints("{}", content_type="application/json")
    answer = block("begin :content_type := 'x'; htp.p('{}'); end;", run).post("/customers/")
    assert answer.headers["Content-Type"] == "application/json"


def test_a_mime_header_sets_it_too(block):
    """Documented: owa_util.mime_header."""

    def run(session, binds):
        page_of(session).headers.append(("Content-Type", "application/json"))
        page_of(session).pieces.append("{}")

    answer = block("begin owa_util.mime_header('x'); end;", run).post("/customers/")
    assert answer.headers["Content-Type"] == "application/json"


def test_status_code(block):
    """Source HOINA-DG3; documented."""
    answer = block("begin :status_code := 201; end;", writes(status_code=Decimal(201))).post("/customers/")
    assert (answer.status_code, answer.content) == (201, b"")


@pytest.mark.parametrize("status", [0, 99, 600, Decimal("1e5")])
def test_a_status_that_http_does_not_have_is_500(block, status):
    """Inferred."""
    assert block("begin :status_code := 1; end;", writes(status_code=status)).post("/customers/").status_code == 500


def test_out_parameters_of_the_response_are_json(block):
    """Source: public LiveLabs file, `{"output":8204}`; certain."""
    parameters = [
        Parameter("output", "output", "RESPONSE", "INT", "OUT"),
        Parameter("when", "moment", "RESPONSE", "TIMESTAMP", "OUT"),
        Parameter("nothing", "nothing", "RESPONSE", "STRING", "OUT"),
    ]
    run = writes(output=8204, moment="2026-01-15 09:00:00")
    ords = block("begin p(:id, :output, :moment, :nothing); end;", run, parameters=parameters)
    answer = ords.post("/customers/", json={"id": "a1", "output": ""})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.text == '{"output":8204,"when":"2026-01-15T09:00:00Z","nothing":null}'
    assert ords.bound("begin p")["ID"] == "a1"


def test_a_result_set_is_an_array_of_rows(block, make):
    """Known from use (public projects return `{"items":[...]}` that way); the form of a row as in collections."""
    parameters = [Parameter("items", "found", "RESPONSE", "RESULTSET", "OUT")]
    found = make.rows((1, "Aurora Books", "2035-12-31 00:00:00"))
    ords = block("begin open :found for select 1 from dual; end;", writes(found=found), parameters=parameters)
    assert ords.post("/customers/").text == (
        '{"items":[{"id":1,"name":"Aurora Books","valid_until":"2035-12-31T00:00:00Z"}]}'
    )


@pytest.mark.parametrize("name", ["X-APEX-STATUS-CODE", "X-ORDS-STATUS-CODE"])
def test_the_status_by_its_header(block, name):
    """Sources SAMQA, HOINA-DG3; certain."""
    parameters = [Parameter(name, "status", "HEADER", "INT", "OUT")]
    assert (
        block("begin :status := 404; end;", writes(status=404), parameters=parameters).post("/customers/").status_code
        == 404
    )


def test_an_out_parameter_of_a_header_is_a_response_header(block):
    """Inferred. A line's end in it cannot forge another header."""
    parameters = [Parameter("X-Count", "n", "HEADER", "STRING", "OUT")]
    ords = block("begin :n := 1; end;", writes(n="1\r\nSet-Cookie: x=1"), parameters=parameters)
    answer = ords.post("/customers/")
    assert answer.headers["X-Count"] == "1 Set-Cookie: x=1"
    assert "Set-Cookie" not in answer.headers


def test_members_of_a_json_body_are_bound_by_name(block):
    """Source HOINA-DG3, documented; objects and booleans inferred."""
    source = "begin p(:first_name, :age, :rate, :ok, :tags, :missing); end;"
    ords = block(source)
    body = '{"first_name":"Älice","age":41,"rate":0.1,"ok":true,"tags":["a",1],"other":null}'
    assert ords.post("/customers/", data=body.encode(), headers=JSON).status_code == 200
    assert ords.bound("begin p") == {
        "FIRST_NAME": "Älice",
        "AGE": 41,
        "RATE": Decimal("0.1"),
        "OK": "true",
        "TAGS": '["a",1]',
        "MISSING": None,
    }


def test_half_a_character_does_no_harm(block):
    """Promise: half of a surrogate pair, which is no text, is 400 and reaches no handler; the next call does."""
    ords = block("begin p(:a); end;")
    assert ords.post("/customers/", data='{"a":"x\\ud800"}', headers=JSON).status_code == 400
    assert ords.post("/customers/", data='{"a":"x\\ud83d\\ude00"}', headers=JSON).status_code == 200
    assert ords.bound("begin p") == {"A": "x\U0001f600"}


def test_fields_of_a_form_are_bound_by_name(block):
    """Source HOINA-DG3; documented."""
    ords = block("begin p(:a, :b); end;")
    ords.post("/customers/", data={"a": "1 2", "b": ""})
    assert ords.bound("begin p") == {"A": "1 2", "B": None}
    ords.post("/customers/", files={"a": (None, "ä"), "b": ("file.txt", b"content")})
    assert ords.bound("begin p") == {"A": "ä", "B": None}


def test_json_that_is_none_is_400(block):
    """Inferred."""
    ords = block("begin p(:a); end;")
    assert ords.post("/customers/", data='{"a":', headers=JSON).status_code == 400
    assert not any("begin p" in text for text in ords.executed)


@pytest.mark.parametrize(
    ("name", "expected"), [("body", b'{"a":"\xc3\xa4"}'), ("body_text", '{"a":"ä"}'), ("body_json", '{"a":"ä"}')]
)
def test_the_body_as_a_whole(block, name, expected):
    """Source HOINA-DG3: its members are not bound by name then; documented."""
    ords = block(f"begin p(:{name}, :a); end;")
    ords.post("/customers/", data='{"a":"ä"}'.encode(), headers=JSON)
    assert ords.bound("begin p") == {name.upper(): expected, "A": None}


def test_a_second_reading_of_the_body_is_empty(block):
    """Source HOINA-DG3; documented."""
    ords = block("begin p(")
    ords.metadata.page = type(ords.metadata.page)("PAGE", "page")
    ords = block("begin p(:body_text); q(:body_text); end;")
    ords.script["begin p("] = lambda session, binds: None
    ords.post("/customers/", data="x")
    assert sorted(ords.bound("begin p(").items()) == [("BODY_TEXT", "x"), ("ORDSLAB$READ", None)]


def test_two_ways_to_read_the_body_are_an_error(block):
    """Source HOINA-DG3 (Duplicate stream parameter), documented; 555 inferred."""
    answer = block("begin p(:body, :body_text); end;").post("/customers/", data="x")
    assert answer.status_code == 555
    assert "Duplicate stream parameter" in answer.json()["cause"]


def test_get_and_delete_have_no_body(block):
    """Source HOINA-DG3; documented."""
    ords = block("begin p(:body_text, :a); end;", method="DELETE")
    ords.request("DELETE", "/customers/", data='{"a":1}', headers=JSON)
    assert ords.bound("begin p") == {"BODY_TEXT": None, "A": None}


def test_parameters_of_path_and_query_are_bound_as_text(block):
    """Sources SKILLS, HOINA-DG3; the path wins: inferred."""
    ords = block("begin p(:id, :name, :first, :missing); end;", pattern=":id", method="GET")
    ords.get("/customers/7?name=A%20b&id=8&first=1&first=2")
    assert ords.bound("begin p") == {"ID": "7", "NAME": "A b", "FIRST": "1", "MISSING": None}


def test_paging_names_of_the_query_string_are_reserved(block):
    """Source HOINA-DG3 3.1.7; documented."""
    ords = block("begin p(:limit, :offset, :page); end;", method="GET")
    ords.get("/customers/?limit=1&offset=2&page=3")
    assert set(ords.bound("begin p").values()) == {None}


def test_implicit_names_are_case_sensitive(block):
    """Source HOINA-DG3; documented."""
    ords = block("begin p(:CURRENT_USER, :Content_Type); end;")
    ords.post("/customers/", data="{}", headers=JSON)
    assert set(ords.bound("begin p").values()) == {None}


def test_the_current_user_is_the_client_id(block):
    """Sources FLOWS, ERP (REMOTE_USER); certain."""
    seen = {}
    ords = block(
        "begin p(:current_user, :content_type); end;", lambda session, binds: seen.update(session.package_state["CGI"])
    )
    ords.privilege("p", prefixes=("/customers/",))
    client = ords.client()
    ords.post("/customers/?x=1", data="{}", headers={**JSON, "Authorization": f"Bearer {ords.token(client)}"})
    assert ords.bound("begin p") == {"CURRENT_USER": client.client_id, "CONTENT_TYPE": "application/json"}
    assert seen["REMOTE_USER"] == client.client_id
    assert (seen["REQUEST_METHOD"], seen["PATH_INFO"], seen["QUERY_STRING"]) == ("POST", "/customers/", "x=1")
    assert seen["authorization"].startswith("Bearer ")  # observed: each header by its own name, this one too


def test_a_header_is_seen_only_when_it_is_declared(block):
    """Source EXPENSE 13.3; reported."""
    declared = [Parameter("X-Request", "request_id", "HEADER", "STRING", "IN")]
    ords = block("begin p(:request_id, :x_other); end;", parameters=declared)
    ords.post("/customers/", headers={"X-Request": "r1", "X_Other": "o1"})
    assert ords.bound("begin p") == {"REQUEST_ID": "r1", "X_OTHER": None}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("INT", "12", 12),
        ("LONG", "-3", -3),
        ("DOUBLE", "1.5", Decimal("1.5")),
        ("BOOLEAN", "TRUE", 1),
        ("TIMESTAMP", "2026-01-15T10:00:00+01:00", "2026-01-15 09:00:00"),
        ("TIMESTAMP", "2026-01-15T09:00:00Z", "2026-01-15 09:00:00"),
        ("STRING", "12", "12"),
    ],
)
def test_declared_parameters_have_types(block, kind, text, expected):
    """The types: section 1.1; how they are bound: inferred."""
    ords = block("begin p(:n); end;", method="GET", parameters=[Parameter("number", "n", "URI", kind, "IN")])
    assert ords.get("/customers/", params={"number": text}).status_code == 200
    assert ords.bound("begin p") == {"N": expected}


@pytest.mark.parametrize(("kind", "text"), [("INT", "x"), ("DOUBLE", "NaN"), ("BOOLEAN", "2"), ("TIMESTAMP", "soon")])
def test_a_value_that_its_type_cannot_hold_is_400(block, kind, text):
    """Inferred."""
    ords = block("begin p(:n); end;", method="GET", parameters=[Parameter("number", "n", "URI", kind, "IN")])
    assert ords.get("/customers/", params={"number": text}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "GET"])
def test_a_block_that_succeeds_is_committed(block, method):
    """POST and its like: certain by use. GET: peterobrien.blog, "Match your method with your source"; reported."""

    def run(session, binds):
        session.in_transaction = True

    ords = block("begin insert; end;", run, method=method)
    assert ords.request(method, "/customers/").status_code == 200
    assert "commit" in ords.executed


def test_a_block_that_raises_is_rolled_back(block):
    """RAISE_APPLICATION_ERROR gives 555: three public transcripts; certain."""

    def run(session, binds):
        session.in_transaction = True
        raise OraError(20999, message="no\nORA-06512: at line 1")

    ords = block("begin raise; end;", run)
    answer = ords.post("/customers/")
    assert (answer.status_code, "ORA-20999: no\nORA-06512: at line 1\n" in answer.json()["cause"]) == (555, True)
    assert "commit" not in ords.executed
    assert not any(session.in_transaction for session in ords.database.sessions)


def test_what_packages_keep_is_forgotten_between_requests(block):
    ords = block("begin htp.p('x'); end;", prints("x"))
    assert [ords.post("/customers/").text for _ in range(2)] == ["x", "x"]
    assert [session.package_state for session in ords.database.sessions] == [{}]


def test_forward_location_delegates_to_a_get(ords, make):
    """Source HOINA-DG3 3.1.6: the GET's representation, a Location header, the block's status; documented."""
    ords.script["begin create"] = writes(forward_location="./42", status_code=201)
    ords.script["from customers"] = make.rows((42, "New", None))
    post = make.handler(
        "begin create(:body_text); :forward_location := 'x'; :status_code := 1; end;", "plsql/block", method="POST"
    )
    item = make.handler("select * from customers where id = :id", "json/item")
    ords.module((".", post), (":id", item))
    answer = ords.post("/customers/", json={"name": "New"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{ords.url}/customers/42"
    assert answer.json()["name"] == "New"
    assert ords.bound("from customers") == {"ID": "42"}


def test_a_forward_is_authorized_like_any_request(ords, make):
    """Promise: a handler cannot open a protected address."""
    ords.script["begin go"] = writes(forward_location="/ords/page/secret/1")
    ords.script["from secrets"] = make.rows((1, "x", None))
    ords.module((".", make.handler("begin go(:forward_location); end;", "plsql/block", method="POST")))
    ords.module((":id", make.handler("select * from secrets where id = :id", "json/item")), prefix="/secret/")
    ords.privilege("p", prefixes=("/secret/",))
    assert ords.post("/customers/").status_code == 401


def test_a_forward_in_a_circle_ends(ords, make):
    ords.script["begin go"] = writes(forward_location="./")
    source = "begin go(:forward_location); end;"
    ords.module((".", make.handler(source, "plsql/block"), make.handler(source, "plsql/block", method="POST")))
    assert ords.post("/customers/").status_code == 200


def test_a_redirect_by_owa_util(block):
    """Documented: owa_util.redirect_url."""

    def run(session, binds):
        page = page_of(session)
        page.status = 302
        page.headers.append(("Location", "https://example.com/"))

    answer = block("begin owa_util.redirect_url('x'); end;", run, method="GET").get("/customers/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://example.com/")


def test_what_is_no_block_is_not_run(block):
    answer = block("select 1 from customers").post("/customers/")
    assert answer.status_code == 555
    assert json.dumps(answer.json()).count("ORA-06550") == 1
