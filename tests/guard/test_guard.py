"""A child that dies, hangs, eats memory or raises costs its own item and nothing else."""

from __future__ import annotations

import multiprocessing.connection
import os
import signal
import socket
import sys
import threading
import time

import pytest

from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard

LIMITS = Limits(memory_mib=256, wall_seconds=3.0, cpu_seconds=1)


def work(item: str) -> str:
    if item == "abort":
        os.abort()
    if item == "sleep":
        time.sleep(60)
    if item == "spin":
        while True:
            pass
    if item == "grow":
        return str(len(bytearray(4 << 30)))
    if item == "panic":
        raise BaseException("a panic that is no Exception")
    if item == "exit":
        os._exit(7)
    return item.upper()


@pytest.mark.parametrize(
    ("item", "ending"),
    [
        ("abort", "crashed"),
        ("sleep", "timeout"),
        ("grow", "memory"),
        ("panic", "fault"),
        ("exit", "crashed"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="memory limits are enforced on Linux")
def test_a_bad_item_ends_alone(item: str, ending: str) -> None:
    with Guard(work, LIMITS, workers=1) as guard:
        outcomes = list(guard.map(["a", item, "b"]))
    assert [o.result for o in outcomes] == ["A", None, "B"]
    assert guard.endings == {ending: 1}
    assert [o.ending for o in outcomes] == ["", ending, ""]


@pytest.mark.skipif(sys.platform != "linux", reason="CPU limits are enforced on Linux")
def test_a_spinning_child_is_stopped_by_its_cpu_limit_before_the_wall_limit() -> None:
    with Guard(work, Limits(memory_mib=256, wall_seconds=60, cpu_seconds=1), workers=1) as guard:
        started = time.process_time()
        outcome = guard.run("spin")
    assert outcome.ending == "crashed"
    assert time.process_time() - started < 30


def test_outcomes_come_in_the_order_of_the_items_with_several_workers() -> None:
    items = [f"item {n}" for n in range(50)]
    with Guard(work, LIMITS, workers=3) as guard:
        outcomes = list(guard.map(items))
    assert [o.item for o in outcomes] == items
    assert [o.result for o in outcomes] == [i.upper() for i in items]


def test_the_guard_can_be_used_again_after_a_death() -> None:
    with Guard(work, LIMITS, workers=1) as guard:
        assert guard.run("abort").ending == "crashed"
        assert guard.run("again").result == "AGAIN"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_a_child_that_was_killed_at_rest_costs_no_file_its_try() -> None:
    with Guard(work, LIMITS, workers=1) as guard:
        assert guard.run("a").result == "A"
        (pid,) = guard.pids
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while guard.pids:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert guard.run("b").result == "B"
        assert not guard.endings


def test_large_items_pass_through() -> None:
    with Guard(work, LIMITS, workers=1) as guard:
        assert guard.run("x" * 5_000_000).result == "X" * 5_000_000


def test_large_items_and_answers_never_wait_for_each_other() -> None:
    items = [str(n) * 5_000_000 for n in range(6)]
    with Guard(work, Limits(memory_mib=512, wall_seconds=60), workers=2) as guard:
        assert [o.result for o in guard.map(items)] == items


def begun_at(_: str) -> float:
    return time.monotonic()


@pytest.mark.skipif(sys.platform != "linux", reason="items are given ahead on Linux")
def test_a_child_goes_on_to_the_next_item_while_we_have_no_time() -> None:
    with Guard(begun_at, LIMITS, workers=1) as guard:
        guard.run("warm")
        first, second = guard.begin("a"), guard.begin("b")
        time.sleep(1)
        asked = time.monotonic()
        begun = [guard.finish(slot).result for slot in (first, second)]
    assert all(at is not None and at < asked for at in begun)


@pytest.mark.skipif(sys.platform != "linux", reason="items are given ahead on Linux")
def test_no_more_is_given_ahead_than_the_pipe_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else both sides would wait for each other: we for the child to read, it for us to read its answer."""
    pair = multiprocessing.connection.socket.socketpair  # type: ignore[attr-defined]

    def small(*arguments: object) -> tuple[socket.socket, socket.socket]:
        ends = pair(*arguments)
        for end in ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
        return ends  # type: ignore[no-any-return]

    monkeypatch.setattr("multiprocessing.connection.socket.socketpair", small)
    items = [str(n) * 60_000 for n in range(6)]
    with Guard(work, Limits(memory_mib=512, wall_seconds=60), workers=1) as guard:
        assert [o.result for o in guard.map(items)] == items


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_the_next_item_of_a_child_that_is_killed_costs_no_try() -> None:
    with Guard(work, LIMITS, workers=1) as guard:
        first, second = guard.begin("sleep"), guard.begin("b")
        (pid,) = guard.pids
        os.kill(pid, signal.SIGKILL)
        assert guard.finish(first).ending == "crashed"
        assert guard.finish(second).result == "B"


def test_it_works_while_other_threads_run() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with Guard(work, Limits(memory_mib=512, wall_seconds=60), workers=1) as guard:
            assert guard.run("a").result == "A"
    finally:
        stop.set()
        thread.join()


def test_no_child_outlives_the_guard() -> None:
    with Guard(pid_of, LIMITS, workers=2) as guard:
        pids = {o.result for o in guard.map(range(8))}
    time.sleep(0.1)
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def pid_of(_: int) -> int:
    return os.getpid()
