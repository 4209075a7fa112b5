"""A LOB of no length is not NULL, unlike a text of none. Source: SQL Language Reference, EMPTY_BLOB, EMPTY_CLOB."""

import oracledb
import pytest

EMPTY = {
    "EMPTY_CLOB()": "insert into lobs values (1, empty_clob(), empty_blob(), empty_clob())",
    "a temporary LOB": "insert into lobs values (1, :c, :b, :n)",
    "a block": "begin insert into lobs values (1, :c, :b, :n); end;",
    "a block's variables": """declare c clob := empty_clob(); b blob := empty_blob();
                              begin insert into lobs values (1, c, b, c); end;""",
    "made by DBMS_LOB": """declare c clob; b blob; begin dbms_lob.createtemporary(c, true);
                           dbms_lob.createtemporary(b, true); insert into lobs values (1, c, b, c); end;""",
    "an update": "update lobs set c = empty_clob(), b = empty_blob(), n = empty_clob()",
}


@pytest.fixture(params=EMPTY)
def lobs(request, page, table):
    table("lobs", "id number, c clob not null, b blob not null, n nclob not null")
    text, connection = EMPTY[request.param], page.connection
    if text.startswith("update"):
        page.execute("insert into lobs values (1, 'x', hextoraw('01'), 'x')")
    kinds = {"c": oracledb.DB_TYPE_CLOB, "b": oracledb.DB_TYPE_BLOB, "n": oracledb.DB_TYPE_NCLOB}
    page.execute(text, {name: connection.createlob(kind) for name, kind in kinds.items()} if ":c" in text else {})


def test_an_empty_lob_is_not_null_however_it_came(page, lobs):
    for column, nothing in (("c", ""), ("b", b""), ("n", "")):
        lob = page.execute(f"select {column} from lobs").fetchone()[0]
        assert (lob.size(), lob.read() or nothing) == (0, nothing)
        question = (
            f"select count(*), max(length({column})), max(dbms_lob.getlength({column})) from lobs where {column} is "
        )
        assert page.execute(question + "not null").fetchone() == (1, 0, 0)
        assert page.execute(question + "null").fetchone() == (0, None, None)
        assert page.execute(f"select nvl2({column}, 'is there', 'null') from lobs").fetchone() == ("is there",)
    assert page.execute("select c || 'x' from lobs").fetchone()[0].read() == "x"


def test_an_empty_lob_is_null_where_a_text_is_wanted(page, lobs, table):
    table("texts", "v varchar2(10), r raw(10)")
    page.execute("insert into texts select c, b from lobs")
    assert page.execute("select count(*) from texts where v is null and r is null").fetchone() == (1,)
    assert page.execute("select nvl(to_char(c), 'null'), nvl(cast(c as varchar2(9)), 'null') from lobs").fetchone() == (
        *("null", "null"),
    )
    table("mandatory", "v varchar2(10) not null")
    with pytest.raises(oracledb.IntegrityError, match="ORA-01400"):
        page.execute("insert into mandatory select c from lobs")


def test_a_block_can_append_to_an_empty_lob(page, lobs):
    out = page.var(oracledb.DB_TYPE_CLOB)
    page.execute(
        """declare l clob; begin
             select c into l from lobs;
             if l is null or length(l) <> 0 then raise_application_error(-20001, 'not empty'); end if;
             l := l || null;
             if l is null then raise_application_error(-20002, 'null'); end if;
             dbms_lob.append(l, 'abc');
             :1 := l;
           end;""",
        [out],
    )
    assert out.getvalue().read() == "abc"


def test_what_is_no_lob_is_null_when_it_is_empty(page, table):
    table("lobs", "c clob, v varchar2(10)")
    page.execute("insert into lobs values ('', '')")
    page.execute("insert into lobs values (:1, :2)", ["", ""])
    page.execute("insert into lobs values (to_clob(''), null)")
    assert page.execute("select count(*) from lobs where c is null and v is null").fetchone() == (3,)
