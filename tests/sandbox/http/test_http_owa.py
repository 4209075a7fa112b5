"""What PL/SQL handlers say and hear by OWA's packages: headers, files, the CGI environment. On the real engine."""

import pytest


@pytest.fixture
def page(sandbox):
    """The answer to a call of a block."""
    count = iter(range(100))

    def call(source, method="GET", headers=None, **options):
        path = f"p{next(count)}"
        sandbox.handler(path, source, "plsql/block", method)
        return sandbox.request(method, f"/m/{path}", headers=headers or {}, **options)

    yield call


OPENERS = ("owa_util.mime_header('application/json', false)", "owa_util.status_line(203, null, false)",
           "owa_util.redirect_url('/x', false)")  # fmt: skip


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("count", [0, 1, 16])
def test_lines_before_http_header_close_are_headers(page, opener, count):
    """Documented (PL/SQL Web Toolkit Reference, MIME_HEADER and HTTP_HEADER_CLOSE)."""
    lines = f"for i in 1 .. {count} loop htp.p('X-Line-' || i || ': value: ' || i); end loop;"
    answer = page(f"begin {opener}; {lines} owa_util.http_header_close; htp.p('body: 1'); end;")
    assert answer.text == "body: 1\n"
    assert [answer.headers[f"X-Line-{i + 1}"] for i in range(count)] == [f"value: {i + 1}" for i in range(count)]


def test_one_line_may_be_printed_in_pieces_and_several_at_once(page):
    answer = page(
        """begin owa_util.mime_header('text/plain', false);
        htp.prn('X-A: '); htp.prn('1'); htp.nl; htp.p('X-B: 2' || chr(13) || chr(10) || 'X-C: 3');
        owa_util.http_header_close; htp.prn('x'); end;"""
    )
    assert (answer.headers["X-A"], answer.headers["X-B"], answer.headers["X-C"], answer.text) == ("1", "2", "3", "x")


def test_headers_that_nothing_closes_are_headers(page):
    """Inferred."""
    answer = page("begin owa_util.mime_header('text/plain', false); htp.p('X-A: 1'); end;")
    assert (answer.status_code, answer.headers["X-A"], answer.text) == (200, "1", "")


def test_a_status_among_the_headers_is_the_status(page):
    """RFC 3875, 6.3.3."""
    answer = page(
        "begin owa_util.mime_header('text/plain', false); htp.p('Status: 404 Gone'); owa_util.http_header_close; end;"
    )
    assert (answer.status_code, "Status" in answer.headers) == (404, False)


def test_the_header_that_says_how_long_the_body_is_cannot_be_made_up(page):
    """Many public programs print a Content-length; the response keeps one, and the true one."""
    answer = page(
        "begin owa_util.mime_header('text/plain', false); htp.p('Content-length: 9000');"
        " htp.p('Transfer-Encoding: chunked'); owa_util.http_header_close; htp.prn('abc'); end;"
    )
    assert (answer.text, answer.headers["Content-Length"], "Transfer-Encoding" in answer.headers) == ("abc", "3", False)


