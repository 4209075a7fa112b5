"""Threads for requests and database calls: quick work in turn, requests first, slow work relieved."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ordslab.sandbox.relay import Relay


async def test_work_gives_its_result_or_its_error():
    relay = Relay()
    assert await relay.run(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        await relay.run(lambda: 1 // 0)


async def test_quick_work_is_done_in_one_thread_in_its_order():
    relay, order, threads = Relay(), [], set()

    def work(number):
        order.append(number)
        threads.add(threading.current_thread())

    await asyncio.gather(*(relay.run(lambda n=n: work(n)) for n in range(20)))
    assert order == list(range(20))
    assert len(threads) == 1


async def test_requests_go_first_but_not_for_ever(monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.relay._SLOW", 60)  # nobody is relieved
    relay, order, begun, go_on = Relay(), [], threading.Event(), threading.Event()
    blocker = asyncio.create_task(relay.run(lambda: begun.set() or go_on.wait()))
    await asyncio.to_thread(begun.wait)
    calls = [asyncio.create_task(relay.run(lambda: order.append("call"))) for _ in range(2)]
    await asyncio.sleep(0)
    requests = [asyncio.create_task(relay.run(lambda: order.append("request"), first=True)) for _ in range(110)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(blocker, *calls, *requests)
    assert order == [*["request"] * 100, "call", *["request"] * 10, "call"]


async def test_slow_work_does_not_hold_up_what_comes_behind_it():
    relay, go_on = Relay(), threading.Event()
    slow = [asyncio.create_task(relay.run(go_on.wait)) for _ in range(3)]
    assert await relay.run(lambda: "quick") == "quick"
    assert not any(task.done() for task in slow)
    go_on.set()
    assert await asyncio.gather(*slow) == [True] * 3


async def test_who_was_relieved_leaves_when_the_work_is_done():
    relay, begun, go_on, workers = Relay(), threading.Event(), threading.Event(), []

    def work():
        workers.append(threading.current_thread())
        begun.set()
        return go_on.wait()

    slow = asyncio.create_task(relay.run(work))
    await asyncio.to_thread(begun.wait)
    await relay.run(lambda: None)  # by another thread
    go_on.set()
    await slow
    await asyncio.to_thread(workers[0].join, 10)
    assert not workers[0].is_alive()
    assert await relay.run(lambda: "still there") == "still there"


async def test_slow_work_is_watched_as_long_as_it_runs():
    relay, go_on, seen = Relay(), threading.Event(), []

    async def watch(future):
        go_on.set()
        try:
            await asyncio.wait({future})
            await asyncio.get_running_loop().create_future()
        finally:
            seen.append(future.done())

    assert await relay.run(go_on.wait, watch)
    await asyncio.sleep(0)
    assert seen == [True]


async def test_quick_work_is_not_watched():
    async def watch(future):
        raise AssertionError

    assert await Relay().run(lambda: 1, watch) == 1


async def test_a_thread_without_work_ends_and_work_starts_another(monkeypatch):
    monkeypatch.setattr("ordslab.sandbox.relay._IDLE", 0.01)
    relay, workers = Relay(), []
    for _ in range(2):
        await relay.run(lambda: workers.append(threading.current_thread()))
        await asyncio.to_thread(workers[-1].join, 10)
    assert workers[0] is not workers[1]
    assert not any(worker.is_alive() for worker in workers)
