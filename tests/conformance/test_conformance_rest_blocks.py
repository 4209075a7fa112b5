"""PL/SQL handlers and their bind variables."""

from __future__ import annotations

import pytest

behaviour = pytest.mark.behaviour


@pytest.fixture
def api(target):
    """Module m at /m/."""
    target.call("ords.define_module('m', '/m/')")
    return target


def define(target, source, *parameters, method="POST", pattern="x"):
    """A PL/SQL handler; a parameter is (name, bind, source, type, access)."""
    target.call(
        f"ords.define_template('m', '{pattern}')",
        f"ords.define_handler('m', '{pattern}', '{method}', ords.source_type_plsql, q'~{source}~')",
        *(
            f"ords.define_parameter('m', '{pattern}', '{method}', {', '.join(map(repr, parameter))})"
            for parameter in parameters
        ),
    )


def post(target, path="/m/x", **options):
    return target.http.post(target.url + path, timeout=30, **options)


@behaviour("What a block prints is text/html unless it says otherwise.", source="HOINA-JWT", mark="observed")
def test_printed(api):
    define(api, "begin htp.prn('hello'); end;")
    answer = post(api)
    assert (answer.text, answer.headers["Content-Type"].replace(" ", "").lower()) == (
        "hello",
        "text/html;charset=utf-8",
    )


@behaviour(":status_code and :content_type set status and media type.", source="DG-IMPLICIT", mark="documented")
def test_status_and_type(api):
    define(api, """begin :status_code := 202; :content_type := 'application/json'; htp.prn('{}'); end;""")
    answer = post(api)
    assert (answer.status_code, answer.headers["Content-Type"]) == (202, "application/json")


@behaviour("OUT parameters of source RESPONSE make a JSON object.", source="a public LiveLabs file", mark="observed")
def test_response_parameters(api):
    define(api, "begin :total := :a * 2; end;", ("output", "total", "RESPONSE", "INT", "OUT"))
    assert post(api, json={"a": 4102}).text == '{"output":8204}'


@behaviour("X-APEX-STATUS-CODE is an OUT parameter of source HEADER for the status.", source="SAMQA", mark="observed")
def test_status_by_header(api):
    define(api, "begin :st := 404; end;", ("X-APEX-STATUS-CODE", "st", "HEADER", "INT", "OUT"))
    assert post(api).status_code == 404


@behaviour(
    "Members of a JSON body, fields of a form and parameters of the query string are bound by name.",
    source="DG-IMPLICIT",
    mark="documented",
)
def test_binding_by_name(api):
    define(api, "begin htp.prn(:a || '/' || :b); end;")
    assert post(api, "/m/x?b=2", json={"a": "1"}).text == "1/2"
    assert post(api, data={"a": "1", "b": "2"}).text == "1/2"


@behaviour(":body_text is the body, and its members are not bound then.", source="DG-IMPLICIT", mark="documented")
def test_body_text(api):
    define(api, "declare t clob := :body_text; begin htp.prn(t || :a); end;")
    assert post(api, json={"a": 1}).text.replace(" ", "") == '{"a":1}'


@behaviour("Names of implicit parameters are case sensitive.", source="DG-IMPLICIT", mark="documented")
def test_case(api):
    define(api, "begin htp.prn(nvl(:CONTENT_TYPE, 'nothing')); end;")
    assert post(api, json={}).text == "nothing"


@behaviour("A request header is seen only where it is declared.", source="EXPENSE", mark="reported")
def test_headers(api):
    define(api, "begin htp.prn(:mine || '/' || :other); end;", ("X-Mine", "mine", "HEADER", "STRING", "IN"))
    assert post(api, headers={"X-Mine": "1", "other": "2"}).text == "1/"


@behaviour(
    "Lines that a block prints between OWA_UTIL.MIME_HEADER(..., FALSE) and HTTP_HEADER_CLOSE are headers.",
    source="OWA-REF",
    mark="documented",
)
def test_printed_headers(api):
    define(
        api,
        "begin owa_util.mime_header('text/plain', false); htp.p('X-Mine: 1'); owa_util.http_header_close; "
        "htp.prn('body'); end;",
    )
    answer = post(api)
    assert (answer.headers["X-Mine"], answer.text) == ("1", "body")