@pytest.mark.parametrize("length", [0, 1, 16, 1000, 100_000])
def test_a_blob_is_downloaded_byte_for_byte(page, length):
    """Documented (PL/SQL Web Toolkit Reference, WPG_DOCLOAD.DOWNLOAD_FILE)."""
    data = (bytes(range(256)) * (length // 256 + 1))[:length]
    answer = page(
        """declare b blob := :body; begin owa_util.mime_header('application/octet', false);
        htp.p('Content-Disposition: attachment; filename="a.bin"'); htp.p('Content-length: ' || dbms_lob.getlength(b));
        owa_util.http_header_close; wpg_docload.download_file(b);
        if not wpg_docload.is_file_download then raise no_data_found; end if; end;""",
        "POST",
        data=data,
    )
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["Content-Type"] == "application/octet"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.bin"'


def test_a_document_of_the_gateway_is_refused_by_name(page):
    answer = page("begin wpg_docload.download_file('a.gif'); end;")
    assert answer.status_code == 555
    assert "ORA-03001: unimplemented feature: the ordslab sandbox has no table of documents" in answer.text


NAMES = ("X-API-KEY", "x-api-key", "HTTP_X_API_KEY", "Authorization", "HTTP_AUTHORIZATION", "User-Agent",
         "HTTP_USER_AGENT")  # fmt: skip


def test_each_request_header_is_a_cgi_variable_by_its_own_name(page):
    """Observed on an ORDS, in a public project's notes; standard ones are HTTP_... besides."""
    prints = "".join(f"htp.prn(nvl(owa_util.get_cgi_env('{name}'), '-') || '|'); " for name in NAMES)
    answer = page(
        f"begin {prints} end;",
        headers={"X-Api-Key": "k1", "Authorization": "Bearer t1", "User-Agent": "me"},
    )
    assert answer.text == "k1|k1|-|Bearer t1|-|me|me|"


def test_the_arrays_list_them(page):
    source = """begin for i in 1 .. owa.num_cgi_vars loop
      if lower(owa.cgi_var_name(i)) in ('x-one', 'request_method') then htp.prn(owa.cgi_var_val(i) || '|'); end if;
      end loop; end;"""
    assert page(source, headers={"X-One": "1"}).text == "GET|1|"
    assert page(source, headers={"X-One": "2"}).text == "GET|2|"


def test_outside_of_a_request_there_is_no_environment(sandbox):
    """Public programs tell by NUM_CGI_VARS whether they serve a request."""
    sandbox.run("create table found (n number, name varchar2(10))")
    sandbox.run(
        "declare n number := owa.num_cgi_vars; v varchar2(10) := owa_util.get_cgi_env('REQUEST_METHOD');"
        " begin insert into found values (n, v); end;"
    )
    assert sandbox.run("select n, name from found") == [(None, None)]


DML = [
    ("insert into sales (item, n) values (:item, :n)", [(1, 2), (7, 5)]),
    ("update sales set n = n + :n where item = :item - 6", [(1, 7)]),
    ("delete from sales where item = :item - 6", []),
    ("merge into sales s using (select :item item, :n n from dual) d on (s.item = d.item)"
     " when not matched then insert (item, n) values (d.item, d.n)", [(1, 2), (7, 5)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "rows"), DML)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_source_that_is_one_change_runs_and_is_committed(page, sandbox, source, rows, method):
    """Observed: exports of ORDS 21.4 in three public projects. MERGE: inferred."""
    sandbox.run("create table sales (item number, n number)", "insert into sales values (1, 2)", "commit")
    assert page(source, method, json={"item": 7, "n": 5}).status_code == 200
    sandbox.run("rollback")
    assert sorted(sandbox.run("select * from sales")) == rows


def test_an_alias_that_no_schema_has_is_mapped_to_no_database(sandbox):
    """Reported: oracle/docker-images 1888, martindsouza/docker-oracle-ords 13, fuzziebrain/docker-apex-stack 3."""
    for path in ("/oauth/token", "/m/x", "/"):
        answer = sandbox.http.get(sandbox.url.replace("/page", "/nosuch") + path, timeout=10)
        content = answer.json()
        assert (answer.status_code, content["code"], content["title"]) == (404, "NotFound", "Not Found")
        assert content["message"] == (
            "The request could not be mapped to any database. Check the request URL is correct, and that URL to "
            "database mappings have been correctly configured"
        )
    assert sandbox.get("/nosuch/x").json()["message"] == "Not Found"


def test_a_handler_runs_but_for_the_part_that_the_sandbox_has_not(page):
    """One branch that needs APEX does not lose the others; where it is reached, 555 names what is missing."""
    source = "begin if :mail = 'yes' then apex_mail.send('a@example.com'); end if; htp.prn('done'); end;"
    assert page(source).text == "done"
    answer = page(source, params={"mail": "yes"})
    assert answer.status_code == 555
    assert "ORA-03001: unimplemented feature: the ordslab sandbox has no package APEX_MAIL" in answer.json()["cause"]
