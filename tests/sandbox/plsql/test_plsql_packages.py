"""Packages: a PL/SQL specification with a Python body, and Oracle's own."""

from __future__ import annotations

from datetime import datetime

import pytest

from ordslab.sandbox.plsql.catalog import register
from ordslab.sandbox.plsql.packages import Package
from ordslab.sandbox.plsql.values import Collection, Record
from ordslab.sandbox.sql.calls import Bind
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.types import NUMBER, VARCHAR2


@pytest.fixture
def shop(bench):
    package = Package(
        """
        package shop as
          type key_t is record (id number, name varchar2(30));
          type order_t is record (key key_t, placed date);
          limit constant number := 10;
          function find(p_name in varchar2, p_id number default limit) return order_t;
          procedure fill(p_names out owa.vc_arr, p_count in out number);
          procedure missing;
        end shop;
        """,
        owner="STORE",
    )

    @package.body("find")
    def find(call, p_name, p_id):
        return Record(key=Record(id=p_id, name=p_name), placed=datetime(2030, 1, 2, 3, 4, 5))

    @package.body("fill")
    def fill(call, p_names, p_count):
        p_names.value = Collection(["x"] * p_count.value)
        p_count.value += 1

    register(bench.session.database, package, "mart")
    return bench


def test_functions_give_records_whose_fields_chain(shop):
    assert shop.value("shop.find('a').key.name || shop.find('a').key.id") == "a10"


def test_a_package_answers_to_its_owner_and_its_synonyms(shop):
    assert shop.value("store.shop.find('b').key.name || mart.limit") == "b10"


def test_names_are_known_whatever_their_case(shop):
    assert shop.value("STORE.Shop.FIND(P_NAME => 'q').KEY.name") == "q"


def test_package_types_are_declared_and_filled(shop):
    assert shop.value("o.key.name", "o shop.order_t;", "o := shop.find('c');") == "c"


def test_dates_come_from_python_as_dates(shop):
    assert shop.value("shop.find('c').placed - date '2030-01-01'").startswith("1.127835648")


def test_out_parameters_of_python_bodies(shop):
    assert shop.value("n.count || c || n(2)", "n owa.vc_arr; c number := 2;", "shop.fill(n, c);") == "23x"


def test_a_body_that_is_not_there_is_refused_honestly(shop):
    assert shop.fails("begin shop.missing; end;").startswith("ORA-03001")


def test_a_package_constant_cannot_be_assigned_to(shop):
    assert "PLS-00363" in shop.fails("begin shop.limit := 1; end;")


def test_a_function_is_no_statement(shop):
    assert "PLS-00221: 'FIND' is not a procedure or is undefined" in shop.fails("begin shop.find('x'); end;")


def test_python_bodies_must_have_the_parameters_of_the_specification():
    package = Package("package p as procedure q(a number); end;")
    with pytest.raises(TypeError, match="specification"):
        package.body("q")(lambda call, b: None)
    with pytest.raises(LookupError):
        package.body("nothing")


def test_a_wrong_specification_is_an_oracle_error():
    with pytest.raises(OraError, match="PLS-00103"):
        Package("package p as procedure; end;")


def test_output_is_read_line_by_line_and_in_bulk(bench):
    bench.session.package_state.clear()
    lines, count = Bind(VARCHAR2, [], is_array=True, max_elements=10), Bind(NUMBER, 10)
    bench.run("begin dbms_output.put_line('lost'); dbms_output.enable(null); dbms_output.put('a');"
              " dbms_output.put_line('b'); dbms_output.new_line; end;")  # fmt: skip
    # `run` took the lines away; write them again for GET_LINES.
    bench.session.execute(bench.session.parse("begin dbms_output.put_line('ab'); dbms_output.put_line('c'); end;"), [])
    bench.run("begin dbms_output.get_lines(:lines, :count); end;", lines=lines, count=count)
    assert (lines.value, count.value) == (["ab", "c"], 2)


def test_a_full_output_buffer_is_an_error(bench):
    block = "begin dbms_output.enable(2000); for i in 1 .. 300 loop dbms_output.put_line('1234567890'); end loop; end;"
    assert "ORU-10027: buffer overflow, limit of 2000 bytes" in bench.fails(block)


def test_a_handler_writes_its_page_and_headers(bench):
    bench.session.package_state["CGI"] = {"REQUEST_METHOD": "GET"}
    bench.run(
        "begin owa_util.status_line(404, 'Gone'); owa_util.mime_header('application/json', true, 'utf-8');"
        " htp.prn('{'); htp.p(owa_util.get_cgi_env('request_method')); end;"
    )
    page = bench.session.package_state["HTP"]
    assert (page.status, page.text()) == (404, "{GET\n")
    assert page.headers == [("Content-Type", "application/json; charset=utf-8")]


def test_application_info_is_kept_on_the_session(bench):
    bench.run("begin dbms_application_info.set_module('lesson', 'step'); dbms_session.set_identifier('me'); end;")
    assert (bench.session.module, bench.session.action, bench.session.client_identifier) == ("lesson", "step", "me")


def test_no_transaction_has_no_id(bench):
    assert bench.run("begin if dbms_transaction.local_transaction_id is null then "
                     "dbms_output.put_line('none'); end if; end;") == ["none"]  # fmt: skip
