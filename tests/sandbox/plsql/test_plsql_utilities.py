"""Oracle's packages that blocks call: UTL_*, DBMS_LOB, DBMS_RANDOM, DBMS_ASSERT, DBMS_UTILITY, HTP, OWA. Documented
(PL/SQL Packages and Types Reference) unless said."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("utl_raw.cast_to_varchar2(utl_raw.cast_to_raw('née'))", "née"),
        ("rawtohex(utl_raw.substr(hextoraw('0102030405'), 2, 3))", "020304"),
        ("rawtohex(utl_raw.substr(hextoraw('0102030405'), -2))", "0405"),
        ("rawtohex(utl_raw.concat(hextoraw('01'), hextoraw('02'), hextoraw('03')))", "010203"),
        ("rawtohex(utl_raw.bit_xor(hextoraw('FF0F'), hextoraw('0F')))", "F00F"),
        ("utl_raw.compare(hextoraw('0102'), hextoraw('0103')) || utl_raw.length(hextoraw('0102'))", "22"),
        ("utl_raw.cast_to_varchar2(utl_encode.base64_decode(utl_raw.cast_to_raw('aGk=')))", "hi"),
        ("utl_url.escape('a b&c?d=é')", "a%20b&c?d=%E9"),
        ("utl_url.escape('a b&c?d=é', true, 'UTF-8')", "a%20b%26c%3Fd%3D%C3%A9"),
        ("utl_url.unescape('a%20b%26')", "a b&"),
        ("rawtohex(utl_i18n.string_to_raw('é', 'AL32UTF8'))", "C3A9"),
        ("utl_i18n.raw_to_char(hextoraw('E9'), 'WE8ISO8859P1')", "é"),
        ("utl_i18n.escape_reference('<a href=\"x\">')", "&lt;a href=&quot;x&quot;&gt;"),
        ("lower(rawtohex(dbms_crypto.hash(utl_raw.cast_to_raw('abc'), dbms_crypto.hash_md5)))",
         "900150983cd24fb0d6963f7d28e17f72"),
        ("dbms_assert.enquote_literal('it''''s') || dbms_assert.enquote_name('emp')", "'it''s'\"EMP\""),
        ("htf.escape_sc('a<b>&\"') || htf.bold('x')", "a&lt;b&gt;&amp;&quot;<B>x</B>"),
        ("owa_util.ite(1 = 1, 'y', 'n')", "y"),
        ("length(rawtohex(sys_guid()))", "32"),
    ],
)  # fmt: skip
def test_what_functions_give(bench, expression, shown):
    assert bench.value(expression) == shown


def test_base64_is_broken_into_lines(bench):
    """Certain: lines of 64 characters, with carriage return and line feed between them."""
    encoded = "utl_raw.cast_to_varchar2(utl_encode.base64_encode(utl_raw.cast_to_raw(rpad('x', 60, 'x'))))"
    assert bench.value(f"length({encoded}) || ' ' || instr({encoded}, chr(13) || chr(10))") == "82 65"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("dbms_assert.enquote_literal('a''b')", "ORA-06502"),
        ("dbms_assert.simple_sql_name('a b')", "ORA-44003: invalid SQL name"),
        ("dbms_assert.qualified_sql_name('a.b c')", "ORA-44004: invalid qualified SQL name"),
        ("dbms_assert.schema_name('NOBODY')", "ORA-44001: invalid schema"),
        ("dbms_assert.sql_object_name('nothing')", "ORA-44002: invalid object name"),
        ("utl_url.unescape('%zz')", "ORA-29262: bad URL"),
        ("utl_i18n.raw_to_char(hextoraw('41'), 'KLINGON')", "ORA-01482: unsupported character set"),
        ("rawtohex(utl_raw.substr(hextoraw('01'), 3))", "ORA-06502"),
    ],
)
def test_what_they_refuse(bench, call, error):
    assert bench.fails(f"begin dbms_output.put_line({call}); end;").startswith(error)


def test_lobs_are_written_and_read(bench):
    block = """
      declare c clob; b blob; n integer; s varchar2(100); d integer := 1; o integer := 1; l integer := 0; w integer;
      begin
        dbms_lob.createtemporary(c, true, dbms_lob.call);
        dbms_output.put_line('[' || dbms_lob.getlength(c) || ']');
        dbms_lob.writeappend(c, 5, 'hello'); dbms_lob.append(c, ' world'); dbms_lob.write(c, 1, 1, 'J');
        dbms_output.put_line(c || dbms_lob.instr(c, 'o', 1, 2) || dbms_lob.substr(c, 5, 7));
        n := 3; dbms_lob.read(c, n, 10, s); dbms_output.put_line(n || s);
        dbms_lob.trim(c, 5); dbms_output.put_line(dbms_lob.compare(c, 'Jello'));
        dbms_lob.createtemporary(b, true);
        dbms_lob.converttoblob(b, c, dbms_lob.lobmaxsize, d, o, dbms_lob.default_csid, l, w);
        dbms_output.put_line(dbms_lob.getlength(b) || ' ' || d || rawtohex(dbms_lob.substr(b, 1, 1)));
        dbms_lob.freetemporary(c);
        if c is null then dbms_output.put_line('free'); end if;
      end;"""
    assert bench.run(block) == ["[0]", "Jello world8world", "2ld", "0", "5 64A", "free"]


def test_a_lob_that_is_nothing(bench):
    text = bench.fails("declare c clob; begin dbms_lob.append(c, 'x'); end;")
    assert text.startswith("ORA-06502: PL/SQL: numeric or value error: invalid LOB locator specified: ORA-22275")


def test_random_values_lie_where_they_should(bench):
    block = """
      declare n number;
      begin
        for i in 1 .. 50 loop
          n := dbms_random.value(5, 6);
          if n < 5 or n >= 6 or not regexp_like(dbms_random.string('X', 10), '^[A-Z0-9]{10}$') then
            raise value_error;
          end if;
        end loop;
        dbms_output.put_line('ok');
      end;"""
    assert bench.run(block) == ["ok"]


def test_the_stack_of_the_error_that_is_handled(bench):
    bench.sql("create procedure p is\nbegin\n  raise_application_error(-20001, 'no');\nend;")
    block = """begin
      p;
    exception when others then
      dbms_output.put_line(dbms_utility.format_error_backtrace);
    end;"""
    assert bench.run(block) == ['ORA-06512: at "PAGE.P", line 3\nORA-06512: at line 2\n']


def test_names_between_commas(bench):
    block = """declare t dbms_utility.uncl_array; n pls_integer; s varchar2(100);
      begin dbms_utility.comma_to_table('a,b,c', n, t); dbms_utility.table_to_comma(t, n, s);
      dbms_output.put_line(n || t(2) || s); end;"""
    assert bench.run(block) == ["3ba,b,c"]


def test_a_page_is_written_outside_of_a_request(bench):
    block = """
      declare n owa.vc_arr; page htp.htbuf_arr; lines integer := 10;
      begin
        n(1) := 'request_method'; owa.init_cgi_env(1, n, n);
        htp.init; htp.htmlopen; htp.header(1, 'Hi'); htp.prints('<&>'); htp.prn('end');
        owa.get_page(page, lines);
        dbms_output.put_line(lines || page(1) || owa_util.get_cgi_env('REQUEST_METHOD'));
      end;"""
    assert bench.run(block) == ["1<HTML>\n<H1>Hi</H1>\n&lt;&amp;&gt;\nendrequest_method"]


def test_settings_of_the_session(bench):
    block = """begin
      dbms_session.set_nls('nls_date_format', '''YYYY/MM/DD''');
      dbms_output.put_line(date '2030-01-02');
      if dbms_session.is_role_enabled('CONNECT') and not dbms_session.is_role_enabled('DBA') then
        dbms_output.put_line('roles');
      end if; end;"""
    assert bench.run(block) == ["2030/01/02", "roles"]


def test_a_package_that_is_not_here_is_refused_by_its_name(bench):
    text = bench.fails("begin utl_http.set_transfer_timeout(10); end;")
    assert text == "ORA-03001: unimplemented feature: the ordslab sandbox has no package UTL_HTTP"
    assert "PLS-00201: identifier 'MY_HTTP.GO' must be declared" in bench.fails("begin my_http.go; end;")


DEPARTMENT = """d clob := '{"department":{"id":10,"name":"ACCOUNTING","open":true,"since":"2026-01-02T03:04:05Z",
  "day":"02.01.2026","boss":null,"pay":12.50,"staff":[{"no":7782,"job":"MANAGER"},{"no":7839,"odd name":"x"}]}}';"""


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("apex_json.get_varchar2('department.name')", "ACCOUNTING"),
        ("apex_json.get_number(p_path => 'department.id') + 1", "11"),
        ("apex_json.get_varchar2('department.pay') || apex_json.get_varchar2('department.open')", "12.5true"),
        ("apex_json.get_count(p_path => 'department.staff')", "2"),
        ("apex_json.get_count('.') || apex_json.get_count('department')", "18"),
        ("nvl(to_char(apex_json.get_count('department.nothing')), 'none')", "none"),
        ("apex_json.get_number(p_path => 'department.staff[%d].no', p0 => 2)", "7839"),
        ("apex_json.get_varchar2('%s.staff[%1].job', 'department', 1)", "MANAGER"),
        ("apex_json.get_varchar2('department.staff[2].\"odd name\"')", "x"),
        ("apex_json.get_varchar2('department.boss.name', p_default => 'nobody')", "nobody"),
        ("nvl(apex_json.get_varchar2('department.boss', p_default => 'nobody'), 'null')", "null"),
        ("to_char(apex_json.get_date('department.since'), 'YYYY-MM-DD HH24:MI')", "2026-01-02 03:04"),
        ("to_char(apex_json.get_date('department.day', p_format => 'DD.MM.YYYY'), 'YYYY-MM-DD')", "2026-01-02"),
        ("case when apex_json.get_boolean('department.open') then 'open' end", "open"),
        ("case when apex_json.does_exist('department.boss') then 'y' end", "y"),
        ("case when not apex_json.does_exist('department.staff[3]') then 'n' end", "n"),
    ],
)
def test_apex_json_gives_values_by_their_paths(bench, expression, shown):
    """Documented: APEX API Reference, APEX_JSON."""
    assert bench.value(expression, DEPARTMENT, "apex_json.parse(d);") == shown


def test_apex_json_parses_into_values_of_ones_own(bench):
    assert bench.run("""declare v apex_json.t_values; begin
        apex_json.parse(p_values => v, p_source => '[{"a":1},{"a":2}]'); apex_json.parse('{"a":3}');
        for i in 1 .. apex_json.get_count(p_path => '.', p_values => v) loop
          dbms_output.put_line(apex_json.get_number(p_path => '[%d].a', p0 => i, p_values => v)); end loop;
        dbms_output.put_line(apex_json.get_number('a')); end;""") == ["1", "2", "3"]  # fmt: skip


def test_apex_json_refuses_what_is_no_json_and_what_is_of_another_kind(bench):
    caught = "begin apex_json.parse('{a'); exception when apex_json.e_parse_error then dbms_output.put_line('e'); end;"
    assert bench.run(caught) == ["e"]
    for path in ("get_number('a')", "get_count('a')", "get_varchar2('o')"):
        text = f'begin apex_json.parse(\'{{"a":"x","o":{{}}}}\'); dbms_output.put_line(apex_json.{path}); end;'
        assert bench.fails(text).startswith("ORA-06502")