@behaviour("WPG_DOCLOAD.DOWNLOAD_FILE sends a BLOB as the response.", source="OWA-REF", mark="documented")
def test_download(api):
    define(
        api,
        "declare b blob := :body; begin owa_util.mime_header('application/octet', false); "
        "owa_util.http_header_close; wpg_docload.download_file(b); end;",
    )
    assert post(api, data=bytes(range(256))).content == bytes(range(256))


@behaviour(
    "OWA_UTIL.GET_CGI_ENV gives each request header by its own name in any letter case; one that is not standard has "
    "no HTTP_ variable.",
    source="NARCIS",
    mark="observed",
)
def test_request_headers(api):
    prints = "".join(
        f"htp.prn(owa_util.get_cgi_env('{name}') || '/');" for name in ("X-API-KEY", "HTTP_X_API_KEY", "user-agent")
    )
    define(api, f"begin {prints} end;")
    assert post(api, headers={"x-api-key": "k", "User-Agent": "me"}).text == "k//me/"


@behaviour("OWA's arrays CGI_VAR_NAME and CGI_VAR_VAL list request headers.", source="NARCIS", mark="observed")
def test_cgi_arrays(api):
    define(
        api,
        "begin for i in 1 .. owa.num_cgi_vars loop if lower(owa.cgi_var_name(i)) = 'x-api-key' then "
        "htp.prn(owa.cgi_var_val(i)); end if; end loop; end;",
    )
    assert post(api, headers={"X-Api-Key": "k"}).text == "k"


@behaviour(
    "A source that is one INSERT, UPDATE or DELETE without BEGIN runs.",
    source="exports of ORDS 21.4 in three public projects",
    mark="observed",
)
def test_one_change(api):
    api.connection.cursor().execute("create table lab_sales (item number)")
    try:
        define(api, "insert into lab_sales (item) values (:item)")
        assert post(api, json={"item": 4102}).status_code == 200
        assert api.query("select item from lab_sales") == [(4102,)]
    finally:
        api.connection.cursor().execute("drop table lab_sales purge")


@behaviour(
    ":current_user and the CGI variable REMOTE_USER are the client_id; on a public endpoint there is none.",
    source="FLOWS, ERP",
    mark="observed",
)
def test_current_user(api):
    define(api, "begin htp.prn(:current_user || '/' || owa_util.get_cgi_env('REMOTE_USER')); end;")
    assert post(api).text == "/"
    api.privilege("p", roles=["r"], modules=["m"])
    client = api.client(roles=["r"])
    answer = post(api, headers={"Authorization": f"bearer {api.token(client)}"})
    assert answer.text == f"{client[0]}/{client[0]}"


@behaviour(
    ":forward_location lets a GET make the response, names it in Location, and :status_code counts.",
    source="DG-IMPLICIT",
    mark="documented",
)
def test_forward(api):
    define(api, "begin htp.prn('item ' || :id); end;", method="GET", pattern="items/:id")
    define(api, "begin :forward_location := './7'; :status_code := 201; end;", pattern="items/")
    answer = post(api, "/m/items/")
    assert (answer.status_code, answer.text) == (201, "item 7")
    assert answer.headers["Location"] == f"{api.url}/m/items/7"


@behaviour(
    "RAISE_APPLICATION_ERROR gets 555 with the error stack in `cause`, and what the block did is taken back.",
    source="three public transcripts",
    mark="observed",
)
def test_raise(api):
    define(
        api,
        "begin ords.create_role('from_a_handler'); raise_application_error(-20999, 'not today'); end;",
    )
    answer = post(api)
    assert answer.status_code == 555
    assert "SQL Error Code 20999, Error Message: ORA-20999: not today\nORA-06512: at line 1\n" in answer.json()["cause"]
    assert api.query("select count(*) from user_ords_roles where name = 'from_a_handler'") == [(0,)]


@behaviour(
    "A block that succeeds is committed, of whatever method.",
    source="POB-METHOD",
    mark="reported",
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_commit(api, method):
    define(api, "begin ords.create_role('made'); end;", method=method)
    assert api.http.request(method, f"{api.url}/m/x", timeout=30).status_code == 200
    assert api.query("select count(*) from user_ords_roles where name = 'made'") == [(1,)]
