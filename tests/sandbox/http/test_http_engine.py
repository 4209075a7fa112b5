"""The REST side on the real engine: what only both together can show."""

import pytest

CUSTOMERS = [
    "create table customers (id number primary key, name varchar2(100), valid_until date)",
    "insert into customers values (1, 'Aurora Books', date '2035-12-31')",
    "insert into customers values (2, 'Borealis Bikes', date '2024-06-30')",
    "insert into customers values (3, null, null)",
    "commit",
]


@pytest.fixture
def shop(sandbox):
    sandbox.run(*CUSTOMERS)
    return sandbox


def test_the_articles_way_from_public_to_401_to_200(shop):
    """The six steps of the article."""
    shop.handler("validation/{id}", "select id, name from customers where id = :id", "json/item")
    url = "/m/validation/1"
    assert shop.get(url).json()["name"] == "Aurora Books"
    shop.run(
        "declare r owa.vc_arr; p owa.vc_arr; m owa.vc_arr; begin ords.create_role('license_role');"
        " r(1) := 'license_role'; m(1) := 'm'; ords.define_privilege('license_priv', r, p, m); end;"
    )
    assert shop.get(url).status_code == 200  # nothing is visible before the commit
    shop.run("commit")
    assert shop.get(url).status_code == 401
    client = "p_name => 'c', p_grant_type => 'client_credentials', p_privilege_names => ''"
    shop.run(f"begin oauth.create_client({client}); commit; end;")
    ((client_id, secret),) = shop.run("select client_id, client_secret from user_ords_clients")
    form = {"grant_type": "client_credentials"}
    token = shop.post("/oauth/token", data=form, auth=(client_id, secret)).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert shop.get(url, headers=bearer).headers["WWW-Authenticate"].endswith('error="invalid_token"')
    shop.run("begin oauth.grant_client_role('c', 'license_role'); commit; end;")
    assert shop.get(url, headers=bearer).json()["name"] == "Aurora Books"


def test_pages_of_a_real_query(shop):
    shop.handler(".", "select id, name from customers order by id desc", items_per_page=2)
    first = shop.get("/m/").json()
    assert ([item["id"] for item in first["items"]], first["hasMore"]) == ([3, 2], True)
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    second = shop.http.get(following, timeout=10).json()
    assert ([item["id"] for item in second["items"]], second["hasMore"]) == ([1], False)


def test_manual_paging(shop):
    """The recommended example of "Implicit Parameters"; documented."""
    source = "select id from customers order by id offset :fetch_offset rows fetch next :fetch_size rows only"
    shop.handler(".", source, items_per_page=2)
    assert [item["id"] for item in shop.get("/m/?offset=1").json()["items"]] == [2, 3]


def test_a_filter_on_a_real_query(shop):
    shop.handler(".", "select id, name, valid_until from customers where id < :below")
    q = '{"valid_until":{"$gt":{"$date":"2030-01-01T00:00:00Z"}}}'
    assert [item["id"] for item in shop.get("/m/", params={"q": q, "below": 3}).json()["items"]] == [1]
    q = '{"name":{"$notnull":null},"$orderby":{"name":"desc"}}'
    assert [item["id"] for item in shop.get("/m/", params={"q": q, "below": 9}).json()["items"]] == [2, 1]


def test_htp_and_owa_util(shop):
    """Documented packages."""
    shop.handler(
        "page",
        """begin
             owa_util.mime_header('application/json', false);
             owa_util.http_header_close;
             htp.prn('{"user":"' || nvl(:current_user, 'nobody') || '","path":"');
             htp.prn(owa_util.get_cgi_env('PATH_INFO') || '","name":"' || :name || '"}');
           end;""",
        "plsql/block",
    )
    answer = shop.get("/m/page?name=x")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"user": "nobody", "path": "/m/page", "name": "x"}


def test_out_parameters(shop):
    source = "begin select count(*), max(name) into :total, :last from customers; :status_code := 202; end;"
    shop.handler("total", source, "plsql/block")
    shop.run(
        "begin ords.define_parameter('m', 'total', 'GET', 'total', 'total', 'RESPONSE', 'INT', 'OUT');"
        " ords.define_parameter('m', 'total', 'GET', 'last', 'last', 'RESPONSE', 'STRING', 'OUT');"
        " ords.define_parameter('m', 'total', 'GET', 'X-Total', 'total', 'HEADER', 'INT', 'OUT'); commit; end;"
    )
    answer = shop.get("/m/total")
    assert answer.status_code == 202
    assert answer.json()["last"] == "Borealis Bikes"


def test_a_result_set(shop):
    """Known from public projects; the array under the parameter's name."""
    shop.handler(
        "all", "begin open :found for select id, name from customers where id < :n order by id; end;", "plsql/block"
    )
    shop.run(
        "begin ords.define_parameter('m', 'all', 'GET', 'items', 'found', 'RESPONSE', 'RESULTSET', 'OUT'); commit; end;"
    )
    assert shop.get("/m/all?n=3").text == (
        '{"items":[{"id":1,"name":"Aurora Books"},{"id":2,"name":"Borealis Bikes"}]}'
    )


def test_a_stored_procedure_behind_an_endpoint(shop):
    shop.run(
        "create or replace procedure rename_customer(p_id number, p_name varchar2, p_rows out number) is begin"
        " update customers set name = p_name where id = p_id; p_rows := sql%rowcount; end;"
    )
    shop.handler("rename", "begin rename_customer(:id, :name, :changed); end;", "plsql/block", "PUT")
    shop.run(
        "begin ords.define_parameter('m', 'rename', 'PUT', 'rows', 'changed', 'RESPONSE', 'INT', 'OUT'); commit; end;"
    )
    assert shop.request("PUT", "/m/rename", json={"id": 1, "name": "Dawn Books"}).json() == {"rows": 1}
    assert shop.run("select name from customers where id = 1") == [("Dawn Books",)]


