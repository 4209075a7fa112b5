"""Whatever bytes arrive, before the logon or behind it: the connection ends or goes on, and nobody else notices."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import struct

import oracledb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ordslab.sandbox.oracle_net import logon, packets
from ordslab.sandbox.oracle_net.connection import Connection
from ordslab.sandbox.oracle_net.link import Closed, Link
from ordslab.sandbox.oracle_net.piggybacks import UnknownPiggyback
from ordslab.sandbox.relay import Relay
from ordslab.sandbox.sql.calls import Result
from ordslab.sandbox.sql.types import CLOB, NUMBER, Column, varchar2
from tests.sandbox.random_input import COUNT, changed, seed

QUERY, LOBS = "select id, name from t where id > :1", "select doc from t"
INSERT, BLOCK = "insert into t values (:1, :2)", "begin p(:a, :b); end;"
_RUNS = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Transport:
    """What the server writes goes nowhere."""

    def write(self, data):
        pass

    def close(self):
        pass

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


def connect_packet(data=b"(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=FREEPDB1)))"):
    body = struct.pack(">HH", 319, 300) + bytes(12) + struct.pack(">HH", len(data), 74) + bytes(46) + data
    return struct.pack(">HHBBH", 8 + len(body), 0, packets.CONNECT, 0, 0) + body


def data_packet(body):
    return struct.pack(">IBBHH", 10 + len(body), packets.DATA, 0, 0, 0) + body


def serve(database, chunks):
    """A connection that gets these chunks of bytes, then loses its client."""

    async def run():
        link = Link(Connection(database, b"secret" * 6, Relay()).run)
        link.connection_made(Transport())
        for chunk in chunks:
            link.data_received(chunk)
            await asyncio.sleep(0)
        link.connection_lost(None)
        await asyncio.wait_for(link._task, 20)

    asyncio.run(run())


def logged_on(database, relay):
    """The link of a session that is logged on already. What may end it is named."""
    connection = Connection(database, b"secret" * 6, relay)

    async def session(link):
        connection.link = link
        connection.session, connection._opened = database.open_session("PAGE"), True
        connection.field_version = 24
        connection._exchange = logon.exchange(database, b"secret" * 6, "PAGE")
        link.establish()
        link.trust()
        link.on_interrupt = connection._cancel
        try:
            while True:
                await connection._serve()
        except (Closed, packets.Garbage, UnknownPiggyback):
            pass
        finally:
            await connection._end_session()

    return Link(session)


async def finished(link, sent):
    """Give a link these packets, then lose its client."""
    link.connection_made(Transport())
    await asyncio.sleep(0)
    for packet in sent:
        link.data_received(packet)
        await asyncio.sleep(0)
    link.connection_lost(None)
    await asyncio.wait_for(link._task, 20)


def serve_requests(database, bodies):
    """A session that is logged on already gets these messages, then loses its client."""

    async def run():
        await finished(logged_on(database, Relay()), [data_packet(body) for body in bodies])

    asyncio.run(run())


@pytest.fixture
def scripted(script):
    script[QUERY] = Result((Column("ID", NUMBER), Column("NAME", varchar2(10))), [(number, "x") for number in range(9)])
    script[LOBS] = Result((Column("DOC", CLOB),), [("text",)])
    script[BLOCK] = Result()
    script["commit"] = Result()
    return script


@pytest.fixture
def conversation(listener, scripted, monkeypatch):
    """The messages that a driver sends after its logon: a little of everything."""
    sent = []
    keep = Link._keep

    def record(link, data):
        if link._limit > 1 << 20:  # trusted: logged on
            sent.append(data)
        keep(link, data)

    monkeypatch.setattr(Link, "_keep", record)
    with listener.connect() as connection, connection.cursor() as cursor:
        cursor.arraysize = cursor.prefetchrows = 2
        for _ in range(2):
            cursor.execute(QUERY, [1]).fetchall()
        cursor.execute(LOBS).fetchone()[0].read()
        cursor.executemany(INSERT, [(1, "a"), (2, None)], batcherrors=True, arraydmlrowcounts=True)
        cursor.execute(BLOCK, a=1.5, b=cursor.var(str))
        cursor.execute(BLOCK, a=cursor.arrayvar(int, [1, 2]), b=cursor.arrayvar(str, 3))
        connection.createlob(oracledb.DB_TYPE_CLOB, "abc").trim(1)
        connection.module = "m"
        connection.commit()
        connection.ping()
    monkeypatch.undo()
    assert len(sent) > 10
    return sent


@_RUNS
@given(st.lists(st.binary(max_size=300), max_size=4))
@example([b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_any_bytes_before_the_handshake(database, caplog, chunks):
    serve(database, chunks)
    assert "unexpected" not in caplog.text


@_RUNS
@given(st.binary(max_size=80), st.lists(st.binary(max_size=200), max_size=5), st.integers(0, 200))
def test_any_messages_before_the_logon(database, caplog, noise, bodies, cut):
    connect = connect_packet()
    serve(database, [connect, *(data_packet(body) for body in bodies), data_packet(noise)[:cut]])
    serve(database, [connect[:cut], connect[cut:] + data_packet(noise)])
    serve(database, [connect_packet(noise)])
    assert "unexpected" not in caplog.text


@_RUNS
@given(st.data())
def test_any_change_of_a_drivers_messages(database, conversation, caplog, data):
    """Bytes changed, left out, put in or repeated, and messages cut short: each is refused or means something else."""
    bodies = list(conversation)
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(bodies) - 1))
        body = bodies[index]
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 8)))
        new = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"\xff" * 4, b"\x08" + b"\xff" * 8, b"\xfe", b"\0" * 4])
        )
        bodies[index] = body[:start] + new + body[end:]
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        serve_requests(database, bodies)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR], caplog.text


class Here:
    """Does the work where it is asked for: threads are not what is tried here, and take time."""

    async def run(self, work, watch=None, *, first=False):
        return work()


STRANGERS = 0.1  # of the packets come from who has not logged on
ALONE = 0.8  # of the others come without what the driver sent before


def a_changed_packet(bodies, chance):
    """Packets of which the last is one that no driver sends, and whether they come from who has logged on."""
    if chance.random() < STRANGERS:
        connect, message = connect_packet(), data_packet(chance.choice(bodies))
        return chance.choice([[changed(connect, chance)], [connect, changed(message, chance)]]), False
    index = chance.randrange(len(bodies))
    before = [] if chance.random() < ALONE else bodies[:index]
    last = data_packet(changed(bodies[index], chance))
    if chance.random() < 0.05:  # the packet itself, not what is in it
        last = changed(last, chance)
    return [*map(data_packet, before), last], True


def test_no_packet_of_a_hundred_thousand_breaks_anything(database, conversation, caplog):
    """Promise: each is refused or means something, and leaves nothing in the log. A million: benchmarks/fuzz.py."""
    chance = random.Random(seed("packets"))

    async def run():
        for _ in range(COUNT):
            sent, known = a_changed_packet(conversation, chance)
            link = logged_on(database, Here()) if known else Link(Connection(database, b"secret" * 6, Here()).run)
            await finished(link, sent)
            database.sessions.clear()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert not caplog.records, caplog.text[-3000:]


@pytest.mark.parametrize("function", range(256))
def test_no_function_breaks_anything(database, caplog, function):
    """Promise: each number of a call, with nothing behind it or noise, is refused or means something."""
    chance = random.Random(function)
    for noise in (b"", bytes(40), b"\xff" * 40, chance.randbytes(40), b"\1" * 200):
        serve_requests(database, [bytes((3, function, 1, 0)) + noise])
    assert "unexpected" not in caplog.text


def test_strangers_do_not_disturb_a_session(listener, scripted):
    """Half packets, silence, the wrong protocol: all at once beside a session that works on."""
    noises = [
        b"",
        b"\x00",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        connect_packet()[:40],
        connect_packet(),
    ]
    strangers = []
    with listener.connect() as connection, connection.cursor() as cursor:
        for noise in noises * 5:
            stranger = socket.create_connection(("127.0.0.1", listener.port), 10)
            stranger.sendall(noise)
            strangers.append(stranger)
            assert len(cursor.execute(QUERY, [1]).fetchall()) == 9
        for stranger in strangers:
            stranger.close()
        assert len(cursor.execute(QUERY, [1]).fetchall()) == 9
