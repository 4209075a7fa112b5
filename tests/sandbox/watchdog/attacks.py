"""The worst statements, requests and packets that were found. To add one: a line in `ATTACKS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from tests.sandbox.watchdog.patient import Patient


@dataclass(frozen=True)
class Attack:
    """`answers`: a regular expression for what the sandbox answers. `core`: whether CI makes it, too."""

    name: str
    make: Callable[[Patient], str]
    answers: str
    core: bool = True
    megabytes: float = 320  # what a call may take, and what it has just made
    ends: bool = True  # with its call timeout, at the latest


def sql(name: str, text: str, answers: str, *binds: object, core: bool = True, megabytes: float = 320) -> Attack:
    """A statement, with a call timeout of a second."""
    return Attack(name, lambda target: target.sql(text, *binds), answers, core, megabytes)


def get(name: str, path: str, answers: str, *, core: bool = True) -> Attack:
    """A GET below the schema's alias."""
    return Attack(name, lambda target: target.http("GET", path), answers, core)


def filtered(name: str, query: str, answers: str, *, core: bool = True) -> Attack:
    """A GET of an AutoREST table with a filter."""
    return get(name, f"/emp/?q={quote(query)}", answers, core=core)


def post(name: str, path: str, content: str, answers: str, *, core: bool = True) -> Attack:
    """A POST of JSON below the schema's alias."""
    headers = {"Content-Type": "application/json"}
    return Attack(name, lambda target: target.http("POST", path, data=content, headers=headers), answers, core)


def any_of(count: int) -> str:
    """So many conditions, none of which holds."""
    return " or ".join(f"dummy = '{number}'" for number in range(count))


def calls(count: int) -> str:
    """So many calls within each other."""
    return "upper(" * count + "'a'" + ")" * count


def doubling(levels: int) -> str:
    """A query of WITH of which each name stands for two of the one before."""
    names = [f"w{level} as (select a.x from w{level - 1} a, w{level - 1} b)" for level in range(1, levels)]
    return f"with w0 as (select 1 x from dual), {', '.join(names)} select * from w{levels - 1}"


def beside_branches(conditions: int, branches: int) -> str:
    """A long query of WITH before a UNION ALL in FROM."""
    long = f"select dummy x from dual where {any_of(conditions)}"
    return f"with w as ({long}) select * from (select x from w{' union all select dummy from dual' * branches})"


def within(form: str, levels: int) -> str:
    """An expression within the same one, so many times."""
    expression = "1"
    for _ in range(levels):
        expression = form.format(expression)
    return f"select {expression} from dual"


MUCH, TOO_MUCH = "x" * 100_000_000, "ORA-04036|DPY-4024"
LONG = "to_clob(rpad('x', 4000, 'x'))"
CHUNKED = b"POST /ords/page/echo/x HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
TIMED_OUT = r"DPY-4024|ORA-01013"

