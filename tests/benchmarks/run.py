"""Measure the sandbox against its bounds, and print a table. Run by hand:

python tests/benchmarks/run.py                    # everything
python tests/benchmarks/run.py start driver       # some: start calls driver statement stage lessons latency audit
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from load import latencies, post_form, throughput

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("0[0-6]*.ipynb"))
EMPTY = {
    "cells": [],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
rows: list[tuple[str, str, str, bool]] = []


def report(what: str, figure: float, unit: str, bound: float, *, at_most: bool = True) -> None:
    """Add a row: the figure, its bound and whether it holds."""
    holds = figure <= bound if at_most else figure >= bound
    rows.append((what, f"{figure:,.2f} {unit}", f"{'<=' if at_most else '>='} {bound:,.2f}", holds))


def main() -> None:
    sections = {
        "start": start_ratio,
        "calls": rest_and_calls,
        "driver": driver,
        "statement": statement,
        "stage": stage,
        "lessons": lessons,
        "latency": latency,
        "audit": audit,
    }
    wanted = sys.argv[1:] or list(sections)
    work = Path(tempfile.mkdtemp(prefix="ordslab-bench-"))
    os.environ["ORDSLAB_HOME"] = str(work / "home")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as on a user's machine: only the first start compiles
    try:
        for name in wanted:
            sections[name](work)
    finally:
        sandbox("stop")
        shutil.rmtree(work, ignore_errors=True)
        print_table()
    sys.exit(0 if all(row[3] for row in rows) else 1)


def print_table() -> None:
    width = max((len(row[0]) for row in rows), default=0)
    for what, figure, bound, holds in rows:
        print(f"{what:<{width}}  {figure:>18}  {bound:>14}  {'ok' if holds else 'MISSED'}")


def sandbox(*arguments: str) -> str:
    command = [sys.executable, "-m", "ordslab.cli", "sandbox", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def start_sandbox(home: Path) -> None:
    sandbox("start", "--home", str(home), "--http-port", str(free_port()), "--db-port", str(free_port()))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# The peer


def peer_binary() -> Path:
    binary = HERE / "node_modules" / ".bin" / "oauth2-mock-server"
    if not binary.exists():
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], cwd=HERE, check=True
        )
    return binary


def start_peer() -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    process = subprocess.Popen(
        [str(peer_binary()), "-a", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"http://127.0.0.1:{port}/token"
        time.sleep(0.002)
    raise SystemExit("the peer did not start")


# What is measured


def start_ratio(work: Path) -> None:
    peer_binary()
    ours, theirs = [], []
    for number in range(5):
        started = time.perf_counter()
        process, _ = start_peer()
        theirs.append(time.perf_counter() - started)
        process.kill()
        process.wait()
        home = work / f"start{number}"
        started = time.perf_counter()
        start_sandbox(home)
        ours.append(time.perf_counter() - started)
        sandbox("stop", "--home", str(home))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    report(f"start, command to both listeners ({statistics.median(ours):.2f} s), to the peer's", ratio, "x", 2.5)


def rest_and_calls(work: Path) -> None:
    import requests

    import ordslab

    start_sandbox(work / "home")
    status = json.loads(sandbox("status", "--json"))
    time.sleep(1)  # at rest
    rss = subprocess.run(["ps", "-o", "rss=", "-p", str(status["pid"])], capture_output=True, text=True, check=True)
    report("memory at rest", int(rss.stdout) / 1024, "MB", 100)

    lab = ordslab.open_lab()
    lab.reset(to="call")
    credentials = lab.vault["license_backend_client"]
    pair = f"{credentials.client_id}:{credentials.client_secret.reveal()}"
    basic = "Basic " + base64.b64encode(pair.encode()).decode()
    url = f"{lab.base_url}/oauth/token"
    ours = post_form(url, "grant_type=client_credentials", basic)
    process, peer_url = start_peer()
    theirs = post_form(peer_url, "grant_type=client_credentials", basic)
    try:
        p50, rate = [], []
        for _ in range(3):
            pair_of_p50 = [statistics.median(latencies(u, r, 1000)) for u, r in ((url, ours), (peer_url, theirs))]
            pair_of_rate = [throughput(u, r, 4000) for u, r in ((url, ours), (peer_url, theirs))]
            p50.append(pair_of_p50[0] / pair_of_p50[1])
            rate.append(pair_of_rate[0] / pair_of_rate[1])
    finally:
        process.kill()
    report(f"token p50 ({pair_of_p50[0] * 1000:.2f} ms), to the peer's", statistics.median(p50), "x", 1)
    report(f"tokens a second ({pair_of_rate[0]:,.0f}), to the peer's", statistics.median(rate), "x", 1, at_most=False)

    token = requests.post(url, data={"grant_type": "client_credentials"}, auth=tuple(pair.split(":")), timeout=10)
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        taken = []
        for _ in range(500):
            started = time.perf_counter()
            answer = session.get(f"{lab.base_url}/customers/validation/1", timeout=10)
            taken.append(time.perf_counter() - started)
            assert answer.status_code == 200, answer.text
    report("protected GET through requests, p50", statistics.median(taken) * 1000, "ms", 4)


def driver(work: Path) -> None:
    import ordslab

    start_sandbox(work / "home")
    lab = ordslab.open_lab()
    report("connect, p50", median_of(50, lambda: lab.connect().close()) * 1000, "ms", 15)
    with lab.connect() as connection, connection.cursor() as cursor:
        cursor.execute("create table bench (id number primary key, name varchar2(40), price number(10, 2))")
        cursor.executemany(
            "insert into bench values (:1, :2, :3)", [(n, f"customer {n}", n / 4) for n in range(1, 10_001)]
        )
        connection.commit()

        def one_row() -> None:
            cursor.execute("select id, name, price from bench where id = :id", id=42)
            assert cursor.fetchone() == (42, "customer 42", 10.5)

        one_row()
        report("one-row query, re-executed, p50", median_of(500, one_row) * 1000, "ms", 1)
        cursor.arraysize = 1000

        def all_rows() -> None:
            cursor.execute("select id, name, price from bench")
            assert len(cursor.fetchall()) == 10_000

        all_rows()
        rate = 10_000 / median_of(5, all_rows)
        report("fetch of 10,000 rows of 3 columns", rate, "rows/s", 50_000, at_most=False)
        cursor.execute("drop table bench purge")


def statement(work: Path) -> None:
    """What the engine adds to SQLite's own time where a statement is run again: the most of four kinds."""
    from ordslab.sandbox.clock import Clock
    from ordslab.sandbox.entropy import Entropy
    from ordslab.sandbox.sql.calls import Bind
    from ordslab.sandbox.sql.instance import Instance
    from ordslab.sandbox.sql.types import NUMBER

    home = work / "engine"
    home.mkdir()
    database = Instance(home, Clock(), Entropy())
    database.create_schema("PAGE", "Not#A#Secret1")
    session = database.open_session("PAGE")

    def run(text: str, *values: object) -> None:
        session.execute(session.parse(text), [Bind(NUMBER, value) for value in values])

    run("create table bench (id number primary key, name varchar2(40), price number(10, 2))")
    run("insert into bench select level, 'customer ' || level, level / 4 from dual connect by level <= 1000")
    run("commit")
    plain = sqlite3.connect(work / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("CREATE TABLE bench (id INTEGER PRIMARY KEY, name TEXT, price NUMERIC)")
    plain.executemany("INSERT INTO bench VALUES (?, ?, ?)", [(n, f"customer {n}", n / 4) for n in range(1, 1001)])
    run("insert into bench values (-1, 'opens the transaction', 0)")
    plain.execute("BEGIN")
    numbers = itertools.count(2000)
    kinds: list[tuple[str, Callable[[], tuple[object, ...]]]] = [
        ("select id, name, price from bench where id = :1", lambda: (42,)),
        ("select count(*), max(price) from bench where id < :1", lambda: (500,)),
        ("update bench set price = :1 where id = 7", lambda: (12,)),
        ("insert into bench values (:1, 'new', 1)", lambda: (next(numbers),)),
    ]
    most = 0.0
    for text, values in kinds:
        ours = median_of(500, lambda text=text, values=values: run(text, *values()))  # type: ignore[misc]
        bare = text.replace(":1", "?")
        theirs = median_of(500, lambda bare=bare, values=values: plain.execute(bare, values()).fetchall())  # type: ignore[misc]
        most = max(most, ours - theirs)
    report("a warm statement above SQLite's own time, p50", most * 1000, "ms", 0.3)
    session.close()
    database.close()


def median_of(count: int, call: Callable[[], object]) -> float:
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def nbval(path: Path, environment: dict[str, str] | None = None) -> float:
    """Run a notebook, or all of a folder: the seconds that it took."""
    started = time.perf_counter()
    folder = path if path.is_dir() else path.parent
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", f"--rootdir={folder}"]
    done = subprocess.run(
        [*command, str(path)], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 5), done.stdout[-2000:]
    return time.perf_counter() - started


def lessons(work: Path) -> None:
    start_sandbox(work / "home")
    copies, empty = work / "lessons", work / "empty"
    copies.mkdir()
    empty.mkdir()
    for lesson in LESSONS:
        shutil.copy(lesson, copies)
        (empty / lesson.name).write_text(json.dumps(EMPTY))

    # An empty notebook has no cell, so nbval would start no kernel for it: it gets the one cell `pass`.
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "outputs": [], "source": "pass"}
    for notebook in empty.glob("*.ipynb"):
        notebook.write_text(json.dumps({**EMPTY, "cells": [cell]}))
    ratios, last = [], 0.0
    for _ in range(3):
        last = nbval(copies)
        ratios.append(last / nbval(empty))
    report(f"seven lessons under nbval ({last:.1f} s), to empty notebooks", statistics.median(ratios), "x", 2)