def test_a_post_inserts_and_shows_the_new_row(shop):
    """`:forward_location`, HOINA-DG3; documented."""
    shop.handler("items/:id", "select id, name from customers where id = :id", "json/item")
    shop.handler(
        "items/",
        "begin insert into customers (id, name) values (:id, :name);"
        " :forward_location := './' || :id; :status_code := 201; end;",
        "plsql/block",
        "POST",
    )
    answer = shop.post("/m/items/", json={"id": 7, "name": "Dune"})
    assert (answer.status_code, answer.json()["name"]) == (201, "Dune")
    assert answer.headers["Location"] == f"{shop.url}/m/items/7"
    assert shop.run("select name from customers where id = 7") == [("Dune",)]


def test_a_block_that_fails_leaves_nothing(shop):
    """Certain: 555 with the error's text."""
    source = "begin delete from customers; raise_application_error(-20999, 'not today'); end;"
    shop.handler(".", source, "plsql/block", "DELETE")
    answer = shop.request("DELETE", "/m/")
    assert answer.status_code == 555
    assert "SQL Error Code 20999, Error Message: ORA-20999: not today\nORA-06512: at line 1\n" in answer.json()["cause"]
    assert shop.run("select count(*) from customers") == [(3,)]


def test_a_block_that_does_not_compile_is_555(shop):
    shop.handler(".", "begin no_such_thing; end;", "plsql/block", "POST")
    answer = shop.post("/m/")
    assert (answer.status_code, "PLS-00201" in answer.json()["cause"]) == (555, True)


def test_an_open_transaction_elsewhere_does_not_stop_readers(shop):
    """As with Oracle: readers see what is committed."""
    shop.handler(".", "select count(*) n from customers")
    shop.run("insert into customers values (4, 'open', null)")
    assert shop.get("/m/").json()["items"] == [{"n": 3}]
    shop.run("commit")
    assert shop.get("/m/").json()["items"] == [{"n": 4}]


def test_media_of_a_blob(shop):
    shop.run("create table images (id number, kind varchar2(20), content blob)")
    shop.run("insert into images values (1, 'image/gif', hextoraw('474946'))", "commit")
    shop.handler("images/:id", "select kind, content from images where id = :id", "resource/lob")
    answer = shop.get("/m/images/1")
    assert (answer.headers["Content-Type"], answer.content) == ("image/gif", b"GIF")


def test_a_text_body_arrives_whole(shop):
    shop.run("create table bodies (text clob, content blob)")
    shop.handler("text", "begin insert into bodies (text) values (:body_text); end;", "plsql/block", "POST")
    shop.handler(
        "raw", "declare b blob := :body; begin insert into bodies (content) values (b); end;", "plsql/block", "POST"
    )
    long = "äöü " * 20_000
    assert shop.post("/m/text", data=long.encode()).status_code == 200
    assert shop.post("/m/raw", data=b"\x00\xff").status_code == 200
    assert shop.run("select text, content from bodies") == [(long, None), (None, b"\x00\xff")]


def test_an_etag_changes_with_the_row(shop):
    shop.handler(":id", "select id, name from customers where id = :id", "json/item")
    etag = shop.get("/m/1").headers["ETag"]
    assert shop.get("/m/1", headers={"If-None-Match": etag}).status_code == 304
    shop.run("update customers set name = 'Other' where id = 1", "commit")
    assert shop.get("/m/1", headers={"If-None-Match": etag}).status_code == 200


def test_two_columns_of_one_name_are_an_error(shop):
    """ORDS wraps a query for paging; Oracle then raises ORA-00918. Documented (automatic pagination)."""
    shop.handler(".", "select id, id from customers")
    answer = shop.get("/m/")
    assert (answer.status_code, "ORA-00918" in answer.json()["cause"]) == (555, True)


def test_a_runaway_block_ends_when_its_client_leaves(shop):
    """Inferred."""
    import socket

    shop.handler("loop", "begin loop null; end loop; end;", "plsql/block")
    host, port = shop.url.split("/")[2].split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /ords/page/m/loop HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not shop.running():
            shop.get("/nothing")
    while shop.running():
        shop.get("/nothing")


def test_the_server_ends_although_a_block_runs(shop):
    """Promise: closing does not wait for a handler that never ends."""
    import socket

    shop.handler("loop", "begin loop null; end loop; end;", "plsql/block")
    host, port = shop.url.split("/")[2].split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(b"GET /ords/page/m/loop HTTP/1.1\r\nHost: localhost\r\n\r\n")
    while not shop.running():
        shop.get("/nothing")
    shop.stop_listening()
    connection.close()


def test_a_dropped_schema_is_let_go(shop):
    """Promise: idle sessions of the REST side do not count as connected, and nothing of the schema answers on."""
    shop.handler(".", "select id from customers")
    assert shop.get("/m/").status_code == 200
    shop.session.close()
    shop.database.drop_schema("PAGE")
    assert shop.get("/m/").status_code == 404
    shop.database.create_schema("PAGE", "another")
    assert shop.get("/m/").status_code == 404


def test_many_at_once(shop):
    """Promise: requests do not see each other's state."""
    from concurrent.futures import ThreadPoolExecutor

    shop.handler("echo", "begin htp.prn(:n || '/' || :n); end;", "plsql/block")
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: shop.get(f"/m/echo?n={n}").text, range(200)))
    assert answers == [f"{n}/{n}" for n in range(200)]
