"""Many learners at once: each connects, takes the article's six steps under names of its own, and calls its endpoint.

python tests/benchmarks/clients.py                     # 100 clients, 50 calls each, ten rounds
python tests/benchmarks/clients.py 20 50 2             # clients, calls, rounds

Run by hand: it loads this machine, and nothing but this machine. Prints a line a round and a table; ends after 15
minutes at the latest.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import oracledb

import ordslab.sandbox

LIMIT = 900.0  # seconds
STEPS = """
declare
  l_roles owa.vc_arr; l_patterns owa.vc_arr; l_modules owa.vc_arr; l_client ords_types.t_client_credentials;
begin
  ords.define_module(p_module_name => '{0}', p_base_path => '/{0}/');
  ords.define_template(p_module_name => '{0}', p_pattern => 'validation/:id');
  ords.define_handler(p_module_name => '{0}', p_pattern => 'validation/:id', p_method => 'GET',
                      p_source_type => ords.source_type_collection_item,
                      p_source => 'select id, name, ''VALID'' status from customers where id = :id');
  commit;
  ords.create_role(p_role_name => '{0}_role');
  commit;
  l_roles(1) := '{0}_role'; l_modules(1) := '{0}';
  ords.define_privilege(p_privilege_name => '{0}_priv', p_roles => l_roles, p_patterns => l_patterns,
                        p_modules => l_modules);
  commit;
  l_client := ords_security.register_client(p_name => '{0}_client', p_grant_type => 'client_credentials',
                                            p_client_secret => ords_types.oauth_client_secret());
  ords_security.grant_client_role(p_client_name => '{0}_client', p_role_name => '{0}_role');
  commit;
  :id := l_client.client_key.client_id; :secret := l_client.client_secret.secret;
end;
"""
CLEANUP = """
begin
  ords_security.delete_client('{0}_client'); ords.delete_privilege('{0}_priv'); ords.delete_role('{0}_role');
  ords.delete_module('{0}'); commit;
end;
"""


@dataclass
class Round:
    """What one round took: seconds of each protected call, of each connect, of each client's steps."""

    calls: list[float] = field(default_factory=list)
    connects: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Http:
    """One keep-alive connection, so thin that the client's own cost stays out of the figures."""

    def __init__(self, base_url: str) -> None:
        self._base = urlsplit(base_url)

    async def __aenter__(self) -> Http:
        self._reader, self._writer = await asyncio.open_connection(self._base.hostname, self._base.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, method: str, path: str, authorization: str, form: str = "") -> dict[str, object]:
        """The JSON of the answer, which must be a 200."""
        head = f"{method} {self._base.path}{path} HTTP/1.1\r\nHost: {self._base.netloc}\r\n"
        head += f"Authorization: {authorization}\r\n"
        if form:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        self._writer.write((head + "\r\n" + form).encode())
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = answer.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if length:
            body = await self._reader.readexactly(int(length))
        else:
            body = b""
            while size := int(await self._reader.readline(), 16):
                body += await self._reader.readexactly(size)
                await self._reader.readline()
            await self._reader.readline()
        if not answer.startswith(b"http/1.1 200"):
            raise RuntimeError(f"{answer.splitlines()[0].decode()}: {body[:200].decode()}")
        found: dict[str, object] = json.loads(body)
        return found


async def learn(name: str, place: tuple[str, str, str], calls: int, results: Round) -> None:
    """One learner, from the connect to the last call."""
    dsn, password, base_url = place
    try:
        started = time.perf_counter()
        async with await oracledb.connect_async(user="PAGE", password=password, dsn=dsn) as connection:
            results.connects.append(time.perf_counter() - started)
            started = time.perf_counter()
            cursor = connection.cursor()
            client_id, secret = cursor.var(str), cursor.var(str)
            await cursor.execute(STEPS.format(name), id=client_id, secret=secret)
            pair = f"{client_id.getvalue()}:{secret.getvalue()}".encode()
            async with Http(base_url) as http:
                basic = f"Basic {base64.b64encode(pair).decode()}"
                token = await http.ask("POST", "/oauth/token", basic, "grant_type=client_credentials")
                results.steps.append(time.perf_counter() - started)
                for _ in range(calls):
                    started = time.perf_counter()
                    answer = await http.ask("GET", f"/{name}/validation/7", f"Bearer {token['access_token']}")
                    results.calls.append(time.perf_counter() - started)
                    assert answer["status"] == "VALID", answer
            await cursor.execute(CLEANUP.format(name))
    except Exception as error:
        results.errors.append(f"{type(error).__name__}: {error}".splitlines()[0])