ATTACKS = [
    # regular expressions and LIKE
    sql(
        "a regular expression",
        "select 1 from dual where regexp_like(rpad('x', 4000, 'x'), '(x+x+)+y')",
        "ORA-00040|DPY-4024",
    ),
    sql(
        "regular expressions in many rows",
        "select count(regexp_substr(rpad('ab', 150, 'ab') || level, '(a|b)*[cd]')) from dual connect by level < 1e6",
        TIMED_OUT,
    ),
    get(
        "a regular expression over HTTP",
        f"/like/x?text={'x' * 4000}&pattern={quote('(x+x+)+y')}",
        "^555 ",
    ),
    sql("a LIKE", "select 1 from dual where rpad('a', 4000, 'a') like rpad('%a', 3998, '%a') || '_b'", r"^\[\]"),
    # numbers
    filtered("a filter with a large exponent", '{"id":{"$eq":1e10000000}}', "^555 "),
    filtered("a filter with many digits", '{"id":{"$eq":' + "9" * 16000 + "}}", "^555 "),
    filtered("a filter with a number as text", '{"id":{"$eq":"1e10000000"}}', "^555 "),
    get("a DOUBLE parameter", "/double/x?n=1e10000000", "^400 "),
    get("a key in the address", "/emp/1e10000000", "^400 "),
    post("a body with a large exponent", "/echo/x", '{"n":1e10000000}', "^555 "),
    post("a body with many digits", "/echo/x", '{"n":' + "9" * 1_000_000 + "}", "^555 "),
    post("a row with a large exponent", "/emp/", '{"id":1e10000000}', "^400 "),
    Attack(
        "a batch with a large exponent",
        lambda target: target.http(
            "POST", "/emp/batchload", data="id,name\n1e10000000,x\n", headers={"Content-Type": "text/csv"}
        ),
        "^400 ",
    ),
    *(
        sql(f"{name} of a large number", f"select {call} from dual", answers)
        for name, call, answers in [
            ("TO_NUMBER", "to_number('1e10000000')", "ORA-0"),
            ("TO_NUMBER", "to_number(rpad('9', 4000, '9'))", "ORA-0"),
            ("CAST", "cast('1e10000000' as number)", "ORA-0"),
            ("TO_BINARY_DOUBLE", "to_binary_double('1e10000000')", "Inf|inf|ORA-0"),
            ("a literal", "1e10000000", "ORA-0"),
            ("a literal of many digits", "9" * 100_000, "ORA-0"),
            ("JSON_VALUE", "json_value('{\"a\":1e10000000}', '$.a' returning number)", r"None|ORA-"),
            ("JSON_VALUE of a text", "json_value('{\"a\":\"1e10000000\"}', '$.a' returning number)", r"None|ORA-"),
            ("JSON_VALUE as text", "json_value('{\"a\":1e10000000}', '$.a')", r"1[eE]|ORA-"),
            ("JSON_QUERY", "json_query('{\"a\":[1e10000000]}', '$.a')", r"1[eE]|ORA-"),
            ("a JSON path", "json_value('{\"a\":1e10000000}', '$.a.ceiling()')", r"None|ORA-"),
            ("a JSON path's filter", "json_query('[1]', '$[*]?(@ < 1e10000000)')", r"None|1"),
            ("a JSON path's index", "json_query('[1]', '$[" + "9" * 3000 + "]')", r"None|ORA-"),
            ("POWER", "power(10, 1e125)", "ORA-01426"),
            ("ROUND to more places than there are", "round(1.5, 1e125)", r"1\.5|ORA-"),
            ("CHR", "chr(1e125)", "ORA-"),
            ("an interval of many days", "numtodsinterval(1e125, 'DAY')", "ORA-"),
            ("BITAND", "bitand(1e125, 1e125)", "ORA-|1"),
        ]
    ),
    sql(
        "JSON_TABLE with a large exponent",
        "select n from json_table('[1e10000000]', '$[*]' columns (n number path '$'))",
        "None|ORA-",
    ),
    *(
        sql(f"{name} of a large number", f"declare n number; o json_object_t; begin {block} end;", "ORA-|ok")
        for name, block in [
            ("PL/SQL", "n := '1e10000000';"),
            ("PL/SQL's TO_NUMBER", "n := to_number('1e10000000');"),
            ("a literal in PL/SQL", "n := 1e10000000;"),
            ("JSON_OBJECT_T", "o := json_object_t('{\"a\":1e10000000}'); n := o.get_number('a');"),
            ("JSON_OBJECT_T as text", "o := json_object_t('{\"a\":1e10000000}'); dbms_output.put_line(o.to_string());"),
            ("APEX_JSON", "apex_json.parse('{\"a\":1e10000000}'); n := apex_json.get_number('a');"),
            ("dynamic SQL", "execute immediate 'select 1e10000000 from dual' into n;"),
        ]
    ),
    Attack("a bind of 100 MB", lambda target: target.sql("select :1 from dual", MUCH), TOO_MUCH, ends=False),
    Attack(
        "a statement of 100 MB", lambda target: target.sql(f"select '{MUCH}' from dual"), TOO_MUCH, False, ends=False
    ),
    Attack(
        "rows of binds without end",
        lambda target: target.sql("insert into emp (name) values (:1)", many=[("x" * 300,)] * 600_000),
        "ORA-|DPY-4024",
        core=False,
        ends=False,
    ),
    sql("a bind of many digits", "select to_number(:1) from dual", "ORA-", "9" * 30000),
    sql(
        "PL/SQL's power",
        "declare n number := 10; begin for i in 1 .. 200 loop n := n ** 100000; end loop; end;",
        "ORA-",
    ),
    # compiling
    *(
        sql(name, text, answers, *binds)
        for name, text, answers, *binds in [
            ("a sum of 32,000 terms", f"select 1{'+1' * 32_000} from dual", rf"32001|{TIMED_OUT}"),
            ("16,000 conditions", f"select 1 from dual where {any_of(16_000)}", rf"^\[\]|{TIMED_OUT}"),
            ("8,000 branches of UNION", f"select 1 from dual{' union all select 1 from dual' * 8_000}", "."),
            ("10,000 parentheses", f"select {'(' * 10_000}1{')' * 10_000} from dual", "ORA-03001"),
            (
                "10,000 calls in a block",
                f"declare x varchar2(9); begin x := {calls(10_000)}; end;",
                rf"ORA-06550|{TIMED_OUT}",
            ),
            (
                "a block of 20,000 terms",
                f"declare x number; begin x := 1{' + 1' * 20_000}; end;",
                rf"ok|ORA-0|{TIMED_OUT}",
            ),
            ("CUBE of 60 columns", f"select 1 from dual group by cube({', '.join(['dummy'] * 60)})", "ORA-03001"),
            ("a list of 5 MB", f"select 1 from dual where :1 in ({'1,' * 2_500_000}1)", "ORA-03001", 5),
            (
                "a list of a megabyte",
                f"select 1 from dual where :1 in ({'1,' * 500_000}1)",
                rf"ORA-01795|{TIMED_OUT}",
                5,
            ),
            (
                "32,000 literals compared",
                f"select 1 from dual where {any_of(32_000)}",
                rf"^\[\]|{TIMED_OUT}",
            ),
            (
                "binds without end",
                f"select 1 from dual where {' or '.join(f'dummy = :{number}' for number in range(1, 20_002))}",
                rf"ORA-03001|{TIMED_OUT}",
                *(["x"] * 20_001),
            ),
            ("names of WITH that double", doubling(30), "ORA-03001"),
            ("a WITH beside many branches", beside_branches(4000, 500), rf"^\[|{TIMED_OUT}"),
            ("a CASE of a CASE", within("case {} when 1 then 2 when 2 then 1 else 0 end", 60), "ORA-03001"),
            ("BETWEEN of BETWEEN", within("case when {} between 1 and 2 then 1 else 2 end", 60), "ORA-03001"),
            ("DECODE of DECODE", within("decode({}, 1, 2, 2, 1, 0)", 60), "ORA-03001"),
            (
                "analytic functions",
                f"select {', '.join(f'row_number() over (order by {number})' for number in range(1000))} from dual",
                "ORA-03001",
            ),
            (
                "inline views with row ids",
                "select * from (select rowid r from emp)" + " union all select * from (select rowid r from emp)" * 8000,
                rf"^\[|{TIMED_OUT}",
            ),
            (
                "a sum that is nearly grouped by",
                f"select {' + '.join(['id'] * 8000)} from emp group by {' + '.join(['id'] * 4000)}",
                rf"ORA-00979|{TIMED_OUT}",
            ),
            ("a join of 5,000 tables", "select 1 from dual" + " cross join dual" * 5_000, "ORA-03001"),
        ]
    ),
    # addresses
    get("a long path", f"/paths/{'a/' * 8000}b", "^404 "),
    # sizes that a client names
    *(
        sql(f"the size of {name}", f"select length({call}) from dual", answers)
        for name, call, answers in [
            ("LPAD", "lpad('x', 1000000000)", "4000"),
            ("RPAD", "rpad('x', 1000000000, 'é')", "2000"),
            ("LPAD of a CLOB", "lpad(to_clob('x'), 1000000000)", "ORA-01652"),
            ("DBMS_RANDOM.STRING", "dbms_random.string('x', 1000000000)", "4000"),
            ("REPLACE", f"replace({LONG}, 'x', {LONG})", "16000000|ORA-"),
            ("REPLACE twice", f"replace(replace({LONG}, 'x', {LONG}), 'x', {LONG})", "ORA-01652"),
            ("REGEXP_REPLACE", f"regexp_replace(replace({LONG}, 'x', {LONG}), 'x', {LONG})", "ORA-01652"),
            ("TO_CHAR", "to_char(1, rpad('9', 4000, '9'))", "ORA-|[0-9]"),
            ("many texts", " || ".join(["to_clob(rpad('x', 4000, 'x'))"] * 400), r"1600000|ORA-"),
        ]
    ),
    *(
        sql(f"the size of {name} in PL/SQL", f"declare {declared} begin {block} end;", answers)
        for name, declared, block, answers in [
            ("LPAD", "v varchar2(32767);", "v := lpad('x', 1000000000);", "ORA-06502"),
            ("RANDOMBYTES", "v raw(2000);", "v := dbms_crypto.randombytes(1000000000);", "ORA-06502"),
            ("DBMS_RANDOM.STRING", "v varchar2(32767);", "v := dbms_random.string('x', 1000000000);", "ok"),
            ("UTL_RAW.COPIES", "v raw(32767);", "v := utl_raw.copies('ff', 1000000000);", "ORA-06502"),
            ("a LOB's offset", "c clob := 'x';", "dbms_lob.write(c, 1, 1000000000, 'y');", "ORA-01652"),
            ("a LOB's trim", "c clob := 'x';", "dbms_lob.trim(c, 1000000000);", "ORA-22926"),
            ("a LOB's copy", "c clob := 'x';", "dbms_lob.copy(c, c, 1, 1000000000, 1);", "ORA-01652"),
            ("a text that doubles", "c clob := 'x';", "loop c := c || c; end loop;", "ORA-01652|ORA-04036"),
            (
                "many LOBs",
                "type t is table of clob index by pls_integer; v t; c clob := rpad('x', 32000, 'x');",
                "for i in 1 .. 9 loop c := c || c; end loop; for i in 1 .. 1000000 loop v(i) := c || i; end loop;",
                f"ORA-04036|{TIMED_OUT}",
            ),
            (
                "a collection",
                "type t is table of varchar2(4000); v t := t();",
                "loop v.extend; v(v.last) := rpad(v.last, 4000, 'x'); end loop;",
                f"ORA-04036|ORA-06500|{TIMED_OUT}",
            ),
            ("printed lines", "", "loop htp.p(rpad('x', 30000, 'x')); end loop;", f"ORA-04036|{TIMED_OUT}"),
            (
                "DBMS_OUTPUT",
                "",
                "dbms_output.enable(null); loop dbms_output.put_line(rpad('x', 30000, 'x')); end loop;",
                f"ORA-04036|ORA-20000|{TIMED_OUT}",
            ),
            ("a sleep", "", "dbms_session.sleep(1000000000);", f"ORA-|{TIMED_OUT}"),
            ("a loop", "", "loop null; end loop;", TIMED_OUT),
            (
                "a recursion",
                "function f(n number) return number is begin return f(n + 1) + 1; end;",
                "if f(1) = 1 then null; end if;",
                "ORA-06500",
            ),
        ]
    ),
    sql("a result of many rows", "select count(*) from (select level l from dual connect by level < 1e9)", TIMED_OUT),
    sql(
        "a sort of many rows",
        "select max(l) from (select level l from dual connect by level < 1e9 order by -l)",
        f"ORA-04036|{TIMED_OUT}",
    ),
    sql(
        "rows without end",
        "select level, rpad('x', 4000, 'x') from dual connect by level < 1e9",
        rf"^\[\(1, |ORA-04036|{TIMED_OUT}",
    ),
    sql(
        "a list without end",
        "select json_arrayagg(rpad('x', 4000, 'x')) from dual connect by level < 1e9",
        f"ORA-04036|{TIMED_OUT}",
    ),
    Attack("a LOB's offset on the wire", lambda target: target.lob(1_000_000_000), "ORA-01652"),
    # what a request names
    post("JSON of many lists", "/echo/x", '{"n":[' + "[]," * 5_000_000 + "[]]}", "^(413|555) "),
    post("JSON of many numbers", "/echo/x", '{"n":[' + "1," * 300_000 + "1]}", "^200 "),
    Attack(
        "a form of many fields",
        lambda target: target.http(
            "POST", "/echo/x", data="a&" * 8_000_000, headers={"Content-Type": "application/x-www-form-urlencoded"}
        ),
        "^400 ",
    ),
    Attack(
        "a form to sign in with",
        lambda target: target.http(
            "POST",
            "/sign-in/check",
            data="a&" * 8_000_000,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
        "^413 ",
    ),
    Attack(
        "parts of a form",
        lambda target: target.http(
            "POST",
            "/echo/x",
            data="--b\r\n\r\nx\r\n" * 1_000_000,
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        ),
        "^400 ",
    ),
    Attack("trailers", lambda target: target.raw(CHUNKED, b"a: b\r\n" * 3_000_000), "closed|^HTTP"),
    Attack("one long trailer", lambda target: target.raw(CHUNKED, b"a: ", b"b" * 20_000_000), "closed|^HTTP"),
    Attack(
        "a long size of a chunk", lambda target: target.raw(CHUNKED[:-6], b"1;" + b"x" * 20_000_000), "closed|^HTTP"
    ),
    Attack(
        "bodies at once",
        lambda target: target.at_once(60, lambda: target.http("POST", "/echo/x", data=b"x" * 16_000_000)[:3]),
        "503",
        ends=False,
    ),
    # requests that hold places
    Attack("twelve handlers that loop", lambda target: target.leaving(12, "/loop/x"), "^left", ends=False),
    Attack("forty handlers that loop", lambda target: target.leaving(40, "/loop/x"), "^left", core=False, ends=False),
]