def audit(_: Path) -> None:
    """An audit of a thousand handlers with their sources and 250 tables, to one of a hundred and 25: ten times as long
    where the work grows with the number."""
    from ordslab.audit.details import Details, ModuleDetails
    from ordslab.audit.examined import Examined
    from ordslab.audit.results import access
    from ordslab.audit.schema_audit import find_all
    from ordslab.audit.sources import Source, read_units
    from ordslab.chain.dictionary import Dictionary, Handler, Module, RestObject, Schema

    kinds = ("json/item", "plsql/block")
    block = (
        "begin\n  pay.search(:id);\n  execute immediate 'update t set x = 1 where id = ' || :id;\n" + "  null;\n" * 20
    )
    texts = ("select t.id, t.name, t.total\nfrom things t\nwhere t.id = :id and t.x > 0", block + "end;")
    package = "package body pay is procedure search(p varchar2) is begin execute immediate 'x' || p; end; end;"

    def made(number: int) -> Examined:
        names = range(number)
        dictionary = Dictionary(
            schema=Schema("page", True, "PAGE"),
            modules=tuple(Module(f"m{n}", f"/m{n}/", True) for n in names),
            handlers=tuple(Handler(f"m{n}", "items/:id", "GET", kinds[n % 2], 0) for n in names),
            objects=tuple(RestObject(f"T{n}", f"t{n}", "TABLE", True) for n in names[::4]),
            privileges=tuple(f"p{n}" for n in names),
            privilege_roles=tuple((f"p{n}", f"r{n}") for n in names),
            privilege_patterns=tuple((f"p{n}", f"/m{n}/*") for n in names[::3]),
            privilege_modules=tuple((f"p{n}", f"m{n}") for n in names[1::3]),  # every third module is public
        )
        details = Details(
            modules={f"m{n}": ModuleDetails(0, "") for n in names},
            sources=tuple(Source(f"m{n}", "items/:id", "GET", kinds[n % 2], None, texts[n % 2], 0) for n in names),
            units=tuple(unit for n in names for unit in read_units(f"PAY{n or ''}", "PACKAGE BODY", package)),
        )
        return Examined(dictionary, details, tuple(access(dictionary)))

    def audited(number: int) -> float:
        taken = []
        for _ in range(7):
            re.purge()  # of a hundred patterns Python keeps all, of a thousand not
            started = time.process_time()
            find_all(made(number))
            taken.append(time.process_time() - started)
        return min(taken)

    many = audited(1000)
    report(f"audit of 2,000 endpoints ({many * 1000:.0f} ms), to 200", many / audited(100), "x", 15)