async def one_round(place: tuple[str, str, str], clients: int, calls: int) -> Round:
    """All learners at once."""
    results = Round()
    async with asyncio.timeout(LIMIT):
        await asyncio.gather(*(learn(f"learner{n}", place, calls, results) for n in range(clients)))
    return results


def percentile(values: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] * 1000 if values else float("nan")


def megabytes(pid: int) -> float:
    """What a process holds in memory."""
    rss = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(rss.stdout) / 1024


def main() -> None:
    clients, calls, rounds = [int(text) for text in sys.argv[1:]] + [100, 50, 10][len(sys.argv) - 1 :]
    home = Path(tempfile.mkdtemp(prefix="ordslab-clients-")) / "home"
    status = ordslab.sandbox.start(home, http_port=0, db_port=0)
    try:
        password = ordslab.sandbox.password(home)
        place = (status["dsn"], password, f"{status['ords_url']}/page")
        with oracledb.connect(user="PAGE", password=password, dsn=status["dsn"]) as connection:
            cursor = connection.cursor()
            cursor.execute("create table customers (id number primary key, name varchar2(40))")
            cursor.executemany("insert into customers values (:1, :2)", [(n, f"customer {n}") for n in range(100)])
            connection.commit()
        found, memory = [], []
        print(f"at rest: {megabytes(status['pid']):.0f} MB")
        deadline = time.monotonic() + LIMIT
        for number in range(1, rounds + 1):
            started = time.perf_counter()
            results = asyncio.run(one_round(place, clients, calls))
            seconds = time.perf_counter() - started
            found.append(results)
            memory.append(megabytes(status["pid"]))
            print(
                f"round {number}: {seconds:.1f} s, {len(results.calls) / seconds:.0f} calls/s, call p50 "
                f"{percentile(results.calls, 0.5):.1f} p99 {percentile(results.calls, 0.99):.1f} ms, connect p50 "
                f"{percentile(results.connects, 0.5):.0f} ms, steps p50 {percentile(results.steps, 0.5):.0f} p99 "
                f"{percentile(results.steps, 0.99):.0f} ms, {memory[-1]:.0f} MB, errors {len(results.errors)} "
                f"{sorted(set(results.errors))[:3] or ''}",
                flush=True,
            )
            if time.monotonic() > deadline:
                break
        table(found, memory)
    finally:
        ordslab.sandbox.stop(home)


def table(found: list[Round], memory: list[float]) -> None:
    """The figures with their bounds."""
    errors = sum(len(each.errors) for each in found)
    slowest = percentile([seconds for each in found for seconds in each.calls], 0.99)
    growth = memory[-1] - memory[min(4, len(memory) - 1)]  # the first rounds fill caches
    rows = [
        ("errors", f"{errors}", "0", errors == 0),
        ("protected call, p99 of all rounds", f"{slowest:.1f} ms", "<= 100", slowest <= 100),
        ("memory, most", f"{max(memory):.0f} MB", "<= 300", max(memory) <= 300),
        ("memory, from the fifth round to the last", f"{growth:+.0f} MB", "<= +10", growth <= 10),
    ]
    for what, figure, bound, holds in rows:
        print(f"{what:<42}  {figure:>10}  {bound:>8}  {'ok' if holds else 'MISSED'}")


if __name__ == "__main__":
    main()
