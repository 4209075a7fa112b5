"""CURSOR (query) within a query: fetched by the real driver, given by ORDS as arrays within objects.

Documented: SQL Language Reference, CURSOR Expressions; ORDS Developer's Guide, nested JSON of CURSOR expressions.
"""

from __future__ import annotations

import oracledb
import pytest
import requests

from tests.conftest import running_sandbox

ORDERS = """select c.name, cursor(select o.id, o.total, cursor(select i.item from items i where i.order_id = o.id
  order by i.item) items from orders o where o.customer = c.name order by o.id desc) orders
  from customers c order by 1"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("nested") / "home") as running:
        with oracledb.connect(user="PAGE", password=running.password, dsn=running.dsn) as connection:
            cursor = connection.cursor()
            cursor.execute("create table customers (name varchar2(10), at date, raw_value raw(4))")
            cursor.execute("create table orders (id number, customer varchar2(10), total number(10,2))")
            cursor.execute("create table items (order_id number, item varchar2(10))")
            cursor.execute("insert into customers values ('Ada', date '2026-01-02', hextoraw('CAFE'))")
            cursor.execute("insert into customers values ('Bob', null, null)")
            cursor.execute("insert into orders values (1, 'Ada', 12.5)")
            cursor.execute("insert into orders values (power(2, 70), 'Ada', null)")
            cursor.execute("insert into items values (1, 'pen')")
            cursor.execute("insert into items values (1, 'ink')")
            connection.commit()
        yield running


def opened(row):
    return tuple([opened(each) for each in value] if isinstance(value, oracledb.Cursor) else value for value in row)


def test_the_driver_fetches_cursors_within_cursors(cursor):
    cursor.execute(ORDERS)
    assert [column[0] for column in cursor.description] == ["NAME", "ORDERS"]
    assert cursor.description[1].type_code is oracledb.DB_TYPE_CURSOR
    assert [opened(row) for row in cursor] == [
        ("Ada", [(2**70, None, []), (1, 12.5, [("ink",), ("pen",)])]),
        ("Bob", []),
    ]


def test_types_survive(cursor):
    cursor.execute(
        "select cursor(select at, raw_value, rowid, 0.1 + 0.2, 1/3d, to_clob('x') c, systimestamp - systimestamp i"
        " from customers where name = 'Ada') from dual"
    )
    (inner,) = cursor.fetchone()
    ((at, raw, rowid, fraction, double, text, interval),) = inner.fetchall()
    assert (f"{at:%Y-%m-%d}", raw, len(rowid), fraction, double) == ("2026-01-02", b"\xca\xfe", 18, 0.3, 1 / 3)
    assert text.read() == "x" and interval.total_seconds() == 0


def test_many_rows_and_executions_leave_no_cursors_open(cursor):
    for _ in range(4):
        cursor.execute("select level, cursor(select dummy from dual) from dual connect by level <= 100")
        assert len(cursor.fetchall()) == 100


def test_a_ref_cursor_gives_them_too(cursor):
    cursor.execute(
        f"create or replace procedure orders_of(result out sys_refcursor) is begin open result for {ORDERS}; end;"
    )
    assert cursor.warning is None
    result = cursor.var(oracledb.DB_TYPE_CURSOR)
    cursor.callproc("orders_of", [result])
    assert [opened(row)[1] for row in result.getvalue()][1] == []


def test_a_handler_gives_arrays_within_objects(sandbox, cursor):
    cursor.execute(
        "begin ords.define_service(p_module_name => 'nested', p_base_path => '/nested/', p_pattern => '.',"
        " p_items_per_page => 1, p_source => :source); commit; end;",
        [ORDERS],
    )
    answer = requests.get(f"{sandbox.ords_url}/page/nested/", timeout=10)
    assert answer.status_code == 200, answer.text
    assert '"items":[{"name":"Ada","orders":[{"id":1180591620717411303424,"total":null,"items":[]},' in answer.text
    assert '{"id":1,"total":12.5,"items":[{"item":"ink"},{"item":"pen"}]}]}]' in answer.text
    content = requests.get(f"{sandbox.ords_url}/page/nested/", params={"offset": 1}, timeout=10).json()
    assert content["items"] == [{"name": "Bob", "orders": []}] and content["hasMore"] is False


@pytest.mark.parametrize(
    "text",
    [
        "select * from (select cursor(select 1 from dual) c from dual)",
        "select (select cursor(select 1 from dual) from dual) from dual",
        "select distinct cursor(select 1 from dual) from dual",
        "select cursor(select 1 from dual) from dual union all select cursor(select 1 from dual) from dual",
        "select 1 from dual where cursor(select 1 from dual) is null",
        "create view v as select cursor(select 1 from dual) c from dual",
        "create table t as select cursor(select 1 from dual) c from dual",
        "insert into items (item) select cursor(select 1 from dual) from dual",
    ],
)
def test_elsewhere_they_are_refused(cursor, text):
    with pytest.raises(oracledb.DatabaseError, match="ORA-22902: CURSOR expression not allowed"):
        cursor.execute(text)


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize("lobs", [True, False])
def test_a_ref_cursor_with_lobs_gives_all_its_rows(cursor, monkeypatch, size, lobs):
    monkeypatch.setattr(oracledb.defaults, "fetch_lobs", lobs)
    result = cursor.var(oracledb.DB_TYPE_CURSOR)
    cursor.execute(
        "begin open :1 for select level, to_clob('x' || level) from dual connect by level <= 7; end;", [result]
    )
    inner = result.getvalue()
    inner.arraysize = size
    assert [(n, text.read() if lobs else text) for n, text in inner] == [(n, f"x{n}") for n in range(1, 8)]
