"""However deep or long a statement is, it never ends the sandbox: with two megabytes of stack, as Windows gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

STATEMENTS = {
    "parentheses": lambda size: f"select {'(' * size}1{')' * size} from dual",
    "functions": lambda size: f"select {'upper(' * size}'a'{')' * size} from dual",
    "lazy functions": lambda size: f"select {'coalesce(null, ' * size}'a'{')' * size} from dual",
    "not": lambda size: f"select 1 from dual where {'not ' * size}1 = 1",
    "minus": lambda size: f"select {'- ' * size}1 from dual",
    "queries": lambda size: f"select {'(select ' * size}1{' from dual)' * size} from dual",
    "exists": lambda size: f"select 1 from dual where {'exists (select 1 from dual where ' * size}1 = 1{')' * size}",
    "views": lambda size: f"select * from {'(select * from ' * size}dual{')' * size}",
    "cases": lambda size: f"select {'case when 1 = 1 then ' * size}1{' end' * size} from dual",
    "and in or": lambda size: f"select 1 from dual where {'(1 = 1 and (1 = 2 or ' * size}1 = 1{'))' * size}",
    "json": lambda size: "select " + "json_object('a' value " * size + "1" + ")" * size + " from dual",
    "sum": lambda size: f"select 1{' + 1' * size} from dual",
    "texts": lambda size: "select 'a'" + " || 'b'" * size + " from dual",
    "or": lambda size: f"select 1 from dual where 1 = 2{' or 1 = 2' * size}",
    "union": lambda size: f"select 1 from dual{' union all select 1 from dual' * size}",
    "joins": lambda size: "select 1 from dual" + "".join(f" cross join dual d{number}" for number in range(size)),
    "insert": lambda size: f"insert into deep values ({'(' * size}1{')' * size})",
    "update": lambda size: f"update deep set a = a{' + 1' * size} where {'not ' * size}a = 1",
    "check": lambda size: f"create table deeper (a number check ({'(' * size}a > 1{')' * size}))",
    "block of parentheses": lambda size: f"declare x number; begin x := {'(' * size}1{')' * size}; end;",
    "block of calls": lambda size: f"declare x varchar2(9); begin x := {'upper(' * size}'a'{')' * size}; end;",
    "block of sums": lambda size: f"declare x number; begin x := 1{' + 1' * size}; end;",
    "block of texts": lambda size: "declare x varchar2(32767); begin x := 'a'" + " || 'b'" * size + "; end;",
    "block of conditions": lambda size: f"begin if 1 = 2{' or 1 = 2' * size} then null; end if; end;",
    "block of not": lambda size: f"declare x boolean; begin x := {'not ' * size}true; end;",
    "blocks": lambda size: f"{'begin ' * size}null;{' end;' * size}",
    "ifs": lambda size: f"begin {'if 1 = 1 then ' * size}null;{' end if;' * size} end;",
    "cases in a block": lambda size: (
        f"declare x number; begin x := {'case when 1 = 2 then 1 else ' * size}0{' end' * size}; end;"
    ),
    "members": lambda size: f"begin a{'.b' * size}; end;",
    "calls of calls": lambda size: f"begin a{'(1)' * size}; end;",
    "procedures": lambda size: (
        f"declare {' '.join(f'procedure p{number} is' for number in range(size))} {'begin null; end; ' * size}"
        "begin null; end;"
    ),
    "query in a block": lambda size: f"declare x number; begin select {'(' * size}1{')' * size} into x from dual; end;",
    "json path": lambda size: f"select json_value('{{}}', '${'.a' * size}') from dual",
    "json document": lambda size: f"select json_value('{'[' * size}{']' * size}', '$.a') from dual",
}

SCRIPT = """
import sys, threading, pathlib
from ordslab.sandbox.clock import Clock
from ordslab.sandbox.entropy import Entropy
from ordslab.sandbox.plsql.install import install
from ordslab.sandbox.sql.instance import Instance
from ordslab.sandbox.sql.errors import OraError

def work():
    database = Instance(pathlib.Path(sys.argv[1]), Clock(frozen=True), Entropy(1))
    install(database)
    database.create_schema("PAGE", "Secret#1")
    session = database.open_session("PAGE")
    session.execute(session.parse("create table deep (a number)"))
    for text in sys.stdin.read().split("\\0"):
        try:
            session.execute(session.parse(text))
            print("ok", flush=True)
        except OraError as error:
            print(str(error).split(":")[0], flush=True)

threading.stack_size(2 * 1024 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


@pytest.mark.parametrize("size", [1, 5, 16, 240, 1000, 4000])
def test_no_statement_ends_a_thread_of_two_megabytes(tmp_path, size):
    texts = [make(size) for make in STATEMENTS.values()]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        input="\0".join(texts),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    answers = done.stdout.split("\n")[:-1]
    assert done.returncode == 0, (list(STATEMENTS)[len(answers)], done.stderr[-500:])
    answered = dict(zip(STATEMENTS, answers, strict=True))
    assert set(answered.values()) <= {"ok", "ORA-03001", "ORA-06550", "ORA-06500", "ORA-40441"}, answered
    if size <= 5:
        wrong = {name for name, answer in answered.items() if answer != "ok"}
        assert wrong <= {"members", "calls of calls"}, {name: answered[name] for name in wrong}
