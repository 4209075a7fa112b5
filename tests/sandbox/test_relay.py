"""Threads for requests: quick work in turn, slow work relieved, nothing left behind at the end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ordslab.sandbox.relay import Relay


async def never_slow(future):
    raise AssertionError("quick work is not watched")


async def until_done(future):
    await asyncio.wait({future})


async def test_work_gives_its_result_or_its_error():
    relay = Relay(2)
    assert await relay.run(lambda: 42, never_slow) == 42
    with pytest.raises(ZeroDivisionError):
        await relay.run(lambda: 1 // 0, never_slow)
    relay.close()


async def test_quick_work_is_done_in_one_thread_in_its_order():
    relay, order, threads = Relay(4), [], set()

    def work(number):
        order.append(number)
        threads.add(threading.current_thread())

    await asyncio.gather(*(relay.run(lambda n=n: work(n), until_done) for n in range(20)))
    assert order == list(range(20))
    assert len(threads) == 1
    relay.close()


async def test_slow_work_does_not_hold_up_what_comes_behind_it():
    relay, go_on = Relay(3), threading.Event()
    slow = [asyncio.create_task(relay.run(go_on.wait, until_done)) for _ in range(2)]
    assert await relay.run(lambda: "quick", until_done) == "quick"
    assert not any(task.done() for task in slow)
    go_on.set()
    assert await asyncio.gather(*slow) == [True, True]
    relay.close()


async def test_no_more_threads_than_the_limit_and_the_last_goes_on():
    relay, go_on, most = Relay(2), threading.Event(), []

    def work():
        most.append(sum(thread.name == "ords" for thread in threading.enumerate()))
        return go_on.wait()

    slow = [asyncio.create_task(relay.run(work, until_done)) for _ in range(5)]
    while len(most) < 2:
        await asyncio.sleep(0)
    go_on.set()
    assert all(await asyncio.gather(*slow))
    assert max(most) == 2
    relay.close()


async def test_slow_work_is_watched_as_long_as_it_runs():
    relay, go_on, seen = Relay(1), threading.Event(), []

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
    relay.close()


async def test_an_end_waits_for_what_runs_and_drops_what_has_not_begun():
    relay, begun, go_on = Relay(1), threading.Event(), threading.Event()

    def work():
        begun.set()
        return go_on.wait()

    running = asyncio.create_task(relay.run(work, until_done))
    waiting = asyncio.create_task(relay.run(lambda: pytest.fail("not begun"), until_done))
    await asyncio.to_thread(begun.wait)
    closed = asyncio.create_task(asyncio.to_thread(relay.close))
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not closed.done()
    go_on.set()
    assert await running
    await closed
    assert not any(thread.name == "ords" for thread in threading.enumerate())