def stage(work: Path) -> None:
    """`ordslab` in an empty folder, its home made before, until JupyterLab answers with the copies, to JupyterLab."""
    start_sandbox(work / "home")
    sandbox("stop")
    jupyterlab = [sys.executable, "-m", "jupyterlab", "--allow-root", "--Application.log_level=WARN", "--no-browser"]
    ours = [sys.executable, "-m", "ordslab.cli", "--no-browser"]
    ratios: list[float] = []
    for number in range(-1, 5):  # the first one compiles
        taken = []
        for command in (ours, jupyterlab):
            folder = work / f"stage{number}{len(taken)}"
            folder.mkdir()
            taken.append(until_it_answers([*command, f"--port={free_port()}"], folder))
            sandbox("stop")
        ratios += [taken[0] / taken[1]] if number >= 0 else []
    report("JupyterLab with the copies answers, to JupyterLab alone", statistics.median(ratios), "x", 1.1)


def until_it_answers(command: list[str], folder: Path) -> float:
    """The seconds until a JupyterLab answers HTTP; then it is ended."""
    port = int(command[-1].rpartition("=")[2])
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as probe:
                probe.settimeout(10)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    probe.sendall(b"GET /api HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    if probe.recv(12).endswith(b" 200"):
                        return time.perf_counter() - started
            assert process.poll() is None, command
            time.sleep(0.005)
    finally:
        process.terminate()
        process.wait()


def latency(work: Path) -> None:
    """Each lesson through a profile to a database 80 ms away, to the same on loopback, under nbval."""
    import ordslab.sandbox

    environments = {}
    for delay in (0, 80):
        home, mine = work / f"theirs{delay}", work / f"mine{delay}"
        far = {"user": "TEAM", "alias": "desk", "tls": True, "strict": True, "latency": delay}
        status = ordslab.sandbox.start(home=home, http_port=0, db_port=0, **far)
        environments[delay] = os.environ | {
            "ORDSLAB_HOME": str(mine),
            "ORDSLAB_DSN": status["dsn"],
            "ORDSLAB_USER": "team",
            "ORDSLAB_ORDS_URL": status["ords_url"],
            "ORDSLAB_ALIAS": "desk",
            "ORDSLAB_CA_FILE": status["ca_file"],
            "ORDSLAB_METADATA_CACHE": "0",
            "ORDSLAB_PASSWORD": ordslab.sandbox.password(home=home, user="TEAM"),
        }
    lessons = work / "far"
    shutil.copytree(NOTEBOOKS, lessons)
    try:
        for lesson in sorted(lessons.glob("[0-9][0-9]-*.ipynb")):
            taken = {}
            for delay, environment in environments.items():
                started = time.perf_counter()
                nbval(lesson, environment)
                taken[delay] = time.perf_counter() - started
            what = f"{lesson.stem} 80 ms away ({taken[80]:.1f} s), to loopback ({taken[0]:.1f} s)"
            report(what, taken[80] / taken[0], "x", 3)
    finally:
        for delay in environments:
            ordslab.sandbox.stop(home=work / f"theirs{delay}")


if __name__ == "__main__":
    main()
