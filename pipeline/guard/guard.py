"""The guard: outside files are opened only in child processes with limits on memory, CPU and wall time.

No reader is safe in-process: a file of 1.5 kB can abort the whole interpreter. Here such a file costs its child,
and the parent gets an outcome that says how the child ended. Children are kept warm between files; they have no
network and write nowhere but to the temporary folder (see ``confinement``).
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from pipeline.guard.child import Limits, packed, receive, serve
from pipeline.guard.origin import pipe, start

_MOST_AHEAD = 65_536
"""Bytes at most that are given to a child at work: it is to have its next item at hand, not a store of them."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item, Result]):
    """What became of one item: ``result``, or ``ending`` (timeout, memory, crashed, fault) with a ``detail``."""

    item: Item
    result: Result | None = None
    ending: str = ""
    detail: str = ""


class Guard(Generic[Item, Result]):
    """A pool of limited children that all do the same work. Use it as a context manager, or keep it and close it.

    ``run`` and ``begin`` may be called while a ``map`` is under way: the children and the queue are shared.
    ``work`` is called in the child with one item; item and result must be picklable. Where processes are not
    forked from here (see ``origin``) ``work`` must be picklable too.
    """

    def __init__(self, work: Callable[[Item], Result], limits: Limits | None = None, workers: int = 2) -> None:
        self._work = work
        self._limits = limits or Limits()
        self._wanted = max(1, workers)
        self._children: list[_Child[Item, Result]] = []
        self._queue: deque[Slot[Item, Result]] = deque()
        self.endings: Counter[str] = Counter()
        """How many items ended badly, by the kind of ending."""

    def __enter__(self) -> Guard[Item, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def warm(self) -> None:
        """Start all children now: before other threads run, forking is safe and much cheaper than later."""
        while len(self._children) < self._wanted:
            self._children.append(_Child(self._work, self._limits))

    @property
    def workers(self) -> int:
        """How many children work at most."""
        return self._wanted

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the children that are alive now."""
        return tuple(child.pid for child in self._children if child.is_alive)

    def close(self) -> None:
        """End all children."""
        for child in self._children:
            child.end()
        self._children.clear()
        self._queue.clear()

    def run(self, item: Item) -> Outcome[Item, Result]:
        """Do the work for one item."""
        return self.finish(self.begin(item))

    def map(self, items: Iterable[Item]) -> Iterator[Outcome[Item, Result]]:
        """Do the work for each item and give the outcomes in the order of the items."""
        ahead: deque[Slot[Item, Result]] = deque()
        try:
            for item in items:
                ahead.append(self.begin(item))
                if len(ahead) >= self.ahead:
                    yield self.finish(ahead.popleft())
            while ahead:
                yield self.finish(ahead.popleft())
        finally:
            for slot in ahead:
                self.drop(slot)

    @property
    def ahead(self) -> int:
        """How many items are worth beginning before the first is finished, so that no child waits for work."""
        return 2 * self._wanted + 2

    def begin(self, item: Item) -> Slot[Item, Result]:
        """Put an item in the queue and give it to a child as soon as one is free; ``finish`` gives the outcome."""
        slot: Slot[Item, Result] = Slot(item)
        self._queue.append(slot)
        self._hand_out()
        return slot

    def finish(self, slot: Slot[Item, Result]) -> Outcome[Item, Result]:
        """Wait until the work for a begun item has ended."""
        while slot.outcome is None:
            self._hand_out()
            self._collect()
        if slot.outcome.ending:
            self.endings[slot.outcome.ending] += 1
        return slot.outcome

    def drop(self, slot: Slot[Item, Result]) -> None:
        """Take back an item that nobody will ask about any more, unless a child is at work on it already."""
        if slot in self._queue:
            self._queue.remove(slot)

    def _hand_out(self) -> None:
        # One that died at rest (the system was short of memory, say) must not cost the next file its try.
        for child in [c for c in self._children if c.slot is None and not c.is_alive]:
            child.end()
            self._children.remove(child)
        while self._queue:
            free = next((c for c in self._children if c.slot is None), None)
            if free is None and len(self._children) < self._wanted:
                free = _Child(self._work, self._limits)
                self._children.append(free)
            if free is None:
                break
            free.give(self._queue.popleft())
        # A child that has its next item at hand need not wait until we have time for it.
        for child in self._children:
            if self._queue and child.may_have_next and self._queue[0].size <= child.room:
                child.give(self._queue.popleft())

    def _collect(self) -> None:
        busy = [c for c in self._children if c.slot is not None]
        if not busy:
            raise RuntimeError("the guard was closed while it worked")
        patience = max(0.0, min(c.deadline for c in busy) - time.monotonic())
        ready = set(wait([c.pipe for c in busy], timeout=patience))
        for child in busy:
            if child.pipe in ready:
                alive = child.take()
            elif time.monotonic() >= child.deadline:
                child.give_up("timeout", f"{self._limits.wall_seconds:g}")
                alive = False
            else:
                continue
            if not alive:
                self._children.remove(child)
                if child.next is not None:
                    # It had not come to it, or what it did of it is lost: no fault of the item.
                    self._queue.appendleft(child.next)


@dataclass(slots=True, eq=False)
class Slot(Generic[Item, Result]):
    """An item on its way through the guard: ``outcome`` is None until the work for it has ended."""

    item: Item
    outcome: Outcome[Item, Result] | None = None
    _packed: bytes = b""
    _size: int = 0

    @property
    def size(self) -> int:
        """How many bytes go to the child."""
        if not self._size:
            data = packed(self.item)
            self._size = len(data)
            self._packed = data if len(data) <= _MOST_AHEAD else b""  # large ones are not held twice
        return self._size

    def take_packed(self) -> bytes:
        """Give what goes to the child, and hold it no longer."""
        data, self._packed = self._packed or packed(self.item), b""
        return data


class _Child(Generic[Item, Result]):
    def __init__(self, work: Callable[[Item], Result], limits: Limits) -> None:
        self._limits = limits
        self._left = limits.items
        self.slot: Slot[Item, Result] | None = None
        self.next: Slot[Item, Result] | None = None
        self.deadline = 0.0
        self.pipe, theirs = pipe()
        try:
            self._process = start(serve, (theirs, self.pipe, work, limits))
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()
        self.room = _room(self.pipe)

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def is_alive(self) -> bool:
        return bool(self._process.is_alive())

    @property
    def may_have_next(self) -> bool:
        return self.slot is not None and self.next is None and self._left > 0

    def give(self, slot: Slot[Item, Result]) -> None:
        self._left -= 1
        if self.slot is None:
            self._begin(slot)
        else:
            self.next = slot
        try:
            self.pipe.send_bytes(slot.take_packed())
        except (BrokenPipeError, ConnectionResetError):
            # The child is gone already; the closed pipe is found by the next collecting.
            return

    def _begin(self, slot: Slot[Item, Result]) -> None:
        self.slot = slot
        self.deadline = time.monotonic() + self._limits.wall_seconds

    def take(self) -> bool:
        """Fetch the answer; say whether the child can go on."""
        assert self.slot is not None
        item = self.slot.item
        try:
            kind, value = receive(self.pipe)
        except (EOFError, OSError):
            self._process.join(5)
            self.give_up("crashed", _ending(self._process.exitcode))
            return False
        if kind == "result":
            self.slot.outcome = Outcome(item, result=value)
        else:
            self.slot.outcome = Outcome(item, ending=kind, detail=value)
        self.slot = None
        if kind != "result" or (self._left <= 0 and self.next is None):
            # What a failed allocation or a panic leaves behind is not worth trusting.
            self.end()
            return False
        if self.next is not None:
            self._begin(self.next)
            self.next = None
        return True

    def give_up(self, ending: str, detail: str) -> None:
        assert self.slot is not None
        self.slot.outcome = Outcome(self.slot.item, ending=ending, detail=detail)
        self.slot = None
        self._process.kill()
        self._process.join(5)
        self.pipe.close()

    def end(self) -> None:
        self.pipe.close()
        self._process.join(0.2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(5)


def _room(pipe: Connection) -> int:
    """Say how many bytes a pipe is sure to take while nobody reads at its other end.

    With more, we might wait for the child to read while it waits for us to read its answer.
    """
    if sys.platform != "linux":
        return 0
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:
        # The system counts its own housekeeping, too: up to as much again for each piece.
        return min(_MOST_AHEAD, end.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 3)


def _ending(exit_code: int | None) -> str:
    return "" if exit_code is None else f"signal {-exit_code}" if exit_code < 0 else f"exit {exit_code}"
